import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount, defaultHuawei, defaultUser } from "../cloud/defaults.ts";
import { type Result, succeeded } from "../engine/command.ts";
import { ensureEngine } from "../engine/engine.ts";
import { exampleClouds } from "../support/example-clouds.ts";
import { program } from "../support/program.ts";
import { samples } from "../support/resources.ts";
import { prepare, things } from "../support/shared-set.ts";
import { createStack, openStack, type Stack } from "../support/stack.ts";

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

async function hybrid(): Promise<Stack> {
  const { seed = {}, config = {} } = exampleClouds["hybrid-network"] ?? {};
  await cloud.reset();
  await cloud.seed(seed);
  const directory = join(root, "examples", "hybrid-network");
  const stack = await openStack(await ensureEngine(), directory, { config, env: cloud.env(defaultUser) });
  stacks.push(stack);
  return stack;
}

/** A life with everything that permissions are for: made, healed, changed in place, read, destroyed. */
function lifeOf(stack: Stack): (() => Promise<Result>)[] {
  return [
    () => stack.up({ skipPreview: true }),
    async () => {
      for (const id of ["ri-office", "ri-cloud"])
        await cloud.change("routerInterfaces", id, { status: "Inactive" });
      const { connections } = await cloud.snapshot();
      for (const { id } of connections) await cloud.change("connections", id, { description: "by hand" });
      return await stack.up({ skipPreview: true });
    },
    () => stack.refresh({ skipPreview: true }),
    () => stack.destroy({ skipPreview: true }),
  ];
}

test("the policies of the hybrid example are what it needs: nothing fails with them, and something does with any one less", async () => {
  const first = await hybrid();
  const preview = succeeded(await first.run(["preview", "--json"])).stdout;
  succeeded(await first.up({ skipPreview: true }));
  const policies = printed(succeeded(await first.run(["stack", "export"])).stdout);
  // A new stack does not say yet which region the peer is in.
  const foreseen = JSON.stringify(printed(preview, "--account", defaultAccount.id)).replaceAll(
    "vpc:*:",
    "vpc:cn-hangzhou:",
  );
  const byText = (some: readonly Policy[]) => some.map((it) => JSON.stringify(it)).sort();
  expect(byText(JSON.parse(foreseen))).toEqual(byText(policies));

  const whole = await hybrid();
  await enforce(policies);
  for (const step of lifeOf(whole)) succeeded(await step());

  const variants = withOneLess(policies);
  expect(variants.length).toBeGreaterThan(12);
  const notNeeded: string[] = [];
  for (const { what, policies: fewer } of variants) {
    const stack = await hybrid();
    await enforce(fewer);
    let isNeeded = false;
    for (const step of lifeOf(stack)) {
      const { code, output } = await step();
      if (code === 0) continue;
      isNeeded = true;
      expect(output, what).toMatch(/Forbidden\.RAM|EG\.00512000|403/);
      break;
    }
    if (!isNeeded) notNeeded.push(what);
  }
  expect(notNeeded).toEqual([]);
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
