import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import type { Snapshot } from "../cloud/control-types.ts";
import { otherAccount } from "../cloud/defaults.ts";
import { startOtherCloud } from "../conform/other-cloud.ts";
import { type Result, type Running, startCommand } from "../engine/command.ts";
import { ensureEngine } from "../engine/engine.ts";

// `npm run live` as a process of its own, in an account that is the local cloud's.

let cloud: Cloud;
let folder: string;
let record: string;
beforeAll(async () => {
  await ensureEngine();
  cloud = await startCloud();
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "live-"));
  record = join(folder, "record.jsonl");
  await cloud.reset();
  await cloud.configure({ transitions: { connect: 0, delete: 1_000 } });
  await cloud.seed({
    vpcs: [{ id: "vpc-granted" }, { id: "vpc-linked", classicLinkEnabled: true }],
    expressConnectRouters: [{ id: "ecr-other" }],
    ecsInstances: [{ id: "i-classic" }],
    // What else is in the account.
    routerInterfaces: [{ id: "ri-else", routerId: "vrt-else" }],
    connections: [{ id: "c-else", name: "else" }],
  });
});
const started: Running[] = [];
afterEach(async () => {
  // One that a failed test left behind.
  for (const running of started.splice(0)) {
    running.kill();
    await running.result;
  }
  rmSync(folder, { recursive: true });
});

const routers = { INTERLINK_LIVE_ROUTER: "vrt-one", INTERLINK_LIVE_PEER_ROUTER: "vrt-two" };
const ecr = {
  INTERLINK_LIVE_ECR: "ecr-other",
  INTERLINK_LIVE_ECR_OWNER: otherAccount.id,
  INTERLINK_LIVE_ECR_INSTANCE: "vpc-granted",
};
const classic = {
  INTERLINK_LIVE_CLASSIC_INSTANCE: "i-classic",
  INTERLINK_LIVE_CLASSIC_VPC: "vpc-linked",
};
const events = { INTERLINK_LIVE_EG_VPC: "vpc-1", INTERLINK_LIVE_EG_SUBNET: "subnet-1" };

function start(ids: Record<string, string>, ...args: string[]): Running {
  const main = join(import.meta.dirname, "main.ts");
  const running = startCommand(process.execPath, ["--import", "tsx", main, "--record", record, ...args], {
    cwd: join(import.meta.dirname, "../.."),
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...cloud.env(), ...ids },
  });
  started.push(running);
  return running;
}

function run(ids: Record<string, string>, ...args: string[]): Promise<Result> {
  return start(ids, ...args).result;
}

/** What the record shows of the local cloud. */
function conform(): Promise<Result> {
  return startCommand(process.execPath, ["--import", "tsx", "test/conform/main.ts", record], {
    cwd: join(import.meta.dirname, "../.."),
    env: process.env,
  }).result;
}

/** What there is, without what time alone changes. */
async function things(): Promise<Partial<Snapshot>> {
  const { routerInterfaces, ecrGrants, classicLinks, connections } = await cloud.snapshot();
  return JSON.parse(JSON.stringify({ routerInterfaces, ecrGrants, classicLinks, connections }));
}

async function acceptedWrites(): Promise<string[]> {
  return (await cloud.writes({ applied: true })).map(({ operation }) => operation ?? "");
}

/** A life takes a dozen commands of the real CLI, and a run several lives. */
const PATIENCE_MS = 600_000;

