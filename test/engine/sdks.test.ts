import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { goModule } from "../support/project.ts";
import { createStack, type Project, type Stack } from "../support/stack.ts";
import { changedNothing, succeeded } from "./command.ts";
import type { Engine } from "./engine.ts";
import { engineFor, type Language, skipReason, whatIsMissing } from "./languages.ts";
import { runToEnd } from "./run-to-end.ts";
import { toolEnvironment } from "./tool-environment.ts";

// What the CLI does with a package's schema in each language, on a made-up package that is in no registry.

const PLUGIN = join(__dirname, "parcel.cjs");
const SCHEMA = join(__dirname, "parcel.json");

const { version: SDK_VERSION }: { version: string } = JSON.parse(
  readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8"),
);

const missing = { python: await whatIsMissing("python"), go: await whatIsMissing("go") };

let engine: Engine;
let plugin: string;
beforeAll(async () => {
  engine = await engineFor("yaml");
  plugin = mkdtempSync(join(tmpdir(), "pulumi-interlink-"));
  const launcher = join(plugin, "pulumi-resource-parcel");
  writeFileSync(launcher, `#!/bin/sh\nexec node "${PLUGIN}" "$@"\n`);
  chmodSync(launcher, 0o755);
});
afterAll(() => rmSync(plugin, { recursive: true, force: true }));

describe("the generators", () => {
  test.each([
    ["nodejs", "box.ts", /export class Box extends pulumi\.CustomResource/],
    ["python", "parcel_sdk/box.py", /class Box\(pulumi\.CustomResource\)/],
    ["go", "parcel/box.go", /func NewBox\(ctx \*pulumi\.Context/],
  ] as const)("write an SDK in %s", async (language, file, wanted) => {
    const sdk = await generate(language);
    expect(readFileSync(join(sdk, file), "utf8")).toMatch(wanted);
  });

  testIn("go", "write what compiles", async () => {
    const sdk = await generate("go");
    for (const [name, text] of Object.entries(goModule("example.com/parcel-sdk"))) {
      writeFileSync(join(sdk, name), text);
    }
    const env = await toolEnvironment("go");
    await runToEnd("go", { args: ["vet", "./..."], cwd: sdk, env, timeoutMs: 600_000 });
  });

  /** Generates an SDK, and returns where it is. */
  async function generate(language: Language): Promise<string> {
    const stack = await newStack({ language: "yaml", files: { "Main.yaml": "outputs: {}" } });
    succeeded(await stack.run(["package", "gen-sdk", SCHEMA, "--language", language, "--out", "sdk"]));
    return join(stack.directory, "sdk", language);
  }
});

describe("an import", () => {
  const cases = [
    ["yaml", { "Main.yaml": "resources: {}" }, "type: parcel:Box"],
    ["nodejs", { "index.ts": "" }, `new parcel.Box("box", {weight: 2}`],
    ["python", { "__main__.py": "" }, `parcel.Box("box", weight=float(2)`],
    ["go", { "main.go": "package main\n\nfunc main() {}\n" }, `parcel.NewBox(ctx, "box"`],
  ] as const;
  for (const [language, files, wanted] of cases) {
    testIn(language, "shows the code to add", async () => {
      const stack = await newStack({ language, files });
      const { output } = succeeded(await stack.run(["import", "parcel:index:Box", "box", "box-7", "--yes"]));
      expect(output.replaceAll(/\s+/g, " ")).toContain(wanted);
      expect(await stack.resource("Box")).toMatchObject({ id: "box-7", inputs: { weight: 2 } });
    });
  }
});

describe("an SDK that is generated and linked by `pulumi package add`", () => {
  const cases = [
    [
      "nodejs",
      {
        "index.ts": `
          import * as parcel from "parcel-sdk";
          export const weight = new parcel.Box("box", { weight: 3, code: "sesame" }).weight;
        `,
        "package.json": `{ "private": true, "dependencies": { "@pulumi/pulumi": "${SDK_VERSION}" } }`,
      },
    ],
    [
      "python",
      {
        "__main__.py": `
import pulumi, parcel_sdk
pulumi.export("weight", parcel_sdk.Box("box", weight=3, code="sesame").weight)
`,
      },
    ],
    [
      "go",
      {
        "main.go": `
package main

import (
	"example.com/parcel-sdk/parcel"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		box, err := parcel.NewBox(ctx, "box", &parcel.BoxArgs{
			Weight: pulumi.Float64(3), Code: pulumi.String("sesame"),
		})
		if err == nil {
			ctx.Export("weight", box.Weight)
		}
		return err
	})
}
`,
      },
    ],
  ] as const;
  for (const [language, files] of cases) {
    testIn(language, "makes resources, with secrets encrypted", async () => {
      const stack = await newStack({ language, files });
      // Nothing of this repository: the package manager would write through the links.
      rmSync(join(stack.directory, "node_modules"), { recursive: true, force: true });
      const env = await toolEnvironment(language);
      succeeded(await stack.run(["package", "add", SCHEMA], { env }));
      const first = succeeded(await stack.up({ env, skipPreview: true }));
      expect(first.output).not.toMatch(/warning/i);
      expect(await stack.outputs()).toEqual({ weight: 3 });
      expect(JSON.stringify(await stack.export())).not.toContain("sesame");
      expect(changedNothing(await stack.up({ env, skipPreview: true }))).toBe(true);
    });
  }
});

test("a YAML program has a resource of a plugin", async () => {
  const program = `
    resources: { box: { type: parcel:index:Box, properties: { weight: 3, code: { "fn::secret": sesame } } } }
    outputs: { weight: "\${box.weight}" }
  `;
  const stack = await newStack({ language: "yaml", files: { "Main.yaml": program } });
  expect(succeeded(await stack.up()).output).not.toMatch(/warning/i);
  expect(await stack.outputs()).toEqual({ weight: 3 });
  expect(changedNothing(await stack.up({ skipPreview: true }))).toBe(true);
});

/** A test that needs a language's own tools; where they are missing, its name says so, and it is skipped. */
function testIn(language: Language, title: string, run: () => Promise<void>): void {
  const lacking = language === "python" || language === "go" ? missing[language] : undefined;
  test.skipIf(lacking !== undefined)(`in ${language} ${title}${skipReason(lacking)}`, run);
}

async function newStack(project: Project): Promise<Stack> {
  const providers = [{ name: "parcel", version: "1.2.3", path: plugin }];
  const stack = await createStack(engine, { ...project, project: { plugins: { providers } } });
  onTestFinished(() => stack.remove());
  return stack;
}
