import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { call, send } from "./caller.ts";
import { type Cloud, startCloud } from "./client.ts";
import { defaultAccount, otherAccount } from "./defaults.ts";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.stop());

const whoAmI = (options: Parameters<typeof call>[3] = {}) =>
  call(cloud, "GetCallerIdentity", {}, { service: "sts", ...options });

describe("who calls", () => {
  test("is told by GetCallerIdentity, with an id above 2^53 kept whole", async () => {
    expect((await whoAmI()).body).toMatchObject({ AccountId: "1234567890123456", IdentityType: "Account" });
    expect((await whoAmI({ keys: otherAccount })).body).toMatchObject({
      AccountId: "253460731706911258",
      Arn: "acs:ram::253460731706911258:root",
    });
  });

  test.each([
    [
      "a wrong secret",
      { keys: { ...defaultAccount, accessKeySecret: "wrong" } },
      400,
      "SignatureDoesNotMatch",
    ],
    [
      "an unknown key",
      { keys: { ...defaultAccount, accessKeyId: "nobody" } },
      404,
      "InvalidAccessKeyId.NotFound",
    ],
    [
      "a header changed after signing",
      { afterSigning: { "x-acs-signature-nonce": "another" } },
      400,
      "SignatureDoesNotMatch",
    ],
    [
      "another body than was hashed",
      { body: "a", headers: { "x-acs-content-sha256": "0" } },
      400,
      "SignatureDoesNotMatch",
    ],
    [
      "a header of the cloud's that is not signed",
      { unsigned: ["x-acs-version"] },
      400,
      "IncompleteSignature",
    ],
    ["a host that is not signed", { unsigned: ["host"] }, 400, "IncompleteSignature"],
    [
      "a content type that is not signed",
      { form: true, unsigned: ["content-type"] },
      400,
      "IncompleteSignature",
    ],
    ["no signature", { afterSigning: { authorization: undefined } }, 400, "IncompleteSignature"],
    ["no nonce", { headers: { "x-acs-signature-nonce": undefined } }, 400, "IncompleteSignature"],
    ["a date in another form", { headers: { "x-acs-date": "yesterday" } }, 400, "InvalidTimeStamp.Format"],
    [
      "a date of 16 minutes ago",
      { headers: { "x-acs-date": minutesFromNow(-16) } },
      400,
      "InvalidTimeStamp.Expired",
    ],
    [
      "a date in 16 minutes",
      { headers: { "x-acs-date": minutesFromNow(16) } },
      400,
      "InvalidTimeStamp.Expired",
    ],
    [
      "a token beside a permanent key",
      { headers: { "x-acs-security-token": "t" } },
      400,
      "InvalidSecurityToken.Malformed",
    ],
  ])("%s is refused", async (_what, options, status, code) => {
    expect(await whoAmI(options)).toMatchObject({ status, body: { Code: code } });
  });

  test("a date of 14 minutes ago passes", async () => {
    expect((await whoAmI({ headers: { "x-acs-date": minutesFromNow(-14) } })).status).toBe(200);
  });

  test("a clock of the cloud's that is 20 minutes off refuses honest callers", async () => {
    await cloud.configure({ skewMs: 20 * 60_000 });
    expect((await whoAmI()).body).toMatchObject({ Code: "InvalidTimeStamp.Expired" });
  });

  test("a nonce serves once for each key", async () => {
    const headers = { "x-acs-signature-nonce": "the-same" };
    expect((await whoAmI({ headers })).status).toBe(200);
    expect(await whoAmI({ headers })).toMatchObject({ status: 400, body: { Code: "SignatureNonceUsed" } });
    expect((await whoAmI({ headers, keys: otherAccount })).status).toBe(200);
  });
});

