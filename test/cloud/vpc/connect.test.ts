import { describe, expect, test } from "vitest";
import { defaultAccount, otherAccount } from "../defaults.ts";
import { cloudForVpc, type Interface, initiator, vpcSteps } from "./fixture.ts";

const cloud = cloudForVpc();
const { on, connect, seedPair, shown, stored, statuses } = vpcSteps(cloud);

describe("ConnectRouterInterface", () => {
  test("makes both sides Active at the next request when nothing else is said", async () => {
    await seedPair();
    expect(await connect()).toMatchObject({ status: 200, body: { RequestId: expect.any(String) } });
    expect(await statuses()).toEqual(["Active", "Active"]);
    expect((await shown("ri-a"))?.["ConnectedTime"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  test("takes as long as the clock of the cloud says, both sides together", async () => {
    await seedPair();
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { connect: 5000 } });
    await connect();
    expect(await statuses()).toEqual(["Connecting", "AcceptingConnecting"]);
    await cloud().advance(4999);
    expect(await statuses()).toEqual(["Connecting", "AcceptingConnecting"]);
    await cloud().advance(1);
    expect(await statuses()).toEqual(["Active", "Active"]);
  });

  test("says when, by real time, the interface became Active", async () => {
    await seedPair();
    await cloud().configure({ transitions: { connect: 1 } });
    const beforeMs = Date.now();
    await connect();
    await expect.poll(async () => (await stored("ri-a"))?.status, { interval: 1 }).toBe("Active");
    const { becameMs = {} } = (await stored("ri-a")) ?? {};
    expect(becameMs["Connecting"]).toBeGreaterThanOrEqual(beforeMs);
    expect((becameMs["Active"] ?? 0) - (becameMs["Connecting"] ?? 0)).toBe(1);
  });

  test("can fall back, or never end, for one interface alone", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { connect: 10 } });
    await seedPair({ transitions: { connect: "fallsBack" } });
    await connect();
    await cloud().advance(10);
    expect(await statuses()).toEqual(["Idle", "Idle"]);
    await cloud().change("routerInterfaces", "ri-a", { transitions: { connect: "stuck" } });
    await connect();
    await cloud().advance(1e9);
    expect(await statuses()).toEqual(["Connecting", "AcceptingConnecting"]);
  });

  test("draws its duration from a range", async () => {
    await seedPair();
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { connect: { min: 1000, max: 2000 } } });
    await connect();
    await cloud().advance(999);
    expect(await statuses()).toEqual(["Connecting", "AcceptingConnecting"]);
    await cloud().advance(1001);
    expect(await statuses()).toEqual(["Active", "Active"]);
  });

  test("is left alone by a transition that somebody else has ended", async () => {
    await seedPair();
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { connect: 10 } });
    await connect();
    await cloud().change("routerInterfaces", "ri-a", { status: "Inactive" });
    await cloud().remove("routerInterfaces", "ri-b");
    await cloud().advance(10);
    expect(await statuses()).toEqual(["Inactive"]);
  });

  const elsewhere = { regionId: "cn-beijing", oppositeRegionId: "cn-hangzhou" };
  const toElsewhere = { oppositeRegionId: "cn-beijing" };
  const across = (ofB: Partial<Interface>, ofA: Partial<Interface> = {}) =>
    seedPair({ ...toElsewhere, ...ofA }, { ...elsewhere, ...ofB });
  const general = "IncorrectOppositeInterfaceInfo";
  const otherPair = (status: Interface["status"]): Promise<void> =>
    cloud().seed({ routerInterfaces: [{ ...initiator, id: "ri-a2", oppositeInterfaceId: "ri-b2", status }] });

  test.each<[string, () => Promise<unknown>, string, RegExp]>([
    [
      "on an acceptor",
      () => seedPair({ role: "AcceptingSide" }),
      "IncorrectRole.NotInitiatingSide",
      /not InitiatingSide/,
    ],
    ["when Active", () => seedPair({ status: "Active" }), "IncorrectRIStatus", /Idle/],
    ["when Inactive", () => seedPair({ status: "Inactive" }), "IncorrectRIStatus", /Idle/],
    ["with nothing set", () => seedPair({ oppositeInterfaceId: "" }), `${general}.NotSet`, /must be all set/],
    ["to the same router", () => seedPair({ oppositeRouterId: "vrt-a" }), general, /same router/],
    [
      "to a peer that is not there",
      () => cloud().seed({ routerInterfaces: [initiator] }),
      general,
      /does not exist/,
    ],
    [
      "to a peer that initiates",
      () => seedPair({}, { role: "InitiatingSide" }),
      general,
      /not a AcceptingSide/,
    ],
    [
      "to another router than the peer's",
      () => seedPair({ oppositeRouterId: "vrt-x" }),
      general,
      /mismatched/,
    ],
    [
      "to a peer of an unknown account",
      () => seedPair({ oppositeInterfaceOwnerId: "9" }),
      "InvalidAccount.NotFound",
      /./,
    ],
    [
      "from a router of somebody else",
      () => seedPair({ routerOwner: otherAccount.id }),
      "IllegalParam.InstanceOwner",
      /./,
    ],
    ["when routers are connected", () => otherPairWith("Active"), "Forbidden.OnlyOneConnection", /already/],
    [
      "when routers are connecting",
      () => otherPairWith("Connecting"),
      "Forbidden.OnlyOneConnection",
      /concurrently/,
    ],
    [
      "to a peer that is busy",
      () => seedPair({}, { status: "Active" }),
      "Forbidden.OnlyOneConnection",
      /already/,
    ],
    [
      "with a locked interface",
      () => seedPair({}, { businessStatus: "FinancialLocked" }),
      "Forbidden.BillsOutstanding",
      /./,
    ],
    [
      "across, wrong role",
      () => across({ role: "InitiatingSide" }),
      "AttrMismatching.AcceptingSideRole",
      /ri-b/,
    ],
    [
      "across, wrong id",
      () => across({}, { oppositeInterfaceId: "ri-x" }),
      "AttrMismatching.AcceptingSideInstanceId",
      /ri-x/,
    ],
    [
      "across, wrong region",
      () => across({ regionId: "cn-qingdao" }),
      "AttrMismatching.AcceptingSideRegionNo",
      /cn-qingdao/,
    ],
    [
      "across, wrong router",
      () => across({ routerId: "vrt-x" }),
      "AttrMismatching.AcceptingSideRouterId",
      /vrt-x/,
    ],
    [
      "across, wrong router type",
      () => across({ routerType: "VBR" }),
      "AttrMismatching.AcceptingSideRouterType",
      /VBR/,
    ],
    [
      "across, wrong owner",
      () => across({ account: otherAccount.id }),
      "AttrMismatching.AcceptingSideAliUid",
      /2534/,
    ],
    [
      "with another owner set there",
      () => seedPair({}, { oppositeInterfaceOwnerId: "1" }),
      "AttrMismatching.AcceptingSideOppositeInterfaceOwnerId",
      /"1"/,
    ],
    [
      "with another region set there",
      () => seedPair({}, toElsewhere),
      "AttrMismatching.AcceptingSideOppositeRegionNo",
      /cn-beijing/,
    ],
    [
      "with another interface set there",
      () => seedPair({}, { oppositeInterfaceId: "" }),
      "AttrMismatching.AcceptingSideOppositeInterfaceId",
      /""/,
    ],
    [
      "with another router set there",
      () => seedPair({}, { oppositeRouterId: "vrt-x" }),
      "AttrMismatching.AcceptingSideOppositeRouterId",
      /vrt-x/,
    ],
    [
      "with another router type set there",
      () => seedPair({}, { oppositeRouterType: "VBR" }),
      "AttrMismatching.AcceptingSideOppositeRouterType",
      /VBR/,
    ],
  ])("%s is refused", async (_when, arrange, code, message) => {
    await arrange();
    expect(await connect()).toMatchObject({
      status: 400,
      body: { Code: code, Message: expect.stringMatching(message) },
    });
    expect(await cloud().writes({ applied: true })).toEqual([]);
  });

  async function otherPairWith(status: "Active" | "Connecting"): Promise<void> {
    await seedPair();
    await otherPair(status);
  }

  test("of an overdue account is refused", async () => {
    await seedPair();
    await cloud().change("accounts", defaultAccount.id, { overdue: true });
    expect((await connect()).body).toMatchObject({ Code: "Forbidden.BillsOutstanding" });
  });

  test("of accounts of the two sites is refused with 404", async () => {
    await seedPair({ oppositeInterfaceOwnerId: otherAccount.id }, { account: otherAccount.id });
    await cloud().change("accounts", otherAccount.id, { site: "international" });
    expect(await connect()).toMatchObject({ status: 404, body: { Code: "CROSS_BID.FORBIDDEN" } });
    await cloud().change("accounts", otherAccount.id, { site: "china" });
    expect((await connect()).status).toBe(200);
  });

  test("of what is not there, or not the caller's, is refused with 404", async () => {
    await cloud().seed({ routerInterfaces: [{ ...initiator, account: otherAccount.id }] });
    const missing = { status: 404, body: { Code: "InvalidRouterInterfaceId.NotFound" } };
    expect(await connect()).toMatchObject(missing);
    expect(await connect("ri-none")).toMatchObject(missing);
    const nowhere = await on("ConnectRouterInterface", "ri-a", { RegionId: "cn-nowhere" });
    expect(nowhere).toMatchObject({ status: 404, body: { Code: "InvalidRegionId.NotFound" } });
  });

  test("names a wrong peer in the way that is chosen", async () => {
    await cloud().configure({ options: { vpc: { wrongPeer: "attributes" } } });
    await seedPair({ oppositeRouterId: "vrt-x" });
    expect((await connect()).body).toMatchObject({ Code: "AttrMismatching.AcceptingSideRouterId" });
  });

  test("can be made to answer the code whose cause no page gives", async () => {
    await seedPair();
    await cloud().order({ kind: "error", operation: "ConnectRouterInterface", code: "ErrCode.Invalid" });
    expect(await connect()).toMatchObject({
      status: 400,
      body: { Code: "ErrCode.Invalid", Message: "got error" },
    });
    expect((await connect()).status).toBe(200);
  });
});
