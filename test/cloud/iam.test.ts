import { describe, expect, test } from "vitest";
import type { Answered } from "./caller.ts";
import { defaultHuawei, otherHuawei } from "./defaults.ts";
import { cloudWith } from "./fixture.ts";
import { type HuaweiCredential, type HuaweiOptions, huaweiCall } from "./huawei-caller.ts";

const agency = {
  id: "agency-1",
  name: "network",
  domainId: otherHuawei.domainId,
  trustedDomainId: defaultHuawei.domainId,
};

const cloud = cloudWith({
  agencies: [agency],
  projects: [{ id: "project-3", name: "ap-southeast-3", region: "ap-southeast-3" }],
});

const ask = (method: string, path: string, options: HuaweiOptions = {}): Promise<Answered> =>
  huaweiCall(cloud(), method, path, { projectId: undefined, ...options });

const byName = {
  name: defaultHuawei.userName,
  password: defaultHuawei.password,
  domain: { name: defaultHuawei.domainName },
};
const inRegion = { project: { name: defaultHuawei.region } };

const logIn = (user: object = byName, scope: object | null = inRegion, query = {}) =>
  ask("POST", "/v3/auth/tokens", {
    keys: { token: "" },
    afterSigning: { "x-auth-token": undefined },
    query,
    body: { auth: { identity: { methods: ["password"], password: { user } }, ...(scope && { scope }) } },
  });

const connections = (keys: HuaweiCredential, project = defaultHuawei.projectId) =>
  huaweiCall(cloud(), "GET", `/v1/${project}/connections`, { keys });

const tokenOf = ({ headers }: Answered): HuaweiCredential => ({ token: String(headers["x-subject-token"]) });

describe("KeystoneCreateUserTokenByPassword", () => {
  test("hands out a token for a project, in a header of a 201", async () => {
    const answer = await logIn(byName, inRegion, { nocatalog: "true" });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        token: {
          expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          project: { id: defaultHuawei.projectId, name: "cn-north-4" },
          user: { name: defaultHuawei.userName, domain: { name: defaultHuawei.domainName } },
          catalog: [],
        },
      },
    });
    expect(answer.text).not.toContain(String(answer.headers["x-subject-token"]));
    expect((await connections(tokenOf(answer))).status).toBe(200);
    expect(await cloud().writes()).toEqual([]);
  });

  test.each<[string, object, object]>([
    ["the user's id", { id: defaultHuawei.userId, password: defaultHuawei.password }, inRegion],
    ["the domain's id", { ...byName, domain: { id: defaultHuawei.domainId } }, inRegion],
    ["the project's id", byName, { project: { id: defaultHuawei.projectId } }],
    [
      "the project's name and domain",
      byName,
      { project: { ...inRegion.project, domain: { name: defaultHuawei.domainName } } },
    ],
  ])("takes %s", async (_what, user, scope) => {
    expect((await connections(tokenOf(await logIn(user, scope)))).status).toBe(200);
  });

  test("for a domain, or for nothing, opens no project", async () => {
    for (const scope of [{ domain: { name: defaultHuawei.domainName } }, null]) {
      const answer = await logIn(byName, scope);
      expect(answer.body).toMatchObject({ token: { domain: { id: defaultHuawei.domainId } } });
      expect((await connections(tokenOf(answer))).status).toBe(403);
    }
  });

  test.each<[string, object]>([
    ["a wrong password", { ...byName, password: "wrong" }],
    ["an unknown user", { ...byName, name: "nobody" }],
    ["another domain's name", { ...byName, domain: { name: otherHuawei.domainName } }],
    ["a wrong id", { id: "none", password: defaultHuawei.password }],
  ])("refuses %s", async (_what, user) => {
    expect(await logIn(user)).toMatchObject({
      status: 401,
      body: {
        error: { code: 401, message: expect.stringMatching(/password is wrong/), title: "Unauthorized" },
      },
    });
  });

  test("refuses another's project, and a body in another form", async () => {
    expect(await logIn(byName, { project: { id: otherHuawei.projectId } })).toMatchObject({
      status: 404,
      body: { error: { code: 404, title: "Not Found" } },
    });
    expect(await logIn({ name: "n" })).toMatchObject({ status: 400, body: { error: { code: 400 } } });
  });

  test("hands out tokens as long and as lasting as told, which others outlive", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ options: { iam: { tokenLength: 16_384, tokenSeconds: 600 } } });
    const first = tokenOf(await logIn());
    expect(first.token).toHaveLength(16_384);
    await cloud().advance(599_999);
    const second = tokenOf(await logIn());
    expect((await connections(first)).status).toBe(200);
    await cloud().advance(1);
    expect((await connections(first)).body["error_code"]).toBe("EG.00014010");
    expect((await connections(second)).status).toBe(200);
  });

  test("a token ends with its user, and can be revoked", async () => {
    const keys = tokenOf(await logIn());
    const [token] = (await cloud().snapshot()).iamTokens;
    await cloud().change("iamUsers", defaultHuawei.userId, { enabled: false });
    expect((await connections(keys)).status).toBe(401);
    await cloud().change("iamUsers", defaultHuawei.userId, { enabled: true });
    expect((await connections(keys)).status).toBe(200);
    await cloud().remove("iamTokens", token?.id ?? "");
    expect((await connections(keys)).status).toBe(401);
  });

  test("leaves password and token out of the log", async () => {
    const { token = "" } = tokenOf(await logIn());
    await connections({ token });
    const text = JSON.stringify(await cloud().log());
    expect(text).toContain('"scope"');
    expect(text).not.toContain(defaultHuawei.password);
    expect(text).not.toContain(token);
  });
});

