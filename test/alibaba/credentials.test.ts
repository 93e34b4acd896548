import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Alibaba } from "../../provider/alibaba/client.ts";
import { alibabaCredentials } from "../../provider/alibaba/credentials/credentials.ts";
import { alibabaProfileDefaults } from "../../provider/alibaba/credentials/profile.ts";
import { vendorKey } from "../../provider/alibaba/credentials/vendor-client.ts";
import { getCallerIdentity } from "../../provider/alibaba/sts.ts";
import type { AccessKey, CredentialSource } from "../../provider/http/credentials.ts";
import { Sender } from "../../provider/http/pipeline.ts";
import { network, type Transport } from "../../provider/http/transport.ts";
import { readSettings } from "../../provider/runtime.ts";
import { KeyServer } from "../support/key-server.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const ROLE = "acs:ram::1210123456120001:role/network";
const FIRST = { accessKeyId: "STS.1", accessKeySecret: "secret-1", securityToken: "token-1" };
const SECOND = { accessKeyId: "STS.2", accessKeySecret: "secret-2", securityToken: "token-2" };
const OWN = { "alicloud:accessKey": "own-key", "alicloud:secretKey": "own-secret" };
const ASSUMED = { ...OWN, "alicloud:assumeRole": JSON.stringify({ roleArn: ROLE }) };

let clock: VirtualClock;
let server: KeyServer;
let home: string;