test("the life of each resource is tried; a part whose ids are missing is not run, and is not called passed", {
  timeout: PATIENCE_MS,
}, async () => {
  const before = await things();
  const { code, output } = await run({ ...routers, ...ecr, ...events }, "--yes");
  expect(output).toContain(
    "ClassicLinkAttachment: not run: needs INTERLINK_LIVE_CLASSIC_INSTANCE, INTERLINK_LIVE_CLASSIC_VPC",
  );
  for (const type of ["RouterInterfaceConnection", "EcrInstanceGrant", "EgConnection"]) {
    expect(output).toContain(`${type}: passed`);
  }
  expect(output).not.toMatch(/ClassicLinkAttachment: passed|FAILED/);
  expect(code).toBe(0);
  expect(await things()).toEqual(before);
  expect(await acceptedWrites()).toEqual([
    ...["CreateRouterInterface", "CreateRouterInterface"],
    ...["ModifyRouterInterfaceAttribute", "ModifyRouterInterfaceAttribute", "ConnectRouterInterface"],
    ...["DeactivateRouterInterface", "ActivateRouterInterface", "DeactivateRouterInterface"],
    ...["DeleteRouterInterface", "DeactivateRouterInterface", "DeleteRouterInterface"],
    ...["GrantInstanceToExpressConnectRouter", "RevokeInstanceFromExpressConnectRouter"],
    ...["GrantInstanceToExpressConnectRouter", "RevokeInstanceFromExpressConnectRouter"],
    ...["CreateConnection", "UpdateConnection", "UpdateConnection", "DeleteConnection"],
  ]);
  expect(readFileSync(record, "utf8").split("\n").length).toBeGreaterThan(50);
  expect(existsSync(`${record}.key`)).toBe(false);
  expect(existsSync(`${record}.made.json`)).toBe(false);

  expect((await conform()).output).toMatch(
    /^\d+ exchanges were replayed against the local cloud\.\nNo difference\.\n$/,
  );
});

test("a failure in the middle ends the part, and all is left as it was found; the other parts are run", {
  timeout: PATIENCE_MS,
}, async () => {
  const before = await things();
  await cloud.order({
    kind: "error",
    operation: "ActivateRouterInterface",
    code: "Forbidden.RAM",
    status: 403,
    message: "no",
    times: "always",
  });
  const { code, output } = await run({ ...routers, ...classic }, "--yes");
  expect(output).toContain("FAILED: up heals it");
  expect(output).toMatch(/^RouterInterfaceConnection: FAILED: up heals it/m);
  expect(output).toContain("ClassicLinkAttachment: passed");
  expect(output).not.toContain("NOT left as it was found");
  expect(code).toBe(1);
  expect(await things()).toEqual(before);
});

test("what another cloud does otherwise is in the record, and conform names it", async () => {
  let wasShown = false;
  const other = await startOtherCloud(cloud.endpoints.vpc, (answer) => {
    answer.headers["x-ratelimit-remaining"] = "99";
    if (answer.call !== "DescribeRouterInterfaces") return;
    const body = JSON.parse(answer.body);
    for (const it of body.RouterInterfaceSet.RouterInterfaceType) {
      it.Bandwidth = String(it.Bandwidth);
      const isFirst = it.Status === "Active" && it.Role === "InitiatingSide" && !wasShown;
      wasShown ||= isFirst;
      if (isFirst) it.Status = "Activating";
    }
    answer.body = JSON.stringify(body);
  });
  const env = { ...routers, ALIBABA_CLOUD_ENDPOINT_VPC: other.url };
  expect((await run(env, "--yes", "--only", "RouterInterfaceConnection")).code).toBe(0);
  await other.stop();
  const { code, stdout } = await conform();
  expect(code).toBe(1);
  const whats = [...stdout.matchAll(/^\| (\w+), (.*?) \| seen/gm)].map(
    ([, operation, what]) => `${operation}, ${what}`,
  );
  const writes = ["Activate", "Connect", "Create", "Deactivate", "Delete"].map(
    (verb) => `${verb}RouterInterface`,
  );
  expect(whats.sort()).toEqual(
    [
      ...[...writes, "DescribeRouterInterfaces", "ModifyRouterInterfaceAttribute"].map(
        (it) => `${it}, header \`x-ratelimit-remaining\``,
      ),
      "DescribeRouterInterfaces, field `RouterInterfaceSet.RouterInterfaceType[].Bandwidth`",
      "ConnectRouterInterface, statuses after it",
    ].sort(),
  );
});

