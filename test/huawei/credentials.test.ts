import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { huaweiProfileDefaults } from "../../provider/huawei/credentials/profiles.ts";
import { findConnection } from "../../provider/huawei/eg.ts";
import type { HuaweiCredential, HuaweiSettings } from "../../provider/huawei/settings.ts";
import { readSettings } from "../../provider/runtime.ts";
import {
  accountOf,
  HastyClock,
  KEY,
  listOf,
  type Reply,
  ScriptedCloud,
  type Seen,
  settingsFor,
} from "./script.ts";

const REGION = "cn-north-4";
const PASSWORD = "a-password-of-the-test";
const user: HuaweiCredential = {
  kind: "password",
  user: { name: "ann" },
  password: PASSWORD,
  from: "the test",
};

let cloud: ScriptedCloud;
let clock: HastyClock;
let home: string;

beforeEach(async () => {
  cloud = await ScriptedCloud.start();
  clock = new HastyClock();
  home = mkdtempSync(join(tmpdir(), "interlink-huawei-"));
});
afterEach(async () => {
  rmSync(home, { recursive: true });
  await cloud.stop();
});

function settings(more: Partial<HuaweiSettings>): HuaweiSettings {
  return settingsFor(cloud.origin, { domainName: "acme", home, ...more });
}

function file(path: string, content: object | string): void {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
}

const EMPTY: Reply = { body: { total: 0, size: 0, items: [] } };
const REFUSED: Reply = {
  status: 401,
  body: { error_code: "EG.00014010", error_msg: "Incorrect token or token resolution failed" },
};

/** The n-th token: as long as tokens may be, and for one project. */
function token(count: number): string {
  return `token-${count}-`.padEnd(16_384, "x");
}

/** Answers logins with one token after the other, each good for a day; `good` judges the other calls. */
function tokens(good: (request: Seen, used: string) => Reply = () => EMPTY): { issued: number } {
  const state = { issued: 0 };
  cloud.reply = (request) => {
    if (request.path !== "/v3/auth/tokens") return good(request, String(request.headers["x-auth-token"]));
    state.issued += 1;
    const expires_at = new Date(clock.now() + 24 * 3_600_000).toISOString().replace("Z", "000Z");
    return {
      status: 201,
      headers: { "x-subject-token": token(state.issued) },
      body: { token: { expires_at, project: { id: "p-main", name: REGION } } },
    };
  };
  return state;
}

/** One call, as every resource makes it; how far it got is all that matters here. */
async function callOnce(more: Partial<HuaweiSettings>): Promise<unknown> {
  const account = accountOf(settings(more), clock);
  const projectId = await account.projectId(REGION);
  return await findConnection(account, { region: REGION, projectId }, "n", {});
}

/** The error of a call that must fail. */
async function failureOf(more: Partial<HuaweiSettings>): Promise<string> {
  return await callOnce(more).then(
    () => "no error",
    (error: unknown) => String(error),
  );
}