beforeEach(async () => {
  clock = new VirtualClock();
  server = await KeyServer.start(clock);
  home = mkdtempSync(join(tmpdir(), "interlink-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
  rmSync(home, { recursive: true });
});

function settingsOf(config: Record<string, string> = {}, env: Record<string, string> = {}) {
  const variables: Record<string, string> = {
    HOME: home,
    ALIBABA_CLOUD_ENDPOINT_STS: server.origin,
    ALIBABA_CLOUD_ENDPOINT_METADATA: server.origin,
    ...env,
  };
  const files = { alibaba: alibabaProfileDefaults };
  return readSettings(
    (key) => config[key],
    (key) => variables[key],
    files,
  ).alibaba;
}

function source(
  config?: Record<string, string>,
  env?: Record<string, string>,
  transport: Transport = network,
): CredentialSource<AccessKey> {
  return alibabaCredentials({
    clock,
    transport,
    sender: new Sender(clock, transport),
    stop: new AbortController().signal,
    settings: settingsOf(config, env),
  });
}

/** Writes a file into the user's home. */
function file(path: string, content: string | object): string {
  const full = join(home, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, typeof content === "string" ? content : JSON.stringify(content));
  return full;
}

function cliFile(...profiles: readonly { readonly name: string; readonly [key: string]: unknown }[]): string {
  return file(".aliyun/config.json", { current: profiles[0]?.name, profiles });
}

async function errorOf(from: CredentialSource<AccessKey>): Promise<string> {
  return await from.current().then(
    () => "no error",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("an access key", () => {
  test("is used as it is, with its token", async () => {
    const env = { ALICLOUD_ACCESS_KEY: "k", ALICLOUD_SECRET_KEY: "s", ALICLOUD_SECURITY_TOKEN: "t" };
    expect(await source({}, env).current()).toEqual({
      accessKeyId: "k",
      accessKeySecret: "s",
      securityToken: "t",
    });
    expect(await source(OWN, env).current()).toEqual({
      accessKeyId: "own-key",
      accessKeySecret: "own-secret",
    });
    expect(server.received).toEqual([]);
  });

  test("cannot be renewed", async () => {
    const own = source(OWN);
    expect(await own.renew(await own.current())).toBe(false);
  });
});

describe("a RAM role", () => {
  test("is assumed with an access key, for an hour", async () => {
    expect(await source(ASSUMED).current()).toEqual(FIRST);
    const [call] = server.received;
    expect(call?.parameters).toEqual({
      RoleArn: ROLE,
      RoleSessionName: "pulumi-interlink",
      DurationSeconds: "3600",
    });
    expect(call?.headers["authorization"]).toMatch(/^ACS3-HMAC-SHA256 Credential=own-key,/);
    expect(call?.headers["x-acs-security-token"]).toBeUndefined();
  });

  test("is assumed with a temporary key, and as it is described", async () => {
    const role = {
      roleArn: ROLE,
      sessionName: "me",
      externalId: "shared secret",
      policy: '{"Version":"1"}',
      sessionExpiration: 900,
    };
    const config = {
      ...OWN,
      "alicloud:securityToken": "own-token",
      "alicloud:assumeRole": JSON.stringify(role),
    };
    expect(await source(config).current()).toEqual(FIRST);
    expect(server.received[0]?.parameters).toEqual({
      RoleArn: ROLE,
      RoleSessionName: "me",
      ExternalId: "shared secret",
      Policy: '{"Version":"1"}',
      DurationSeconds: "900",
    });
    expect(server.received[0]?.headers["x-acs-security-token"]).toBe("own-token");
  });

  test("that may not be assumed is one clear error, and not asked for again by each that waits", async () => {
    const body = { Code: "NoPermission", Message: "You are not authorized.", RequestId: "r-1" };
    server.refusal = { status: 403, body: JSON.stringify(body) };
    const assumed = source(ASSUMED);
    const errors = await Promise.all(Array.from({ length: 100 }, () => errorOf(assumed)));
    expect(new Set(errors).size).toBe(1);
    expect(errors[0]).toMatch(/NoPermission: You are not authorized.*Sts\.AssumeRole.*r-1.*trust policy/);
    expect(errors[0]).not.toMatch(/own-secret/);
    await errorOf(assumed);
    expect(server.received).toHaveLength(1);
    server.refusal = undefined;
    await clock.advance(60_000);
    expect(await assumed.current()).toEqual(FIRST);
  });

  test.each([
    [{ "alicloud:region": "cn-shanghai" }, {}, "https://sts.cn-shanghai.aliyuncs.com/"],
    [
      { "alicloud:region": "cn-shanghai" },
      { ALIBABA_CLOUD_STS_REGION: "cn-beijing" },
      "https://sts.cn-beijing.aliyuncs.com/",
    ],
    [{}, {}, "https://sts.aliyuncs.com/"],
    [{ "alicloud:endpoints": '{"sts":"sts.example.com"}' }, {}, "https://sts.example.com/"],
  ])("is asked for at the STS of %o and %o: %s", async (config, env, origin) => {
    const urls: string[] = [];
    const transport: Transport = async ({ url }) => {
      urls.push(url);
      return { status: 400, headers: {}, body: '{"Code":"NoPermission"}' };
    };
    const own = { ALIBABA_CLOUD_ENDPOINT_STS: "", ...env };
    await errorOf(source({ ...ASSUMED, ...config }, own, transport));
    expect(urls[0]?.startsWith(origin)).toBe(true);
  });
});

describe("OIDC", () => {
  const oidc = (more: object) =>
    JSON.stringify({ roleArn: ROLE, oidcProviderArn: "acs:ram::1:oidc-provider/ack", ...more });

  test("hands over the token of a file, read anew each time, unsigned and not in the URL", async () => {
    const path = file("token", "first\n");
    const config = { "alicloud:assumeRoleWithOidc": oidc({ oidcTokenFile: path, policy: "{}" }) };
    const roles = source(config);
    expect(await roles.current()).toEqual(FIRST);
    const [call] = server.received;
    expect(call?.what).toBe("AssumeRoleWithOIDC");
    expect(call?.parameters).toEqual({
      RoleArn: ROLE,
      OIDCProviderArn: "acs:ram::1:oidc-provider/ack",
      OIDCToken: "first",
      RoleSessionName: "pulumi-interlink",
      DurationSeconds: "3600",
      Policy: "{}",
    });
    expect(call?.headers["authorization"]).toBeUndefined();
    expect(call?.url).not.toContain("first");

    file("token", "second");
    expect(await roles.renew(FIRST)).toBe(true);
    expect(server.received[1]?.parameters["OIDCToken"]).toBe("second");
    expect(await roles.current()).toEqual(SECOND);
  });

  test("hands over a token from the configuration", async () => {
    const config = { "alicloud:assumeRoleWithOidc": oidc({ oidcToken: "mine", sessionExpiration: 1000 }) };
    await source(config).current();
    expect(server.received[0]?.parameters).toMatchObject({ OIDCToken: "mine", DurationSeconds: "1000" });
  });

  test("is set up by a cluster's environment, and a role can be assumed on top of it", async () => {
    const env = {
      ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1:role/pod",
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "provider",
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: file("token", "pod-token"),
      ALIBABA_CLOUD_ROLE_SESSION_NAME: "pod",
    };
    expect(await source({ "alicloud:assumeRole": JSON.stringify({ roleArn: ROLE }) }, env).current()).toEqual(
      SECOND,
    );
    const [first, second] = server.received;
    expect(first?.parameters).toMatchObject({ RoleArn: "acs:ram::1:role/pod", RoleSessionName: "pod" });
    expect(second?.parameters).toMatchObject({ RoleArn: ROLE });
    expect(second?.headers["authorization"]).toContain("Credential=STS.1,");
    expect(second?.headers["x-acs-security-token"]).toBe("token-1");
  });

  test("without its file is an error that names the file", async () => {
    const config = { "alicloud:assumeRoleWithOidc": oidc({ oidcTokenFile: join(home, "missing") }) };
    expect(await errorOf(source(config))).toMatch(/OIDC token file .*missing cannot be read \(ENOENT\)/);
  });

  test("that is refused is an error without the token", async () => {
    const body = { Code: "AuthenticationFail.OIDCToken.Expired", Message: "expired", RequestId: "r" };
    server.refusal = { status: 400, body: JSON.stringify(body) };
    const error = await errorOf(source({ "alicloud:assumeRoleWithOidc": oidc({ oidcToken: "hush" }) }));
    expect(error).toMatch(/OIDC token has expired/);
    expect(error).not.toContain("hush");
  });
});

describe("a profile of the CLI", () => {
  const key = { access_key_id: "cli-key", access_key_secret: "cli-secret" };
  const cliKey = { accessKeyId: "cli-key", accessKeySecret: "cli-secret" };

  test.each([
    ["AK", key, cliKey, []],
    ["StsToken", { ...key, sts_token: "cli-token" }, { ...cliKey, securityToken: "cli-token" }, []],
    [
      "RamRoleArn",
      { ...key, ram_role_arn: ROLE, ram_session_name: "me", expired_seconds: 900 },
      FIRST,
      ["AssumeRole"],
    ],
    [
      "EcsRamRole",
      { ram_role_name: "the-role" },
      FIRST,
      ["PUT /latest/api/token", "GET /latest/meta-data/ram/security-credentials/the-role"],
    ],
    [
      "EcsRamRole",
      {},
      FIRST,
      [
        "PUT /latest/api/token",
        "GET /latest/meta-data/ram/security-credentials/",
        "GET /latest/meta-data/ram/security-credentials/the-role",
      ],
    ],
    [
      "RamRoleArnWithRoleName",
      { ram_role_name: "the-role", ram_role_arn: ROLE },
      SECOND,
      ["PUT /latest/api/token", "GET /latest/meta-data/ram/security-credentials/the-role", "AssumeRole"],
    ],
    [
      "ChainableRamRoleArn",
      { source_profile: "other", ram_role_arn: ROLE },
      SECOND,
      ["AssumeRole", "AssumeRole"],
    ],
  ] as const)("of mode %s, %o", async (mode, profile, expected, asked) => {
    const other = { name: "other", mode: "RamRoleArn", ...key, ram_role_arn: "acs:ram::1:role/first" };
    cliFile({ name: "mine", mode, ...profile }, other);
    expect(await source().current()).toEqual(expected);
    expect(server.asked).toEqual(asked);
  });

  test("of mode RamRoleArn hands over all that it says", async () => {
    const more = {
      ram_session_name: "me",
      expired_seconds: 900,
      external_id: "x",
      sts_region: "cn-hangzhou",
    };
    cliFile({ name: "mine", mode: "RamRoleArn", ...key, ram_role_arn: ROLE, ...more });
    await source().current();
    expect(server.received[0]?.parameters).toEqual({
      RoleArn: ROLE,
      RoleSessionName: "me",
      DurationSeconds: "900",
      ExternalId: "x",
    });
  });

  test("of mode OIDC", async () => {
    const oidc_token_file = file("token", "cli-token");
    cliFile({ name: "mine", mode: "OIDC", oidc_provider_arn: "p", oidc_token_file, ram_role_arn: ROLE });
    expect(await source().current()).toEqual(FIRST);
    expect(server.received[0]?.parameters).toMatchObject({ OIDCToken: "cli-token", RoleArn: ROLE });
  });

  test("of mode CredentialsURI, which must not be plain http to elsewhere", async () => {
    cliFile({ name: "mine", mode: "CredentialsURI", credentials_uri: `${server.origin}/key` });
    expect(await source().current()).toEqual(FIRST);
    cliFile({ name: "mine", mode: "CredentialsURI", credentials_uri: "http://example.com/hush" });
    const error = await errorOf(source());
    expect(error).toMatch(/credentials_uri of profile mine .* plain http/);
    expect(error).not.toContain("hush");
  });

  test("is the one that is named, from each place", async () => {
    cliFile(
      { name: "current", mode: "AK", access_key_id: "no", access_key_secret: "no" },
      { name: "b", ...key },
    );
    expect(await source({ "alicloud:profile": "b" }).current()).toEqual(cliKey);
    expect(await source({}, { ALICLOUD_PROFILE: "b" }).current()).toEqual(cliKey);
    expect(await source({}, { ALIBABA_CLOUD_PROFILE: "b" }).current()).toEqual(cliKey);
    expect(await source({ "alicloud:profile": "b" }, { ALICLOUD_PROFILE: "current" }).current()).toEqual(
      cliKey,
    );
  });

  test("is read from the file that is named", async () => {
    const path = file("elsewhere.json", { current: "b", profiles: [{ name: "b", mode: "AK", ...key }] });
    expect(await source({ "alicloud:sharedCredentialsFile": path }).current()).toEqual(cliKey);
    expect(await source({}, { ALIBABA_CLOUD_CREDENTIALS_FILE: path }).current()).toEqual(cliKey);
    const tilde = { "alicloud:sharedCredentialsFile": "~/elsewhere.json", "alicloud:profile": "b" };
    expect(await source(tilde).current()).toEqual(cliKey);
    const missing = { "alicloud:sharedCredentialsFile": join(home, "missing") };
    expect(await errorOf(source(missing))).toMatch(/credentials file .*missing is not there/);
  });

  test("names the region, where nothing before it does", () => {
    cliFile({ name: "a", ...key, region_id: "cn-beijing" }, { name: "b", ...key, region_id: "cn-wuhan-lr" });
    expect(settingsOf().region).toBe("cn-beijing");
    expect(settingsOf({ "alicloud:profile": "b" }).region).toBe("cn-wuhan-lr");
    expect(settingsOf({ "alicloud:region": "cn-hangzhou" }).region).toBe("cn-hangzhou");
    expect(settingsOf({}, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" }).region).toBeUndefined();
  });

  test("is not read where that is switched off", async () => {
    cliFile({ name: "a", mode: "AK", ...key });
    const error = await errorOf(source({}, { ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "true" }));
    expect(error).toMatch(/config\.json \(switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED\)/);
  });

  test("that is changed is read again once its key is refused", async () => {
    cliFile({ name: "a", mode: "AK", access_key_id: "old", access_key_secret: "old" });
    const profile = source();
    const old = await profile.current();
    cliFile({ name: "a", mode: "AK", ...key });
    expect(await profile.renew(old)).toBe(true);
    expect(await profile.current()).toEqual(cliKey);
  });

  test.each([
    ["is missing", [{ name: "a", mode: "AK", ...key }], /profile mine was not found.*it has no profile mine/],
    [
      "lacks a field",
      [{ name: "mine", mode: "RamRoleArn", ...key }],
      /profile mine of mode RamRoleArn lacks ram_role_arn/,
    ],
    ["lacks its secret", [{ name: "mine", access_key_id: "hush" }], /mode AK lacks access_key_secret/],
    ["holds nothing", [{ name: "mine", mode: "AK", access_key_id: "" }], /profile mine holds no access key/],
    [
      "has a wrong field",
      [{ name: "mine", mode: "AK", access_key_id: 17 }],
      /config\.json: profile mine is not as .* access_key_id/,
    ],
    [
      "builds on nothing",
      [{ name: "mine", mode: "ChainableRamRoleArn", source_profile: "a", ram_role_arn: "hush" }],
      /builds on profile a, which is not there/,
    ],
    [
      "builds on itself",
      [
        { name: "mine", mode: "ChainableRamRoleArn", source_profile: "a", ram_role_arn: "hush" },
        { name: "a", mode: "ChainableRamRoleArn", source_profile: "mine", ram_role_arn: "hush" },
      ],
      /profiles mine, a, mine build on each other/,
    ],
  ])("that %s is an error without secrets", async (_, profiles, message) => {
    cliFile(...profiles);
    const error = await errorOf(source({ "alicloud:profile": "mine" }));
    expect(error).toMatch(message);
    expect(error).not.toMatch(/hush|cli-secret/);
  });

  test("in a broken file is an error that quotes nothing of it", async () => {
    file(".aliyun/config.json", '{"current": "a", "profiles": [{"access_key_secret": "hush" oops');
    const broken = source();
    expect(await errorOf(broken)).toBe("~/.aliyun/config.json is not valid JSON.");
    await broken.current().catch((error: unknown) => {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("hush");
    });
    expect(settingsOf().region).toBeUndefined();
    expect(() => settingsOf({ "alicloud:profile": "a" }).region).toThrow("is not valid JSON");
    file(".aliyun/config.json", '{"current": "a", "profiles": {"hush": 1}}');
    expect(await errorOf(source())).toBe(
      "~/.aliyun/config.json is not as the Alibaba Cloud CLI writes it: profiles.",
    );
  });
});

describe("a mode that only the vendor's client knows", () => {
  const client = (getCredentials: string) =>
    `exports.default = { builder: () => ({ withProfileName: (name) => ({ build: () => ({ getCredentials: ${getCredentials} }) }) }) };`;
  const install = (getCredentials: string) =>
    file("node_modules/@alicloud/credentials/dist/src/providers/cli_profile.js", client(getCredentials));

  beforeEach(() => {
    vi.spyOn(process, "cwd").mockReturnValue(home);
    cliFile({ name: "mine", mode: "CloudSSO", access_token: "hush" });
  });

  test("is handed to it", async () => {
    install("async () => ({ accessKeyId: name, accessKeySecret: 's', securityToken: 't' })");
    expect(await source().current()).toEqual({
      accessKeyId: "mine",
      accessKeySecret: "s",
      securityToken: "t",
    });
  });

  test("is an error that names the mode and the package, where that is not installed", async () => {
    // Nothing is installed there; beside this package, a development dependency brings it.
    const nowhere = join(tmpdir(), "_.js");
    await expect(vendorKey("CloudSSO", "mine", 0, [nowhere])).rejects.toThrow(
      /mode CloudSSO.*npm install @alicloud\/credentials/,
    );
  });

  test("is an error without the client's message, which may quote the file", async () => {
    install("async () => { throw new Error('hush') }");
    const error = await errorOf(source());
    expect(error).toMatch(/could not fetch a key for profile mine of mode CloudSSO/);
    expect(error).not.toContain("hush");
  });

  test("does not work from another file", async () => {
    const path = file("other.json", { current: "a", profiles: [{ name: "a", mode: "External" }] });
    expect(await errorOf(source({ "alicloud:sharedCredentialsFile": path }))).toMatch(
      /mode External.*only from/,
    );
  });
});

describe("a section of the credentials file", () => {
  const section = (name: string, lines: readonly string[]) => `[${name}]\n${lines.join("\n")}\n`;
  const key = ["access_key_id = ini-key", "access_key_secret=ini-secret"];
  const iniKey = { accessKeyId: "ini-key", accessKeySecret: "ini-secret" };

  test.each([
    ["access_key", key, iniKey, []],
    ["sts", [...key, "security_token = a=b"], { ...iniKey, securityToken: "a=b" }, []],
    ["ram_role_arn", [...key, `role_arn = ${ROLE}`], FIRST, ["AssumeRole"]],
    [
      "ecs_ram_role",
      ["role_name = the-role"],
      FIRST,
      ["PUT /latest/api/token", "GET /latest/meta-data/ram/security-credentials/the-role"],
    ],
  ])("of type %s", async (type, lines, expected, asked) => {
    const other = section("other", ["type = access_key", "access_key_id = no", "access_key_secret = no"]);
    const content = `# comment\r\n${other}${section("default", [`type = ${type}`, "; comment", ...lines])}`;
    file(".alibabacloud/credentials", content);
    expect(await source().current()).toEqual(expected);
    expect(server.asked).toEqual(asked);
  });

  test("is the one that is named, and looked for after the CLI's profiles", async () => {
    cliFile({ name: "a", mode: "AK", access_key_id: "no", access_key_secret: "no" });
    file(".alibabacloud/credentials", section("mine", ["type = access_key", ...key]));
    expect(await source({ "alicloud:profile": "mine" }).current()).toEqual(iniKey);
  });

  test("is read from the file that is named: its content tells that it is no JSON", async () => {
    const path = file("ini", section("default", ["type = access_key", ...key]));
    expect(await source({}, { ALIBABA_CLOUD_CREDENTIALS_FILE: path }).current()).toEqual(iniKey);
    expect(await source({}, { ALICLOUD_SHARED_CREDENTIALS_FILE: path }).current()).toEqual(iniKey);
  });

  test.each([
    [["type = hush"], /section default is of a type that is not known here/],
    [["type = access_key", "access_key_secret = hush"], /section default lacks access_key_id/],
    [["access_key_secret = hush"], /section default lacks type/],
  ])("%o is an error without secrets", async (lines, message) => {
    file(".alibabacloud/credentials", section("default", lines));
    const error = await errorOf(source());
    expect(error).toMatch(message);
    expect(error).not.toContain("hush");
  });
});

describe("an instance's role", () => {
  const role = { "alicloud:ecsRoleName": "the-role" };
  const path = "/latest/meta-data/ram/security-credentials/the-role";

  test.each([
    [role, {}],
    [{}, { ALICLOUD_ECS_ROLE_NAME: "the-role" }],
    [{}, { ALIBABA_CLOUD_ECS_METADATA: "the-role" }],
  ])("is asked for with a metadata token: %o %o", async (config, env) => {
    expect(await source(config, env).current()).toEqual(FIRST);
    expect(server.asked).toEqual(["PUT /latest/api/token", `GET ${path}`]);
    expect(server.received[0]?.headers["x-aliyun-ecs-metadata-token-ttl-seconds"]).toBeDefined();
    expect(server.received[1]?.headers["x-aliyun-ecs-metadata-token"]).toBe("metadata-token");
  });

  test("is asked for without a token where there is none, unless that is switched off", async () => {
    server.metadataTokens = false;
    expect(await source(role).current()).toEqual(FIRST);
    expect(server.received[1]?.headers["x-aliyun-ecs-metadata-token"]).toBeUndefined();
    const strict = source(role, { ALIBABA_CLOUD_IMDSV1_DISABLED: "true" });
    expect(await errorOf(strict)).toMatch(
      /instance role the-role .* could not be asked for a key: .*HTTP 404/,
    );
  });

  test("can assume another role", async () => {
    const config = { ...role, "alicloud:assumeRole": JSON.stringify({ roleArn: ROLE }) };
    expect(await source(config).current()).toEqual(SECOND);
    expect(server.received[2]?.headers["x-acs-security-token"]).toBe("token-1");
  });

  test("that is not there is an error that names it", async () => {
    expect(await errorOf(source({ "alicloud:ecsRoleName": "other" }))).toMatch(
      /instance role other .*HTTP 404/,
    );
    const gone = source(role);
    await server.stop();
    expect(await errorOf(gone)).toMatch(/instance role the-role .*ECONNREFUSED/);
    server = await KeyServer.start(clock);
  });

  test("is not asked for unless it is named", async () => {
    await errorOf(source());
    expect(server.received).toEqual([]);
  });
});

describe("a credentials URI", () => {
  test.each([
    ["configuration", (uri: string) => source({ "alicloud:credentialsUri": uri })],
    ["ALICLOUD_CREDENTIALS_URI", (uri: string) => source({}, { ALICLOUD_CREDENTIALS_URI: uri })],
    ["ALIBABA_CLOUD_CREDENTIALS_URI", (uri: string) => source({}, { ALIBABA_CLOUD_CREDENTIALS_URI: uri })],
  ])("hands out a key: %s", async (_, of) => {
    expect(await of(`${server.origin}/key?of=me`).current()).toEqual(FIRST);
    expect(server.received[0]?.parameters).toEqual({ of: "me" });
  });

  test.each([
    [{ status: 403, body: "hush" }, /could not be asked for a key: it answered with HTTP 403/],
    [{ status: 200, body: "hush" }, /did not answer with JSON/],
    [{ status: 200, body: '{"Code":"Success","AccessKeySecret":"hush"}' }, /did not answer with a key/],
    [
      { status: 200, body: '{"Code":"Failed","AccessKeyId":"a","AccessKeySecret":"hush"}' },
      /not answer with a key/,
    ],
  ])("that answers %o is an error without secrets", async (refusal, message) => {
    server.refusal = refusal;
    const error = await errorOf(source({ "alicloud:credentialsUri": `${server.origin}/key?token=hush` }));
    expect(error).toMatch(message);
    expect(error).toContain("alicloud:credentialsUri");
    expect(error).not.toContain("hush");
  });
});

test("where there are no credentials, the error names every place that was searched", async () => {
  const error = await errorOf(source());
  for (const place of [
    "alicloud:accessKey",
    "alicloud:profile",
    "alicloud:ecsRoleName",
    "alicloud:credentialsUri",
    "alicloud:assumeRoleWithOidc",
    "ALICLOUD_ACCESS_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_OIDC_PROVIDER_ARN",
    "ALICLOUD_PROFILE",
    "ALIBABA_CLOUD_ECS_METADATA",
    "ALIBABA_CLOUD_CREDENTIALS_URI",
    "~/.aliyun/config.json (not there)",
    "~/.alibabacloud/credentials (not there)",
  ]) {
    expect(error).toContain(place);
  }
  expect(error).toMatch(/^No Alibaba Cloud credentials were found/);
});

describe("a temporary key", () => {
  test("is fetched once for all that wait", async () => {
    const assumed = source(ASSUMED);
    const keys = await Promise.all(Array.from({ length: 100 }, () => assumed.current()));
    expect(new Set(keys)).toEqual(new Set([FIRST]));
    expect(server.received).toHaveLength(1);
  });

  test("is renewed 15 minutes before it ends, once for all that wait", async () => {
    const assumed = source(ASSUMED);
    await assumed.current();
    await clock.advance(44 * 60_000);
    expect(await assumed.current()).toEqual(FIRST);
    await clock.advance(61_000);
    const keys = await Promise.all(Array.from({ length: 100 }, () => assumed.current()));
    expect(new Set(keys)).toEqual(new Set([SECOND]));
    expect(server.received).toHaveLength(2);
  });

  test("that lives shortly is renewed at half of its life", async () => {
    server.lifetimeMs = 60_000;
    const assumed = source(ASSUMED);
    await assumed.current();
    await clock.advance(29_000);
    expect(await assumed.current()).toEqual(FIRST);
    await clock.advance(1_000);
    expect(await assumed.current()).toEqual(SECOND);
  });

  test("that has ended already, by a clock that is off, is not fetched for every call", async () => {
    server.lifetimeMs = -3_600_000;
    const assumed = source(ASSUMED);
    await assumed.current();
    await assumed.current();
    expect(server.received).toHaveLength(1);
  });

  test("is used for as long as it holds while it cannot be renewed", async () => {
    const assumed = source(ASSUMED);
    await assumed.current();
    server.refusal = { status: 403, body: '{"Code":"NoPermission","Message":"no more"}' };
    await clock.advance(50 * 60_000);
    expect(await assumed.current()).toEqual(FIRST);
    expect(await assumed.current()).toEqual(FIRST);
    expect(server.received).toHaveLength(2);
    await clock.advance(10 * 60_000);
    expect(await errorOf(assumed)).toContain("no more");
  });

  test("that is refused is renewed once for all that were refused", async () => {
    const assumed = source(ASSUMED);
    const key = await assumed.current();
    const renewed = await Promise.all(Array.from({ length: 100 }, () => assumed.renew(key)));
    expect(renewed.every(Boolean)).toBe(true);
    expect(await assumed.renew(key)).toBe(true);
    expect(server.received).toHaveLength(2);
    expect(await assumed.current()).toEqual(SECOND);
  });

  test("that is refused again and again is not renewed without end", async () => {
    const assumed = source(ASSUMED);
    const renewed: boolean[] = [];
    for (let n = 0; n < 50; n += 1) renewed.push(await assumed.renew(await assumed.current()));
    expect(renewed.at(-1)).toBe(false);
    expect(server.received.length).toBeLessThan(10);
    await clock.advance(60_000);
    expect(await assumed.renew(await assumed.current())).toBe(true);
  });

  test("that is refused and cannot be renewed says so, and why", async () => {
    const assumed = source(ASSUMED);
    const key = await assumed.current();
    server.refusal = { status: 403, body: '{"Code":"NoPermission","Message":"no more"}' };
    const errors = await Promise.allSettled(Array.from({ length: 100 }, () => assumed.renew(key)));
    for (const outcome of errors) {
      expect(outcome).toMatchObject({
        reason: { message: expect.stringMatching(/refused the credential.*no more/) },
      });
    }
    expect(server.received).toHaveLength(2);
  });

  test("that ends in mid-run is replaced under 100 calls at once", async () => {
    const assumed = source(ASSUMED);
    const account = new Alibaba({
      clock,
      sender: new Sender(clock, network),
      credentials: assumed,
      stop: new AbortController().signal,
      endpoint: () => server.origin,
    });
    await assumed.current();
    server.ended.add("token-1");
    const calls = Promise.all(
      Array.from({ length: 100 }, () => account.call(getCallerIdentity, "cn-hangzhou", {})),
    );
    const done = { yet: false };
    void calls.finally(() => {
      done.yet = true;
    });
    while (!done.yet) await clock.advance(50);
    expect(await calls).toHaveLength(100);
    expect(server.asked.filter((what) => what === "AssumeRole")).toHaveLength(2);
    const refused = server.received.filter((it) => it.headers["x-acs-security-token"] === "token-1");
    expect(refused.length).toBeLessThanOrEqual(100);
  });
});
