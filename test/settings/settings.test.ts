import { describe, expect, test, vi } from "vitest";
import { ALICLOUD } from "../../provider/alibaba/setting-rows.ts";
import type { AlibabaSettings } from "../../provider/alibaba/settings.ts";
import { HUAWEI_USER_ID, HUAWEICLOUD } from "../../provider/huawei/setting-rows.ts";
import type { HuaweiSettings } from "../../provider/huawei/settings.ts";
import { readSettings } from "../../provider/runtime.ts";
import type { Lookup } from "../../provider/settings/places.ts";
import { hasFields } from "../../provider/settings/rows.ts";

/** Settings as a stack and an environment give them. */
function settings(config: Record<string, string> = {}, env: Record<string, string> = {}) {
  return readSettings(lookup(config), lookup(env));
}

function lookup(values: Record<string, string>): Lookup {
  return (name) => (Object.hasOwn(values, name) ? values[name] : undefined);
}

/** How a setting shows once it is read. */
interface Case {
  readonly values: readonly [string, string];
  /** Settings that make sense only together with it. */
  readonly needs?: Readonly<Record<string, string>>;
  readonly see: (read: { alibaba: AlibabaSettings; huawei: HuaweiSettings }) => unknown;
}

const ROLE_ARN = "acs:ram::1210123456120001:role/network";
const keyOf = (settings: AlibabaSettings | HuaweiSettings) =>
  settings.credential?.kind === "accessKey" ? settings.credential.key : undefined;
const oidcOf = ({ alibaba }: { alibaba: AlibabaSettings }) =>
  alibaba.credential?.kind === "oidc" ? alibaba.credential.oidc : undefined;
const userOf = ({ huawei }: { huawei: HuaweiSettings }) =>
  huawei.credential?.kind === "password" ? huawei.credential : undefined;

const ALIBABA_CASES: Readonly<Record<string, Case>> = {
  region: { values: ["cn-hangzhou", "cn-shanghai"], see: (it) => it.alibaba.region },
  accessKey: {
    values: ["key-one", "key-two"],
    needs: { secretKey: "secret" },
    see: (it) => keyOf(it.alibaba)?.accessKeyId,
  },
  secretKey: {
    values: ["secret-one", "secret-two"],
    needs: { accessKey: "key" },
    see: (it) => keyOf(it.alibaba)?.accessKeySecret,
  },
  securityToken: {
    values: ["token-one", "token-two"],
    needs: { accessKey: "key", secretKey: "secret" },
    see: (it) => keyOf(it.alibaba)?.securityToken,
  },
  profile: { values: ["one", "two"], see: (it) => it.alibaba.profile },
  sharedCredentialsFile: { values: ["one.json", "two.json"], see: (it) => it.alibaba.sharedCredentialsFile },
  ecsRoleName: {
    values: ["one", "two"],
    see: ({ alibaba: { credential } }) => credential?.kind === "instanceRole" && credential.roleName,
  },
  credentialsUri: {
    values: ["https://one.example.com/key?a=b", "https://two.example.com/key"],
    see: ({ alibaba: { credential } }) => credential?.kind === "uri" && credential.uri,
  },
};

const HUAWEI_CASES: Readonly<Record<string, Case>> = {
  region: { values: ["cn-north-4", "eu-west-101"], see: (it) => it.huawei.region },
  accessKey: {
    values: ["key-one", "key-two"],
    needs: { secretKey: "secret" },
    see: (it) => keyOf(it.huawei)?.accessKeyId,
  },
  secretKey: {
    values: ["secret-one", "secret-two"],
    needs: { accessKey: "key" },
    see: (it) => keyOf(it.huawei)?.accessKeySecret,
  },
  securityToken: {
    values: ["token-one", "token-two"],
    needs: { accessKey: "key", secretKey: "secret" },
    see: (it) => keyOf(it.huawei)?.securityToken,
  },
  projectId: { values: ["one", "two"], see: (it) => it.huawei.projectId },
  projectName: { values: ["one", "two"], see: (it) => it.huawei.projectName },
  domainName: { values: ["one", "two"], see: (it) => it.huawei.domainName },
  domainId: { values: ["one", "two"], see: (it) => it.huawei.domainId },
  userName: {
    values: ["user-one", "user-two"],
    needs: { password: "word" },
    see: (it) => userOf(it)?.user,
  },
  password: {
    values: [" word one", "word-two "],
    needs: { userName: "user" },
    see: (it) => userOf(it)?.password,
  },
  token: {
    values: ["token-one", "token-two"],
    see: ({ huawei: { credential } }) => credential?.kind === "token" && credential.token,
  },
  authUrl: {
    values: ["https://iam.one.example.com/v3", "https://iam.two.example.com"],
    see: (it) => it.huawei.authUrl,
  },
  cloud: { values: ["one.example.com", "two.example.com"], see: (it) => it.huawei.cloud },
  profile: { values: ["one", "two"], see: (it) => it.huawei.profile },
  sharedConfigFile: { values: ["one.json", "two.json"], see: (it) => it.huawei.sharedConfigFile },
};

