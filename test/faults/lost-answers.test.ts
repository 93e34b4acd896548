import { describe, expect, test, vi } from "vitest";
import type { FaultOrder } from "../cloud/frame/fault-schema.ts";
import { samples } from "../support/resources.ts";
import { each } from "../support/shared-set.ts";
import { CLOCK_RATE } from "../sweep/lane.ts";
import {
  all,
  counts,
  did,
  madeAndUnmade,
  makingOf,
  sampleOf,
  seconds,
  stand,
  thing,
  things,
  unmakingOf,
} from "./fixture.ts";

// Cases 1 to 8: what becomes of a write whose answer never arrives, or says nothing.

const at = stand();

/** Every write of a creation and a deletion, with this to go wrong at its first call. */
async function orderForEachWrite(fault: FaultOrder): Promise<void> {
  for (const sample of samples) {
    for (const name of [...makingOf(sample), ...unmakingOf(sample)]) {
      await at().cloud.order({ ...fault, operation: name });
    }
  }
}

/** One thing of each kind is made and unmade, without an error and with no write carried out twice. */
async function expectOneLife(): Promise<void> {
  const { engine, applied, warnings } = at();
  expect(did(await engine.up(things()))).toEqual(all("create"));
  expect(did(await engine.up(things(), { refresh: true }))).toEqual(all("same"));
  expect(did(await engine.destroy())).toEqual(all("delete"));
  expect(await applied()).toEqual(madeAndUnmade);
  expect(await warnings()).toEqual([]);
}

test("case 1: a Connect that was carried out, and whose answer is lost, succeeds in the same run and is sent once", async () => {
  const { cloud, engine, begin, applied, warnings } = at();
  const sample = sampleOf("RouterInterfaceConnection");
  await begin();
  await cloud.configure({ transitions: { connect: seconds(5) } });
  await cloud.order({ kind: "applyThenReset", operation: "ConnectRouterInterface" });
  expect(did(await engine.up([thing(sample)]))).toEqual({ [sample.type]: "create" });
  expect((await applied())[sample.type]).toEqual(sample.makes(sample.args(1)));
  expect(await cloud.writes({ operation: "ConnectRouterInterface" })).toHaveLength(1);
  expect(engine.state.resources).toMatchObject([{ outputs: { status: "Active" }, initErrors: [] }]);
  expect(await warnings()).toEqual([]);
});

test.each(["applyThenReset", "applyThenFin"] as const)(
  "case 2: an EventGrid connection that was created, and whose answer is lost (%s), is found by its name and not created again",
  async (kind) => {
    const { cloud, engine, begin, warnings } = at();
    const sample = sampleOf("EgConnection");
    await begin();
    await cloud.configure({ transitions: { createConnection: seconds(5), connectionVisible: seconds(1) } });
    await cloud.order({ kind, operation: "CreateConnection" });
    expect(did(await engine.up([thing(sample)]))).toEqual({ [sample.type]: "create" });
    const made = (await cloud.snapshot()).connections.filter(({ name }) => name === sample.args(1)["name"]);
    expect(made).toHaveLength(1);
    expect(engine.state.resources).toMatchObject([{ id: made[0]?.id, outputs: { status: "CREATED" } }]);
    expect(await cloud.writes({ operation: "CreateConnection", applied: true })).toHaveLength(1);
    expect(await warnings()).toEqual([]);
  },
);

test("case 3: a write that is lost on its way is sent once more, each write of each resource", async () => {
  await at().begin();
  await orderForEachWrite({ kind: "dropBefore" });
  await expectOneLife();
  const sent = counts(await at().cloud.writes());
  const carriedOut = counts(await at().cloud.writes({ applied: true }));
  const operations = samples.flatMap((sample) => [...makingOf(sample), ...unmakingOf(sample)]);
  expect(sent).toEqual(Object.fromEntries(operations.map((name) => [name, (carriedOut[name] ?? 0) + 1])));
});