describe("what is asked", () => {
  test("an operation of another service, or of another version, is not found", async () => {
    const notFound = { status: 404, body: { Code: "InvalidAction.NotFound" } };
    expect(await call(cloud, "ConnectRouterInterface", {}, { service: "ecs" })).toMatchObject(notFound);
    expect(await call(cloud, "ConnectRouterInterface", {}, { version: "2014-05-26" })).toMatchObject(
      notFound,
    );
    expect(await call(cloud, "connectrouterinterface")).toMatchObject(notFound);
  });

  test("the addresses of the other cloud answer as its gateway", async () => {
    const answer = await send(`${cloud.endpoints.eg}/v2/p/connections`, "GET", {});
    expect(answer).toMatchObject({ status: 404, body: { error_code: "APIGW.0101" } });
    expect((await send(`${cloud.endpoints.metadata}/latest`, "GET", {})).status).toBe(404);
  });

  test("parameters count in the query of a POST, of a GET, and in a form", async () => {
    await cloud.seed({ vpcs: [{ id: "vpc-ä b+c*" }] });
    const params = { RegionId: "cn-hangzhou", VpcId: "vpc-ä b+c*" };
    for (const options of [{}, { method: "GET" }, { form: true }]) {
      const answer = await call(cloud, "DescribeVpcAttribute", params, options);
      expect(answer).toMatchObject({ status: 200, body: { VpcId: "vpc-ä b+c*" } });
    }
    expect((await call(cloud, "DescribeVpcAttribute", params, { method: "PUT" })).body).toMatchObject({
      Code: "UnsupportedHTTPMethod",
    });
  });

  test("a 64-bit number is written as a bare token", async () => {
    await cloud.seed({ vpcs: [{ id: "vpc-1", account: otherAccount.id }] });
    const params = { RegionId: "cn-hangzhou", VpcId: "vpc-1" };
    const answer = await call(cloud, "DescribeVpcAttribute", params, { keys: otherAccount });
    expect(answer.text).toContain('"OwnerId":253460731706911258,');
  });

  test("a parameter that is left out is named", async () => {
    expect(await call(cloud, "DescribeRouterInterfaces")).toMatchObject({
      status: 400,
      body: { Code: "MissingRegionId" },
    });
  });

  test("whoever does not ask for JSON gets XML", async () => {
    const answer = await whoAmI({ headers: { accept: undefined } });
    expect(answer.text).toMatch(/^<\?xml .*<GetCallerIdentityResponse><AccountId>1234567890123456</);
  });

  test("a refusal has all that the real one has", async () => {
    const answer = await call(cloud, "DescribeRouterInterfaces", { RegionId: "nowhere" });
    expect(answer.body).toEqual({
      RequestId: answer.headers["x-acs-request-id"],
      HostId: new URL(cloud.endpoints.vpc).host,
      Code: "InvalidRegionId.NotFound",
      Message: "The RegionId provided does not exist in our records.",
      Recommend: expect.stringContaining("InvalidRegionId.NotFound"),
    });
  });

  test("a permission that the account lacks is named", async () => {
    await cloud.change("accounts", defaultAccount.id, { denied: ["vpc:DescribeRouterInterfaces"] });
    expect(await call(cloud, "DescribeRouterInterfaces", { RegionId: "cn-hangzhou" })).toMatchObject({
      status: 403,
      body: { Code: "Forbidden.RAM", AccessDeniedDetail: { AuthAction: "vpc:DescribeRouterInterfaces" } },
    });
  });
});

describe("quotas", () => {
  const describeAll = (options = {}) =>
    call(cloud, "DescribeRouterInterfaces", { RegionId: "cn-hangzhou" }, options);

  test("throttle one account and operation, with the hint that was asked for", async () => {
    await cloud.quotas([{ operation: "DescribeRouterInterfaces", limit: 2, perMs: 3_600_000, hint: 1500 }]);
    await describeAll();
    expect((await describeAll()).status).toBe(200);
    const throttled = await describeAll();
    expect(throttled).toMatchObject({ status: 400, body: { Code: "Throttling.User" } });
    expect(throttled.headers["x-acs-retry-after"]).toBe("1500");
    expect((await describeAll({ keys: otherAccount })).status).toBe(200);
    expect((await whoAmI()).status).toBe(200);
  });

  test("of the bucket kind say exactly when the next call is free", async () => {
    await cloud.quotas([{ limit: 1, perMs: 3_600_000, algorithm: "bucket", hint: "exact" }]);
    await describeAll();
    const hint = Number((await describeAll()).headers["x-acs-retry-after"]);
    expect(hint).toBeGreaterThan(3_000_000);
    expect(hint).toBeLessThanOrEqual(3_600_000);
  });
});

