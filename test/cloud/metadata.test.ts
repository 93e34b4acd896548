import { describe, expect, test } from "vitest";
import { call, send } from "./caller.ts";
import { defaultAccount, defaultHuawei, otherHuawei } from "./defaults.ts";
import { cloudWith } from "./fixture.ts";
import { huaweiCall } from "./huawei-caller.ts";

const roleArn = `acs:ram::${defaultAccount.id}:role/instance`;
const cloud = cloudWith({
  ramRoles: [{ name: "instance", trusted: ["ecs.aliyuncs.com"] }],
  agencies: [{ id: "agency-1", name: "instance", trustedDomainId: "op_svc_ecs" }],
});

type Headers = Record<string, string>;

const get = (path: string, headers: Headers = {}) =>
  send(`${cloud().endpoints.metadata}${path}`, "GET", headers);
const put = (path: string, headers: Headers = {}) =>
  send(`${cloud().endpoints.metadata}${path}`, "PUT", headers);
const configure = (options: object) =>
  cloud().configure({ options: { metadata: { roleArn, agencyId: "agency-1", ...options } } });

const roles = "/latest/meta-data/ram/security-credentials/";
const token = (seconds: string) =>
  put("/latest/api/token", { "x-aliyun-ecs-metadata-token-ttl-seconds": seconds });

describe("an instance of Alibaba Cloud", () => {
  test("names its role, and hands out a credential that stands for it", async () => {
    await configure({});
    expect(await get(roles)).toMatchObject({ status: 200, text: "instance" });
    const { body } = await get(`${roles}instance`);
    expect(body).toEqual({
      AccessKeyId: expect.stringMatching(/^STS\./),
      AccessKeySecret: expect.any(String),
      SecurityToken: expect.any(String),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      LastUpdated: expect.stringMatching(/Z$/),
      Code: "Success",
    });
    const answer = await call(
      cloud(),
      "GetCallerIdentity",
      {},
      {
        service: "sts",
        keys: {
          accessKeyId: String(body["AccessKeyId"]),
          accessKeySecret: String(body["AccessKeySecret"]),
        },
        headers: { "x-acs-security-token": String(body["SecurityToken"]) },
      },
    );
    expect(answer.body).toMatchObject({ AccountId: defaultAccount.id, IdentityType: "AssumedRoleUser" });
  });

  test("has no other role, and may have none", async () => {
    expect((await get(roles)).status).toBe(404);
    await configure({});
    expect((await get(`${roles}other`)).status).toBe(404);
    expect((await get("/latest/meta-data/instance-id")).status).toBe(404);
  });

  test("keeps a credential until its end is near, by the clock of the cloud", async () => {
    await cloud().setClock("manual");
    await configure({ credentialSeconds: 3600 });
    const key = async () => (await get(`${roles}instance`)).body["AccessKeyId"];
    const first = await key();
    await cloud().advance(2_999_000);
    expect(await key()).toBe(first);
    await cloud().advance(1000);
    const second = await key();
    expect(second).not.toBe(first);
    await cloud().remove("stsSessions", String(second));
    expect(await key()).not.toBe(second);
  });

  test("takes requests with a metadata token, and without one unless told otherwise", async () => {
    await configure({ tokens: "required" });
    expect((await get(roles)).status).toBe(403);
    const { text } = await token("60");
    expect((await get(roles, { "x-aliyun-ecs-metadata-token": text })).status).toBe(200);
    await configure({ tokens: "optional" });
    expect((await get(roles)).status).toBe(200);
    expect((await get(roles, { "x-aliyun-ecs-metadata-token": "none" })).status).toBe(403);
  });

  test("lets a metadata token end after its time", async () => {
    await cloud().setClock("manual");
    await configure({});
    const headers = { "x-aliyun-ecs-metadata-token": (await token("60")).text };
    await cloud().advance(59_999);
    expect((await get(roles, headers)).status).toBe(200);
    await cloud().advance(1);
    expect((await get(roles, headers)).status).toBe(403);
  });

  test.each(["", "0", "21601", "x"])("refuses a metadata token for '%s' seconds", async (seconds) => {
    expect((await token(seconds)).status).toBe(400);
  });

  test("may know no metadata tokens", async () => {
    await configure({ tokens: "unknown" });
    expect((await token("60")).status).toBe(404);
    expect((await get(roles)).status).toBe(200);
  });
});

test("a credentials URI answers with the same credential", async () => {
  await configure({ tokens: "required" });
  const { body } = await get("/credentials");
  expect(body).toMatchObject({ Code: "Success", AccessKeyId: expect.stringMatching(/^STS\./) });
});

describe("an instance of Huawei Cloud", () => {
  const securityKey = (headers: Headers = {}) => get("/openstack/latest/securitykey", headers);

  test("hands out a temporary key of its agency", async () => {
    await configure({});
    const { body } = await securityKey();
    const { access, secret, securitytoken, expires_at } = body["credential"] as Record<string, string>;
    expect(expires_at).toMatch(/\.\d{6}Z$/);
    const keys = { accessKey: access ?? "", secretKey: secret ?? "", securityToken: securitytoken ?? "" };
    const listed = (project: string) => huaweiCall(cloud(), "GET", `/v1/${project}/connections`, { keys });
    expect((await listed(defaultHuawei.projectId)).status).toBe(200);
    expect((await listed(otherHuawei.projectId)).status).toBe(403);
    expect((await securityKey()).body).toEqual(body);
  });

  test("may have no agency, and may want a metadata token", async () => {
    expect((await securityKey()).status).toBe(404);
    await configure({ tokens: "required" });
    expect((await securityKey()).status).toBe(403);
    const { text } = await put("/meta-data/latest/api/token", { "x-metadata-token-ttl-seconds": "60" });
    expect((await securityKey({ "x-metadata-token": text })).status).toBe(200);
  });
});

test("the log shows what was asked, and no secret", async () => {
  await configure({});
  const { body } = await get(`${roles}instance`);
  const { text } = await token("60");
  const entries = await cloud().log({ service: "metadata" });
  expect(entries).toMatchObject([
    { operation: "GetRoleCredentials", params: { role: "instance" }, write: false },
    { operation: "GetMetadataToken" },
  ]);
  for (const secret of [body["AccessKeySecret"], body["SecurityToken"], text]) {
    expect(JSON.stringify(entries)).not.toContain(String(secret));
  }
});

test("a metadata service that never answers can be ordered", async () => {
  await configure({});
  await cloud().order({ kind: "dropBefore", service: "metadata", operation: "GetRoleName" });
  await expect(get(roles)).rejects.toThrow();
  expect((await get(roles)).status).toBe(200);
});
