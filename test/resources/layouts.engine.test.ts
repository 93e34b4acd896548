import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { providerText } from "../../provider/text.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { startCommand, succeeded } from "../engine/command.ts";
import { type Engine, ensureEngine } from "../engine/engine.ts";
import { environment, makeSurroundings } from "../engine/environment.ts";
import { startHost } from "../support/host.ts";
import { install, LAYOUTS, LIBRARY, link, makePackage, type Workspace } from "../support/installed.ts";
import { program } from "../support/program.ts";
import { samples } from "../support/resources.ts";
import { prepare, things } from "../support/shared-set.ts";
import { openStack, type Stack } from "../support/stack.ts";
import { changedNothing } from "../support/stage.ts";

// Where only a library of the workspace depends on this package, on the real engine.

const PULUMI = join(__dirname, "..", "..", "node_modules", "@pulumi", "pulumi");

let engine: Engine;
let cloud: Cloud;
let temporary: string;

beforeAll(async () => {
  engine = await ensureEngine();
  cloud = await startCloud();
  temporary = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
});
beforeEach(() => prepare(cloud, 1));
afterAll(async () => {
  await cloud.stop();
  rmSync(temporary, { recursive: true });
});

/** A workspace whose program declares one of each resource by its library. */
function workspace(layout: string, name: string, files: Record<string, string> = {}): Workspace {
  const layOut = LAYOUTS[layout];
  if (layOut === undefined) throw new Error(`there is no layout ${layout}`);
  const made = layOut(join(temporary, name));
  link(PULUMI, made.program, "@pulumi/pulumi");
  const { "index.js": text = "", ...others } = program(things(1));
  const all = {
    ...others,
    "index.js": text.replace(`require("pulumi-interlink")`, `require("${LIBRARY}").interlink`),
    "Pulumi.yaml": "name: test\nruntime: nodejs\nmain: index.js\noptions: { refresh: always }\n",
    ...files,
  };
  for (const [file, content] of Object.entries(all)) writeFileSync(join(made.program, file), content);
  return made;
}

describe("a stack whose program has this package from a library only", () => {
  let made: Workspace;
  let stack: Stack;

  beforeAll(async () => {
    made = workspace("pnpm with hoist=false", "cli");
    stack = await openStack(engine, made.program, { env: cloud.env() });
  });
  afterAll(() => stack.remove());

  test("comes up, does not change, tells once for each resource where the package is missing, and is destroyed", async () => {
    succeeded(await stack.up({ skipPreview: true }));
    const second = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(second), second.output).toBe(true);

    rmSync(made.copy, { recursive: true });
    const { code, output } = await stack.refresh({ skipPreview: true });
    expect(code).not.toBe(0);
    const diagnostics = output.slice(output.indexOf("Diagnostics:"), output.indexOf("Resources:"));
    const said = `error: The package pulumi-interlink, which manages this resource, cannot be found from ${made.program}. Install it there: npm install pulumi-interlink`;
    const lines = diagnostics.split("\n").filter((line) => /^ {4}\S/.test(line));
    expect(lines.map((line) => line.trim()).sort()).toEqual([
      ...samples.map(() => said),
      "error: update failed",
    ]);

    rmSync(dirname(made.copy), { recursive: true });
    install(dirname(made.copy));
    succeeded(await stack.destroy({ skipPreview: true }));
    expect((await stack.export()).resources).toEqual([]);
  });
});

/** An inline program of the Automation API that does what its first argument says; the second: where the program is. */
const AUTOMATION = `
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
require("${LIBRARY}");
const [operation, main] = process.argv.slice(2);
const projectName = "inline";
const program = async () => { require("./index.js"); };
const projectSettings = { name: projectName, runtime: "nodejs", main };
LocalWorkspace.createOrSelectStack({ stackName: "dev", projectName, program }, main ? { projectSettings } : {})
  .then((stack) => stack[operation]())
  .then(({ summary }) => console.log(JSON.stringify(summary.resourceChanges)));
`;

describe("an inline program of the Automation API", () => {
  test.each([
    { from: "the program's directory", cwd: ({ program }: Workspace) => program, named: false },
    { from: "the root directory", cwd: () => "/", named: true },
    // Pulumi's SDK is all that a provider process can see from there.
    {
      from: "the workspace's root",
      cwd: ({ program }: Workspace) => join(program, "..", ".."),
      named: false,
    },
  ])("brings its resources up and down from $from", async ({ from, cwd, named }) => {
    const made = workspace("pnpm with hoist=false", `automation from ${from}`, {
      "automation.js": AUTOMATION,
    });
    link(PULUMI, join(made.program, "..", ".."), "@pulumi/pulumi");
    const surroundings = join(temporary, `surroundings ${from}`);
    makeSurroundings(surroundings);
    // The Automation API looks for the CLI on PATH.
    symlinkSync(engine.pulumi, join(surroundings, "bin", "pulumi"));
    const run = async (operation: "up" | "destroy"): Promise<unknown> => {
      const args = [join(made.program, "automation.js"), operation, ...(named ? [made.program] : [])];
      const env = { ...environment(engine, surroundings), ...cloud.env() };
      const { stdout } = succeeded(await startCommand("node", args, { cwd: cwd(made), env }).result);
      return JSON.parse(stdout);
    };
    expect(await run("up")).toEqual({ create: samples.length + 1 });
    expect(await run("up")).toEqual({ same: samples.length + 1 });
    expect(await run("destroy")).toEqual({ delete: samples.length + 1 });
  });
});

test("a package that cannot be loaded is the error, and nothing is tried again for it", async () => {
  const directory = makePackage(join(temporary, "without undici"), {});
  link(PULUMI, directory, "@pulumi/pulumi");
  const copy = install(join(temporary, "elsewhere", "node_modules"), { withoutUndici: true });
  link(copy, directory, "pulumi-interlink");
  for (const { type, args } of samples) {
    const host = await startHost({ cwd: directory, env: cloud.env() });
    const urn = `urn:pulumi:dev::test::pulumi-nodejs:dynamic/interlink:${type}::thing`;
    const handedOver = { [PROVIDER]: providerText(type), __interlink: { name: "thing", urn, timeouts: {} } };
    const { inputs } = await host.check(urn, {}, { ...args(1), ...handedOver });
    const error = await host.create(urn, inputs).catch(String);
    expect(error).toMatch(
      /The package undici, a dependency of .* cannot be loaded: Cannot find module 'undici'/,
    );
    expect(error).not.toMatch(/attempt|usable answer/);
    await host.close();
  }
});
