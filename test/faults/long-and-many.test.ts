import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { MiniEngine } from "../support/mini-engine.ts";
import { samples } from "../support/resources.ts";
import { writesSince } from "../support/shared-set.ts";
import { fasterClock } from "../sweep/lane.ts";
import { all, counts, did, madeAndUnmade, messageOf, sampleOf, seconds, thing, things } from "./fixture.ts";

// Many at once, long waits, and a network that is not at its best.

const directory = mkdtempSync(join(tmpdir(), "interlink-long-"));
const noHost = join(directory, "no-host");
let cloud: Cloud;
let engine: MiniEngine;

beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(async () => {
  await cloud.reset();
  for (const sample of samples) await cloud.seed(sample.prepare(1));
  const { NODE_OPTIONS, ...clock } = fasterClock();
  const byName = Object.entries(cloud.env()).map(([name, value]) => [
    name,
    value.replace("//127.0.0.1:", "//localhost:"),
  ]);
  engine = new MiniEngine({
    parallel: 500,
    env: {
      ...Object.fromEntries(byName),
      ...clock,
      NODE_OPTIONS: `${NODE_OPTIONS} --require=${join(__dirname, "inside.cjs")}`,
      INTERLINK_TEST_NO_HOST: noHost,
    },
  });
  return () => engine.restart();
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await cloud.stop();
});

/** What the provider process holds: memory, and what keeps it alive. */
async function held(): Promise<Readonly<Record<string, number>>> {
  const host = await engine.host();
  const answers = (): string[] => host.output.split("\n").filter((line) => line.startsWith("HELD "));
  const before = answers().length;
  process.kill(host.pid, "SIGUSR2");
  const answer = await vi.waitUntil(() => answers()[before], { timeout: 20_000 });
  return JSON.parse(answer.slice("HELD ".length));
}

test("five hundred leave a provider process as they found it: no memory, no socket, no timer", async () => {
  const sample = sampleOf("RouterInterfaceConnection");
  const numbers = Array.from({ length: 500 }, (_, index) => index + 100);
  const program = numbers.map((n) => ({ ...thing(sample, sample.args(n)), name: `thing-${n}` }));
  const cycle = async (): Promise<void> => {
    await cloud.reset();
    await cloud.configure({ transitions: { connect: seconds(5) } });
    await cloud.seed({ routerInterfaces: numbers.flatMap((n) => sample.prepare(n).routerInterfaces ?? []) });
    expect(await engine.up(program)).toMatchObject({ ok: true });
    expect(await engine.destroy()).toMatchObject({ ok: true });
    expect(await cloud.writes({ operation: "ConnectRouterInterface" })).toHaveLength(500);
  };
  /** Sockets are kept for some seconds; the one that stays is the engine's. */
  const atRest = (): Promise<number> =>
    vi.waitUntil(
      async () => {
        const { heapMb, Timeout: timers = 0, TCPSocketWrap: sockets = 0 } = await held();
        return timers === 0 && sockets <= 1 ? heapMb : undefined;
      },
      { timeout: 60_000, interval: 500 },
    );
  // What is loaded, compiled and kept once comes with the first.
  await cycle();
  const before = await atRest();
  await cycle();
  expect((await atRest()) - before).toBeLessThan(2);
});

describe("a hundred links share their calls", () => {
  const sample = sampleOf("ClassicLinkAttachment");
  const numbers = Array.from({ length: 100 }, (_, index) => index + 100);
  const program = numbers.map((n) => ({
    ...thing(sample, { instanceId: `i-${n}`, vpcId: "vpc-1" }),
    name: `link-${n}`,
    // By the provider's clock, which runs faster: a busy machine needs some of it.
    timeouts: { create: "60m" },
  }));

  async function make(status: "Running" | "Starting"): Promise<Readonly<Record<string, number>>> {
    // They start when this test says so.
    if (status === "Starting") await cloud.configure({ transitions: { instanceStart: seconds(3_600) } });
    await cloud.seed({ ecsInstances: numbers.map((n) => ({ id: `i-${n}`, status })) });
    const up = engine.up(program);
    if (status === "Starting") {
      await cloud.waitFor({ operation: "DescribeInstances", count: 20, timeoutMs: 60_000 });
      await Promise.all(numbers.map((n) => cloud.change("ecsInstances", `i-${n}`, { status: "Running" })));
    }
    expect(await up).toMatchObject({ ok: true });
    return counts(await cloud.log());
  }

  test("while they are not listed yet", async () => {
    await cloud.configure({ transitions: { linkVisible: seconds(20) } });
    const { DescribeClassicLinkInstances: lists = 0 } = await make("Running");
    // One is asked for alone when it is first missed after it was made.
    expect(lists).toBeLessThan(100 + 150);
  });

  test("while their instances start", async () => {
    const { DescribeInstances: instances = 0, ...rest } = await make("Starting");
    expect(rest["DescribeVpcAttribute"] ?? 0).toBeLessThanOrEqual(2 * instances);
    expect(rest["DescribeClassicLinkInstances"] ?? 0).toBeLessThanOrEqual(100 + 3 * instances);
  });
});