describe("a user with a password", () => {
  test("logs in once for all calls, for the region's project, and then sends the token and no signature", async () => {
    tokens();
    const account = accountOf(settings({ credential: user }), clock);
    const projectId = await account.projectId(REGION);
    expect(projectId).toBe("p-main");
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        account.call(listOf(index), { region: REGION, projectId }, {}, {}),
      ),
    );
    const [login, ...others] = cloud.asked("POST", "/v3/auth/tokens");
    expect(others).toEqual([]);
    expect(login?.query).toEqual({ nocatalog: "true" });
    expect(login?.headers).not.toHaveProperty("authorization");
    expect(JSON.parse(login?.text ?? "")).toEqual({
      auth: {
        identity: {
          methods: ["password"],
          password: { user: { name: "ann", domain: { name: "acme" }, password: PASSWORD } },
        },
        scope: { project: { name: REGION } },
      },
    });
    expect(cloud.asked("GET", "/v3/projects")).toEqual([]);
    const calls = cloud.asked("GET", "/v1/p-main/connections");
    expect(calls).toHaveLength(100);
    for (const { headers } of calls) {
      expect(headers["x-auth-token"]).toBe(token(1));
      expect(headers).not.toHaveProperty("authorization");
      expect(headers).not.toHaveProperty("x-sdk-date");
    }
  });

  test("gets a new token once, for all that were refused with the old one", async () => {
    const ended = new Set([token(1)]);
    const state = tokens((_, used) => (ended.has(used) ? REFUSED : EMPTY));
    const account = accountOf(settings({ credential: user, projectId: "p-main" }), clock);
    await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        account.call(listOf(index), { region: REGION, projectId: "p-main" }, {}, {}),
      ),
    );
    expect(state.issued).toBe(2);
  });

  test("gets a new token before the old one ends", async () => {
    const state = tokens();
    const account = accountOf(settings({ credential: user, projectId: "p-main" }), clock);
    const call = () => account.call(listOf(0), { region: REGION, projectId: "p-main" }, {}, {});
    await call();
    clock.pass(23 * 3_600_000);
    await call();
    expect(state.issued).toBe(1);
    clock.pass(50 * 60_000);
    await call();
    expect(state.issued).toBe(2);
    expect(cloud.asked("GET", "/v1/p-main/connections").at(-1)?.headers["x-auth-token"]).toBe(token(2));
  });

  test("that IAM refuses is one clear error after one request, and the password is not in it", async () => {
    cloud.reply = () => ({
      status: 401,
      body: {
        error: {
          code: 401,
          message: `The username or password is wrong: ${PASSWORD}`,
          title: "Unauthorized",
        },
      },
    });
    const account = accountOf(settings({ credential: user, projectId: "p-main" }), clock);
    const errors = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        account
          .call(listOf(index), { region: REGION, projectId: "p-main" }, {}, {})
          .catch((error: unknown) => String(error)),
      ),
    );
    expect(cloud.seen).toHaveLength(1);
    expect(new Set(errors).size).toBe(1);
    expect(errors[0]).toContain(
      "Logging in to Huawei Cloud as user ann: 401: The username or password is wrong",
    );
    expect(errors[0]).toContain("Check userName, password and domainName");
    expect(errors[0]).not.toContain(PASSWORD);
  });

  test("whose tokens are refused one after the other ends in an error, not in a storm of logins", async () => {
    const state = tokens(() => REFUSED);
    const account = accountOf(settings({ credential: user, projectId: "p-main" }), clock);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        account.call(listOf(index), { region: REGION, projectId: "p-main" }, {}, {}),
      ),
    );
    expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
    expect(state.issued).toBeLessThanOrEqual(6);
  });

  test("whose account is not named is told so before anything is sent", async () => {
    const error = await failureOf({ credential: user, domainName: undefined });
    expect(error).toContain("The account of user ann is missing");
    expect(error).toContain("huaweicloud:domainName");
    expect(error).toContain("HW_DOMAIN_NAME");
    expect(cloud.seen).toEqual([]);
  });

  test("may be named by an id, and gets a token for the project that a call is for", async () => {
    tokens();
    const byId = { ...user, user: { id: "u-1" } };
    const account = accountOf(settings({ credential: byId, domainName: undefined }), clock);
    await account.call(listOf(0), { region: REGION, projectId: "p-sub" }, {}, {});
    expect(JSON.parse(cloud.seen[0]?.text ?? "").auth).toEqual({
      identity: { methods: ["password"], password: { user: { id: "u-1", password: PASSWORD } } },
      scope: { project: { id: "p-sub" } },
    });
  });
});

describe("a ready token", () => {
  test("is sent as it is; once it is refused that is the error, without the token in it", async () => {
    const secret = token(7);
    cloud.reply = () => ({
      status: 401,
      body: { error_code: "APIGW.0307", error_msg: `The token must be updated: ${secret}` },
    });
    const error = await failureOf({
      credential: { kind: "token", token: secret, from: "the test" },
      projectId: "p",
    });
    expect(cloud.seen).toHaveLength(1);
    expect(cloud.seen[0]?.headers["x-auth-token"]).toBe(secret);
    expect(error).toContain("APIGW.0307: The token must be updated: ***");
    expect(error).toContain("The IAM token has expired or was withdrawn");
    expect(error).not.toContain(secret);
  });
});