/** What a value looks like after it is read. */
const READ: Readonly<Record<string, unknown>> = {
  "user-one": { name: "user-one" },
  "user-two": { name: "user-two" },
  "https://iam.one.example.com/v3": "https://iam.one.example.com",
};

const CLOUDS = [
  { namespace: "alicloud", rows: ALICLOUD, cases: ALIBABA_CASES },
  { namespace: "huaweicloud", rows: HUAWEICLOUD, cases: HUAWEI_CASES },
] as const;

/** A setting of one value, ready to be set in each of its places. */
interface Simple extends Case {
  readonly name: string;
  readonly variables: readonly string[];
  configuration(value: string): Record<string, string>;
  environment(place: number, value: string): Record<string, string>;
}

const SIMPLE: readonly Simple[] = CLOUDS.flatMap(({ namespace, rows, cases }) =>
  Object.entries(rows).flatMap(([key, row]) => {
    if (hasFields(row)) return [];
    const of: Case | undefined = cases[key];
    if (of === undefined) throw new Error(`no case for ${namespace}:${key}`);
    const needed = (name: string, place: number) => {
      const other = Object.entries(rows).find(([it]) => it === name)?.[1];
      return other === undefined || hasFields(other) ? "" : (other.environment[place] ?? "");
    };
    const configuration = (value: string) => ({
      [`${namespace}:${key}`]: value,
      ...renamed(of.needs, (name) => `${namespace}:${name}`),
    });
    const environment = (place: number, value: string) => ({
      [row.environment[place] ?? ""]: value,
      ...renamed(of.needs, (name) => needed(name, place)),
    });
    return [{ name: `${namespace}:${key}`, variables: row.environment, configuration, environment, ...of }];
  }),
);
const VARIABLES = SIMPLE.flatMap((setting) =>
  setting.variables.map((variable, place) => ({ ...setting, variable, place })),
);

function renamed(values: Readonly<Record<string, string>> = {}, name: (key: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [name(key), value]));
}

function read(value: string): unknown {
  return READ[value] ?? value;
}

test.each(SIMPLE)("$name is read from the configuration", ({ configuration, values: [one], see }) => {
  expect(see(settings(configuration(one)))).toEqual(read(one));
});

test.each(VARIABLES)("$name is read from $variable", ({ environment, place, values: [one], see }) => {
  expect(see(settings({}, environment(place, one)))).toEqual(read(one));
});

test.each(VARIABLES)("$name in the configuration comes before $variable", (setting) => {
  const [one, two] = setting.values;
  const both = settings(setting.configuration(one), setting.environment(setting.place, two));
  expect(setting.see(both)).toEqual(read(one));
});

test.each(VARIABLES.filter(({ place }) => place > 0))(
  "$name: $variable comes after those before it",
  (setting) => {
    const [one, two] = setting.values;
    const { environment, place } = setting;
    const both = settings({}, { ...environment(place, two), ...environment(place - 1, one) });
    expect(setting.see(both)).toEqual(read(one));
  },
);

test.each(SIMPLE)("$name counts as left out where it is blank", ({ name, see, variables, values: [one] }) => {
  const nothing = see(settings());
  expect(see(settings({ [name]: "" }))).toEqual(nothing);
  expect(see(settings({ [name]: " \t" }))).toEqual(nothing);
  expect(see(settings({}, Object.fromEntries(variables.map((it) => [it, ""]))))).toEqual(nothing);
  expect(nothing).not.toEqual(read(one));
});

test.each(SIMPLE.filter(({ name }) => !name.endsWith(":password")))(
  "blanks around $name are dropped",
  ({ configuration, values: [one], see }) => {
    expect(see(settings(configuration(`  ${one}\n`)))).toEqual(read(one));
  },
);

