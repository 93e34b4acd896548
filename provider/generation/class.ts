import type { AnyDefinition } from "../lifecycle/definition.ts";
import { argumentTypes, nestedTypes, outputType } from "./class-types.ts";
import { comment } from "./comments.ts";
import { typescriptExample } from "./examples.ts";
import { jsonOf } from "./json.ts";

/** What a class is registered with: Pulumi's dynamic provider, or this package's own plugin. */
export type Door = "program" | "native";

const DOORS = {
  program: { module: "pulumi-interlink", base: "InterlinkResource" },
  native: { module: "pulumi-interlink/native", base: "NativeResource" },
} as const;

const HEADER = "// Generated from the resource's definition by `npm run generate`: change it there.";

/** The file of one class. The types of arguments stand beside the classes of programs, and are those of the others too. */
export function classFile(definition: AnyDefinition, door: Door): string {
  const { module } = DOORS[door];
  return [
    HEADER,
    ...imports(definition, door),
    "",
    ...(door === "program" ? argumentTypes(definition).flatMap((text) => [text, ""]) : []),
    comment(definition.description, "", typescriptExample(definition, module)),
    ...classLines(definition, door),
    "",
    ...kindLines(definition),
    "",
  ].join("\n");
}

/** Where a class's file is below provider/, without its ending: `program/eg-connection`. */
export function classModule({ type }: AnyDefinition, door: Door): string {
  return `${door}/${type.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase()}`;
}

function imports(definition: AnyDefinition, door: Door): string[] {
  const helpers = `{ noArguments${definition.idPrefix === undefined ? "" : ", withBareId"} }`;
  const base = [`{ ${DOORS[door].base} }`, "./resource.ts"] as const;
  const types = [`${definition.type}Args`, ...nestedTypes(definition).map(({ name }) => name)].sort();
  const modules =
    door === "program"
      ? [[helpers, "./registration.ts"] as const, base]
      : [
          [`type { ${types.join(", ")} }`, `../${classModule(definition, "program")}.ts`] as const,
          [helpers, "../program/registration.ts"] as const,
          base,
        ];
  return [["type * as pulumi", "@pulumi/pulumi"] as const, ...modules]
    .sort(([, a], [, b]) => (rank(a) === rank(b) ? (a < b ? -1 : 1) : rank(a) - rank(b)))
    .map(([names, path]) => `import ${names} from "${path}";`);
}

/** Packages come first, then what is further up in the tree. */
function rank(path: string): number {
  return ["@", "../", "./"].findIndex((start) => path.startsWith(start));
}

function classLines(
  { type, idFormat, idPrefix, docs, inputs, outputs }: AnyDefinition,
  door: Door,
): string[] {
  const { base } = DOORS[door];
  const idText =
    idPrefix === undefined ? `\`${idFormat}\`` : `\`${idFormat}\`, or \`${idPrefix}${idFormat}\``;
  const declared = [
    ...Object.entries(inputs).map(([name, it]) => [
      name,
      it.outputDescription ?? it.description,
      outputType(jsonOf(it.schema), true),
    ]),
    ...Object.entries(outputs).map(([name, it]) => [
      name,
      it.description,
      outputType(jsonOf(it.schema), false),
    ]),
  ].map(
    ([name, text = "", of]) => `${comment(text, "  ")}\n  declare readonly ${name}: pulumi.Output<${of}>;`,
  );
  return [
    `export class ${type} extends ${base} {`,
    ...declared,
    "",
    comment(docs.create, "  "),
    `  constructor(name: string, args: ${type}Args, opts?: pulumi.CustomResourceOptions) {`,
    `    super(${constantOf(type)}, name, args, opts);`,
    "  }",
    "",
    comment(`${docs.get} \`id\` is ${idText}.`, "  "),
    `  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ${type} {`,
    idPrefix === undefined
      ? `    return new ${type}(name, noArguments, { ...opts, id });`
      : `    return withBareId(new ${type}(name, noArguments, { ...opts, id }));`,
    "  }",
    "",
    comment("Whether a value is of this class, of whatever copy of this package.", "  "),
    `  static override isInstance(value: unknown): value is ${type} {`,
    `    return ${base}.isA(value, ${JSON.stringify(type)});`,
    "  }",
    "}",
  ];
}

function kindLines({ type, inputs, outputs }: AnyDefinition): string[] {
  const secrets = Object.entries(inputs).flatMap(([name, { secretMembers = [] }]) =>
    secretMembers.map((member) => `    ${name}: ${JSON.stringify(member)},`),
  );
  return [
    `const ${constantOf(type)} = {`,
    `  type: ${JSON.stringify(type)},`,
    `  inputs: ${JSON.stringify(Object.keys(inputs))},`,
    `  outputs: ${JSON.stringify(Object.keys(outputs))},`,
    ...(secrets.length > 0 ? [`  secretMembers: {\n${secrets.join("\n")}\n  },`] : []),
    "} as const;",
  ];
}

function constantOf(type: string): string {
  return type.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}
