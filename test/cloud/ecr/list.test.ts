import { beforeEach, describe, expect, test } from "vitest";
import { defaultAccount, otherAccount } from "../defaults.ts";
import { ecrSteps, type Params } from "./fixture.ts";

const { cloud, list, choose } = ecrSteps();

describe("the list", () => {
  beforeEach(async () => {
    const ids = Array.from({ length: 45 }, (_, n) => `vpc-${100 + n}`);
    await cloud().seed({ ecrGrants: ids.map((instanceId) => ({ ecrId: "ecr-1", instanceId })) });
    await cloud().seed({ ecrGrants: [{ ecrId: "ecr-2", instanceId: "vpc-1" }] });
  });

  test("comes in pages of twenty", async () => {
    const pages: number[] = [];
    const seen: unknown[] = [];
    for (let NextToken = "", more = true; more; ) {
      const { ids, body } = await list(NextToken === "" ? {} : { NextToken });
      pages.push(ids.length);
      seen.push(...ids);
      expect(body).toMatchObject({ TotalCount: 45, MaxResults: 20 });
      NextToken = String(body["NextToken"] ?? "");
      more = NextToken !== "";
    }
    expect(pages).toEqual([20, 20, 5]);
    expect(new Set(seen).size).toBe(45);
    expect((await list({ MaxResults: "45" })).body).not.toHaveProperty("NextToken");
    await choose({ lastNextToken: "empty" });
    expect((await list({ MaxResults: "45" })).body).toHaveProperty("NextToken", "");
  });

  test("loses nothing when a grant of an earlier page goes in between", async () => {
    const first = await list();
    await cloud().remove("ecrGrants", "ecr-1:vpc-100");
    const second = await list({ NextToken: String(first.body["NextToken"]) });
    expect(second.ids[0]).toBe("vpc-120");
  });

  test.each<[Params, unknown[]]>([
    [{ InstanceId: "vpc-107" }, ["vpc-107"]],
    [{ InstanceId: "vpc-107", InstanceType: "VBR" }, []],
    [{ InstanceId: "vpc-107", InstanceRegionId: "cn-beijing" }, []],
    [{ InstanceId: "vpc-107", InstanceOwnerId: otherAccount.id }, []],
    [{ InstanceId: "vpc-107", InstanceOwnerId: defaultAccount.id, InstanceType: "VPC" }, ["vpc-107"]],
  ])("is narrowed by %j", async (params, ids) => {
    expect((await list(params)).ids).toEqual(ids);
  });

  test.each<[Params, string]>([
    [{ EcrId: "" }, "MissingParam.EcrId"],
    [{ EcrId: "router" }, "IllegalParamFormat.EcrId"],
    [{ CallerType: "sub" }, "IllegalParam.CallerType"],
    [{ MaxResults: "0" }, "IllegalParam.MaxResults"],
    [{ NextToken: "x" }, "IllegalParam.NextToken"],
    [{ "TagModels.1.TagKey": "a" }, "IllegalParam.TagModels"],
    [{ EcrId: "ecr-9" }, "ResourceNotFound.EcrId"],
  ])("with %j is refused", async (params, code) => {
    expect((await list(params)).body).toMatchObject({ Code: code });
  });
});
