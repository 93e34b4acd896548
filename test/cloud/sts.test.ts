import { describe, expect, test } from "vitest";
import { type Answered, call, send } from "./caller.ts";
import type { Keys } from "./client.ts";
import type { SeedOf } from "./control-types.ts";
import { defaultAccount, defaultUser, otherAccount } from "./defaults.ts";
import { cloudWith } from "./fixture.ts";

const deployers = `acs:ram::${defaultAccount.id}:root`;
const role: SeedOf<"ramRoles"> = { name: "network", account: otherAccount.id, trusted: [deployers] };
const roleArn = `acs:ram::${otherAccount.id}:role/network`;
const providerArn = `acs:ram::${defaultAccount.id}:oidc-provider/cluster`;
const token = "header.payload.signature";

const cloud = cloudWith({
  ramRoles: [role],
  oidcProviders: [{ name: "cluster", acceptedTokens: [token], expiredTokens: ["old.payload.signature"] }],
});

type Params = Record<string, string>;

const ask = (action: string, params: Params, keys: Keys = defaultUser): Promise<Answered> =>
  call(cloud(), action, params, { service: "sts", keys });
const assume = (params: Params = {}, keys?: Keys) =>
  ask("AssumeRole", { RoleArn: roleArn, RoleSessionName: "up", ...params }, keys);

/** The same call with temporary credentials: their token is a header, and signed. */
const as = (
  { AccessKeyId = "", AccessKeySecret = "", SecurityToken = "" }: Params,
  token: string | undefined = SecurityToken,
) =>
  call(
    cloud(),
    "GetCallerIdentity",
    {},
    {
      service: "sts",
      keys: { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret },
      headers: { "x-acs-security-token": token },
    },
  );

const credentialsOf = ({ body }: Answered): Params => body["Credentials"] as Params;