describe("an agency", () => {
  const temporary = { access: "TEMPKEY", secret: "temp-secret", securitytoken: "temp-token" };
  const agency = { agencyName: "ops", domainName: "other", domainId: undefined, durationSeconds: undefined };

  function issueKeys(): void {
    cloud.reply = ({ path }) => {
      const expires_at = new Date(clock.now() + 3_600_000).toISOString();
      if (path === "/v3.0/OS-CREDENTIAL/securitytokens")
        return { status: 201, body: { credential: { ...temporary, expires_at } } };
      if (path === "/v5/agencies/assume") {
        const key = {
          access_key_id: "TEMPKEY",
          secret_access_key: "temp-secret",
          security_token: "temp-token",
        };
        return { body: { credentials: key } };
      }
      if (path === "/v3/auth/tokens") {
        return { status: 201, headers: { "x-subject-token": "t-1" }, body: { token: { expires_at } } };
      }
      return path === "/v3/projects" ? { body: { projects: [{ id: "p-other", name: REGION }] } } : EMPTY;
    };
  }

  function expectTemporaryKey(): void {
    const [call] = cloud.asked("GET", "/v1/p-other/connections");
    expect(call?.headers["authorization"]).toContain("Access=TEMPKEY");
    expect(call?.headers["x-security-token"]).toBe("temp-token");
    expect(cloud.asked("GET", "/v3/projects")[0]?.headers["x-security-token"]).toBe("temp-token");
  }

  test("named by its account's name is assumed by IAM, signed with the own key", async () => {
    issueKeys();
    await callOnce({ assumeRole: agency });
    const [assume] = cloud.asked("POST", "/v3.0/OS-CREDENTIAL/securitytokens");
    expect(assume?.headers["authorization"]).toContain(`Access=${KEY.accessKeyId}`);
    expect(JSON.parse(assume?.text ?? "")).toEqual({
      auth: {
        identity: {
          methods: ["assume_role"],
          assume_role: { agency_name: "ops", domain_name: "other", duration_seconds: 3600 },
        },
      },
    });
    expectTemporaryKey();
  });

  test("named by its account's id is assumed by the Security Token Service", async () => {
    issueKeys();
    await callOnce({
      assumeRole: { ...agency, domainName: undefined, domainId: "d-1", durationSeconds: 900 },
    });
    expect(JSON.parse(cloud.asked("POST", "/v5/agencies/assume")[0]?.text ?? "")).toEqual({
      agency_urn: "iam::d-1:agency:ops",
      agency_session_name: "pulumi-interlink",
      duration_seconds: 900,
    });
    expectTemporaryKey();
  });

  test("is assumed by a user with a token for the whole account, in whichever way it is named", async () => {
    issueKeys();
    await callOnce({ credential: user, assumeRole: { ...agency, domainName: undefined, domainId: "d-1" } });
    const [login] = cloud.asked("POST", "/v3/auth/tokens");
    expect(JSON.parse(login?.text ?? "").auth.scope).toEqual({ domain: { name: "acme" } });
    const [assume] = cloud.asked("POST", "/v3.0/OS-CREDENTIAL/securitytokens");
    expect(assume?.headers["x-auth-token"]).toBe("t-1");
    expect(assume?.text).toContain('"domain_id":"d-1"');
    expectTemporaryKey();
  });

  test("that may not be assumed is an error that names it", async () => {
    cloud.reply = () => ({ status: 403, body: { error: { code: 403, message: "no" } } });
    const error = await failureOf({ assumeRole: agency });
    expect(error).toContain("Assuming the agency ops of other: 403: no");
    expect(error).toContain("Agent Operator");
  });
});