describe("KeystoneListProjects", () => {
  const projects = async (query = {}, keys?: HuaweiCredential) =>
    (await ask("GET", "/v3/projects", { query, ...(keys && { keys }) })).body["projects"];

  test("finds the project of a region, with a key or a token", async () => {
    const found = [{ id: defaultHuawei.projectId, name: "cn-north-4", domain_id: defaultHuawei.domainId }];
    expect(await projects({ name: "cn-north-4" })).toMatchObject(found);
    expect(await projects({ name: "cn-north-4" }, tokenOf(await logIn()))).toMatchObject(found);
    expect(await projects({ name: "cn-north" })).toEqual([]);
    expect(await projects()).toHaveLength(2);
    expect(await projects({ name: "cn-north-4" }, otherHuawei)).toMatchObject([
      { id: otherHuawei.projectId },
    ]);
  });

  test("refuses in Keystone's shape what IAM refuses, and in the gateway's what the gateway refuses", async () => {
    expect(await ask("GET", "/v3/projects", { keys: { token: "none" } })).toMatchObject({
      status: 401,
      body: { error: { code: 401, title: "Unauthorized" } },
    });
    expect(await ask("GET", "/v3/projects", { keys: { ...defaultHuawei, secretKey: "x" } })).toMatchObject({
      status: 401,
      body: { error_code: "APIGW.0301" },
    });
    await cloud().change("iamUsers", defaultHuawei.userId, { denied: ["iam:projects:listProjects"] });
    expect(await ask("GET", "/v3/projects")).toMatchObject({
      status: 403,
      body: { error: { code: 403, message: expect.stringContaining("iam:projects:listProjects") } },
    });
  });

  test("the caller's account has an API of its own", async () => {
    const { body } = await ask("GET", "/v3/auth/domains");
    expect(body["domains"]).toMatchObject([{ id: defaultHuawei.domainId, name: defaultHuawei.domainName }]);
  });
});

