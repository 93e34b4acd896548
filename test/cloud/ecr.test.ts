import { describe, expect, test } from "vitest";
import { defaultAccount, otherAccount } from "./defaults.ts";
import { ecrSteps } from "./ecr/fixture.ts";

const { cloud, grant, revoke, list, choose, applied } = ecrSteps();

describe("a grant", () => {
  test("answers in the envelope, and is listed under the other names", async () => {
    expect((await grant()).body).toEqual({
      ...{ Success: true, Code: "200", Message: "OK", HttpStatusCode: 200 },
      RequestId: expect.any(String),
    });
    const { found, body, text } = await list();
    expect(found).toEqual([
      {
        ...{ EcrId: "ecr-1", EcrOwnerAliUid: "253460731706911258", NodeId: "vpc-1", NodeType: "VPC" },
        ...{ NodeRegionId: "cn-hangzhou", NodeOwnerUid: 1234567890123456, NodeOwnerBid: "26842" },
        ...{ GrantId: expect.stringMatching(/^gr-/), Status: "Active" },
        ...{ GmtCreate: expect.stringMatching(/^\d{13}$/), GmtModified: expect.stringMatching(/^\d{13}$/) },
      },
    ]);
    expect(body).toMatchObject({ Success: true, MaxResults: 20, TotalCount: 1 });
    expect(text).not.toContain("NextToken");
  });

  test("of a VBR is one too, and its owner's 18 digits come back as they are", async () => {
    await cloud().seed({
      expressConnectRouters: [{ id: "ecr-2", account: defaultAccount.id }],
      vbrs: [{ id: "vbr-2", account: otherAccount.id }],
    });
    const other = { EcrId: "ecr-2", EcrOwnerAliUid: defaultAccount.id };
    const given = await grant({ ...other, InstanceId: "vbr-2", InstanceType: "VBR" }, { keys: otherAccount });
    expect(given.status).toBe(200);
    const { text } = await list({ EcrId: "ecr-2" }, otherAccount);
    expect(text).toContain('"NodeOwnerUid":253460731706911258,');
    expect(text).toContain('"EcrOwnerAliUid":"1234567890123456"');
  });

  test("is seen by the two parties, each in its own view", async () => {
    await grant();
    expect((await list({ CallerType: "OTHER" })).ids).toEqual(["vpc-1"]);
    expect((await list({ CallerType: "OTHER" }, otherAccount)).ids).toEqual([]);
    expect((await list({ CallerType: "ECR" }, otherAccount)).ids).toEqual(["vpc-1"]);
    expect((await list({ CallerType: "" }, otherAccount)).ids).toEqual(["vpc-1"]);
    expect(await list({ CallerType: "ECR" })).toMatchObject({ status: 200, ids: [] });
    await choose({ strangersView: "notFound" });
    expect(await list({ CallerType: "ECR" })).toMatchObject({ status: 404 });
  });

  test("is taken back", async () => {
    await grant();
    expect((await revoke()).body).toMatchObject({ Success: true, Code: "200" });
    expect((await list()).found).toEqual([]);
    expect((await cloud().snapshot()).ecrGrants).toEqual([]);
  });

  test("is listed, and no longer listed, only after the lag", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { grantVisible: 10, revokeVisible: 20 } });
    await grant();
    expect((await list()).ids).toEqual([]);
    await cloud().advance(10);
    expect((await list()).ids).toEqual(["vpc-1"]);
    await revoke();
    await cloud().advance(19);
    expect((await list()).ids).toEqual(["vpc-1"]);
    await cloud().advance(1);
    expect((await list()).ids).toEqual([]);
  });

  test("can be made never to show, or to come back after its end", async () => {
    const transitions = { grantVisible: "fallsBack", revokeVisible: "fallsBack" } as const;
    await cloud().seed({
      expressConnectRouters: [{ id: "ecr-1", transitions }],
      ecrGrants: [{ ecrId: "ecr-1", instanceId: "vpc-9" }],
    });
    await grant();
    await cloud().seed({ vpcs: [{ id: "vpc-9" }] });
    await revoke({ InstanceId: "vpc-9" });
    expect((await list()).ids).toEqual(["vpc-9"]);
  });

  test("of what is granted already makes no second one", async () => {
    await grant();
    const [before] = (await list()).found;
    expect((await grant()).body).toMatchObject({ Success: true });
    expect((await list()).found).toEqual([before]);
    expect(await applied()).toBe(1);
    await choose({ doubleGrant: "illegal" });
    expect((await grant()).body).toMatchObject({ Code: "IllegalParam.InstanceId" });
  });

  test("that is not there is taken back in the way that is chosen", async () => {
    expect((await revoke()).body).toMatchObject({ Success: true });
    expect(await applied()).toBe(0);
    await choose({ missingGrant: "notFound" });
    expect(await revoke()).toMatchObject({ status: 404, body: { Code: "ResourceNotFound.GrantId" } });
    await choose({ missingGrant: "illegal" });
    expect(await revoke()).toMatchObject({ status: 400, body: { Code: "IllegalParam.InstanceId" } });
  });

  test("can be taken back when the instance and the router are gone", async () => {
    await grant();
    await cloud().remove("vpcs", "vpc-1");
    await cloud().remove("expressConnectRouters", "ecr-1");
    expect((await list()).body).toMatchObject({ Code: "ResourceNotFound.EcrId" });
    expect((await revoke()).status).toBe(200);
    expect((await cloud().snapshot()).ecrGrants).toEqual([]);
  });

  test("is taken back while there is an association, which goes on", async () => {
    await grant();
    await cloud().seed({ ecrAssociations: [{ ecrId: "ecr-1", instanceId: "vpc-1" }] });
    await choose({ revokeAssociated: "illegal" });
    expect((await revoke()).body).toMatchObject({ Code: "IllegalParam.InstanceId" });
    await choose({ revokeAssociated: "succeeds" });
    expect((await revoke()).status).toBe(200);
    expect((await cloud().snapshot()).ecrAssociations).toHaveLength(1);
  });

  test("that is only tried out changes nothing", async () => {
    expect((await grant({ DryRun: "true" })).body).toMatchObject({ Success: true });
    expect((await grant({ DryRun: "true", EcrId: "ecr-9" })).status).toBe(404);
    expect(await applied()).toBe(0);
    expect((await list()).found).toEqual([]);
  });
});

