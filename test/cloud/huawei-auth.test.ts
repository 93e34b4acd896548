import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "./client.ts";
import { defaultHuawei, otherHuawei } from "./defaults.ts";
import { type HuaweiOptions, huaweiCall, sdkDate } from "./huawei-caller.ts";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(() => cloud.reset());
afterAll(() => cloud.stop());

const { projectId } = defaultHuawei;
const list = (options: HuaweiOptions = {}, project = projectId) =>
  huaweiCall(cloud, "GET", `/v1/${project}/connections`, options);

const token = {
  id: "t-1",
  token: "good-token",
  userId: defaultHuawei.userId,
  domainId: defaultHuawei.domainId,
  projectId,
};

const minutesFromNow = (minutes: number): string => sdkDate(Date.now() + minutes * 60_000);

describe("a signature", () => {
  test("passes, also when the project is sent unsigned", async () => {
    expect((await list()).status).toBe(200);
    expect((await list({ unsigned: ["x-project-id", "content-type"] })).status).toBe(200);
  });

  test.each<[string, HuaweiOptions, number, string, RegExp]>([
    [
      "with a wrong secret",
      { keys: { ...defaultHuawei, secretKey: "x" } },
      401,
      "APIGW.0301",
      /aksk signature/,
    ],
    [
      "with an unknown key",
      { keys: { ...defaultHuawei, accessKey: "AK" } },
      401,
      "APIGW.0301",
      /ak AK not exist/,
    ],
    ["without the host", { unsigned: ["host"] }, 401, "APIGW.0301", /must be signed/],
    ["without its date signed", { unsigned: ["x-sdk-date"] }, 401, "APIGW.0301", /must be signed/],
    ["of another body", { afterSigning: { "x-project-id": "p" } }, 401, "APIGW.0301", /aksk signature/],
    ["of 16 minutes ago", { sdkDate: minutesFromNow(-16) }, 401, "APIGW.0303", /expired/],
    ["in 16 minutes", { sdkDate: minutesFromNow(16) }, 401, "APIGW.0303", /expired/],
    ["with a date in another form", { sdkDate: "2026-01-02T03:04:05Z" }, 401, "APIGW.0303", /expired/],
    [
      "that is missing",
      { afterSigning: { authorization: undefined } },
      401,
      "APIGW.0301",
      /x-auth-token not found/,
    ],
    ["in another form", { afterSigning: { authorization: "Basic abc" } }, 401, "APIGW.0301", /malformed/],
    ["without a project", { projectId: undefined }, 401, "APIGW.0301", /x-project-id/],
    ["for another project than the path's", { projectId: "p" }, 403, "EG.00014030", /No permissions/],
    [
      "with the security token of nobody",
      { keys: { ...defaultHuawei, securityToken: "x" } },
      401,
      "APIGW.0301",
      /decrypt token fail/,
    ],
    [
      "beside a token",
      { afterSigning: { "x-auth-token": "t" } },
      400,
      "LocalCloud.BothCredentials",
      /one of them/,
    ],
  ])("%s is refused", async (_what, options, status, code, message) => {
    const answer = await list(options);
    expect(answer).toMatchObject({ status, body: { error_code: code } });
    expect(answer.body["error_msg"]).toMatch(message);
    expect((await cloud.log())[0]).toMatchObject({ code });
  });

  test("of 14 minutes ago passes, until the gateway's clock is off", async () => {
    expect((await list({ sdkDate: minutesFromNow(-14) })).status).toBe(200);
    await cloud.configure({ skewMs: 20 * 60_000 });
    expect((await list()).body["error_code"]).toBe("APIGW.0303");
  });

  test("does not open another account's project", async () => {
    expect(await list({}, otherHuawei.projectId)).toMatchObject({
      status: 403,
      body: { error_code: "EG.00014030" },
    });
    expect((await list({ keys: otherHuawei }, otherHuawei.projectId)).status).toBe(200);
  });

  test("follows a change of the key", async () => {
    await cloud.change("iamUsers", defaultHuawei.userId, { secretKey: "new" });
    expect((await list()).status).toBe(401);
    expect((await list({ keys: { ...defaultHuawei, secretKey: "new" } })).status).toBe(200);
    await cloud.change("iamUsers", defaultHuawei.userId, { enabled: false });
    expect((await list({ keys: { ...defaultHuawei, secretKey: "new" } })).status).toBe(401);
  });
});

