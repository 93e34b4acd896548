import { describe, expect, test } from "vitest";
import { call } from "../caller.ts";
import { otherAccount } from "../defaults.ts";
import { cloudForVpc, type Interface, vpcSteps } from "./fixture.ts";

const cloud = cloudForVpc();
const { list, seedPair, shown } = vpcSteps(cloud);

describe("DescribeRouterInterfaces", () => {
  const many = (count: number): Interface[] =>
    Array.from({ length: count }, (_, n) => ({
      id: `ri-${n}`,
      routerId: `vrt-${n}`,
      name: n % 2 ? "odd" : "even",
    }));

  test("pages by ten, up to fifty", async () => {
    await cloud().seed({ routerInterfaces: many(60) });
    expect((await list()).found).toHaveLength(10);
    const second = await list({ PageSize: "50", PageNumber: "2" });
    expect(second.found.map((record) => record["RouterInterfaceId"])).toEqual(
      many(60)
        .slice(50)
        .map(({ id }) => id),
    );
    expect(second.body).toMatchObject({ TotalCount: 60, PageNumber: 2, PageSize: 50 });
    expect((await list({ PageSize: "51" })).body).toMatchObject({ Code: "InvalidPageSize" });
  });

  test("takes any of the values of a key, and all of the keys", async () => {
    await cloud().seed({ routerInterfaces: many(6) });
    const filter = {
      ...{ "Filter.1.Key": "RouterInterfaceId", "Filter.1.Value.1": "ri-1", "Filter.1.Value.2": "ri-2" },
      ...{ "Filter.1.Value.3": "ri-3", "Filter.1.Value.4": "ri-none" },
      ...{ "Filter.2.Key": "Name", "Filter.2.Value.1": "odd" },
    };
    const { found, body } = await list(filter);
    expect(found.map((record) => record["RouterInterfaceId"])).toEqual(["ri-1", "ri-3"]);
    expect(body["TotalCount"]).toBe(2);
  });

  test("refuses a key that it does not know, and a sixth", async () => {
    const filter = (n: number, key: string) => ({ [`Filter.${n}.Key`]: key, [`Filter.${n}.Value.1`]: "x" });
    expect((await list(filter(1, "Spec"))).body).toMatchObject({
      Code: "InvalidFilterKey.ValueNotSupported",
    });
    const six = [1, 2, 3, 4, 5, 6].map((n) => filter(n, "Name"));
    expect((await list(Object.assign({}, ...six))).body).toMatchObject({ Code: "InvalidFilter" });
  });

  test("shows the caller's own interfaces of the region alone", async () => {
    await cloud().seed({
      routerInterfaces: [
        { id: "ri-here", routerId: "vrt-1" },
        { id: "ri-there", routerId: "vrt-2", regionId: "cn-beijing" },
        { id: "ri-theirs", routerId: "vrt-3", account: otherAccount.id },
      ],
    });
    expect((await list()).found).toMatchObject([{ RouterInterfaceId: "ri-here" }]);
    expect((await list({ RegionId: "cn-beijing" })).found).toMatchObject([{ RouterInterfaceId: "ri-there" }]);
    expect((await list({}, otherAccount)).found).toMatchObject([{ RouterInterfaceId: "ri-theirs" }]);
    expect((await list({ RegionId: "cn-nowhere" })).status).toBe(404);
  });

  test("mirrors what the peer is", async () => {
    await seedPair({}, { status: "Inactive", businessStatus: "FinancialLocked", vpcInstanceId: "vpc-b" });
    expect(await shown("ri-a")).toMatchObject({
      ...{ OppositeInterfaceStatus: "Inactive", OppositeInterfaceBusinessStatus: "FinancialLocked" },
      ...{
        OppositeVpcInstanceId: "vpc-b",
        OppositeInterfaceSpec: "Negative",
        OppositeRegionId: "cn-hangzhou",
      },
    });
    await cloud().change("routerInterfaces", "ri-a", { status: "Active" });
    await cloud().remove("routerInterfaces", "ri-b");
    expect(await shown("ri-a")).toMatchObject({
      OppositeInterfaceStatus: "Deleted",
      OppositeInterfaceId: "ri-b",
    });
  });

  test("shows empty strings where no peer is set", async () => {
    await cloud().seed({ routerInterfaces: [{ id: "ri-1", routerId: "vrt-1" }] });
    expect(await shown("ri-1")).toMatchObject({
      ...{
        OppositeInterfaceId: "",
        OppositeRouterId: "",
        OppositeRouterType: "",
        OppositeInterfaceOwnerId: "",
      },
      ...{ OppositeInterfaceStatus: "", ConnectedTime: "", FastLinkMode: false },
    });
  });
});

test("DescribeRouterInterfaceAttribute shows one interface flat, and an empty one where there is none", async () => {
  await seedPair();
  const describeOne = (id: string) =>
    call(cloud(), "DescribeRouterInterfaceAttribute", { RegionId: "cn-hangzhou", InstanceId: id });
  expect((await describeOne("ri-a")).body).toMatchObject({
    ...{ Code: 200, RouterInterfaceId: "ri-a", OppositeInterfaceStatus: "Idle" },
    HealthCheckStatus: "NoHealthCheckConfig",
  });
  expect(await describeOne("ri-none")).toMatchObject({ status: 200, body: { RouterInterfaceId: "" } });
  expect(
    (await call(cloud(), "DescribeRouterInterfaceAttribute", { RegionId: "cn-hangzhou" })).body,
  ).toMatchObject({
    Code: "MissingInstanceId",
  });
});
