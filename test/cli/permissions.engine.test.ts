import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { METADATA, PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount, defaultHuawei, defaultUser } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import type { Deployment } from "../engine/deployment.ts";
import { ensureEngine } from "../engine/engine.ts";
import { exampleClouds } from "../support/example-clouds.ts";
import { MiniEngine } from "../support/mini-engine.ts";
import type { Resource } from "../support/mini-state.ts";
import { program } from "../support/program.ts";
import type { Settings } from "../support/project.ts";
import { samples } from "../support/resources.ts";
import { prepare, things } from "../support/shared-set.ts";
import { createStack, openStack, type Stack } from "../support/stack.ts";
import { fasterClock } from "../sweep/lane.ts";

// The policies that are printed for a stack, given to users of the local cloud, which enforces them.

const root = join(import.meta.dirname, "..", "..");

interface Policy {
  readonly Version: "1" | "1.1";
  readonly Statement: {
    readonly Effect: "Allow";
    readonly Action: string[];
    readonly Resource?: string[];
    readonly Condition?: { readonly StringEquals: Record<string, string[]> };
  }[];
}

let cloud: Cloud;
const stacks: Stack[] = [];

beforeAll(async () => {
  await ensureEngine();
  cloud = await startCloud();
});
afterAll(async () => {
  await Promise.all(stacks.map((stack) => stack.remove()));
  await cloud.stop();
});

function printed(input: string, ...args: string[]): Policy[] {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(root, "provider/bin/cli.js"), "permissions", "--json", ...args],
    { input, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  const { policies }: { policies: { policy: Policy }[] } = JSON.parse(stdout);
  return policies.map(({ policy }) => policy);
}

/** Gives the users of both clouds these policies, and no others. */
async function enforce(all: readonly Policy[]): Promise<void> {
  const { userId: id, userName: name, domainId, password, accessKey, secretKey } = defaultHuawei;
  await cloud.seed({
    ramUsers: [{ ...defaultUser, policies: all.filter(({ Version }) => Version === "1") }],
    iamUsers: [
      {
        id,
        name,
        domainId,
        password,
        accessKey,
        secretKey,
        policies: all.filter((it) => it.Version === "1.1"),
      },
    ],
  });
}

/** The same with one resource less for one action; where an action has one resource only, with one action less. */
function withOneLess(all: readonly Policy[]): { what: string; policies: Policy[] }[] {
  return all.flatMap((policy, at) =>
    policy.Statement.flatMap((statement, n) =>
      statement.Action.flatMap((action) =>
        (statement.Resource ?? ["*"]).map((resource) => {
          const others = statement.Action.filter((it) => it !== action);
          const rest = (statement.Resource ?? ["*"]).filter((it) => it !== resource);
          const Statement = [
            ...policy.Statement.slice(0, n),
            ...policy.Statement.slice(n + 1),
            ...(others.length > 0 ? [{ ...statement, Action: others }] : []),
            ...(rest.length > 0 ? [{ ...statement, Action: [action], Resource: rest }] : []),
          ];
          return { what: `${action} on ${resource}`, policies: all.with(at, { ...policy, Statement }) };
        }),
      ),
    ),
  );
}

/** The example's clouds, as they are before its first command. */
async function emptyHybrid(): Promise<Settings> {
  const { seed = {}, config = {} } = exampleClouds["hybrid-network"] ?? {};
  await cloud.reset();
  await cloud.seed(seed);
  return { config, env: cloud.env(defaultUser) };
}

async function hybrid(): Promise<Stack> {
  const settings = await emptyHybrid();
  const stack = await openStack(await ensureEngine(), join(root, "examples", "hybrid-network"), settings);
  stacks.push(stack);
  return stack;
}

/** Things that a life needs permissions for: what is made is changed by somebody else, and has to be healed. */
async function drift(): Promise<void> {
  for (const id of ["ri-office", "ri-cloud"])
    await cloud.change("routerInterfaces", id, { status: "Inactive" });
  const { connections } = await cloud.snapshot();
  for (const { id } of connections) await cloud.change("connections", id, { description: "by hand" });
}

/** What the example declares, as it is in a stack. */
function declared({ resources }: Deployment): Resource[] {
  const ours = resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/interlink:"));
  return ours.map(({ type, urn, inputs = {} }) => {
    const { [PROVIDER]: _, [METADATA]: __, status, ...args } = inputs;
    return { type: type.replace(/^.*:/, ""), name: urn.split("::").at(-1) ?? "", args };
  });
}

/** What a command said of a life in which everything is made, healed, changed in place, read and destroyed, and failed. */
async function failureOf(
  resources: readonly Resource[],
  policies: readonly Policy[],
): Promise<string | undefined> {
  const { env = {} } = await emptyHybrid();
  await enforce(policies);
  const engine = new MiniEngine({ env: { ...env, ...fasterClock() } });
  try {
    const life = [
      () => engine.up(resources, { refresh: true }),
      () => drift().then(() => engine.up(resources, { refresh: true })),
      () => engine.refresh(),
      () => engine.destroy({ refresh: true }),
    ];
    for (const step of life) {
      const { ok, resources: became } = await step();
      if (!ok) return JSON.stringify(became);
    }
    return undefined;
  } finally {
    await engine.restart();
  }
}

test("the policies of the hybrid example are what it needs: nothing fails with them, and something does with any one less", async () => {
  const first = await hybrid();
  const preview = succeeded(await first.run(["preview", "--json"])).stdout;
  succeeded(await first.up({ skipPreview: true }));
  const policies = printed(succeeded(await first.run(["stack", "export"])).stdout);
  const resources = declared(await first.export());
  expect(resources).toHaveLength(3);
  // A new stack does not say yet which region the peer is in.
  const foreseen = JSON.stringify(printed(preview, "--account", defaultAccount.id)).replaceAll(
    "vpc:*:",
    "vpc:cn-hangzhou:",
  );
  const byText = (some: readonly Policy[]) => some.map((it) => JSON.stringify(it)).sort();
  expect(byText(JSON.parse(foreseen))).toEqual(byText(policies));

  const whole = await hybrid();
  await enforce(policies);
  succeeded(await whole.up({ skipPreview: true }));
  await drift();
  succeeded(await whole.up({ skipPreview: true }));
  succeeded(await whole.refresh({ skipPreview: true }));
  succeeded(await whole.destroy({ skipPreview: true }));

  // The same life on the provider process alone: that is what needs the permissions, and the engine's time is spared.
  expect(await failureOf(resources, policies)).toBeUndefined();
  const variants = withOneLess(policies);
  expect(variants.length).toBeGreaterThan(12);
  for (const { what, policies: fewer } of variants) {
    expect(await failureOf(resources, fewer), what).toMatch(/Forbidden\.RAM|EG\.00512000|403/);
  }
}, 1_200_000);

test("each class is made, healed and destroyed with the policies of its stack", async () => {
  await prepare(cloud, 1);
  const stack = await createStack(await ensureEngine(), {
    files: program(things(1)),
    env: cloud.env(defaultUser),
  });
  stacks.push(stack);
  succeeded(await stack.up({ skipPreview: true }));
  await enforce(printed(succeeded(await stack.run(["stack", "export"])).stdout));
  for (const { drift } of samples) await drift?.cause(1, cloud);
  succeeded(await stack.up({ skipPreview: true }));
  succeeded(await stack.destroy({ skipPreview: true }));
  succeeded(await stack.up({ skipPreview: true }));
});