test("a grant that a router's list lacks is asked for alone before it counts as revoked", async () => {
  const sample = sampleOf("EcrInstanceGrant");
  const numbers = Array.from({ length: 20 }, (_, index) => index + 100);
  await cloud.seed({ vpcs: numbers.map((n) => ({ id: `vpc-${n}` })) });
  const grants = numbers.map((n) => ({
    ...thing(sample, { ...sample.args(1), instanceId: `vpc-${n}` }),
    name: `grant-${n}`,
  }));
  expect(await engine.up(grants)).toMatchObject({ ok: true });
  await cloud.remove("ecrGrants", "ecr-1:vpc-107");
  // As the next command of a CLI has it.
  await engine.restart();
  const afterSeq = (await cloud.log()).at(-1)?.seq ?? 0;
  expect(did(await engine.preview(grants, { refresh: true }))).toMatchObject({
    "grant-106": "same",
    "grant-107": "create",
  });
  const reads = await cloud.log({ afterSeq, operation: "DescribeInstanceGrantedToExpressConnectRouter" });
  expect(reads.map(({ params }) => params["InstanceId"] ?? "all")).toEqual(["all", "vpc-107", "vpc-107"]);
});

test("connections that the cloud closes whenever they are idle cost nothing", async () => {
  await cloud.configure({
    transitions: Object.fromEntries(
      samples.flatMap(({ transitions }) => transitions.map((it) => [it, seconds(10)])),
    ),
  });
  let going = true;
  const closing = (async () => {
    while (going) await cloud.closeIdleConnections();
  })();
  try {
    expect(did(await engine.up(things()))).toEqual(all("create"));
    expect(did(await engine.destroy())).toEqual(all("delete"));
  } finally {
    going = false;
    await closing;
  }
  expect(await writesSince(cloud, 0)).toEqual(madeAndUnmade);
});

describe("a host name that is not found", () => {
  const sample = sampleOf("RouterInterfaceConnection");

  test("before anything was sent fails the resource, which names it; nothing is in state", async () => {
    writeFileSync(noHost, "");
    const result = await engine.up([thing(sample)]);
    rmSync(noHost);
    expect(messageOf(result, sample.type)).toContain("EAI_AGAIN localhost");
    expect(engine.state.resources).toEqual([]);
    expect(await cloud.log()).toEqual([]);
  });

  test("for a while during a wait is waited out", async () => {
    await cloud.configure({ transitions: { connect: seconds(60) } });
    const up = engine.up([thing(sample)]);
    await cloud.waitFor({ operation: "ConnectRouterInterface" });
    writeFileSync(noHost, "");
    await vi.waitUntil(
      async () => {
        await cloud.closeIdleConnections();
        return readFileSync(noHost).length >= 8;
      },
      { timeout: 60_000 },
    );
    rmSync(noHost);
    expect(did(await up)).toEqual({ [sample.type]: "create" });
    expect(await cloud.writes({ operation: "ConnectRouterInterface" })).toHaveLength(1);
    expect(existsSync(noHost)).toBe(false);
  });
});

test.each(samples)(
  "a clock that is twenty minutes off fails a resource, which says so: $type",
  async (sample) => {
    await cloud.configure({ skewMs: 20 * 60_000 });
    const result = await engine.up([thing(sample)]);
    expect(messageOf(result, sample.type)).toContain("clock is more than 15 minutes off");
    expect(engine.state.resources).toEqual([]);
    expect(await cloud.writes({ applied: true })).toEqual([]);
  },
);
