import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createStack, type Project, type Stack } from "../support/stack.ts";
import { changedNothing, isRunning, succeeded } from "./command.ts";
import type { Engine } from "./engine.ts";
import { engineFor, skipReason, whatIsMissing } from "./languages.ts";

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

test("a killed CLI takes the stand-in for a language host and its program with it", async () => {
  const stack = await newStack(await engineFor("yaml"), {
    files: {
      "index.js": `
        console.log("program " + process.pid + " of host " + process.ppid + " runs");
        setInterval(() => {}, 1_000_000);
      `,
    },
  });
  const running = stack.start(["preview"]);
  await running.waitForOutput(/program \d+ of host \d+ runs/);
  const pids = /program (\d+) of host (\d+)/.exec(running.output())?.slice(1).map(Number) ?? [];
  expect(pids.map(isRunning)).toEqual([true, true]);
  running.kill();
  await vi.waitUntil(() => !pids.some(isRunning), { timeout: 30_000 });
});

const python = await whatIsMissing("python");

describe.skipIf(python !== undefined)(`a Python program${skipReason(python)}`, () => {
  test("goes up and is unchanged, and one that fails says why", async () => {
    const stack = await newStack(await engineFor("python"), {
      language: "python",
      files: {
        "__main__.py": `
import pulumi
config = pulumi.Config()
pulumi.export("size", config.require_int("size"))
pulumi.export("word", config.require_secret("word"))
pulumi.export("stack", pulumi.get_stack())
`,
      },
      config: { size: "3", word: { secret: "sesame" } },
    });
    expect(succeeded(await stack.up()).output).not.toMatch(/warning/i);
    expect(await stack.outputs()).toEqual({ size: 3, word: "sesame", stack: "dev" });
    expect(changedNothing(await stack.up({ skipPreview: true }))).toBe(true);

    stack.write({ "__main__.py": `raise Exception("out of order")` });
    const failed = await stack.preview();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("out of order");
  });
});

const go = await whatIsMissing("go");

describe.skipIf(go !== undefined)(`a Go program${skipReason(go)}`, () => {
  test("goes up and is unchanged, and one that fails says why", async () => {
    const program = (body: string): string => `
package main

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

var broken = errors.New("out of order")

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		${body}
	})
}
`;
    const stack = await newStack(await engineFor("go"), {
      language: "go",
      files: { "main.go": program(`ctx.Export("stack", pulumi.String(ctx.Stack())); return nil`) },
    });
    expect(succeeded(await stack.up()).output).not.toMatch(/warning/i);
    expect(await stack.outputs()).toEqual({ stack: "dev" });
    expect(changedNothing(await stack.up({ skipPreview: true }))).toBe(true);

    stack.write({ "main.go": program("return broken") });
    const failed = await stack.preview();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("out of order");
  });
});
