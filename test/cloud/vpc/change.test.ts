import { describe, expect, test } from "vitest";
import type { Answered } from "../caller.ts";
import { otherAccount } from "../defaults.ts";
import { cloudForVpc, type Interface, initiator, vpcSteps } from "./fixture.ts";

const cloud = cloudForVpc();
const { connect, activate, deactivate, modify, seedPair, shown, statuses } = vpcSteps(cloud);

describe("ActivateRouterInterface and DeactivateRouterInterface", () => {
  test("move one side between Active and Inactive", async () => {
    await seedPair({ status: "Active" }, { status: "Active" });
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { activate: 10, deactivate: 10 } });
    await deactivate();
    expect(await statuses()).toEqual(["Deactivating", "Active"]);
    await cloud().advance(10);
    expect(await statuses()).toEqual(["Inactive", "Active"]);
    expect((await shown("ri-b"))?.["OppositeInterfaceStatus"]).toBe("Inactive");
    await activate();
    expect(await statuses()).toEqual(["Activating", "Active"]);
    await cloud().advance(10);
    expect(await statuses()).toEqual(["Active", "Active"]);
  });

  test("can reach the peer, if that is chosen", async () => {
    await cloud().configure({ options: { vpc: { deactivateReachesPeer: true } } });
    await seedPair({ status: "Active" }, { status: "Active" });
    await deactivate();
    expect(await statuses()).toEqual(["Inactive", "Inactive"]);
  });

  test.each<[string, () => Promise<unknown>, () => Promise<Answered>, string]>([
    ["Activate of an Active one", () => seedPair({ status: "Active" }), activate, "IncorrectRIStatus"],
    ["Activate of an Idle one", () => seedPair(), activate, "IncorrectRIStatus"],
    [
      "Activate of a locked one",
      () => seedPair({ status: "Inactive", businessStatus: "FinancialLocked" }),
      activate,
      "Forbidden.FinancialLocked",
    ],
    [
      "Activate without a peer",
      () => cloud().seed({ routerInterfaces: [{ ...initiator, status: "Inactive" }] }),
      activate,
      "OppositeRouterInterfaceIsDeleted",
    ],
    ["Activate on another's router", () => seedPair({ routerOwner: otherAccount.id }), activate, "Forbbiden"],
    ["Activate of none", () => Promise.resolve(), activate, "InvalidRouterInterfaceId.NotFound"],
    [
      "Deactivate of an Inactive one",
      () => seedPair({ status: "Inactive" }),
      deactivate,
      "IncorrectRIStatus",
    ],
    [
      "Deactivate of a locked one",
      () => seedPair({ status: "Active", businessStatus: "FinancialLocked" }),
      deactivate,
      "Forbidden.FinancialLocked",
    ],
    [
      "Deactivate on another's router",
      () => seedPair({ routerOwner: otherAccount.id }),
      deactivate,
      "Forbbiden.InvaildOwner",
    ],
    ["Deactivate of none", () => Promise.resolve(), deactivate, "InvalidRouterInterfaceId.NotFound"],
  ])("%s is refused", async (_what, arrange, act, code) => {
    await arrange();
    expect((await act()).body).toMatchObject({ Code: code });
  });

  test("spell their codes as the older pages do, if that is chosen", async () => {
    await cloud().configure({ options: { vpc: { olderSpelling: true } } });
    await seedPair();
    expect((await activate()).body).toMatchObject({ Code: "IncorrectStatus" });
    await cloud().change("routerInterfaces", "ri-a", { businessStatus: "FinancialLocked" });
    expect((await deactivate()).body).toMatchObject({ Code: "Forbidden.FinancileLocked" });
  });
});