describe("a user's id", () => {
  test.each(HUAWEI_USER_ID.environment.map((variable, place) => ({ variable, place })))(
    "is read from $variable",
    ({ variable, place }) => {
      const env = { [variable]: "id", [HUAWEICLOUD.password.environment[place] ?? ""]: "word" };
      expect(userOf(settings({}, env))?.user).toEqual({ id: "id" });
    },
  );
});

/** Structured settings: what to configure, how it shows, and what its fields are called in the environment. */
const RECORDS = [
  {
    name: "alicloud:assumeRole",
    row: ALICLOUD.assumeRole,
    needs: { roleArn: ROLE_ARN },
    value: { roleArn: "arn", sessionName: "s", externalId: "e", policy: "{}", sessionExpiration: 900 },
    see: (it) => it.alibaba.assumeRole,
    shown: { sessionExpiration: "durationSeconds" },
  },
  {
    name: "alicloud:assumeRoleWithOidc",
    row: ALICLOUD.assumeRoleWithOidc,
    needs: { roleArn: ROLE_ARN, oidcProviderArn: "provider", oidcTokenFile: "/token" },
    value: {
      roleArn: "arn",
      oidcProviderArn: "p",
      oidcTokenFile: "/t",
      oidcToken: "t",
      roleSessionName: "s",
      policy: "{}",
      sessionExpiration: 43200,
    },
    see: oidcOf,
    shown: {
      sessionExpiration: "durationSeconds",
      roleSessionName: "sessionName",
      oidcToken: "token",
      oidcTokenFile: "tokenFile",
    },
  },
  {
    name: "alicloud:endpoints",
    row: ALICLOUD.endpoints,
    needs: {},
    value: {
      vpc: "https://vpc.example.com",
      ecs: "https://ecs.example.com",
      expressconnectrouter: "https://ecr.example.com",
      sts: "https://sts.example.com",
    },
    see: (it) => it.alibaba.endpoints,
    shown: {},
  },
  {
    name: "huaweicloud:assumeRole",
    row: HUAWEICLOUD.assumeRole,
    needs: { agencyName: "agency", domainName: "domain" },
    value: { agencyName: "a", domainName: "d", domainId: "i", duration: 86400 },
    see: (it) => it.huawei.assumeRole,
    shown: { duration: "durationSeconds" },
  },
  {
    name: "huaweicloud:endpoints",
    row: HUAWEICLOUD.endpoints,
    needs: {},
    value: { eg: "https://eg.example.com", iam: "https://iam.example.com" },
    see: (it) => it.huawei.endpoints,
    shown: {},
  },
] as const satisfies readonly (Pick<Case, "see"> & {
  readonly name: string;
  readonly row: { readonly environment: Readonly<Record<string, readonly string[]>> };
  readonly needs: Readonly<Record<string, string>>;
  readonly value: Readonly<Record<string, string | number>>;
  readonly shown: Readonly<Record<string, string>>;
})[];

const FIELDS = RECORDS.flatMap(({ name, row, needs, value, see, shown }) =>
  Object.entries<string | number>(value).map(([field, of]) => {
    const names: Readonly<Record<string, string>> = shown;
    const environment: Readonly<Record<string, readonly string[]>> = row.environment;
    return { name, field, of, needs, see, as: names[field] ?? field, variables: environment[field] ?? [] };
  }),
);

test("every structured setting has a case, field by field", () => {
  const all = CLOUDS.flatMap(({ namespace, rows }) =>
    Object.entries(rows).flatMap(([key, row]) =>
      hasFields(row) ? Object.keys(row.parser.fields).map((field) => `${namespace}:${key}.${field}`) : [],
    ),
  );
  expect(FIELDS.map(({ name, field }) => `${name}.${field}`).toSorted()).toEqual(all.toSorted());
});

test.each(FIELDS)("$name $field is read from the configuration", ({ name, field, of, needs, see, as }) => {
  const shown = see(settings({ [name]: JSON.stringify({ ...needs, [field]: of }) }));
  expect(shown).toMatchObject({ [as]: of });
});

test.each(FIELDS.flatMap((of) => of.variables.map((variable) => ({ ...of, variable }))))(
  "$name $field is read from $variable, after the configuration",
  ({ name, field, of, needs, see, as, variable }) => {
    // A token and its file stand for each other.
    const alternative = field === "oidcToken" ? { oidcTokenFile: undefined } : {};
    const without = JSON.stringify({ ...needs, ...alternative, [field]: undefined });
    const env = { [variable]: String(of) };
    expect(see(settings({ [name]: without }, env))).toMatchObject({ [as]: of });
    const other =
      typeof of === "number" ? of + (of === 900 ? 1 : -1) : of.replace("https://", "https://other.");
    const ours = JSON.stringify({
      ...needs,
      [field]: typeof of === "string" && other === of ? "ours" : other,
    });
    expect(see(settings({ [name]: ours }, env))).not.toMatchObject({ [as]: of });
  },
);