describe("an agency", () => {
  const role = { agency_name: "network", domain_name: otherHuawei.domainName, duration_seconds: 3600 };
  const keysFor = (change: object = {}, options: HuaweiOptions = {}) =>
    ask("POST", "/v3.0/OS-CREDENTIAL/securitytokens", {
      body: { auth: { identity: { methods: ["assume_role"], assume_role: { ...role, ...change } } } },
      ...options,
    });
  const urn = `iam::${otherHuawei.domainId}:agency:network`;
  const assume = (change: object = {}, options: HuaweiOptions = {}) =>
    ask("POST", "/v5/agencies/assume", {
      body: { agency_urn: urn, agency_session_name: "up", ...change },
      ...options,
    });
  const credentialOf = ({ body }: Answered): HuaweiCredential => {
    const { access, secret, securitytoken } = body["credential"] as Record<string, string>;
    return { accessKey: access ?? "", secretKey: secret ?? "", securityToken: securitytoken ?? "" };
  };

  test("gives keys that act in the account that delegates (version 3)", async () => {
    for (const options of [{}, { keys: tokenOf(await logIn()) }]) {
      const answer = await keysFor({}, options);
      expect(answer).toMatchObject({
        status: 201,
        body: { credential: { expires_at: expect.stringMatching(/\.\d{6}Z$/) } },
      });
      const keys = credentialOf(answer);
      expect((await connections(keys, otherHuawei.projectId)).status).toBe(200);
      expect((await connections(keys)).status).toBe(403);
    }
  });

  test("gives the same by other names (version 5)", async () => {
    const answer = await assume();
    expect(answer).toMatchObject({
      status: 200,
      body: {
        assumed_agency: {
          urn: `sts::${otherHuawei.domainId}::assumed-agency:network/up`,
          id: "agency-1:up",
        },
        credentials: { expiration: expect.stringMatching(/Z$/) },
      },
    });
    const given = answer.body["credentials"] as Record<string, string>;
    const keys = {
      accessKey: given["access_key_id"] ?? "",
      secretKey: given["secret_access_key"] ?? "",
      securityToken: given["security_token"] ?? "",
    };
    expect((await connections(keys, otherHuawei.projectId)).status).toBe(200);
    expect((await assume({ duration_seconds: 3601 }, { keys })).status).toBe(403);
  });

  test.each<[string, object, number]>([
    ["of another name", { agency_name: "other" }, 404],
    ["of another domain", { domain_name: defaultHuawei.domainName }, 404],
    ["for 899 seconds", { duration_seconds: 899 }, 400],
    ["for longer than a day", { duration_seconds: 86_401 }, 400],
    ["of no domain", { domain_name: undefined }, 400],
  ])("%s is refused (version 3)", async (_what, change, status) => {
    expect(await keysFor(change)).toMatchObject({ status, body: { error: { code: status } } });
  });

  test.each<[string, object, number, string]>([
    ["of another name", { agency_urn: `${urn}-2` }, 404, "STS5.1106"],
    ["in another form", { agency_urn: "network" }, 400, "STS5.1101"],
    ["for 899 seconds", { duration_seconds: 899 }, 400, "STS5.1101"],
    ["without a session name", { agency_session_name: undefined }, 400, "STS5.1101"],
  ])("%s is refused (version 5)", async (_what, change, status, code) => {
    expect(await assume(change)).toMatchObject({ status, body: { error_code: code } });
  });

  test("is refused to whom it does not trust", async () => {
    expect((await keysFor({}, { keys: otherHuawei })).status).toBe(403);
    expect((await assume({}, { keys: otherHuawei })).body["error_code"]).toBe("STS5.1105");
    await cloud().change("agencies", "agency-1", { externalId: "tenant-7" });
    expect((await assume()).body["error_code"]).toBe("STS5.1105");
    expect((await assume({ external_id: "tenant-7" })).status).toBe(200);
  });

  test("takes no token in version 5", async () => {
    expect((await assume({}, { keys: tokenOf(await logIn()) })).body["error_code"]).toBe("STS5.1101");
  });

  test("gives keys that end by the clock of the cloud, or when revoked", async () => {
    await cloud().setClock("manual");
    const keys = credentialOf(await keysFor({ duration_seconds: 900 }));
    await cloud().advance(899_999);
    expect((await connections(keys, otherHuawei.projectId)).status).toBe(200);
    await cloud().advance(1);
    expect((await connections(keys, otherHuawei.projectId)).status).toBe(401);
    const next = credentialOf(await keysFor());
    await cloud().remove("iamSessions", next.accessKey ?? "");
    expect((await connections(next, otherHuawei.projectId)).status).toBe(401);
    const log = JSON.stringify(await cloud().log());
    expect(log).not.toContain(keys.secretKey);
    expect(log).not.toContain(keys.securityToken);
  });
});
