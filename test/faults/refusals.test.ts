import { describe, expect, test } from "vitest";
import type { Cloud } from "../cloud/client.ts";
import { defaultAccount } from "../cloud/defaults.ts";
import type { FaultOrder } from "../cloud/frame/fault-schema.ts";
import { samples, services } from "../support/resources.ts";
import { each } from "../support/shared-set.ts";
import {
  all,
  did,
  madeAndUnmade,
  messageOf,
  sampleOf,
  seconds,
  stand,
  thing,
  things,
  unmakingOf,
} from "./fixture.ts";

// Cases 14, 16 to 18 and 20: what the cloud says no to, and what only looks like an answer.

const at = stand();

describe("case 14: what is gone already is deleted without an error", () => {
  test.each(samples)("$type, before the deletion begins", async (sample) => {
    const { cloud, engine, begin, applied, mark } = at();
    await begin();
    await engine.up([thing(sample)]);
    await sample.vanish(1, cloud);
    const since = await mark();
    expect(did(await engine.destroy())).toEqual({ [sample.type]: "delete" });
    expect((await applied(since))[sample.type]).toEqual([]);
  });

  test.each(samples)("$type, while its deletion is on its way", async (sample) => {
    const { cloud, engine, begin, applied, mark } = at();
    await begin();
    await engine.up([thing(sample)]);
    const since = await mark();
    await cloud.order({ kind: "hold", operation: unmakingOf(sample)[0] ?? "" });
    const destroyed = engine.destroy();
    await cloud.held();
    await sample.vanish(1, cloud);
    await cloud.release();
    expect(did(await destroyed)).toEqual({ [sample.type]: "delete" });
    expect((await applied(since))[sample.type]).toEqual([]);
  });

  test("a router interface that somebody connected to another peer meanwhile is left as it is", async () => {
    const { cloud, engine, begin, applied, mark } = at();
    const sample = sampleOf("RouterInterfaceConnection");
    await begin();
    await engine.up([thing(sample)]);
    await cloud.change("routerInterfaces", "ri-1a", { oppositeInterfaceId: "ri-1d" });
    const since = await mark();
    expect(did(await engine.destroy())).toEqual({ [sample.type]: "delete" });
    expect((await applied(since))[sample.type]).toEqual([]);
    const { routerInterfaces } = await cloud.snapshot();
    expect(routerInterfaces.find(({ id }) => id === "ri-1a")?.status).toBe("Active");
  });

  test.each<[string, (cloud: Cloud) => Promise<void>]>([
    [
      "EcrInstanceGrant",
      async (cloud) => {
        await cloud.remove("ecrGrants", "ecr-1:vpc-granted1");
        await cloud.remove("expressConnectRouters", "ecr-1");
      },
    ],
    [
      "ClassicLinkAttachment",
      async (cloud) => {
        await cloud.remove("classicLinks", "i-1:vpc-1");
        await cloud.remove("ecsInstances", "i-1");
      },
    ],
  ])("%s, together with what it was for", async (type, vanish) => {
    const { cloud, engine, begin } = at();
    await begin();
    await engine.up([thing(sampleOf(type))]);
    await vanish(cloud);
    expect(did(await engine.destroy())).toEqual({ [type]: "delete" });
  });
});

test("case 16: what is in the place of a thing and is another is named, and left alone", async () => {
  const { engine, cloud, begin, mark } = at();
  const unequal = samples.filter((sample) => sample.unequal !== undefined);
  await begin(...unequal.map((sample) => sample.unequal?.seed(1) ?? {}));
  const before = await cloud.snapshot();
  const since = await mark();
  for (const sample of unequal) {
    const refused = await engine.up([thing(sample)]);
    expect(messageOf(refused, sample.type)).toContain(sample.unequal?.named(1));
  }
  expect(engine.state.resources).toEqual([]);
  expect(await cloud.writes({ afterSeq: since })).toEqual([]);
  const { clock: _, ...after } = await cloud.snapshot();
  expect(before).toMatchObject(after);
});

