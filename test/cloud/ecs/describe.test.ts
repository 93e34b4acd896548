import { describe, expect, test } from "vitest";
import { otherAccount } from "../defaults.ts";
import { ecsSteps, type Params } from "./fixture.ts";

const { cloud, attach, links, instances, choose } = ecsSteps();

describe("DescribeClassicLinkInstances", () => {
  const many = Array.from({ length: 101 }, (_, n) => `i-${100 + n}`);
  const seedMany = (): Promise<void> =>
    cloud().seed({
      ecsInstances: many.map((id) => ({ id })),
      classicLinks: many.map((instanceId, n) => ({ instanceId, vpcId: n % 2 ? "vpc-2" : "vpc-1" })),
    });

  test("takes up to a hundred ids, and a VPC, in pages of ten to a hundred", async () => {
    await seedMany();
    const InstanceId = many.slice(0, 100).join();
    expect((await links({ InstanceId })).found).toHaveLength(10);
    expect((await links({ InstanceId, PageSize: "100" })).found).toHaveLength(100);
    const third = await links({ VpcId: "vpc-2", PageSize: "20", PageNumber: "3" });
    expect(third.found).toHaveLength(10);
    expect(third.body).toMatchObject({ TotalCount: 50, PageNumber: 3, PageSize: 20 });
    expect((await links({ VpcId: "vpc-2", InstanceId: "i-100,i-101" })).pairs).toEqual(["i-101:vpc-2"]);
    const tooMany = await links({ InstanceId: many.join() });
    expect(tooMany).toMatchObject({ status: 403, body: { Code: "InvalidParameter.ToManyInstanceIds" } });
  });

  test.each<[Params, number, string]>([
    [{}, 403, "InvalidParameter.InvalidInstanceIdAndVpcId"],
    [{ InstanceId: "", VpcId: "" }, 403, "InvalidParameter.InvalidInstanceIdAndVpcId"],
    [{ VpcId: "vpc-1", PageSize: "101" }, 403, "InvalidParameter.PageSize"],
    [{ VpcId: "vpc-1", PageNumber: "0" }, 403, "InvalidParameter.PageNumber"],
    [{ VpcId: "vpc-9" }, 403, "InvalidVpc.NotBelong"],
    [{ InstanceId: "i-1,i-9" }, 403, "InvalidInstanceId.NotFound"],
    [{ InstanceId: "i-1", RegionId: "cn-beijing" }, 403, "InvalidInstanceId.NotFound"],
    [{ InstanceId: "i-1", RegionId: "cn-nowhere" }, 404, "InvalidRegionId.NotFound"],
  ])("with %j is refused", async (params, status, code) => {
    expect(await links(params)).toMatchObject({ status, body: { Code: code } });
  });

  test("can leave out what is not there instead", async () => {
    await choose({ unknownInstance: "empty" });
    await attach();
    expect((await links({ InstanceId: "i-1,i-9" })).pairs).toEqual(["i-1:vpc-1"]);
  });

  test("refuses another account's instances and VPCs", async () => {
    await attach();
    expect((await links({ InstanceId: "i-1" }, otherAccount)).body).toMatchObject({
      Code: "InvalidInstanceId.NotBelong",
    });
    expect((await links({ VpcId: "vpc-1" }, otherAccount)).body).toMatchObject({
      Code: "InvalidVpc.NotBelong",
    });
  });

  test("can show an older state", async () => {
    await attach();
    await cloud().order({ kind: "stale", show: "beforeLastWrite" });
    expect((await links()).pairs).toEqual([]);
    expect((await links()).pairs).toEqual(["i-1:vpc-1"]);
  });
});

describe("DescribeInstances", () => {
  test("filters by ids, status and network, and leaves out what is not the caller's", async () => {
    await cloud().seed({
      ecsInstances: [
        { id: "i-2", status: "Stopped" },
        { id: "i-3", networkType: "vpc" },
        { id: "i-4", account: otherAccount.id },
        { id: "i-5", regionId: "cn-beijing" },
      ],
    });
    expect((await instances()).found).toMatchObject([
      { InstanceId: "i-1", Status: "Running", InstanceNetworkType: "classic" },
      { InstanceId: "i-2", Status: "Stopped" },
      { InstanceId: "i-3", InstanceNetworkType: "vpc" },
    ]);
    expect((await instances({ InstanceIds: '["i-2","i-4","i-9"]' })).ids).toEqual(["i-2"]);
    expect((await instances({ Status: "Running" })).ids).toEqual(["i-1", "i-3"]);
    expect((await instances({ InstanceNetworkType: "classic", PageSize: "1", PageNumber: "2" })).ids).toEqual(
      ["i-2"],
    );
    expect((await instances({ RegionId: "cn-beijing" })).ids).toEqual(["i-5"]);
  });

  test.each<[Params, string]>([
    [{ InstanceIds: "i-1" }, "InvalidInstanceIds.Malformed"],
    [{ InstanceIds: "[]" }, "InvalidInstanceIds.Malformed"],
    [
      { InstanceIds: JSON.stringify(Array.from({ length: 101 }, (_, n) => `i-${n}`)) },
      "InvalidInstanceIds.Malformed",
    ],
    [{ Status: "running" }, "InvalidStatus.ValueNotSupported"],
    [{ InstanceNetworkType: "Classic" }, "InvalidInstanceNetworkType.ValueNotSupported"],
    [{ PageSize: "101" }, "InvalidPageSize"],
    [{ RegionId: "cn-nowhere" }, "InvalidRegionId.NotFound"],
  ])("with %j is refused", async (params, code) => {
    expect((await instances(params)).body).toMatchObject({ Code: code });
  });
});
