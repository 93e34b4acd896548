import { describe, expect, test } from "vitest";
import { call } from "../caller.ts";
import { defaultAccount } from "../defaults.ts";
import { cloudForVpc, type Interface, vpcSteps } from "./fixture.ts";

const cloud = cloudForVpc();
const { on, connect, deactivate, shown, stored, statuses, seedPair } = vpcSteps(cloud);

const usual = {
  ...{ RegionId: "cn-hangzhou", OppositeRegionId: "cn-hangzhou", Role: "InitiatingSide" },
  ...{ RouterType: "VRouter", RouterId: "vrt-a", OppositeRouterType: "VRouter", Spec: "Large.2" },
  InstanceChargeType: "PostPaid",
};
const acceptor = { Role: "AcceptingSide", RouterId: "vrt-b", Spec: "Negative" };
const create = (change: Record<string, string> = {}) =>
  call(cloud(), "CreateRouterInterface", { ...usual, ...change });
const made = async (change: Record<string, string> = {}): Promise<string> =>
  String((await create(change)).body["RouterInterfaceId"]);
const remove = (id: string, more: Record<string, string> = {}) => on("DeleteRouterInterface", id, more);

describe("CreateRouterInterface", () => {
  test("makes an Idle interface of what it was told", async () => {
    const id = await made({ Name: "to-b", Description: "the link to b" });
    expect(id).toMatch(/^ri-\w+$/);
    expect(await shown(id)).toMatchObject({
      ...{ Status: "Idle", Role: "InitiatingSide", RouterId: "vrt-a", RouterType: "VRouter" },
      ...{ Spec: "Large.2", Bandwidth: 2000, Name: "to-b", Description: "the link to b" },
      ...{ OppositeInterfaceId: "", OppositeRegionId: "cn-hangzhou", ChargeType: "AfterPay" },
    });
  });

  test("is all that a stack needs before it connects, and after it has disconnected", async () => {
    const [a, b] = [await made(), await made(acceptor)];
    const peer = (id: string, router: string) => ({
      ...{ OppositeInterfaceId: id, OppositeRouterId: router, OppositeRouterType: "VRouter" },
      OppositeInterfaceOwnerId: defaultAccount.id,
    });
    await on("ModifyRouterInterfaceAttribute", b, peer(a, "vrt-a"));
    await on("ModifyRouterInterfaceAttribute", a, peer(b, "vrt-b"));
    expect((await connect(a)).status).toBe(200);
    expect(await statuses()).toEqual(["Active", "Active"]);
    expect((await remove(a)).body).toMatchObject({ Code: "IncorrectStatus" });
    for (const id of [a, b]) {
      await deactivate(id);
      expect((await remove(id)).status).toBe(200);
    }
    expect(await statuses()).toEqual([]);
  });

  test("repeated with its ClientToken makes nothing new; with other parameters it is refused", async () => {
    const first = await made({ ClientToken: "token-1" });
    expect(await made({ ClientToken: "token-1" })).toBe(first);
    expect(await statuses()).toHaveLength(1);
    expect(await cloud().writes({ applied: true })).toHaveLength(1);
    const other = await create({ ClientToken: "token-1", Name: "other" });
    expect(other.body).toMatchObject({ Code: "IdempotentParameterMismatch" });
    expect(await made({ ClientToken: "token-2" })).not.toBe(first);
    expect(await made()).not.toBe(await made());
  });

  test.each<[string, Record<string, string>, string]>([
    ["no router", { RouterId: "" }, "MissingRouterId"],
    ["no role", { Role: "" }, "MissingRole"],
    ["no specification", { Spec: "" }, "MissingSpec"],
    ["no region of the peer", { OppositeRegionId: "" }, "MissingOppositeRegionId"],
    ["an unknown region", { RegionId: "cn-nowhere" }, "InvalidRegionId.NotFound"],
    ["an unknown specification", { Spec: "Huge.1" }, "InvalidSpec"],
    ["an acceptor with a specification", { ...acceptor, Spec: "Large.2" }, "InvalidSpec"],
    ["a VBR that accepts", { ...acceptor, RouterType: "VBR" }, "InvalidRole"],
    ["an initiator towards a VBR", { OppositeRouterType: "VBR" }, "InvalidRole"],
    ["an unknown way of charging", { InstanceChargeType: "Free" }, "InvalidInstanceChargeType"],
  ])("with %s is refused", async (_what, change, code) => {
    expect((await create(change)).body).toMatchObject({ Code: code });
    expect(await cloud().writes({ applied: true })).toEqual([]);
  });

  test("is refused for a sixth interface of one router, and while bills are outstanding", async () => {
    for (let n = 0; n < 5; n += 1) expect((await create()).status).toBe(200);
    expect((await create()).body).toMatchObject({ Code: "LocalCloud.FiveRouterInterfaces" });
    await cloud().change("accounts", defaultAccount.id, { overdue: true });
    expect((await create(acceptor)).body).toMatchObject({ Code: "Forbidden.BillsOutstanding" });
  });
});

describe("DeleteRouterInterface", () => {
  test("takes its time", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { delete: 10 } });
    const id = await made();
    await remove(id);
    expect((await stored(id))?.status).toBe("Deleting");
    await cloud().advance(10);
    expect(await stored(id)).toBeUndefined();
    expect((await remove(id)).body).toMatchObject({ Code: "InvalidInstanceId.NotFound" });
  });

  test("repeated with its ClientToken is answered as before", async () => {
    const id = await made();
    for (const status of [200, 200]) expect((await remove(id, { ClientToken: "t" })).status).toBe(status);
    expect(await cloud().writes({ operation: "DeleteRouterInterface", applied: true })).toHaveLength(1);
  });

  test.each<[string, Partial<Interface>, string]>([
    ["an Active one", { status: "Active" }, "IncorrectStatus"],
    ["a Connecting one", { status: "Connecting" }, "IncorrectStatus"],
    ["one with routes", { hasRoutes: true }, "DependencyViolation.RouterInterfaceReferedByRouteEntry"],
    ["a prepaid one", { chargeType: "PrePaid" }, "InvalidRouterInterfaceChargeType.Malformed"],
    ["one on another's router", { routerOwner: "1" }, "IllegalParam.InstanceOwner"],
  ])("of %s is refused", async (_what, state, code) => {
    await seedPair(state);
    expect((await remove("ri-a")).body).toMatchObject({ Code: code });
  });
});

test("ModifyRouterInterfaceSpec changes an interface, which is Activating meanwhile if it was Active", async () => {
  await cloud().setClock("manual");
  await cloud().configure({ transitions: { activate: 10 } });
  await seedPair({ status: "Active" }, { status: "Active" });
  expect((await on("ModifyRouterInterfaceSpec", "ri-a", { Spec: "Small.1" })).body).toMatchObject({
    Spec: "Small.1",
  });
  expect(await shown("ri-a")).toMatchObject({ Status: "Activating", Spec: "Small.1", Bandwidth: 10 });
  await cloud().advance(10);
  expect((await shown("ri-a"))?.["Status"]).toBe("Active");
  expect((await on("ModifyRouterInterfaceSpec", "ri-b", { Spec: "Small.1" })).body).toMatchObject({
    Code: "InvalidSpec",
  });
});
