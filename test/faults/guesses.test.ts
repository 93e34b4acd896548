import { describe, expect, test } from "vitest";
import type { Cloud } from "../cloud/client.ts";
import { pair } from "../support/router-interfaces.ts";
import { did, messageOf, sampleOf, stand, thing } from "./fixture.ts";

// Waits that rest on a guess: that a read lags behind, or that what an argument names was made a moment ago. They take
// up to a minute of the provider's clock.

const at = stand();
const connection = sampleOf("RouterInterfaceConnection");
const grant = sampleOf("EcrInstanceGrant");
const link = sampleOf("ClassicLinkAttachment");
const events = sampleOf("EgConnection");

const side = (cloud: Cloud, id: string, patch: object) => cloud.change("routerInterfaces", id, patch);

describe("a router interface that alone fell back to Idle", () => {
  test("is connected again, whatever its peer shows, and the cloud's answer counts", async () => {
    const { cloud, engine, begin, applied, mark } = at();
    await begin();
    await engine.up([thing(connection)]);
    await side(cloud, "ri-1a", { status: "Idle" });
    const since = await mark();
    const up = await engine.up([thing(connection)], { refresh: true });
    expect(messageOf(up, connection.type)).toMatch(
      /^Connecting router interface ri-1a to ri-1b: Forbidden\.OnlyOneConnection: /,
    );
    expect((await applied(since))[connection.type]).toEqual([]);
    await side(cloud, "ri-1b", { status: "Idle" });
    expect(did(await engine.up([thing(connection)], { refresh: true }))).toEqual({
      [connection.type]: "update",
    });
  });
});

test("a router interface whose peer stays Inactive, and is another account's, is no endless wait", async () => {
  const { cloud, engine, begin } = at();
  await begin(pair(1, { stored: true, status: "Active" }));
  await side(cloud, "ri-1b", { status: "Inactive" });
  const { routerInterfaces } = await cloud.snapshot();
  const own = routerInterfaces.find(({ id }) => id === "ri-1a");
  const args = {
    ...connection.args(1),
    oppositeRouterId: own?.oppositeRouterId,
    oppositeRouterType: own?.oppositeRouterType,
    oppositeInterfaceOwnerId: own?.oppositeInterfaceOwnerId,
  };
  expect(messageOf(await engine.up([thing(connection, args)]), connection.type)).toContain(
    "its peer ri-1b is Inactive: its owner has to activate it",
  );
});

describe("what an argument names and no read shows", () => {
  const missing: readonly [string, (cloud: Cloud) => Promise<unknown>, RegExp][] = [
    [connection.type, (cloud) => cloud.remove("routerInterfaces", "ri-1a"), /^There is no ri-1a /],
    [connection.type, (cloud) => cloud.remove("routerInterfaces", "ri-1b"), /there is no ri-1b /],
    [grant.type, (cloud) => cloud.remove("vpcs", "vpc-granted1"), /IllegalParam.InstanceId/],
    [grant.type, (cloud) => cloud.remove("expressConnectRouters", "ecr-1"), /ResourceNotFound.EcrId/],
    [link.type, (cloud) => cloud.remove("ecsInstances", "i-1"), /there is no i-1 /],
    [link.type, (cloud) => cloud.remove("vpcs", "vpc-1"), /there is no vpc-1 /],
  ];

  test.each(missing)("keeps %s from being made, and nothing is in state (%#)", async (type, vanish, says) => {
    const { cloud, engine, begin } = at();
    await begin();
    await vanish(cloud);
    const up = await engine.up([thing(sampleOf(type))]);
    expect(messageOf(up, type)).toMatch(says);
    expect(engine.state.resources).toEqual([]);
  });

  test("is waited for, and then all are made", async () => {
    const { cloud, engine, begin, mark } = at();
    const kinds = [connection, grant, link];
    await begin();
    await cloud.remove("routerInterfaces", "ri-1a");
    await cloud.remove("vpcs", "vpc-granted1");
    await cloud.remove("ecsInstances", "i-1");
    const afterSeq = await mark();
    const up = engine.up(kinds.map((sample) => thing(sample)));
    await Promise.all([
      cloud.waitFor({ operation: "DescribeRouterInterfaces", id: "ri-1a", afterSeq }),
      cloud.waitFor({ operation: "GrantInstanceToExpressConnectRouter", afterSeq }),
      cloud.waitFor({ operation: "DescribeInstances", afterSeq }),
    ]);
    for (const sample of kinds) await cloud.seed(sample.prepare(1));
    expect(did(await up)).toEqual(Object.fromEntries(kinds.map(({ type }) => [type, "create"])));
  });
});

test("an EventGrid connection whose subnet is not found at first is made once it is", async () => {
  const { cloud, engine, begin } = at();
  await begin();
  await engine.up([thing(events)]);
  await cloud.order({
    kind: "error",
    operation: "CreateConnection",
    status: 404,
    code: "EG.00014040",
    message: "Not request resource found",
    times: 2,
  });
  await events.vanish(1, cloud);
  expect(did(await engine.up([thing(events)], { refresh: true }))).toEqual({ [events.type]: "create" });
});
