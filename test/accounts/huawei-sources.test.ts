import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultHuawei, otherHuawei } from "../cloud/defaults.ts";
import { makeOne } from "./one-resource.ts";
import { type Source, slug } from "./source.ts";

/** What a credential leads to: whom the cloud sees. */
interface Found extends Source {
  /** Undefined: a token. */
  readonly accessKey: string | RegExp | undefined;
  /** Default: the default one. */
  readonly project?: string;
}

const { accessKey, secretKey, domainName, userName, password } = defaultHuawei;
const session = { accessKey: "HSTSEEDED", secretKey: "seeded-secret", securityToken: "hQpjseeded" };
const token = "a-ready-token";
const inAgency = { accessKey: /^HST/, project: otherHuawei.projectId };
const user = { HW_USER_NAME: userName, HW_USER_PASSWORD: password, HW_DOMAIN_NAME: domainName };
const key = { HW_ACCESS_KEY: accessKey, HW_SECRET_KEY: secretKey };
/** What KooCLI writes, and what the SDKs read. */
const cli = JSON.stringify({
  current: "current",
  authEncrypt: "false",
  profiles: [
    { name: "current", mode: "AKSK", accessKeyId: accessKey, secretAccessKey: secretKey },
    {
      name: "other",
      mode: "AKSK",
      accessKeyId: otherHuawei.accessKey,
      secretAccessKey: otherHuawei.secretKey,
    },
  ],
});

const sources: Readonly<Record<string, Found>> = {
  "HW_* variables": { env: key, accessKey },
  "OS_* variables": { env: { OS_ACCESS_KEY: accessKey, OS_SECRET_KEY: secretKey }, accessKey },
  "HUAWEICLOUD_SDK_* variables": {
    env: { HUAWEICLOUD_SDK_AK: accessKey, HUAWEICLOUD_SDK_SK: secretKey },
    accessKey,
  },
  "a temporary key with its token": {
    env: {
      HW_ACCESS_KEY: session.accessKey,
      HW_SECRET_KEY: session.secretKey,
      HW_SECURITY_TOKEN: session.securityToken,
    },
    ...inAgency,
    accessKey: session.accessKey,
  },
  "a user and a password": { env: user, accessKey: undefined },
  "a ready token": {
    env: { HW_AUTH_TOKEN: token, HW_PROJECT_ID: defaultHuawei.projectId },
    accessKey: undefined,
  },
  "an agency by its account's name": {
    env: { ...key, HW_ASSUME_ROLE_AGENCY_NAME: "events", HW_ASSUME_ROLE_DOMAIN_NAME: otherHuawei.domainName },
    ...inAgency,
  },
  "an agency by its account's id": {
    config: {
      "huaweicloud:assumeRole": JSON.stringify({
        agencyName: "events",
        domainId: otherHuawei.domainId,
        duration: 900,
      }),
    },
    env: key,
    ...inAgency,
  },
  "an agency that a user assumes": {
    env: { ...user, HW_ASSUME_ROLE_AGENCY_NAME: "events", HW_ASSUME_ROLE_DOMAIN_ID: otherHuawei.domainId },
    ...inAgency,
  },
  "the current profile of the CLI": { files: { ".hcloud/config.json": cli }, accessKey },
  "a profile file that is configured": {
    config: { "huaweicloud:sharedConfigFile": "HOME/elsewhere.json", "huaweicloud:profile": "other" },
    files: { "elsewhere.json": cli },
    accessKey: otherHuawei.accessKey,
    project: otherHuawei.projectId,
  },
  "the credentials file of the SDKs": {
    files: { ".huaweicloud/credentials": `[basic]\nak = ${accessKey}\nsk = ${secretKey}\n` },
    accessKey,
  },
  "the agency of an ECS instance": inAgency,
};

let cloud: Cloud;

beforeAll(async () => {
  const agency = { id: "agency-1", name: "events", domainId: otherHuawei.domainId };
  const expiresAtMs = Date.now() + 3_600_000;
  cloud = await startCloud({
    // As long as the pages allow: more than Node.js takes in a head unless told.
    options: { metadata: { agencyId: agency.id }, iam: { tokenLength: 16_384 } },
    seed: {
      agencies: [agency],
      iamSessions: [{ ...session, agencyId: agency.id, domainId: agency.domainId, expiresAtMs }],
      iamTokens: [{ ...defaultHuawei, id: "token-1", token, expiresAtMs }].map(
        ({ id, userId, domainId, projectId }) => ({ id, token, userId, domainId, projectId, expiresAtMs }),
      ),
    },
  });
});
afterAll(() => cloud.stop());

describe.concurrent("a credential for Huawei Cloud is found", () => {
  test.each(Object.entries(sources))("in %s", async (title, found) => {
    const { accessKey: expected, project = defaultHuawei.projectId, ...source } = found;
    const name = slug(title);
    const args = { name, region: defaultHuawei.region, vpcId: "vpc-1", subnetId: "subnet-1" };
    const { accountId } = await makeOne(cloud, { type: "EgConnection", args }, source);
    expect(accountId).toBe(project);
    const [write] = await cloud.writes({ id: name });
    if (expected === undefined) expect(write?.accessKeyId).toBeUndefined();
    else expect(write?.accessKeyId).toMatch(expected);
  });
});

test("without any, the error names every place that was searched", async () => {
  await cloud.configure({ options: { metadata: { agencyId: "" } } });
  const args = { region: defaultHuawei.region, vpcId: "vpc-1", subnetId: "subnet-1" };
  const error = await makeOne(cloud, { type: "EgConnection", args }).catch(String);
  expect(error).toContain("No Huawei Cloud credentials were found");
  const keys = ["token", "accessKey", "userName", "profile"].map((it) => `huaweicloud:${it}`);
  const variables =
    "HW_AUTH_TOKEN HW_ACCESS_KEY OS_ACCESS_KEY HUAWEICLOUD_SDK_AK HW_USER_NAME HW_PROFILE".split(" ");
  const files = [".hcloud/config.json", ".huaweicloud/credentials"];
  for (const place of [...keys, ...variables, ...files, cloud.endpoints.metadata]) {
    expect(error).toContain(place);
  }
});
