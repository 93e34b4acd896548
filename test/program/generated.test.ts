import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { classPath, formattedClassFile } from "../../provider/generate.ts";
import { definitions } from "../../provider/resources/index.ts";

describe.each(["program", "native"] as const)("in provider/%s", (door) => {
  test.each(definitions.map((definition) => [definition.type, definition] as const))(
    "the class %s is what its definition says (npm run generate)",
    (_, definition) => {
      expect(readFileSync(classPath(definition, door), "utf8")).toBe(formattedClassFile(definition, door));
    },
  );
});
