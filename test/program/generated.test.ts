import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { classPath, formattedClassFile } from "../../provider/generate.ts";
import { definitions } from "../../provider/resources/index.ts";

test.each(definitions.map((definition) => [definition.type, definition] as const))(
  "the class %s is what its definition says (npm run generate)",
  (_, definition) => {
    expect(readFileSync(classPath(definition), "utf8")).toBe(formattedClassFile(definition));
  },
);