describe("AssumeRole", () => {
  test("hands out credentials that stand for the role, in the role's account", async () => {
    const answer = await assume();
    expect(answer).toMatchObject({
      status: 200,
      body: { AssumedRoleUser: { Arn: `${roleArn}/up`, AssumedRoleId: "300000000000000001:up" } },
    });
    const credentials = credentialsOf(answer);
    expect(credentials["AccessKeyId"]).toMatch(/^STS\./);
    expect(credentials["Expiration"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(await as(credentials)).toMatchObject({
      status: 200,
      body: {
        AccountId: otherAccount.id,
        IdentityType: "AssumedRoleUser",
        Arn: `acs:ram::${otherAccount.id}:assumed-role/network/up`,
        PrincipalId: "300000000000000001:up",
      },
    });
    expect(await cloud().writes()).toEqual([]);
  });

  test.each<[string, Params, number, string]>([
    ["without a role", { RoleArn: "" }, 400, "MissingRoleArn"],
    ["of a user", { RoleArn: "acs:ram::123:user/x" }, 400, "InvalidParameter.RoleArn"],
    ["of a role that is not there", { RoleArn: `${roleArn}-2` }, 404, "EntityNotExist.Role"],
    ["without a session name", { RoleSessionName: "" }, 400, "MissingRoleSessionName"],
    ["with a session name of one letter", { RoleSessionName: "a" }, 400, "InvalidParameter.RoleSessionName"],
    ["with a blank in it", { RoleSessionName: "a b" }, 400, "InvalidParameter.RoleSessionName"],
    ["for 899 seconds", { DurationSeconds: "899" }, 400, "InvalidParameter.DurationSeconds"],
    ["for longer than the role allows", { DurationSeconds: "3601" }, 400, "InvalidParameter.DurationSeconds"],
    ["with a policy that is no JSON", { Policy: "{" }, 400, "InvalidParameter.PolicyGrammar"],
    ["with a long policy", { Policy: `"${"a".repeat(1024)}"` }, 400, "InvalidParameter.PolicySize"],
  ])("%s is refused", async (_what, params, status, code) => {
    expect(await assume(params)).toMatchObject({ status, body: { Code: code } });
  });

  test("goes up to twelve hours where the role allows it", async () => {
    await cloud().seed({ ramRoles: [{ ...role, maxSessionSeconds: 43_200 }] });
    const { Expiration = "" } = credentialsOf(await assume({ DurationSeconds: "43200" }));
    expect(Date.parse(Expiration) - Date.now()).toBeGreaterThan(43_000_000);
  });

  test("is refused to an account's own key, whoever is trusted", async () => {
    expect(await assume({}, defaultAccount)).toMatchObject({
      status: 403,
      body: { Code: "NoPermission", Message: "Roles may not be assumed by root accounts." },
    });
  });

  test.each<[string, string, boolean]>([
    ["the user's account", deployers, true],
    ["the user", `acs:ram::${defaultAccount.id}:user/deployer`, true],
    ["another user", `acs:ram::${defaultAccount.id}:user/other`, false],
    ["another account", `acs:ram::${otherAccount.id}:root`, false],
  ])("looks at whom the role trusts: %s", async (_who, trusted, passes) => {
    await cloud().seed({ ramRoles: [{ ...role, trusted: [trusted] }] });
    expect((await assume()).body["Code"]).toBe(passes ? undefined : "NoPermission");
  });

  test("needs the external id that the role asks for", async () => {
    await cloud().seed({ ramRoles: [{ ...role, externalId: "tenant-7" }] });
    expect((await assume()).body["Code"]).toBe("NoPermission");
    expect((await assume({ ExternalId: "tenant-8" })).body["Code"]).toBe("NoPermission");
    expect((await assume({ ExternalId: "tenant-7" })).status).toBe(200);
  });

  test("works from role to role", async () => {
    await cloud().seed({ ramRoles: [{ name: "second", trusted: [roleArn] }] });
    const { AccessKeyId = "", AccessKeySecret = "", SecurityToken = "" } = credentialsOf(await assume());
    const params = { RoleArn: `acs:ram::${defaultAccount.id}:role/second`, RoleSessionName: "up" };
    const answer = await call(cloud(), "AssumeRole", params, {
      service: "sts",
      keys: { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret },
      headers: { "x-acs-security-token": SecurityToken },
    });
    expect(answer.status).toBe(200);
    expect((await ask("AssumeRole", params)).body["Code"]).toBe("NoPermission");
  });
});

describe("AssumeRoleWithOIDC", () => {
  const trust = () => cloud().seed({ ramRoles: [{ ...role, trusted: [providerArn] }] });
  const assumeWith = (params: Params = {}): Promise<Answered> => {
    const all = {
      Action: "AssumeRoleWithOIDC",
      Version: "2015-04-01",
      RoleArn: roleArn,
      RoleSessionName: "pod",
      OIDCProviderArn: providerArn,
      OIDCToken: token,
      ...params,
    };
    const type = { accept: "application/json", "content-type": "application/x-www-form-urlencoded" };
    return send(`${cloud().endpoints.sts}/`, "POST", type, new URLSearchParams(all).toString());
  };

  test("hands out credentials for a token, without a signature", async () => {
    await trust();
    const answer = await assumeWith();
    expect(answer).toMatchObject({ status: 200, body: { AssumedRoleUser: { Arn: `${roleArn}/pod` } } });
    expect((await as(credentialsOf(answer))).body["AccountId"]).toBe(otherAccount.id);
  });

  test.each<[string, Params, string, RegExp]>([
    ["of nobody", { OIDCToken: "a.b.c" }, "AuthenticationFail.OIDCToken.InvalidSignature", /signature/],
    [
      "that has ended",
      { OIDCToken: "old.payload.signature" },
      "AuthenticationFail.OIDCToken.Expired",
      /expired/,
    ],
    ["that is none", { OIDCToken: "abc" }, "AuthenticationFail.OIDCToken.Invalid", /3 parts/],
    ["that is empty", { OIDCToken: "" }, "AuthenticationFail.OIDCToken.Invalid", /empty/],
    [
      "of another provider",
      { OIDCProviderArn: "acs:ram::1:x" },
      "AuthenticationFail.NoPermission",
      /registered/,
    ],
  ])("refuses a token %s", async (_what, params, code, message) => {
    await trust();
    expect(await assumeWith(params)).toMatchObject({
      status: 401,
      body: { Code: code, Message: expect.stringMatching(message) },
    });
  });

  test("looks at whom the role trusts", async () => {
    expect((await assumeWith()).body["Code"]).toBe("AuthenticationFail.NoPermission");
  });

  test("leaves the token out of the log", async () => {
    await trust();
    await assumeWith();
    const [entry] = await cloud().log({ operation: "AssumeRoleWithOIDC" });
    expect(entry?.params).toMatchObject({ RoleArn: roleArn, OIDCProviderArn: providerArn });
    expect(JSON.stringify(entry)).not.toContain(token);
  });
});

describe("temporary credentials", () => {
  test("end by the clock of the cloud", async () => {
    await cloud().setClock("manual");
    const credentials = credentialsOf(await assume({ DurationSeconds: "900" }));
    await cloud().advance(899_999);
    expect((await as(credentials)).status).toBe(200);
    await cloud().advance(1);
    expect((await as(credentials)).body["Code"]).toBe("InvalidSecurityToken.Expired");
  });

  test("need their own token", async () => {
    const credentials = credentialsOf(await assume());
    const code = async (token?: string): Promise<unknown> => (await as(credentials, token)).body["Code"];
    expect(await code(credentialsOf(await assume())["SecurityToken"])).toBe(
      "InvalidSecurityToken.MismatchWithAccessKey",
    );
    expect(await code("not a token")).toBe("InvalidSecurityToken.Malformed");
    const { SecurityToken: _, ...without } = credentials;
    const answer = await call(
      cloud(),
      "GetCallerIdentity",
      {},
      {
        service: "sts",
        keys: {
          accessKeyId: without["AccessKeyId"] ?? "",
          accessKeySecret: without["AccessKeySecret"] ?? "",
        },
      },
    );
    expect(answer.body["Code"]).toBe("MissingSecurityToken");
  });

  test("can be revoked, and made to end", async () => {
    const one = credentialsOf(await assume());
    await cloud().change("stsSessions", one["AccessKeyId"] ?? "", { expiresAtMs: 0 });
    expect((await as(one)).body["Code"]).toBe("InvalidSecurityToken.Expired");
    await cloud().remove("stsSessions", one["AccessKeyId"] ?? "");
    expect((await as(one)).body["Code"]).toBe("InvalidAccessKeyId.NotFound");
  });

  test("lack what their role lacks", async () => {
    await cloud().seed({ ramRoles: [{ ...role, denied: ["vpc:DescribeRouterInterfaces"] }] });
    const credentials = credentialsOf(await assume());
    const answer = await call(
      cloud(),
      "DescribeRouterInterfaces",
      { RegionId: "cn-hangzhou" },
      {
        keys: {
          accessKeyId: credentials["AccessKeyId"] ?? "",
          accessKeySecret: credentials["AccessKeySecret"] ?? "",
        },
        headers: { "x-acs-security-token": credentials["SecurityToken"] },
      },
    );
    expect(answer.body).toMatchObject({
      Code: "Forbidden.RAM",
      AccessDeniedDetail: { AuthPrincipalType: "AssumedRoleUser" },
    });
  });
});

describe("access keys", () => {
  const whoAmI = (keys: Keys) => ask("GetCallerIdentity", {}, keys);

  test("of a RAM user stand for the user", async () => {
    expect((await whoAmI(defaultUser)).body).toMatchObject({
      AccountId: defaultAccount.id,
      IdentityType: "RAMUser",
      Arn: `acs:ram::${defaultAccount.id}:user/deployer`,
      UserId: defaultUser.id,
    });
  });

  test("can be rotated and disabled", async () => {
    const next = { accessKeyId: "next-key", accessKeySecret: "next-secret" };
    await cloud().change("accounts", defaultAccount.id, next);
    expect((await whoAmI(defaultAccount)).body["Code"]).toBe("InvalidAccessKeyId.NotFound");
    expect((await whoAmI(next)).status).toBe(200);
    await cloud().change("accounts", defaultAccount.id, { keyDisabled: true });
    expect((await whoAmI(next)).body["Code"]).toBe("InvalidAccessKeyId.Inactive");
    await cloud().change("ramUsers", defaultUser.id, { accessKeySecret: "other" });
    expect((await whoAmI(defaultUser)).body["Code"]).toBe("SignatureDoesNotMatch");
  });
});
