import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";
import { PLUGIN } from "../support/doors.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { bundle } from "./bundle.ts";
import type { Lab } from "./lab.ts";
import type { Pair } from "./pairs.ts";
import type { Answer } from "./probe.ts";

/** Whose resources are measured. */
export type ProviderName = "interlink" | "plugin" | "naive" | "instant" | "instantPlugin";

/** The plugin that answers at once, in the project's directory. */
const INSTANT_PLUGIN = "plugin/pulumi-resource-bench";

/** What the measured program declares. */
export interface Contents {
  readonly provider: ProviderName;
  /** Each resource with a provider process and an account of its own. */
  readonly apart: boolean;
  readonly things: readonly Thing[];
  /** What the instant provider answers. */
  readonly outputs: Properties;
}

/** What the program of instant twins declares. */
export interface Twins {
  /** The inputs of each. */
  readonly things: readonly Properties[];
  readonly outputs: Properties;
}

type Properties = Readonly<Record<string, unknown>>;

interface Thing {
  readonly routerInterfaceId: string;
  readonly regionId: string;
  readonly oppositeInterfaceId: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** Those of a RouterInterfaceConnection. */
const OUTPUTS: Properties = {
  oppositeRouterId: "vrt-acceptor0001",
  oppositeRouterType: "VRouter",
  oppositeInterfaceOwnerId: "1234567890123456",
  role: "InitiatingSide",
  status: "Active",
  businessStatus: "Normal",
  oppositeInterfaceStatus: "Active",
  oppositeRegionId: "cn-hangzhou",
  routerId: "vrt-initiator0001",
  routerType: "VRouter",
  connectedTime: "2026-01-02T03:04:05Z",
  crossBorder: false,
  accountId: "1234567890123456",
};

/** When the program heard that a resource is done: the engine has written its state by then. */
interface Heard {
  readonly id: string;
  readonly atMs: number;
}

/** What became of one command. */
export interface Measured {
  readonly result: Result;
  readonly wallS: number;
  readonly answers: readonly Answer[];
  readonly heard: readonly Heard[];
}

/** A stack whose commands are measured. */
export class BenchStack {
  readonly #stack: Stack;
  readonly #notes: string;

  constructor(stack: Stack) {
    this.#stack = stack;
    this.#notes = join(stack.directory, "notes");
    const probe = join(stack.directory, "probe.cjs");
    writeFileSync(probe, bundle(require.resolve("./probe.ts")));
    Object.assign(stack.env, { BENCH_PROBE: this.#notes, NODE_OPTIONS: `--require="${probe}"` });
  }

  /** Runs `pulumi up` or `pulumi preview`, that many operations at a time. */
  async run(command: "up" | "preview", parallel: number): Promise<Measured> {
    rmSync(this.#notes, { recursive: true, force: true });
    mkdirSync(this.#notes);
    const args = ["--parallel", String(parallel), ...(command === "up" ? ["--continue-on-error"] : [])];
    const from = performance.now();
    const result = await this.#stack[command]({ skipPreview: true, args });
    return {
      result,
      wallS: (performance.now() - from) / 1000,
      answers: this.#lines("provider-"),
      heard: this.#lines("program"),
    };
  }

  /** How many bytes of a resource's entry in the state the text of its provider takes, once. */
  async providerTextBytes(): Promise<number> {
    const resource = await this.#stack.resource("interlink:RouterInterfaceConnection");
    return Buffer.byteLength(JSON.stringify({ __provider: resource?.inputs?.["__provider"] })) - 2;
  }

  /** For each resource of a kind: one with the same inputs and outputs, whose provider answers at once. */
  async twins({ engine }: Lab, type: string): Promise<BenchStack> {
    const { resources } = await this.#stack.export();
    const states = resources.filter((resource) => resource.type.endsWith(`interlink:${type}`));
    const things = states.map(({ inputs = {} }) => without(inputs, ["__provider"]));
    const [{ inputs = {}, outputs = {} } = {}] = states;
    const twins: Twins = { things, outputs: without(outputs, Object.keys(inputs)) };
    return newStack(engine, require.resolve("./twin.ts"), twins, {});
  }

  /** Deletes it. */
  remove(): Promise<void> {
    return this.#stack.remove();
  }

  #lines<Line>(prefix: string): Line[] {
    return readdirSync(this.#notes)
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => readFileSync(join(this.#notes, name), "utf8").trim().split("\n"))
      .filter((line) => line !== "")
      .map((line): Line => JSON.parse(line));
  }
}

/** Makes a stack with one connection for each pair of router interfaces. */
export async function benchStack(
  { engine, cloud }: Lab,
  provider: ProviderName,
  pairs: readonly Pair[],
  apart = false,
): Promise<BenchStack> {
  const contents: Contents = {
    provider,
    apart,
    outputs: OUTPUTS,
    things: pairs.map(({ initiator, acceptor, account }) => ({
      routerInterfaceId: initiator,
      regionId: "cn-hangzhou",
      oppositeInterfaceId: acceptor,
      accessKeyId: account.accessKeyId,
      accessKeySecret: account.accessKeySecret,
    })),
  };
  return newStack(engine, require.resolve("./program.ts"), contents, cloud.env());
}

async function newStack(
  engine: Engine,
  program: string,
  contents: Contents | Twins,
  env: Readonly<Record<string, string>>,
): Promise<BenchStack> {
  const stack = await createStack(engine, {
    files: {
      "index.js": bundle(program),
      "naive.cjs": bundle(require.resolve("./naive.ts")),
      "instant.cjs": bundle(require.resolve("./instant.ts")),
      [INSTANT_PLUGIN]: `#!/usr/bin/env node\n${bundle(require.resolve("./instant-plugin.ts"))}`,
      "contents.json": JSON.stringify(contents),
    },
    main: "index.js",
    project: {
      plugins: {
        providers: [
          { name: "interlink", path: PLUGIN },
          { name: "bench", path: "./plugin" },
        ],
      },
    },
    env,
  });
  chmodSync(join(stack.directory, INSTANT_PLUGIN), 0o755);
  return new BenchStack(stack);
}

function without(properties: Properties, keys: readonly string[]): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}