test("a success can carry the Dynamic members of the page's sample", async () => {
  await choose({ noisySuccess: true });
  expect((await grant()).body).toMatchObject({ Success: true, DynamicCode: "IllegalParamFormat.EcrId\n" });
});

describe("Conflict.Lock", () => {
  const locked = { status: 400, body: { Code: "Conflict.Lock" } };
  const other = { InstanceId: "vbr-1", InstanceType: "VBR" };

  test("meets everything at the router until its operation is finished", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { ecrOperation: 10 } });
    await grant();
    expect(await grant(other)).toMatchObject(locked);
    expect(await revoke()).toMatchObject(locked);
    await cloud().advance(9);
    expect(await revoke()).toMatchObject(locked);
    await cloud().advance(1);
    expect((await revoke()).status).toBe(200);
  });

  test("can be about the instance instead", async () => {
    await choose({ lock: "instance" });
    await cloud().configure({ transitions: { ecrOperation: 10 } });
    await cloud().setClock("manual");
    await grant();
    expect(await revoke()).toMatchObject(locked);
    expect((await grant(other)).status).toBe(200);
  });

  test("holds for as long as somebody else's operation goes on", async () => {
    await cloud().seed({ ecrLocks: [{ id: "vpc-1" }] });
    expect(await grant()).toMatchObject(locked);
    expect((await grant(other)).status).toBe(200);
    await cloud().remove("ecrLocks", "vpc-1");
    expect((await grant()).status).toBe(200);
  });

  test("holds for ever where the operation is stuck", async () => {
    await cloud().change("expressConnectRouters", "ecr-1", { transitions: { ecrOperation: "stuck" } });
    await cloud().setClock("manual");
    await grant();
    await cloud().advance(1e9);
    expect(await revoke()).toMatchObject(locked);
  });

  test("can be ordered n times", async () => {
    const operation = "GrantInstanceToExpressConnectRouter";
    await cloud().order({ kind: "error", operation, code: "Conflict.Lock", times: 2 });
    expect([await grant(), await grant(), await grant()].map(({ status }) => status)).toEqual([
      400, 400, 200,
    ]);
  });
});

describe("a ClientToken", () => {
  const token = { ClientToken: "token-1" };

  test("makes a repetition one and the same, even while the operation is unfinished", async () => {
    await cloud().configure({ transitions: { ecrOperation: 1e9 } });
    const [first, second] = [await grant(token), await grant(token)];
    expect({ ...second.body, RequestId: "" }).toEqual({ ...first.body, RequestId: "" });
    expect(await applied()).toBe(1);
  });

  test("does not undo what came after it", async () => {
    await grant(token);
    await revoke({ ClientToken: "token-2" });
    expect((await grant(token)).status).toBe(200);
    expect((await list()).found).toEqual([]);
  });

  test("is not used up by a refusal", async () => {
    await cloud().seed({ ecrLocks: [{ id: "ecr-1" }] });
    await grant(token);
    await cloud().remove("ecrLocks", "ecr-1");
    await grant(token);
    expect((await list()).ids).toEqual(["vpc-1"]);
  });

  test("serves one request alone, for each account", async () => {
    await grant(token);
    const mismatch = { status: 400, body: { Code: "IdempotentParameterMismatch" } };
    expect(await grant({ ...token, InstanceId: "vbr-1", InstanceType: "VBR" })).toMatchObject(mismatch);
    expect(await revoke(token)).toMatchObject(mismatch);
    expect((await grant(token, { keys: otherAccount })).body).toMatchObject({
      Code: "IllegalParam.InstanceOwnerId",
    });
  });
});

test("a lost answer leaves the grant, and an old read does not show it", async () => {
  await cloud().order({ kind: "applyThenReset", operation: "GrantInstanceToExpressConnectRouter" });
  await expect(grant()).rejects.toThrow();
  await cloud().order({ kind: "stale", show: "beforeLastWrite" });
  expect((await list()).ids).toEqual([]);
  expect((await list()).ids).toEqual(["vpc-1"]);
});