describe("profiles", () => {
  const none = { credential: undefined, projectId: "p" };
  const cli = (profile: object, more: object = {}) => ({
    current: "work",
    authEncrypt: "false",
    profiles: [
      { name: "default", mode: "AKSK", accessKeyId: "WRONG", secretAccessKey: "wrong" },
      { name: "work", mode: "AKSK", ...profile },
    ],
    ...more,
  });

  function accessUsed(): string | undefined {
    return /Access=([^,]+)/.exec(String(cloud.seen[0]?.headers["authorization"]))?.[1];
  }

  beforeEach(() => {
    cloud.reply = () => EMPTY;
  });

  test("of the command line tool: the current one, with its region and project", async () => {
    file(
      ".hcloud/config.json",
      cli({
        accessKeyId: "CLIKEY",
        secretAccessKey: "s",
        securityToken: "t",
        region: "eu-west-101",
        projectId: "p-cli",
      }),
    );
    await callOnce(none);
    expect(accessUsed()).toBe("CLIKEY");
    expect(cloud.seen[0]?.headers["x-security-token"]).toBe("t");
    const env = (name: string): string | undefined => (name === "HOME" ? home : undefined);
    const read = readSettings(() => undefined, env, { huawei: huaweiProfileDefaults }).huawei;
    expect([read.region, read.projectId]).toEqual(["eu-west-101", "p-cli"]);
  });

  test("their project is taken for their own region and account only", () => {
    file(
      ".hcloud/config.json",
      cli({ accessKeyId: "K", secretAccessKey: "s", region: "eu-west-101", projectId: "p" }),
    );
    expect(huaweiProfileDefaults(settings({ ...none, region: "cn-north-4" })).projectId).toBeUndefined();
    const key: HuaweiCredential = { kind: "accessKey", key: KEY, from: "the test" };
    expect(
      huaweiProfileDefaults(settings({ credential: key, region: "eu-west-101" })).projectId,
    ).toBeUndefined();
  });

  test("of the command line tool: one that is named, logged in through the portal", async () => {
    file(".hcloud/config.json", {
      current: "default",
      profiles: [
        { name: "default" },
        {
          name: "sso",
          mode: "SSO",
          ssoAuth: { stsToken: { accessKeyId: "SSOKEY", secretAccessKey: "s", securityToken: "t" } },
        },
      ],
    });
    await callOnce({ ...none, credential: { kind: "profile", from: "HW_PROFILE" }, profile: "sso" });
    expect(accessUsed()).toBe("SSOKEY");
  });

  test("of the SDKs: the section that the SDKs read", async () => {
    file(
      ".huaweicloud/credentials",
      "# keys\n[basic]\nak = SDKKEY\nsk = s\nproject_id=p-sdk\n\n[global]\nak = OTHER\n",
    );
    await callOnce(none);
    expect(accessUsed()).toBe("SDKKEY");
    expect(huaweiProfileDefaults(settings(none)).projectId).toBe("p-sdk");
  });

  test("a key that was replaced in the file meanwhile is taken once the old one is refused", async () => {
    const write = (accessKeyId: string) =>
      file(".hcloud/config.json", cli({ accessKeyId, secretAccessKey: "s", securityToken: "t" }));
    write("OLDKEY");
    const account = accountOf(settings(none), clock);
    cloud.reply = ({ headers }) => (String(headers["authorization"]).includes("OLDKEY") ? REFUSED : EMPTY);
    await expect(account.call(listOf(0), { region: REGION, projectId: "p" }, {}, {})).rejects.toThrow(
      "EG.00014010",
    );
    expect(cloud.seen).toHaveLength(1);
    write("NEWKEY");
    await account.call(listOf(0), { region: REGION, projectId: "p" }, {}, {});
    expect(cloud.seen.at(-1)?.headers["authorization"]).toContain("NEWKEY");
  });

  test("whose keys are encrypted are refused with what to do about it", async () => {
    file(
      ".hcloud/config.json",
      cli({ accessKeyId: "Zm9v+/==", secretAccessKey: "YmFy" }, { authEncrypt: "true" }),
    );
    const named = await failureOf({ ...none, credential: { kind: "profile", from: "x" }, profile: "work" });
    expect(named).toContain("hcloud configure set --cli-auth-encrypt=false");
    expect(named).not.toContain("Zm9v");
    expect(cloud.seen).toEqual([]);
    // Nobody asked for this file: what else there is comes first, and the error says both.
    cloud.reply = () => ({ status: 404 });
    const unnamed = await failureOf(none);
    expect(unnamed).toContain("No Huawei Cloud credentials were found");
    expect(unnamed).toContain("--cli-auth-encrypt=false");
  });

  test("that are named and not there, or cannot be read, are errors that name the file and quote nothing", async () => {
    file(".hcloud/config.json", '{"profiles": [{"name": "work", "secretAccessKey": "SECRETKEY"');
    const broken = await failureOf(none);
    expect(broken).toContain(join(home, ".hcloud/config.json"));
    expect(broken).not.toContain("SECRETKEY");
    file(".hcloud/config.json", cli({}));
    const absent = await failureOf({ ...none, credential: { kind: "profile", from: "x" }, profile: "gone" });
    expect(absent).toContain("There is no profile gone for Huawei Cloud. Looked in");
    const path = join(home, "nowhere.json");
    const missing = await failureOf({
      ...none,
      credential: { kind: "profile", from: "HW_SHARED_CONFIG_FILE" },
      sharedConfigFile: path,
    });
    expect(missing).toContain(`${path} cannot be read: it is not there`);
  });
});

describe("where nothing is configured", () => {
  const none = { credential: undefined, projectId: "p" };

  test("an ECS instance's own agency is used last", async () => {
    cloud.reply = ({ path }) =>
      path === "/openstack/latest/securitykey"
        ? {
            body: {
              credential: {
                access: "ECSKEY",
                secret: "s",
                securitytoken: "t",
                expires_at: new Date(clock.now() + 3_600_000).toISOString(),
              },
            },
          }
        : EMPTY;
    await callOnce(none);
    expect(cloud.seen.map(({ path }) => path)).toEqual([
      "/openstack/latest/securitykey",
      "/v1/p/connections",
    ]);
    expect(cloud.seen[1]?.headers["authorization"]).toContain("Access=ECSKEY");
  });

  test("the error names every place that was searched", async () => {
    cloud.reply = () => ({ status: 404, body: "not an instance of this cloud" });
    const error = await failureOf(none);
    for (const place of [
      "huaweicloud:token",
      "huaweicloud:accessKey",
      "huaweicloud:userName",
      "HW_AUTH_TOKEN",
      "OS_ACCESS_KEY",
      "HUAWEICLOUD_SDK_SK",
      "HW_USER_ID",
      "OS_PASSWORD",
      "HW_PROFILE",
      join(home, ".hcloud/config.json"),
      join(home, ".huaweicloud/credentials"),
      cloud.origin,
    ]) {
      expect(error).toContain(place);
    }
    // Nothing was sent but the question to the instance's metadata.
    expect(cloud.seen.map(({ path }) => path)).toEqual(["/openstack/latest/securitykey"]);
  });
});