describe("ModifyRouterInterfaceAttribute", () => {
  const peer = {
    ...{ OppositeInterfaceId: "ri-x", OppositeRouterId: "vrt-x", OppositeRouterType: "VRouter" },
    OppositeInterfaceOwnerId: otherAccount.id,
  };

  test("takes any peer, without looking at it", async () => {
    await cloud().seed({ routerInterfaces: [{ id: "ri-a", routerId: "vrt-a" }] });
    expect((await modify(peer)).status).toBe(200);
    expect(await shown("ri-a")).toMatchObject(peer);
  });

  test("shows only after its lag, and Connect does not see it before either", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { modifyVisible: 10 } });
    await cloud().seed({ routerInterfaces: [{ id: "ri-a", routerId: "vrt-a" }] });
    await modify(peer);
    expect((await shown("ri-a"))?.["OppositeInterfaceId"]).toBe("");
    expect((await connect()).body).toMatchObject({ Code: "IncorrectOppositeInterfaceInfo.NotSet" });
    await cloud().advance(10);
    expect(await shown("ri-a")).toMatchObject(peer);
  });

  test("takes the peer's router for a VBR where its type is left out", async () => {
    await cloud().seed({ routerInterfaces: [{ id: "ri-a", routerId: "vrt-a" }] });
    await modify({ OppositeInterfaceId: "ri-x" });
    expect((await shown("ri-a"))?.["OppositeRouterType"]).toBe("VBR");
  });

  test("changes name and health check in any stable status", async () => {
    await seedPair({ status: "Active" });
    const change = { Name: "link-1", Description: "to b", HcRate: "2000", HcThreshold: "8" };
    const check = { HealthCheckSourceIp: "10.0.0.1", HealthCheckTargetIp: "10.0.0.2" };
    expect((await modify({ ...change, ...check })).status).toBe(200);
    expect(await shown("ri-a")).toMatchObject({
      Name: "link-1",
      HcRate: 2000,
      HealthCheckSourceIp: "10.0.0.1",
    });
    await modify({ DeleteHealthCheckIp: "true" });
    expect(await shown("ri-a")).toMatchObject({ Name: "link-1", HealthCheckSourceIp: "" });
  });

  test.each<[string, Partial<Interface>, Record<string, string>, string]>([
    ["another peer when Active", { status: "Active" }, peer, "IncorrectStatus"],
    ["another peer when Inactive", { status: "Inactive" }, peer, "IncorrectStatus"],
    ["a name while Connecting", { status: "Connecting" }, { Name: "link-1" }, "IncorrectStatus"],
    ["a name while Modifying", { status: "Modifying" }, { Name: "link-1" }, "INSTANCE_IN_PROCESSIONG"],
    [
      "a name while locked",
      { businessStatus: "FinancialLocked" },
      { Name: "link-1" },
      "Forbidden.FinancialLocked",
    ],
    ["another peer than a VBR", { oppositeRouterType: "VBR" }, peer, "Forbbiden.ModifyIdAndType"],
    ["on another's router", { routerOwner: otherAccount.id }, { Name: "link-1" }, "Forbbiden"],
    ["a bad name", {}, { Name: "1" }, "InvalidName.Malformed"],
    ["a bad description", {}, { Description: "http://x" }, "InvalidDescription.Malformed"],
    [
      "a bad router type",
      {},
      { OppositeRouterType: "Router" },
      "InvalidOppositeRouterType.ValueNotSupported",
    ],
    ["a bad owner", {}, { OppositeInterfaceOwnerId: "me" }, "InvalidOppositeInterfaceOwnerId"],
    ["nothing", {}, {}, "InvalidParam.ModifyRouterInterface"],
    ["half a health check", {}, { HealthCheckSourceIp: "10.0.0.1" }, "InvalidParam.ModifyRouterInterface"],
    [
      "a bad address",
      {},
      { HealthCheckSourceIp: "x", HealthCheckTargetIp: "10.0.0.1" },
      "InvalidHealthCheckIP.Malformd",
    ],
    ["a bad rate", {}, { HcRate: "0" }, "IllegalParam.HcRate"],
    ["a bad threshold", {}, { HcThreshold: "-1" }, "IllegalParam.HcThreshold"],
  ])("of %s is refused", async (_what, state, change, code) => {
    await seedPair(state);
    expect(await modify(change)).toMatchObject({ status: 400, body: { Code: code } });
  });

  test("of the peer that is stored already is no change, in any stable status", async () => {
    await seedPair({ status: "Active" });
    expect((await modify({ OppositeInterfaceId: "ri-b", OppositeRouterType: "VRouter" })).status).toBe(200);
  });
});
