import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createStack, type Project, type Stack } from "../support/stack.ts";
import { changedNothing, succeeded } from "./command.ts";
import type { Engine } from "./engine.ts";
import { engineFor } from "./languages.ts";

describe("a YAML program, run by Pulumi's own language host", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await engineFor("yaml");
  });

  test("goes up with configuration and outputs, is unchanged, and is destroyed, all without a warning", async () => {
    const stack = await newStack(engine, {
      language: "yaml",
      files: {
        "Main.yaml": `
          config: { size: { type: integer } }
          outputs: { twice: "\${size} and \${size}" }
        `,
      },
      config: { size: "3" },
    });
    const first = succeeded(await stack.up());
    expect(first.output).not.toMatch(/warning/i);
    expect(await stack.outputs()).toEqual({ twice: "3 and 3" });
    expect(changedNothing(await stack.up({ skipPreview: true }))).toBe(true);
    succeeded(await stack.destroy({ skipPreview: true }));
  });

  test("that is wrong says where", async () => {
    const stack = await newStack(engine, {
      language: "yaml",
      files: { "Main.yaml": `outputs: { size: "\${nothing}" }` },
    });
    const failed = await stack.preview();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toMatch(/Main\.yaml.*nothing/s);
  });

  test("takes over the stack of a Node.js program, and gives it back", async () => {
    const node = { files: { "index.js": `exports.size = "large";` } };
    const stack = await newStack(engine, node);
    succeeded(await stack.up({ skipPreview: true }));
    await stack.rewrite({ language: "yaml", files: { "Main.yaml": "outputs: { size: large }" } });
    expect(changedNothing(await stack.up({ skipPreview: true }))).toBe(true);
    await stack.rewrite(node);
    expect(changedNothing(await stack.up({ skipPreview: true }))).toBe(true);
  });
});

async function newStack(engine: Engine, project: Project): Promise<Stack> {
  const stack = await createStack(engine, project);
  onTestFinished(() => stack.remove());
  return stack;
}