test("a whole role is read from the environment", () => {
  const env = { ALICLOUD_ASSUME_ROLE_ARN: ROLE_ARN, ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION: "900" };
  expect(settings({}, env).alibaba.assumeRole).toMatchObject({ roleArn: ROLE_ARN, durationSeconds: 900 });
  expect(settings({}, { ALIBABA_CLOUD_ROLE_ARN: ROLE_ARN }).alibaba.assumeRole?.roleArn).toBe(ROLE_ARN);
});

test("the role of a cluster's OIDC token is not assumed a second time", () => {
  const env = {
    ALIBABA_CLOUD_ROLE_ARN: ROLE_ARN,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: "provider",
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: "/token",
  };
  expect(settings({}, env).alibaba).toMatchObject({ credential: { kind: "oidc" }, assumeRole: undefined });
  const key = { "alicloud:accessKey": "key", "alicloud:secretKey": "secret" };
  expect(settings(key, env).alibaba).toMatchObject({
    credential: { kind: "accessKey" },
    assumeRole: undefined,
  });
});

describe("a key, its secret and its token", () => {
  test.each([
    [
      "alicloud",
      { "alicloud:accessKey": "k" },
      { ALICLOUD_SECRET_KEY: "hush" },
      /alicloud:accessKey is set in the configuration, but alicloud:secretKey is not/,
    ],
    [
      "alicloud",
      { "alicloud:secretKey": "hush" },
      {},
      /alicloud:secretKey is set .* alicloud:accessKey is not/,
    ],
    [
      "alicloud",
      { "alicloud:securityToken": "hush" },
      { ALICLOUD_ACCESS_KEY: "k", ALICLOUD_SECRET_KEY: "hush" },
      /alicloud:securityToken is set .* alicloud:accessKey and alicloud:secretKey are not/,
    ],
    [
      "alicloud",
      {},
      { ALICLOUD_ACCESS_KEY: "k", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "hush" },
      /ALICLOUD_ACCESS_KEY is set .* ALICLOUD_SECRET_KEY is not/,
    ],
    [
      "huaweicloud",
      { "huaweicloud:accessKey": "k" },
      { HW_SECRET_KEY: "hush" },
      /huaweicloud:accessKey is set .* huaweicloud:secretKey is not/,
    ],
    [
      "huaweicloud",
      { "huaweicloud:userName": "u" },
      { HW_USER_PASSWORD: "hush" },
      /huaweicloud:userName is set .* huaweicloud:password is not/,
    ],
    [
      "huaweicloud",
      {},
      { HW_ACCESS_KEY: "k", OS_SECRET_KEY: "hush" },
      /HW_ACCESS_KEY is set .* HW_SECRET_KEY is not/,
    ],
    [
      "huaweicloud",
      {},
      { HW_USER_ID: "u", OS_PASSWORD: "hush" },
      /HW_USER_ID is set .* HW_USER_PASSWORD is not/,
    ],
  ] as const)("%s: %o with %o is refused, without the secret", (cloud, config, env, message) => {
    const error = errorOf(() => settings(config, env)[cloud === "alicloud" ? "alibaba" : "huawei"]);
    expect(error).toMatch(message);
    expect(error).toMatch(/one place together/);
    expect(error).not.toContain("hush");
  });

  test("of one place are not completed from another", () => {
    const env = {
      ALICLOUD_ACCESS_KEY: "other",
      ALICLOUD_SECRET_KEY: "other",
      ALICLOUD_SECURITY_TOKEN: "other",
    };
    const own = settings({ "alicloud:accessKey": "k", "alicloud:secretKey": "s" }, env);
    expect(keyOf(own.alibaba)).toEqual({ accessKeyId: "k", accessKeySecret: "s" });
  });
});

