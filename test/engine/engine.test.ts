import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createStack, openStack, type Project, type Stack } from "../support/stack.ts";
import { isRunning, succeeded } from "./command.ts";
import { parseDeployment } from "./deployment.ts";
import { type Cli, chooseEngine, type Engine, ensureEngine, NoEngineError, type Way } from "./engine.ts";
import { languageHostFor } from "./plugins.ts";
import { ENGINE_VERSION, isAtLeast, OLDEST_GO, YAML_VERSION } from "./version.ts";

const HOST = "pulumi-language-nodejs";

describe("choosing the engine", () => {
  afterEach(() => vi.unstubAllEnvs());

  const cli: Cli = { pulumi: "/somewhere/pulumi", version: "3.259.0" };
  const official = (): Pick<Engine, "binDir" | "languageHost"> => ({
    binDir: "/somewhere",
    languageHost: "official",
  });
  const way = (origin: Way["origin"], find: Way["find"]): Way => ({ origin, name: `way ${origin}`, find });
  const no = (reason: string) => (): Promise<never> => Promise.reject(new Error(reason));

  test("takes the first way that ends in a CLI, and tries no other after it", async () => {
    const later = vi.fn(no("never asked"));
    const ways = [way("PATH", no("none")), way("cache", async () => cli), way("download", later)];
    await expect(chooseEngine(ways, official)).resolves.toEqual({
      ...cli,
      ...official(),
      origin: "cache",
    });
    expect(later).not.toHaveBeenCalled();
  });

  test("fails with one error that lists what was tried and what to install", async () => {
    const ways = [way("PATH", no("pulumi is 3.100.0")), way("go", no("go is not there"))];
    const failed = chooseEngine(ways, official);
    await expect(failed).rejects.toBeInstanceOf(NoEngineError);
    await expect(failed).rejects.toThrow(
      /way PATH: pulumi is 3\.100\.0\n.*way go: go is not there\nInstall .*\n.*Pulumi CLI.*\n.*Go, 1\.25\.11/,
    );
  });

  test("leaves the stand-in out when the official language host is next to the CLI or on PATH", () => {
    const cliDir = directoryWith("pulumi", HOST);
    expect(languageHostFor(cliIn(cliDir), "")).toEqual({ binDir: cliDir, languageHost: "official" });

    const other = directoryWith(HOST);
    expect(languageHostFor(cliIn(directoryWith("pulumi")), other)).toEqual({
      binDir: other,
      languageHost: "official",
    });
  });

  test("puts the stand-in next to a CLI in the cache, and next to no other", async () => {
    const cache = directoryWith();
    vi.stubEnv("XDG_CACHE_HOME", cache);
    const ours = join(cache, "pulumi-interlink", "engine", "x", "bin");
    await mkdir(ours, { recursive: true });
    writeFileSync(join(ours, "pulumi"), "", { mode: 0o755 });
    expect(languageHostFor(cliIn(ours), "")).toEqual({ binDir: ours, languageHost: "stand-in" });
    expect(languageHostFor(cliIn(ours), ours)).toEqual({ binDir: ours, languageHost: "stand-in" });
    expect(readdirSync(ours).sort()).toEqual(["pulumi", HOST, "pulumi-resource-pulumi-nodejs"]);

    const theirs = directoryWith("pulumi");
    expect(languageHostFor(cliIn(theirs), "")).toEqual({
      binDir: join(cache, "pulumi-interlink", "engine", "stand-in"),
      languageHost: "stand-in",
    });
    expect(readdirSync(theirs)).toEqual(["pulumi"]);
  });

  test("compares releases by number", () => {
    expect(isAtLeast("3.1000.0", "3.216.0")).toBe(true);
    expect(isAtLeast("3.216.0", "3.216.0")).toBe(true);
    expect(isAtLeast("3.99.9", "3.216.0")).toBe(false);
    expect(isAtLeast("1.25.9", "1.25.11")).toBe(false);
  });

  test("names the releases that go.mod pins", () => {
    const pins = readFileSync(join(__dirname, "go", "go.mod"), "utf8");
    expect(pins).toContain(`github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}`);
    expect(pins).toContain(`github.com/pulumi/pulumi/sdk/v3 v${ENGINE_VERSION}`);
    expect(pins).toContain(`\ngo ${OLDEST_GO}\n`);
    const yamlPins = readFileSync(join(__dirname, "yaml", "go.mod"), "utf8");
    expect(yamlPins).toContain(`github.com/pulumi/pulumi-yaml v${YAML_VERSION}`);
  });
});