describe("the log", () => {
  test("shows every request with its outcome, and no secret", async () => {
    await call(cloud, "ConnectRouterInterface", {
      RegionId: "cn-hangzhou",
      RouterInterfaceId: "ri-1",
      Password: "p",
    });
    const [entry] = await cloud.writes();
    expect(entry).toMatchObject({
      service: "vpc",
      operation: "ConnectRouterInterface",
      region: "cn-hangzhou",
      account: "1234567890123456",
      accessKeyId: defaultAccount.accessKeyId,
      params: { RegionId: "cn-hangzhou", RouterInterfaceId: "ri-1" },
      write: true,
      applied: false,
      status: 404,
      code: "InvalidRouterInterfaceId.NotFound",
    });
    const text = JSON.stringify(await cloud.log());
    expect(text).not.toContain(defaultAccount.accessKeySecret);
    expect(text).not.toContain("Password");
  });

  test("can be waited for", async () => {
    const waiting = cloud.waitFor({ operation: "GetCallerIdentity", answered: true, count: 2 });
    await whoAmI();
    await whoAmI();
    expect(await waiting).toHaveLength(2);
  });

  test("a wait that runs out says what was seen", async () => {
    await whoAmI();
    const waiting = cloud.waitFor({ operation: "ConnectRouterInterface", timeoutMs: 1 });
    await expect(waiting).rejects.toThrow(/0 of 1 requests .*\n {2}1 GetCallerIdentity 200/);
  });
});

describe("a typing mistake", () => {
  test.each<[string, () => Promise<unknown>]>([
    ["in a filter", () => cloud.log({ operaton: "X" } as never)],
    ["in an operation", () => cloud.order({ kind: "hang", operation: "ConnectRouterInterfaces" })],
    ["in a fault", () => cloud.order({ kind: "hang", ms: 3 } as never)],
    ["in an account", () => cloud.order({ kind: "hang", account: "12" })],
    ["in a region", () => cloud.order({ kind: "hang", region: "cn-hangzou" })],
    [
      "in an error without a row",
      () => cloud.order({ kind: "error", operation: "ConnectRouterInterface", code: "No" }),
    ],
    [
      "in a seed",
      () => cloud.seed({ routerInterfaces: [{ id: "ri-1", routerId: "vrt-1", sttus: "Idle" } as never] }),
    ],
    ["in a kind", () => cloud.seed({ routerInterface: [] } as never)],
    ["in a transition", () => cloud.configure({ transitions: { conect: 1 } as never })],
    ["in an option", () => cloud.configure({ options: { vpc: { older: true } as never } })],
    ["in a permission", () => cloud.change("accounts", defaultAccount.id, { denied: ["vpc:Connect"] })],
    ["in an id", () => cloud.change("routerInterfaces", "ri-none", { name: "x" })],
  ])("%s fails loudly", async (_where, mistake) => {
    await expect(mistake()).rejects.toThrow(/^cloud\./);
  });
});

test("the environment points a run at the cloud", () => {
  expect(cloud.env(otherAccount)).toMatchObject({
    ALIBABA_CLOUD_ENDPOINT_VPC: cloud.endpoints.vpc,
    HW_ENDPOINT_EG: cloud.endpoints.eg,
    ALICLOUD_ACCESS_KEY: otherAccount.accessKeyId,
    ALICLOUD_REGION: "cn-hangzhou",
  });
});

test("the process ends when whoever started it is gone", async () => {
  const another = await startCloud({ seed: { vpcs: [{ id: "vpc-1" }] } });
  expect((await another.snapshot()).vpcs).toHaveLength(1);
  await another.stop();
  await expect(another.snapshot()).rejects.toThrow();
});

function minutesFromNow(minutes: number): string {
  return `${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19)}Z`;
}