describe("the first place that names a credential counts", () => {
  const env = {
    ALICLOUD_ACCESS_KEY: "env",
    ALICLOUD_SECRET_KEY: "env",
    HW_ACCESS_KEY: "env",
    HW_SECRET_KEY: "env",
  };

  test.each([
    [{ "alicloud:profile": "mine" }, "profile"],
    [{ "alicloud:sharedCredentialsFile": "mine" }, "profile"],
    [{ "alicloud:ecsRoleName": "mine" }, "instanceRole"],
    [{ "alicloud:credentialsUri": "http://localhost:1/" }, "uri"],
    [{ "alicloud:profile": "mine", "alicloud:accessKey": "k", "alicloud:secretKey": "s" }, "accessKey"],
    [{}, "accessKey"],
  ])("%o before a key in the environment: %s", (config, kind) => {
    expect(settings(config, env).alibaba.credential?.kind).toBe(kind);
  });

  test.each([
    [{ "huaweicloud:profile": "mine" }, "profile"],
    [{ "huaweicloud:token": "mine" }, "token"],
    [{ "huaweicloud:userName": "u", "huaweicloud:password": "p" }, "password"],
    [{}, "accessKey"],
  ])("%o before a key in the environment: %s", (config, kind) => {
    expect(settings(config, env).huawei.credential?.kind).toBe(kind);
  });

  test("an instance role that is switched off in the environment is not used from there", () => {
    const off = { ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true", ALIBABA_CLOUD_ECS_METADATA: "role" };
    expect(settings({}, off).alibaba.credential).toBeUndefined();
    expect(settings({ "alicloud:ecsRoleName": "role" }, off).alibaba.credential?.kind).toBe("instanceRole");
  });
});

describe("endpoints", () => {
  const endpoints = (value: unknown) =>
    settings({ "alicloud:endpoints": JSON.stringify(value) }).alibaba.endpoints;

  test.each([
    ["vpc.example.com", "https://vpc.example.com"],
    ["vpc.example.com:8443", "https://vpc.example.com:8443"],
    ["https://vpc.example.com/", "https://vpc.example.com"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080"],
    ["http://127.9.8.7", "http://127.9.8.7"],
    ["http://localhost:8080/", "http://localhost:8080"],
    ["http://[::1]:8080", "http://[::1]:8080"],
  ])("%s is %s", (given, origin) => {
    expect(endpoints({ vpc: given })).toEqual({ vpc: origin });
    expect(settings({}, { ALIBABA_CLOUD_ENDPOINT_VPC: given }).alibaba.endpoints).toEqual({ vpc: origin });
  });

  test.each([
    "http://vpc.example.com",
    "http://10.0.0.1",
    "http://100.100.100.200",
    "http://127.0.0.1.example.com",
    "http://localhost.example.com",
    "ftp://127.0.0.1",
    "https://user:hush@vpc.example.com",
    "hush@vpc.example.com",
    "https://vpc.example.com/hush",
    "https://vpc.example.com?hush",
    "https://vpc.example.com#hush",
    "vpc.example.com/..",
    "https://vpc.example.com\\hush",
    "https://",
    "a b",
  ])("%s is refused, and only the key is named", (given) => {
    const error = errorOf(() => endpoints({ vpc: given }));
    expect(error).toMatch(/^alicloud:endpoints\.vpc /);
    expect(error).not.toContain("hush");
    expect(errorOf(() => settings({}, { HW_ENDPOINT_EG: given }).huawei)).toMatch(/^HW_ENDPOINT_EG /);
  });

  test("may come as a list of objects, as the vendor's package has them", () => {
    const list = [
      { vpc: "vpc.example.com", oss: "oss.example.com" },
      { ecs: "ecs.example.com", location: "x" },
    ];
    expect(endpoints(list)).toEqual({ vpc: "https://vpc.example.com", ecs: "https://ecs.example.com" });
  });

  test.each(["vcp", "expressConnectRouter", "__proto__", "toString"])("%s is refused by name", (service) => {
    const text = `{"${service}": "vpc.example.com"}`;
    const error = errorOf(() => settings({ "alicloud:endpoints": text }).alibaba);
    expect(error).toBe(
      `alicloud:endpoints.${service} is not known here; alicloud:endpoints may have vpc, ecs, expressconnectrouter and sts`,
    );
  });
});

describe("what is malformed", () => {
  test.each([
    ["alicloud:assumeRole", '{"roleArn":"hush"', "is not valid JSON"],
    ["alicloud:assumeRole", '"hush"', "must be an object with"],
    ["alicloud:assumeRole", '{"roleArn":"r","sesionName":"hush"}', ".sesionName is not known here"],
    ["alicloud:assumeRole", '{"sessionName":"hush"}', "must have a roleArn"],
    [
      "alicloud:assumeRole",
      '{"roleArn":"r","sessionExpiration":899}',
      ".sessionExpiration must be a whole number",
    ],
    ["alicloud:assumeRole", '{"roleArn":"r","sessionExpiration":"43201"}', ".sessionExpiration must be"],
    ["alicloud:assumeRole", '{"roleArn":"r","sessionExpiration":"hush"}', ".sessionExpiration must be"],
    ["alicloud:assumeRole", '{"roleArn":["hush"]}', ".roleArn must be text"],
    ["alicloud:assumeRoleWithOidc", '{"roleArn":"r","oidcToken":"hush"}', "oidcProviderArn"],
    ["alicloud:assumeRoleWithOidc", '{"oidcProviderArn":"r","oidcToken":"hush"}', "roleArn"],
    ["alicloud:assumeRoleWithOidc", '{"oidcProviderArn":"r","roleArn":"hush"}', "oidcTokenFile"],
    ["alicloud:region", "hush!", "must be a region id"],
    ["alicloud:region", "cn-hangzhou.hush.com/", "must be a region id"],
    ["alicloud:credentialsUri", "http://example.com/hush", "plain http"],
    ["alicloud:credentialsUri", "https://u:hush@example.com/", "must not hold a user"],
    ["alicloud:credentialsUri", "hush", "must be a URL"],
    ["huaweicloud:cloud", "hush/", "must be a domain"],
    ["huaweicloud:assumeRole", '{"agencyName":"hush"}', "domainName or a domainId"],
    ["huaweicloud:assumeRole", '{"agencyName":"a","domainName":"d","duration":1}', ".duration must be"],
    ["huaweicloud:authUrl", "http://iam.example.com/v3", "plain http"],
  ])("%s: %s is refused by its key, without its value", (key, value, reason) => {
    const error = errorOf(() => settings({ [key]: value })[key.startsWith("ali") ? "alibaba" : "huawei"]);
    expect(error).toContain(key);
    expect(error).toContain(reason);
    expect(error).not.toContain("hush");
  });

  test("metadata is asked elsewhere only on this machine", () => {
    const at = (address: string) =>
      settings({}, { ALIBABA_CLOUD_ENDPOINT_METADATA: address }).alibaba.metadataEndpoint;
    expect(settings().alibaba.metadataEndpoint).toBe("http://100.100.100.200");
    expect(at("http://127.0.0.1:1")).toBe("http://127.0.0.1:1");
    expect(errorOf(() => at("https://metadata.example.com"))).toMatch(
      /ALIBABA_CLOUD_ENDPOINT_METADATA must be a loopback/,
    );
  });

  test("of one cloud does not get in the other's way", () => {
    const read = settings({ "alicloud:region": "!", "huaweicloud:region": "cn-north-4" });
    expect(read.huawei.region).toBe("cn-north-4");
    expect(() => read.alibaba).toThrow("alicloud:region");
    expect(() => read.alibaba).toThrow("alicloud:region");
  });
});

describe("the profile files", () => {
  test("are read for a region that nothing else names, once, and for nothing else", () => {
    const alibaba = vi.fn(() => ({ region: "cn-beijing" }));
    const huawei = vi.fn(() => ({ region: "cn-north-4", projectId: "p" }));
    const all = readSettings(lookup({}), lookup({}), { alibaba, huawei });
    expect(all.alibaba.endpoints).toEqual({});
    expect(all.huawei.credential).toBeUndefined();
    expect(alibaba).not.toHaveBeenCalled();
    expect([all.alibaba.region, all.alibaba.region]).toEqual(["cn-beijing", "cn-beijing"]);
    expect([all.huawei.region, all.huawei.projectId]).toEqual(["cn-north-4", "p"]);
    expect(alibaba).toHaveBeenCalledTimes(1);
    expect(huawei).toHaveBeenCalledTimes(1);
  });

  test("are not read where the region is configured", () => {
    const alibaba = vi.fn(() => ({ region: "cn-beijing" }));
    const env = lookup({ ALIBABA_CLOUD_REGION: "cn-hangzhou" });
    expect(readSettings(lookup({}), env, { alibaba }).alibaba.region).toBe("cn-hangzhou");
    expect(alibaba).not.toHaveBeenCalled();
  });

  test("are where the user's home is", () => {
    expect(settings({}, { HOME: "/home/one" }).alibaba.home).toBe("/home/one");
    expect(settings({}, { USERPROFILE: "/users/two" }).huawei.home).toBe("/users/two");
  });
});

test("there is no region by default", () => {
  expect(settings().alibaba.region).toBeUndefined();
  expect(settings().huawei.region).toBeUndefined();
});

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "no error";
}