test("case 4: a Grant or a Revoke whose answer is lost is repeated with the same ClientToken, and carried out once", async () => {
  const { cloud, engine, begin, applied } = at();
  const sample = sampleOf("EcrInstanceGrant");
  await begin();
  // Until the list shows it, a repeat is all that can be done.
  await cloud.configure({ transitions: { grantVisible: seconds(3), revokeVisible: seconds(3) } });
  await orderForEachWrite({ kind: "applyThenReset" });
  expect(did(await engine.up([thing(sample)]))).toEqual({ [sample.type]: "create" });
  expect(did(await engine.destroy())).toEqual({ [sample.type]: "delete" });
  expect((await applied())[sample.type]).toEqual(madeAndUnmade[sample.type]);
  const tokens = (await cloud.writes()).map(({ params }) => params["ClientToken"]);
  const [grant, revoke] = new Set(tokens);
  expect(grant).toMatch(/^[0-9a-f-]{36}$/);
  expect(revoke).toMatch(/^[0-9a-f-]{36}$/);
  expect(counts(await cloud.writes())).toEqual({
    GrantInstanceToExpressConnectRouter: tokens.filter((token) => token === grant).length,
    RevokeInstanceFromExpressConnectRouter: tokens.filter((token) => token === revoke).length,
  });
  expect(tokens.length).toBeGreaterThan(2);
});

describe("what a read shows counts, and not the answer, where a write was carried out and", () => {
  test.each([
    { kind: "applyThenTruncate" },
    { kind: "garbage200", when: "after" },
    { kind: "emptyBody200", when: "after" },
  ] as const)("case 5: its 200 has a body that says nothing ($kind)", async (fault) => {
    await at().begin();
    await orderForEachWrite(fault);
    await expectOneLife();
  });

  test.each([
    { kind: "applyThenStatus", status: 500, body: { Code: "InternalError", Message: "an internal error" } },
    { kind: "applyThenStatus", status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" },
    { kind: "applyThenStatus", status: 504 },
  ] as const)("case 6: it is answered with HTTP $status", async (fault) => {
    await at().begin();
    await orderForEachWrite(fault);
    await expectOneLife();
  });

  test("case 7: its answer never comes: an attempt ends by itself, and the operation by its own deadline", async () => {
    await at().begin();
    await orderForEachWrite({ kind: "applyThenHang" });
    const from = performance.now();
    await expectOneLife();
    const hung = await at().cloud.writes({ fault: "applyThenHang" });
    expect(hung.every(({ aborted }) => aborted === true)).toBe(true);
    // Ten minutes for a router interface, by the provider's clock.
    expect(performance.now() - from).toBeLessThan((2 * 600_000) / CLOCK_RATE);
  });
});

test("case 8: what was made when the provider was killed is adopted by the next up, with a warning and without a write", async () => {
  const { cloud, engine, begin, applied, mark, warnings } = at();
  await begin();
  const makes = samples.map((sample) => makingOf(sample).at(-1) ?? "");
  for (const name of makes) await cloud.order({ kind: "hold", operation: name, when: "after" });
  const cut = engine.up(things());
  await cloud.held(makes.length);
  await engine.kill("is killed");
  await cut;
  await cloud.release(undefined, "drop");
  expect(engine.state.resources).toEqual([]);
  expect(engine.state.pending).toHaveLength(samples.length);
  expect(await applied()).toEqual(each((sample) => sample.makes(sample.args(1))));

  const since = await mark();
  expect(did(await engine.up(things(), { refresh: true }))).toEqual(all("create"));
  expect(await applied(since)).toEqual(each(() => []));
  await vi.waitFor(async () => expect(await warnings()).toHaveLength(samples.length), 10_000);
  for (const text of await warnings()) {
    expect(text).toMatch(/^adopted: .* was as wanted already, and nothing was changed/);
  }
  expect(did(await engine.up(things(), { refresh: true }))).toEqual(all("same"));
});
