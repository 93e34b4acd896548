import { describe, expect, test } from "vitest";
import type { Seed } from "../cloud/control-types.ts";
import { operation, samples, services } from "../support/resources.ts";
import { each } from "../support/shared-set.ts";
import { CLOCK_RATE } from "../sweep/lane.ts";
import {
  all,
  did,
  makingOf,
  messageOf,
  sampleOf,
  seconds,
  stand,
  thing,
  things,
  unmakingOf,
} from "./fixture.ts";

// Cases 9 to 13 and 15: transitions that go wrong or take long, and reads that lag behind.

const at = stand();
const connection = sampleOf("RouterInterfaceConnection");
const events = sampleOf("EgConnection");

/** The initiator as it is prepared, but for the way in which it connects. */
function connecting(connect: "stuck" | "fallsBack"): Seed {
  const [initiator] = connection.prepare(1).routerInterfaces ?? [];
  if (initiator === undefined) throw new Error("there is no initiator");
  return { routerInterfaces: [{ ...initiator, transitions: { connect } }] };
}

/** Milliseconds by the provider's clock. */
async function took<Value>(work: Promise<Value>): Promise<readonly [value: Value, tookMs: number]> {
  const from = performance.now();
  const value = await work;
  return [value, (performance.now() - from) * CLOCK_RATE];
}

test("case 9: an EventGrid connection that fails to be created is kept with the cloud's reason, and the next up replaces it", async () => {
  const { cloud, engine, begin, applied } = at();
  await begin();
  await cloud.configure({
    transitions: { createConnection: seconds(2) },
    options: { eg: { creations: { "*": { end: "failed", times: 1 } } } },
  });
  const [failed, tookMs] = await took(engine.up([thing(events)]));
  expect(messageOf(failed, events.type)).toMatch(
    /EventGrid connection events-1 .* is CREATE_FAILED, the cloud could not create it/,
  );
  expect(tookMs).toBeLessThan(60_000);
  const [broken] = (await cloud.snapshot()).connections.filter(({ name }) => name === "events-1");
  expect(broken?.status).toBe("CREATE_FAILED");
  expect(engine.state.resources).toMatchObject([
    {
      id: broken?.id,
      outputs: { status: "CREATE_FAILED" },
      initErrors: [expect.stringContaining("could not")],
    },
  ]);

  expect(did(await engine.up([thing(events)], { refresh: true }))).toEqual({ [events.type]: "replace" });
  expect((await applied())[events.type]).toEqual([
    "CreateConnection",
    "DeleteConnection",
    "CreateConnection",
  ]);
  expect(engine.state.resources).toMatchObject([{ outputs: { status: "CREATED" }, initErrors: [] }]);
});

test("case 10: a connection that falls from Connecting back to Idle fails at once and is kept; a first stale Idle is no failure", async () => {
  const { cloud, engine, begin, applied } = at();
  await begin(connecting("fallsBack"));
  await cloud.configure({ transitions: { connect: seconds(20) } });
  await cloud.order({ kind: "stale", show: "beforeLastWrite", forMs: seconds(5) });
  const [failed, tookMs] = await took(engine.up([thing(connection)]));
  expect(messageOf(failed, connection.type)).toContain("from Connecting back to Idle");
  // Its deadline is ten minutes.
  expect(tookMs).toBeLessThan(120_000);
  expect(engine.state.resources).toMatchObject([
    { id: await connection.id(1, cloud), outputs: { status: "Idle" } },
  ]);
  expect((await applied())[connection.type]).toEqual(connection.makes(connection.args(1)));

  await cloud.change("routerInterfaces", "ri-1a", { transitions: {} });
  expect((await engine.up([thing(connection)], { refresh: true })).ok).toBe(true);
  expect(engine.state.resources).toMatchObject([{ outputs: { status: "Active" }, initErrors: [] }]);
});

test("case 11: a connection that never leaves Connecting fails at its deadline and is kept; the next up goes on waiting", async () => {
  const { cloud, engine, begin, applied } = at();
  await begin(connecting("stuck"));
  const declared = (create: string, update: string) => [
    thing(connection, undefined, { timeouts: { create, update } }),
  ];
  const [failed, tookMs] = await took(engine.up(declared("20s", "20s")));
  expect(messageOf(failed, connection.type)).toContain("still waiting for Connecting after 20 s");
  expect(tookMs).toBeGreaterThan(20_000);
  expect(engine.state.resources).toMatchObject([
    { id: await connection.id(1, cloud), outputs: { status: "Connecting" } },
  ]);

  const [again] = await took(engine.up(declared("20s", "10s"), { refresh: true }));
  expect(messageOf(again, connection.type)).toContain("still waiting for Connecting after 10 s");
  const waiting = engine.up(declared("20s", "600s"), { refresh: true });
  await cloud.waitFor({ operation: "DescribeRouterInterfaces", afterSeq: await at().mark(), count: 3 });
  for (const id of ["ri-1a", "ri-1b"]) await cloud.change("routerInterfaces", id, { status: "Active" });
  expect(did(await waiting)).toEqual({ [connection.type]: "update" });
  expect((await applied())[connection.type]).toEqual(connection.makes(connection.args(1)));
});