describe("a temporary key", () => {
  const session = {
    accessKey: "HST1",
    secretKey: "temporary-secret",
    securityToken: "temporary-token",
    agencyId: "a-1",
    domainId: defaultHuawei.domainId,
  };

  test("needs its token, and ends by the clock of the cloud", async () => {
    await cloud.setClock("manual");
    const { nowMs } = (await cloud.snapshot()).clock;
    await cloud.seed({ iamSessions: [{ ...session, expiresAtMs: nowMs + 1000 }] });
    const { securityToken, ...without } = session;
    expect((await list({ keys: session })).status).toBe(200);
    expect((await list({ keys: without })).status).toBe(401);
    expect((await list({ keys: { ...session, securityToken: `${securityToken}x` } })).status).toBe(401);
    await cloud.advance(1000);
    expect(await list({ keys: session })).toMatchObject({ status: 401, body: { error_code: "APIGW.0301" } });
  });

  test("lacks what its agency lacks", async () => {
    await cloud.seed({
      agencies: [{ id: "a-1", name: "reader", denied: ["eg:connections:list"] }],
      iamSessions: [{ ...session, expiresAtMs: Date.now() + 60_000 }],
    });
    expect((await list({ keys: session })).body["error_code"]).toBe("EG.00512000");
  });
});

describe("a token", () => {
  test("opens the project that it is for, until it is revoked", async () => {
    await cloud.seed({ iamTokens: [{ ...token, expiresAtMs: Date.now() + 60_000 }] });
    const keys = { token: "good-token" };
    expect((await list({ keys })).status).toBe(200);
    expect((await list({ keys }, otherHuawei.projectId)).status).toBe(403);
    await cloud.remove("iamTokens", "t-1");
    expect(await list({ keys })).toMatchObject({ status: 401, body: { error_code: "EG.00014010" } });
  });

  test("for a whole domain opens no project", async () => {
    const { projectId: _, ...forDomain } = token;
    await cloud.seed({ iamTokens: [{ ...forDomain, expiresAtMs: Date.now() + 60_000 }] });
    expect((await list({ keys: { token: "good-token" } })).body["error_code"]).toBe("EG.00014030");
  });

  test("ends by the clock of the cloud", async () => {
    await cloud.setClock("manual");
    const { nowMs } = (await cloud.snapshot()).clock;
    await cloud.seed({ iamTokens: [{ ...token, expiresAtMs: nowMs + 1000 }] });
    expect((await list({ keys: { token: "good-token" } })).status).toBe(200);
    await cloud.advance(1000);
    expect((await list({ keys: { token: "good-token" } })).body["error_code"]).toBe("EG.00014010");
  });

  test("of 16,384 characters passes", async () => {
    const long = "t".repeat(16_384);
    await cloud.seed({ iamTokens: [{ ...token, token: long, expiresAtMs: Date.now() + 60_000 }] });
    expect((await list({ keys: { token: long } })).status).toBe(200);
  });
});

describe("the gateway", () => {
  test.each([
    ["another path", "GET", `/v1/${projectId}/connection`],
    ["a slash at the end", "GET", `/v1/${projectId}/connections/`],
    ["another method", "PATCH", `/v1/${projectId}/connections`],
  ])("knows no API for %s", async (_what, method, path) => {
    expect(await huaweiCall(cloud, method, path)).toMatchObject({
      status: 404,
      body: { error_code: "APIGW.0101", request_id: expect.any(String) },
    });
  });

  test("throttles with a Retry-After in seconds, one account at a time", async () => {
    const account = defaultHuawei.domainId;
    await cloud.quotas([{ operation: "ListConnections", account, limit: 1, perMs: 3_600_000, hint: 1500 }]);
    expect((await list()).status).toBe(200);
    const throttled = await list();
    expect(throttled).toMatchObject({ status: 429, body: { error_code: "APIGW.0308" } });
    expect(throttled.headers["retry-after"]).toBe("2");
    expect((await list({ keys: otherHuawei }, otherHuawei.projectId)).status).toBe(200);
  });

  test("logs who called, where, and no secret", async () => {
    await list({ keys: { ...defaultHuawei, securityToken: "not-for-the-log" } });
    await list({ keys: { token: "not-for-the-log-either" } });
    const entries = await cloud.log();
    expect(entries[0]).toMatchObject({
      service: "eg",
      operation: "ListConnections",
      region: "cn-north-4",
      account: defaultHuawei.domainId,
      accessKeyId: defaultHuawei.accessKey,
      params: { project_id: projectId },
    });
    const text = JSON.stringify(entries);
    expect(text).not.toMatch(/not-for-the-log|[0-9a-f]{64}/);
    expect(text).not.toContain(defaultHuawei.secretKey);
  });

  test("takes faults by region and account", async () => {
    await cloud.order({
      kind: "throttle",
      region: "cn-north-4",
      account: defaultHuawei.domainId,
      hintMs: 1000,
    });
    expect(await list()).toMatchObject({ status: 429, headers: { "retry-after": "1" } });
  });
});