describe("case 17: a refresh fails, and nothing counts as gone, where a read is answered", () => {
  const code = (name: string, status: number): FaultOrder => ({
    kind: "error",
    code: name,
    status,
    message: "no",
  });
  test.each<[string, FaultOrder]>([
    ["403", code("Forbidden.RAM", 403)],
    ["404 of another thing", code("InvalidRegionId.NotFound", 404)],
    ["500", { kind: "applyThenStatus", status: 500, body: { Code: "InternalError", Message: "no" } }],
    ["503 without a body", { kind: "applyThenStatus", status: 503 }],
    ["HTML", { kind: "html502" }],
    ["HTML with HTTP 404", { kind: "applyThenStatus", status: 404, body: "<html>Not Found</html>" }],
    ["200 with an empty body", { kind: "emptyBody200" }],
    ["200 with garbage", { kind: "garbage200" }],
    ["200 with JSON that says nothing", { kind: "applyThenStatus", status: 200, body: { RequestId: "1" } }],
    ["SignatureDoesNotMatch", code("SignatureDoesNotMatch", 400)],
    ["a redirect", { kind: "redirect" }],
    ["not at all", { kind: "hang" }],
  ])("with %s", async (_, fault) => {
    const { engine, cloud, begin, mark } = at();
    await begin();
    await engine.up(things());
    const before = structuredClone(engine.state);
    const since = await mark();
    for (const service of services) await cloud.order({ ...fault, service, times: "always" });
    const refreshed = await Promise.all(
      samples.map(async ({ type }) => {
        const [entry] = before.resources.filter(({ name }) => name === type);
        if (entry === undefined) throw new Error(`${type} is not in state`);
        const host = await engine.host();
        return host.read(entry.urn, entry.id, entry).then(
          ({ id }) => `read as ${id}`,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
      }),
    );
    for (const text of refreshed) expect(text).not.toMatch(/^read as/);
    const refresh = await engine.refresh();
    expect(refresh.ok).toBe(false);
    expect(engine.state).toEqual(before);
    expect(await cloud.writes({ afterSeq: since })).toEqual([]);
  });
});

test("case 18: a refresh shows that a router interface is Inactive, and does not activate it", async () => {
  const { cloud, engine, begin, mark, applied } = at();
  const sample = sampleOf("RouterInterfaceConnection");
  await begin();
  await engine.up([thing(sample)]);
  await cloud.change("routerInterfaces", "ri-1a", { status: "Inactive" });
  const since = await mark();
  expect(did(await engine.refresh())).toEqual({ [sample.type]: "update" });
  expect(engine.state.resources).toMatchObject([
    { inputs: { status: "Inactive" }, outputs: { status: "Inactive" } },
  ]);
  expect(did(await engine.preview([thing(sample)], { refresh: true }))).toEqual({ [sample.type]: "update" });
  expect(await cloud.writes({ afterSeq: since })).toEqual([]);
  expect(did(await engine.up([thing(sample)], { refresh: true }))).toEqual({ [sample.type]: "update" });
  expect((await applied(since))[sample.type]).toEqual(["ActivateRouterInterface ri-1a"]);
});

describe("case 20: an Express Connect Router that is busy", () => {
  const grant = sampleOf("EcrInstanceGrant");
  const writes = [...grant.makes(grant.args(1)), ...grant.unmakes(grant.args(1))].map(
    (line) => line.split(" ")[0] ?? "",
  );

  test("for five calls is waited for", async () => {
    const { cloud, engine, begin, applied } = at();
    await begin();
    for (const operation of writes) {
      await cloud.order({ kind: "error", code: "Conflict.Lock", operation, times: 5 });
    }
    expect(did(await engine.up([thing(grant)]))).toEqual({ [grant.type]: "create" });
    expect(did(await engine.destroy())).toEqual({ [grant.type]: "delete" });
    expect((await applied())[grant.type]).toEqual(madeAndUnmade[grant.type]);
    expect(await cloud.writes({ code: "Conflict.Lock" })).toHaveLength(2 * 5);
  });

  test("for ever is the error at the deadline", async () => {
    const { cloud, engine, begin, applied } = at();
    await begin();
    await cloud.seed({ ecrLocks: [{ id: "ecr-1" }] });
    const timeouts = { create: "20s", delete: "20s" };
    const failed = await engine.up([thing(grant, undefined, { timeouts })]);
    expect(messageOf(failed, grant.type)).toMatch(/still waiting for .* after 20 s.*Conflict\.Lock/);
    await cloud.remove("ecrLocks", "ecr-1");
    expect((await engine.up([thing(grant, undefined, { timeouts })])).ok).toBe(true);
    await cloud.seed({ ecrLocks: [{ id: "ecr-1" }] });
    const left = await engine.destroy();
    expect(messageOf(left, grant.type)).toMatch(/still waiting for .* after 20 s.*Conflict\.Lock/);
    expect(engine.state.resources).toHaveLength(1);
    expect((await applied())[grant.type]).toEqual(grant.makes(grant.args(1)));
  });
});

test.each(["Conflict.Lock", "IllegalParam.InstanceOwnerId"])(
  "case 20: HTTP 200 with Success: false and %s is never taken for success",
  async (code) => {
    const { cloud, engine, begin, applied } = at();
    const grant = sampleOf("EcrInstanceGrant");
    await begin();
    const soft = { kind: "softFail", service: "expressconnectrouter", code, message: "it says no" } as const;
    const waits = code === "Conflict.Lock";
    const both = async (write: boolean): Promise<void> => {
      await cloud.order({ ...soft, write });
    };
    await both(true);
    const first = await engine.up([thing(grant)]);
    expect(first.ok).toBe(waits);
    if (!waits) {
      expect(messageOf(first, grant.type)).toContain("it says no");
      expect(engine.state.resources).toEqual([]);
      await engine.up([thing(grant)]);
    }
    // A read that says so shows nothing, least of all that the grant is gone.
    await both(false);
    expect((await engine.refresh()).ok).toBe(false);
    expect(engine.state.resources).toHaveLength(1);
    await both(true);
    const gone = await engine.destroy();
    expect(gone.ok).toBe(waits);
    if (!waits) await engine.destroy();
    expect((await applied())[grant.type]).toEqual(madeAndUnmade[grant.type]);
    expect(await cloud.writes({ fault: "softFail" })).toHaveLength(2);
  },
);

test("one refusal that comes from a read which lags behind is waited out, whichever write it is", async () => {
  const { cloud, engine, begin, applied } = at();
  await begin();
  await engine.up(things());
  // Undone behind Pulumi's back, while reads still show it.
  for (const service of services) {
    await cloud.order({ kind: "stale", service, show: { agoMs: seconds(5) }, forMs: seconds(4) });
  }
  for (const sample of samples) await sample.vanish(1, cloud);
  expect(did(await engine.destroy())).toEqual(all("delete"));
  expect(await applied()).toEqual(each((sample) => sample.makes(sample.args(1))));
});

test("whose account a thing is in is found out by the next refresh, where nobody would say so when it was made", async () => {
  const { cloud, engine, begin } = at();
  const sample = sampleOf("EcrInstanceGrant");
  await begin();
  // It is asked once by each process.
  await engine.restart();
  await cloud.order({
    kind: "error",
    code: "Some.News",
    status: 400,
    message: "news",
    operation: "GetCallerIdentity",
  });
  expect(did(await engine.up([thing(sample)]))).toEqual({ [sample.type]: "create" });
  expect(engine.state.resources).toMatchObject([{ outputs: { accountId: "" } }]);
  await engine.restart();
  expect(did(await engine.up([thing(sample)], { refresh: true }))).toEqual({ [sample.type]: "same" });
  expect(engine.state.resources).toMatchObject([{ outputs: { accountId: defaultAccount.id } }]);
});
