import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "./cloud/client.ts";
import { ensureEngine } from "./engine/engine.ts";
import { exampleClouds } from "./support/example-clouds.ts";
import { openStack } from "./support/stack.ts";

const root = join(import.meta.dirname, "..");
const examples = join(root, "examples");

/** The example that the project at the top of the repository runs. */
const AT_THE_TOP = "router-interface-connection";
let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.stop());

describe.each(readdirSync(examples))("the example %s", (name) => {
  const directory = join(examples, name);

  const projects: [string, string][] = [["in its folder", directory]];
  if (name === AT_THE_TOP) projects.push(["from the top of the repository", root]);

  test.each(projects)(
    "%s gives the output that its README shows, changes nothing twice, and is taken down again",
    async (_, project) => {
      const setting = exampleClouds[name];
      if (setting === undefined) throw new Error(`${name} is missing in example-clouds.ts`);
      await cloud.seed(setting.seed);
      const stack = await openStack(await ensureEngine(), project, {
        config: setting.config,
        env: cloud.env(),
      });
      try {
        const up = await stack.up({ skipPreview: true });
        expect(up.code, up.output).toBe(0);
        expect(outputsIn(up.stdout)).toBe(outputsIn(readFileSync(join(directory, "README.md"), "utf8")));
        const preview = await stack.preview({ args: ["--expect-no-changes"] });
        expect(preview.code, preview.output).toBe(0);
        const destroy = await stack.destroy({ skipPreview: true });
        expect(destroy.code, destroy.output).toBe(0);
      } finally {
        await stack.remove();
      }
    },
  );

  test("is under 40 lines", () => {
    const lines = readFileSync(join(directory, "index.ts"), "utf8").trimEnd().split("\n");
    expect(lines.length).toBeLessThan(40);
  });
});

test("the project at the top takes the configuration of the example that it runs", () => {
  const configuration = (directory: string): string =>
    readFileSync(join(directory, "Pulumi.yaml"), "utf8").replace(/^[\s\S]*?(?=^config:)/m, "");
  expect(configuration(root)).toBe(configuration(join(examples, AT_THE_TOP)));
});

/** The outputs as Pulumi prints them, up to the blank line. */
function outputsIn(text: string): string {
  const [, outputs = ""] = /^Outputs:\n((?: .*\n)+)/m.exec(text.replaceAll(/^\s+(?=Outputs:)/gm, "")) ?? [];
  return outputs
    .split("\n")
    .map((line) => line.trim())
    .join("\n");
}
