import { describe, expect, test } from "vitest";
import { defaultAccount, otherAccount } from "../defaults.ts";
import { ecrSteps, type Params } from "./fixture.ts";

const { cloud, grant, revoke, list, choose, applied } = ecrSteps();

describe("a refusal", () => {
  const seedElsewhere = (): Promise<void> =>
    cloud().seed({ vpcs: [{ id: "vpc-1", regionId: "cn-beijing" }] });

  test.each<[string, Params, number, string, (() => Promise<unknown>)?]>([
    ["no router id", { EcrId: "" }, 400, "MissingParam.EcrId"],
    ["no type", { InstanceType: "" }, 400, "MissingParam.InstanceType"],
    ["a bad router id", { EcrId: "router" }, 400, "IllegalParamFormat.EcrId"],
    ["an account id in exponents", { EcrOwnerAliUid: "2.5e17" }, 400, "IllegalParamFormat.EcrOwnerAliUid"],
    ["a bad instance id", { InstanceId: "i-1" }, 400, "IllegalParamFormat.InstanceId"],
    ["a token that is not ASCII", { ClientToken: "ü" }, 400, "IllegalParamFormat.ClientToken"],
    ["a bad type", { InstanceType: "CCN" }, 400, "IllegalParam.InstanceType"],
    ["a type that is not the id's", { InstanceType: "VBR" }, 400, "IllegalParam.InstanceType"],
    ["an unknown region", { InstanceRegionId: "cn-nowhere" }, 400, "IllegalParam.InstanceRegionId"],
    [
      "a region without the service",
      { InstanceRegionId: "cn-hongkong" },
      400,
      "IllegalParam.InstanceRegionId",
    ],
    ["another region", {}, 400, "IllegalParam.InstanceRegionId", seedElsewhere],
    ["no such instance", { InstanceId: "vpc-9" }, 400, "IllegalParam.InstanceId"],
    ["another owner than the router's", { EcrOwnerAliUid: "1" }, 400, "IllegalParam.EcrOwnerAliUid"],
  ])("names %s, at Grant and at Revoke", async (_what, change, status, code, arrange) => {
    await arrange?.();
    for (const act of [grant, revoke]) {
      expect(await act(change)).toMatchObject({
        status,
        body: { Code: code, Message: expect.not.stringContaining("%s") },
      });
    }
  });

  test("meets whoever does not own the instance", async () => {
    await grant();
    for (const act of [grant, revoke]) {
      const answer = await act({}, { keys: otherAccount });
      expect(answer).toMatchObject({ status: 400, body: { Code: "IllegalParam.InstanceOwnerId" } });
    }
    expect((await list()).ids).toEqual(["vpc-1"]);
  });

  test("meets a grant to a router that is not there, or is the caller's own", async () => {
    expect(await grant({ EcrId: "ecr-9" })).toMatchObject({
      status: 404,
      body: { Code: "ResourceNotFound.EcrId" },
    });
    await cloud().change("expressConnectRouters", "ecr-1", { account: defaultAccount.id });
    const own = { EcrOwnerAliUid: defaultAccount.id };
    expect((await grant(own)).body).toMatchObject({ Code: "IllegalParam.EcrOwnerAliUid" });
    await choose({ sameAccount: "succeeds" });
    expect((await grant(own)).status).toBe(200);
  });

  test("has placeholders and Dynamic members in the way that is chosen", async () => {
    const sentence = "The param format of EcrId is illegal.";
    const filled = { Code: "IllegalParamFormat.EcrId", Message: sentence };
    const raw = { Code: "IllegalParamFormat.%s", Message: "The param format of %s is illegal." };
    const dynamic = { DynamicCode: "IllegalParamFormat.EcrId", DynamicMessage: sentence };
    const bad = { EcrId: "router" };
    const usual = await grant(bad);
    expect(usual).toMatchObject({ status: 400, body: { ...filled, HostId: expect.any(String) } });
    expect(usual.body).not.toHaveProperty("DynamicCode");
    await choose({ placeholders: "raw" });
    expect(await grant(bad)).toMatchObject({ status: 400, body: { ...raw, ...dynamic } });
    await choose({ failures: "within200", placeholders: "filledInHttp4xx", dynamicMessage: "parameter" });
    expect(await grant(bad)).toMatchObject({
      status: 200,
      body: { Success: false, HttpStatusCode: 400, ...raw, ...dynamic, DynamicMessage: "EcrId" },
    });
    await choose({ placeholders: "filled" });
    expect(await grant(bad)).toMatchObject({ status: 200, body: { Success: false, ...filled } });
  });

  test("within HTTP 200 holds for the service's codes, ordered ones too, and not for the gateway's", async () => {
    await choose({ failures: "within200" });
    const gone = { Success: false, Code: "ResourceNotFound.EcrId", HttpStatusCode: 404, DynamicCode: "" };
    expect(await grant({ EcrId: "ecr-9" })).toMatchObject({ status: 200, body: gone });
    await cloud().order({
      kind: "error",
      operation: "GrantInstanceToExpressConnectRouter",
      code: "Conflict.Lock",
    });
    expect(await grant()).toMatchObject({ status: 200, body: { Success: false, Code: "Conflict.Lock" } });
    await cloud().order({ kind: "throttle" });
    expect(await grant()).toMatchObject({ status: 400, body: { Code: "Throttling.User" } });
    expect(await applied()).toBe(0);
  });

  test("within HTTP 200 can be ordered for one call", async () => {
    const said = {
      code: "IllegalParam.%s",
      message: "The param of %s is illegal.",
      dynamicCode: "IllegalParam.EcrId",
    };
    await cloud().order({ kind: "softFail", operation: "GrantInstanceToExpressConnectRouter", ...said });
    expect(await grant()).toMatchObject({
      status: 200,
      body: { Success: false, Code: said.code, DynamicCode: said.dynamicCode, HttpStatusCode: 400 },
    });
    expect((await list()).found).toEqual([]);
  });

  test("meets GET, and parameters outside the form", async () => {
    expect((await grant({}, { method: "GET", form: false })).body).toMatchObject({
      Code: "UnsupportedHTTPMethod",
    });
    expect((await grant({}, { form: false })).body).toMatchObject({ Code: "MissingParam.EcrId" });
  });

  test("names the permission that the account lacks", async () => {
    const denied = ["expressconnectrouter:GrantInstanceToExpressConnectRouter"];
    await cloud().change("accounts", defaultAccount.id, { denied });
    expect(await grant()).toMatchObject({
      status: 403,
      body: { AccessDeniedDetail: { AuthAction: denied[0] } },
    });
  });
});