describe("where reads lag ten seconds behind,", () => {
  test("case 12: what was made is waited for, and neither made again nor taken for deleted", async () => {
    const { cloud, engine, begin, applied, warnings } = at();
    await begin();
    for (const service of services) {
      await cloud.order({ kind: "stale", service, show: "beforeLastWrite", forMs: seconds(10) });
    }
    expect(did(await engine.up(things()))).toEqual(all("create"));
    expect(await applied()).toEqual(each((sample) => sample.makes(sample.args(1))));
    expect(await warnings()).toEqual([]);
    expect(did(await engine.up(things(), { refresh: true }))).toEqual(all("same"));
  });

  test("case 13: what was deleted is waited for until it is gone, and deleted once", async () => {
    const { cloud, engine, begin, applied, mark } = at();
    await begin();
    await engine.up(things());
    const since = await mark();
    for (const service of services) {
      await cloud.order({ kind: "stale", service, show: "beforeLastWrite", forMs: seconds(10) });
    }
    expect(did(await engine.destroy())).toEqual(all("delete"));
    expect(await applied(since)).toEqual(each((sample) => sample.unmakes(sample.args(1))));
    expect(engine.state.resources).toEqual([]);
  });

  test.each(samples)("one read alone does not make $type gone, undone or already there", async (sample) => {
    const { cloud, engine, begin, applied } = at();
    await begin();
    await engine.up([thing(sample)]);
    const stale = { kind: "stale", service: sample.service, show: "beforeLastWrite" } as const;
    await cloud.order(stale);
    expect((await engine.refresh()).ok).toBe(true);
    expect(engine.state.resources).toHaveLength(1);
    await cloud.order(stale);
    expect(did(await engine.destroy())).toEqual({ [sample.type]: "delete" });
    await cloud.order(stale);
    expect(did(await engine.up([thing(sample)]))).toEqual({ [sample.type]: "create" });
    const writes = (await applied())[sample.type] ?? [];
    expect(writes.slice(0, sample.makes(sample.args(1)).length + 1)).toEqual([
      ...sample.makes(sample.args(1)),
      ...sample.unmakes(sample.args(1)),
    ]);
    expect(did(await engine.up([thing(sample)], { refresh: true }))).toEqual({ [sample.type]: "same" });
  });
});

describe("case 15: what is to be deleted is waited for until it can be, where it is", () => {
  test.each(
    samples.flatMap((sample) =>
      Object.entries(sample.ends).map(([status, end]) => ({ type: sample.type, status, end })),
    ),
  )("$type $status", async ({ type, end }) => {
    const { cloud, engine, begin, applied, mark } = at();
    const sample = sampleOf(type);
    await begin();
    await engine.up([thing(sample)]);
    await end.become(1, cloud);
    const since = await mark();
    const destroyed = engine.destroy();
    if (end.meanwhile !== undefined) {
      await cloud.waitFor({ service: sample.service, afterSeq: since, count: 3 });
      expect((await applied(since))[type]).toEqual([]);
      await end.meanwhile(1, cloud);
    }
    expect(did(await destroyed)).toEqual({ [type]: "delete" });
    expect((await applied(since))[type]).toEqual(end.undone ? [] : sample.unmakes(sample.args(1)));
  });

  test("RouterInterfaceConnection Activating", async () => {
    const { cloud, engine, begin, applied, mark } = at();
    await begin();
    await engine.up([thing(connection)]);
    await cloud.change("routerInterfaces", "ri-1a", { status: "Activating" });
    const since = await mark();
    const destroyed = engine.destroy();
    await cloud.waitFor({ service: "vpc", afterSeq: since, count: 3 });
    await cloud.change("routerInterfaces", "ri-1a", { status: "Active" });
    expect(did(await destroyed)).toEqual({ [connection.type]: "delete" });
    expect((await applied(since))[connection.type]).toEqual(connection.unmakes(connection.args(1)));
  });
});

describe("a cloud that answers nothing any more", () => {
  test.each(samples)("ends the creation of $type by its deadline and one attempt", async (sample) => {
    const { cloud, engine, begin } = at();
    await begin();
    const making = makingOf(sample).at(-1) ?? "";
    const order = await cloud.order({ kind: "hold", operation: making, when: "after" });
    const up = took(engine.up([thing(sample, undefined, { timeouts: { create: "20s" } })]));
    await cloud.held();
    await cloud.order({ kind: "hang", service: sample.service, times: "always" });
    await cloud.release(order);
    const [result, tookMs] = await up;
    expect(messageOf(result, sample.type)).toContain("still waiting for an answer of the cloud after 20 s");
    // From the accepted write: 20 s, and 30 s for the attempt under way; what came before is a matter of milliseconds.
    expect(tookMs).toBeLessThan(80_000);
    expect(engine.state.resources).toHaveLength(1);

    await cloud.cancel();
    expect((await engine.up([thing(sample)], { refresh: true })).ok).toBe(true);
    const writes = (await at().applied())[sample.type] ?? [];
    expect(writes.map(operation)).toEqual(sample.makes(sample.args(1)).map(operation));
    expect(unmakingOf(sample)).not.toContain(writes.at(-1));
  });
});