describe("the stand-in for the language host", () => {
  test("ends when its parent ends", async () => {
    const host = spawn(process.execPath, [join(__dirname, "language-host.cjs"), "127.0.0.1:1"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const ended = once(host, "exit");
    expect(String(await once(host.stdout, "data"))).toMatch(/^\d+\n$/);
    host.stdin.end();
    await expect(ended).resolves.toEqual([0, null]);
  });
});

/** A resource with a provider that keeps what it is given. */
const PROGRAM = `
  const pulumi = require("@pulumi/pulumi");
  const __provider = \`exports.handler = () => ({
    create: async (inputs) => ({ id: "thing-1", outs: inputs }),
    read: async (id, props) => ({ id, props, inputs: props }),
    update: async (id, olds, news) => ({ outs: news }),
  })\`;
  new pulumi.CustomResource("pulumi-nodejs:dynamic/test:Thing", "thing", { size: 1, __provider });
  const config = new pulumi.Config();
  exports.greeting = config.require("greeting");
  exports.password = config.getSecret("password");
`;

describe("a stack run by the real engine", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await ensureEngine();
  });

  test("goes up, stays unchanged, previews a change and is destroyed", async () => {
    const stack = await newStack({
      files: { "index.js": PROGRAM },
      config: { greeting: "hello", password: { secret: "open sesame" } },
    });
    const first = succeeded(await stack.up());
    expect(first.output).toContain("Previewing update");
    expect(first.output).toMatch(/dynamic\/test:Thing +thing created/);
    expect(await stack.outputs()).toEqual({ greeting: "hello", password: "open sesame" });
    expect(await stack.resource("Thing")).toMatchObject({ id: "thing-1", outputs: { size: 1 } });
    expect(JSON.stringify(await stack.export())).not.toContain("open sesame");
    expect(await stack.export()).toEqual(
      parseDeployment(succeeded(await stack.run(["stack", "export"])).stdout),
    );

    expect(succeeded(await stack.up({ skipPreview: true })).output).toContain("2 unchanged");

    stack.write({ "index.js": PROGRAM.replace("size: 1", "size: 2") });
    expect(succeeded(await stack.preview()).output).toMatch(/Thing +thing update.*\[diff: ~size\]/);
    expect(await stack.resource("Thing")).toMatchObject({ outputs: { size: 1 } });

    expect(succeeded(await stack.destroy({ skipPreview: true })).output).toContain("2 deleted");
    expect(await stack.export()).toEqual({ resources: [], pending_operations: [] });
  });

  test("runs a TypeScript program, and one that fails says why and ends in a result", async () => {
    const stack = await newStack({
      files: {
        "index.ts": `
          import * as pulumi from "@pulumi/pulumi";
          export const stack: string = pulumi.getStack();
          export const endpoint = process.env["ENDPOINT"];
        `,
      },
      env: { ENDPOINT: "from the test" },
    });
    succeeded(await stack.up({ skipPreview: true }));
    expect(await stack.outputs()).toEqual({ stack: "dev", endpoint: "from the test" });

    stack.write({ "index.ts": `throw new Error("out of " + process.env["OUT_OF"]);` });
    const failed = await stack.preview({ env: { OUT_OF: "order" } });
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("Error: out of order");
  });

  test("takes an existing project as it is, and leaves nothing in its directory", async () => {
    const made = await newStack({ files: { "index.js": `exports.cwd = process.cwd();` } });
    const before = readdirSync(made.directory);
    const stack = await openStack(engine, made.directory, { config: { "other:key": "value" } });
    onTestFinished(() => stack.remove());
    succeeded(await stack.up({ skipPreview: true }));
    expect(await stack.outputs()).toEqual({ cwd: made.directory });
    expect(await made.export()).toEqual({ resources: [], pending_operations: [] });
    expect(() => stack.write({ "index.js": "" })).toThrow("not this test's own");
    await stack.remove();
    expect(readdirSync(made.directory)).toEqual(before);
  });

  /** Tells its own process id and that of its language host, and then never ends. */
  const ENDLESS = `
    console.log("program " + process.pid + " of host " + process.ppid + " runs");
    setInterval(() => {}, 1_000_000);
  `;

  test("is ended by one Ctrl-C, and a killed CLI takes language host and program with it", async () => {
    const stack = await newStack({ files: { "index.js": ENDLESS } });
    const started = stack.start(["up"], { skipPreview: true });
    await started.waitForOutput(/program \d+ of host \d+ runs/);
    started.interrupt();
    const interrupted = await started.result;
    expect(interrupted.signal).toBeNull();
    expect(interrupted.code).not.toBe(0);
    expect(interrupted.output).toContain("cancelling");

    const killed = stack.start(["up"], { skipPreview: true });
    await killed.waitForOutput(/program \d+ of host \d+ runs/);
    const pids = /program (\d+) of host (\d+)/.exec(killed.output())?.slice(1).map(Number) ?? [];
    expect(pids.map(isRunning)).toEqual([true, true]);
    killed.kill();
    expect(await killed.result).toMatchObject({ code: null, signal: "SIGKILL" });
    await vi.waitUntil(() => !pids.some(isRunning), { timeout: 30_000 });

    expect((await stack.up({ skipPreview: true })).output).toContain("locked");
    succeeded(await stack.unlock());
    stack.write({ "index.js": "" });
    succeeded(await stack.up({ skipPreview: true }));
  });

  async function newStack(project: Project): Promise<Stack> {
    const stack = await createStack(engine, project);
    onTestFinished(async () => {
      await stack.remove();
      expect(existsSync(stack.directory)).toBe(false);
    });
    return stack;
  }
});

function directoryWith(...programs: string[]): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const name of programs) writeFileSync(join(directory, name), "binary", { mode: 0o755 });
  return directory;
}

function cliIn(directory: string): Cli {
  return { pulumi: join(directory, "pulumi"), version: ENGINE_VERSION };
}