describe("Ctrl-C", () => {
  test.each([
    ["while a connection is being made", routers, "connect", "ConnectRouterInterface"],
    ["while an EventGrid connection is being made", events, "createConnection", "CreateConnection"],
  ] as const)("%s: all is left as it was found", async (_, ids, transition, operation) => {
    const before = await things();
    await cloud.configure({ transitions: { [transition]: 6_000 } });
    const running = start(ids, "--yes");
    await cloud.waitFor({ operation, applied: true, timeoutMs: 60_000 });
    running.interrupt();
    const { code, output } = await running.result;
    expect(output).toContain("Interrupted: all is left as it was found.");
    expect(output).toMatch(/: FAILED: interrupted$/m);
    expect(output).not.toContain("NOT left as it was found");
    expect(code).toBe(1);
    expect(await things()).toEqual(before);
  });
});

test("what is there already is not touched", async () => {
  await cloud.seed({
    ecrGrants: [{ ecrId: "ecr-other", instanceId: "vpc-granted" }],
    classicLinks: [{ instanceId: "i-classic", vpcId: "vpc-linked" }],
  });
  const before = await things();
  const { code, output } = await run({ ...ecr, ...classic }, "--yes");
  expect(output).toMatch(/EcrInstanceGrant: FAILED: nothing is there before: .*that grant is there already/);
  expect(output).toMatch(
    /ClassicLinkAttachment: FAILED: nothing is there before: .*i-classic is linked to vpc-linked/,
  );
  expect(code).toBe(1);
  expect(await acceptedWrites()).toEqual([]);
  expect(await things()).toEqual(before);
});

test("what somebody else put in its place meanwhile is not touched, and said", async () => {
  await cloud.seed({ vpcs: [{ id: "vpc-theirs", classicLinkEnabled: true }] });
  const running = start(classic, "--yes");
  await running.waitForOutput("ok: a preview shows no change");
  await cloud.order({ kind: "hold", operation: "DetachClassicLinkVpc", when: "after" });
  await cloud.held(1);
  await cloud.seed({ classicLinks: [{ instanceId: "i-classic", vpcId: "vpc-theirs" }] });
  await cloud.release();
  const { code, output } = await running.result;
  expect(output).toMatch(/NOT left as it was found: something else: i-classic is linked to vpc-theirs/);
  expect(code).toBe(1);
  expect((await cloud.snapshot()).classicLinks).toMatchObject([{ vpcId: "vpc-theirs" }]);
});

describe("before the first write", () => {
  test("it says what it will touch, and stops where there is no terminal to ask on", async () => {
    const { code, output } = await run({ ...ecr, ...events });
    expect(output).toContain("- EcrInstanceGrant: grants vpc-granted to ecr-other");
    expect(output).toContain("- EgConnection: makes an EventGrid connection into subnet subnet-1 of vpc-1");
    expect(output).toContain(
      "Nothing was touched: there is no terminal to ask on. --yes goes ahead without.",
    );
    expect(code).toBe(2);
    expect(await cloud.writes()).toEqual([]);
  });

  test.each([
    ["no ids at all", {}, [], /There is nothing to run/],
    ["an unknown option", events, ["--fast"], /Unknown option '--fast'[\s\S]*Usage: npm run live/],
    [
      "an unknown resource",
      events,
      ["--only", "Vpc"],
      /There is no resource Vpc\.[\s\S]*Usage: npm run live/,
    ],
    [
      "a record that cannot be written",
      events,
      ["--yes", "--record", "nowhere/record.jsonl"],
      /nowhere\/record\.jsonl, and that cannot be written: ENOENT/,
    ],
  ])("%s: said, and nothing is sent", async (_, ids, args, said) => {
    const { code, output } = await run(ids, ...args);
    expect(output).toMatch(said);
    expect(code).toBe(2);
    expect(await cloud.log()).toEqual([]);
  });
});
