import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { classFile, classModule, type Door } from "./generation/class.ts";
import { packageSchema } from "./generation/schema.ts";
import type { AnyDefinition } from "./lifecycle/definition.ts";
import { definitions } from "./resources/index.ts";

// Writes from the definitions of the resources what cannot load them: the classes that programs load, which must not load
// zod, and the schema that the plugin has for all other languages. `npm run generate`; a test holds that what is committed
// is what this writes.

/** Where a class's file is: `program/eg-connection.ts`. */
export function classPath(definition: AnyDefinition, door: Door): string {
  return join(__dirname, `${classModule(definition, door)}.ts`);
}

/** A class's file as it is committed. */
export function formattedClassFile(definition: AnyDefinition, door: Door): string {
  return formatted(classPath(definition, door), classFile(definition, door));
}

/** Where the schema is. */
export const schemaPath: string = join(__dirname, "plugin", "schema.json");

/** The schema's file as it is committed. */
export function formattedSchemaFile(): string {
  return formatted(schemaPath, JSON.stringify(packageSchema()));
}

function formatted(path: string, input: string): string {
  const biome = join(__dirname, "..", "node_modules", ".bin", "biome");
  return execFileSync(biome, ["format", "--stdin-file-path", path], { input, encoding: "utf8" });
}

if (require.main === module) {
  for (const definition of definitions) {
    for (const door of ["program", "native"] as const) {
      writeFileSync(classPath(definition, door), formattedClassFile(definition, door));
    }
  }
  writeFileSync(schemaPath, formattedSchemaFile());
}
