import { describe, expect, test } from "vitest";
import { denied, ecsSteps } from "./ecs/fixture.ts";

const { cloud, attach, detach, links, instances, choose } = ecsSteps();

describe("a link", () => {
  test("is made and taken away", async () => {
    expect((await attach()).body).toEqual({ RequestId: expect.any(String) });
    expect((await links()).body).toMatchObject({
      ...{ TotalCount: 1, PageNumber: 1, PageSize: 10 },
      Links: { Link: [{ InstanceId: "i-1", VpcId: "vpc-1" }] },
    });
    expect((await detach()).body).toEqual({ RequestId: expect.any(String) });
    expect((await links()).body).toMatchObject({ TotalCount: 0, Links: { Link: [] } });
  });

  test("shows, and goes, only after the lag", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { linkVisible: 10, unlinkVisible: 20 } });
    await attach();
    expect((await links()).pairs).toEqual([]);
    expect(await attach({ VpcId: "vpc-2" })).toMatchObject(denied(/linked to other vpc/));
    await cloud().advance(10);
    expect((await links()).pairs).toEqual(["i-1:vpc-1"]);
    await detach();
    await cloud().advance(19);
    expect((await links()).pairs).toEqual(["i-1:vpc-1"]);
    await cloud().advance(1);
    expect((await links()).pairs).toEqual([]);
  });

  test("locks the instance until its task is finished", async () => {
    const locked = { status: 403, body: { Code: "InvalidStatus.InstanceLocked" } };
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { classicLinkTask: 10 } });
    await attach();
    expect(await attach({ VpcId: "vpc-2" })).toMatchObject(locked);
    expect(await detach()).toMatchObject(locked);
    await cloud().advance(10);
    expect((await detach()).status).toBe(200);
    await cloud().advance(10);
    await cloud().seed({ ecsLocks: [{ id: "i-1" }] });
    expect(await attach()).toMatchObject(locked);
  });

  test("to another VPC, or to the same again, is refused, each in the way that is chosen", async () => {
    await attach();
    expect(await attach({ VpcId: "vpc-2" })).toMatchObject(denied(/has been linked to other vpc/));
    expect(await attach()).toMatchObject(denied(/has been linked to other vpc/));
    await choose({ linkedElsewhere: "doesNotAllow", attachAgain: "succeeds" });
    expect(await attach({ VpcId: "vpc-2" })).toMatchObject(denied(/does not allow link to vpc/));
    expect((await attach()).status).toBe(200);
    expect(await cloud().writes({ applied: true })).toHaveLength(1);
  });

  test("that is not there is taken away in the way that is chosen", async () => {
    const notLinked = {
      Code: "InvalidOperation.InvalidVpc",
      Message: expect.stringMatching(/not link specify vpc/),
    };
    expect(await detach()).toMatchObject({ status: 403, body: notLinked });
    await choose({ detachMissing: "denied" });
    expect(await detach()).toMatchObject(denied(/not allowed to detach/));
    await choose({ detachMissing: "succeeds" });
    expect((await detach()).status).toBe(200);
    expect(await cloud().writes({ applied: true })).toEqual([]);
  });

  test("to a VPC with ClassicLink off is refused, but one that is there is taken away", async () => {
    await attach();
    await cloud().change("vpcs", "vpc-1", { classicLinkEnabled: false });
    expect((await detach()).status).toBe(200);
    expect(await attach()).toMatchObject(denied(/disabled attach classic link/));
  });

  test("beyond the VPC's quota is refused", async () => {
    await choose({ linksPerVpc: 2 });
    await cloud().seed({
      ecsInstances: [{ id: "i-2" }, { id: "i-3" }],
      classicLinks: ["i-2", "i-3"].map((instanceId) => ({ instanceId, vpcId: "vpc-1" })),
    });
    expect(await attach()).toMatchObject({ status: 403, body: { Code: "QuotaExceeded" } });
    await cloud().remove("ecsInstances", "i-3");
    expect((await attach()).status).toBe(200);
  });
});

describe("an instance", () => {
  test("that starts, or stops, gets there by the clock", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { instanceStart: 10, instanceStop: 20 } });
    await cloud().change("ecsInstances", "i-1", { status: "Starting" });
    expect((await attach()).body).toMatchObject({ Code: "InvalidStatus.InstanceStatus" });
    await cloud().advance(10);
    expect((await instances()).found).toMatchObject([{ Status: "Running" }]);
    expect((await attach()).status).toBe(200);
    await cloud().change("ecsInstances", "i-1", { status: "Stopping" });
    expect((await instances()).found).toMatchObject([{ Status: "Stopping" }]);
    await cloud().advance(20);
    expect((await instances()).found).toMatchObject([{ Status: "Stopped" }]);
    expect((await detach()).status).toBe(200);
  });

  test("can be stuck, or fall back", async () => {
    await cloud().setClock("manual");
    const transitions = { instanceStart: "stuck", instanceStop: "fallsBack" } as const;
    await cloud().seed({ ecsInstances: [{ id: "i-1", status: "Starting", transitions }] });
    await instances();
    await cloud().advance(1e9);
    expect((await instances()).found).toMatchObject([{ Status: "Starting" }]);
    await cloud().change("ecsInstances", "i-1", { status: "Stopping" });
    await instances();
    expect((await instances()).found).toMatchObject([{ Status: "Running" }]);
  });
});
