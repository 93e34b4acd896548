import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount, defaultUser, otherAccount } from "../cloud/defaults.ts";
import { makeOne } from "./one-resource.ts";
import { type Source, slug } from "./source.ts";

/** What a credential leads to: whom the cloud sees. */
interface Found extends Source {
  readonly accessKey: string | RegExp;
  /** Default: the default account. */
  readonly account?: string;
}

const roleArn = `acs:ram::${otherAccount.id}:role/network`;
const instanceRole = `acs:ram::${otherAccount.id}:role/instance`;
const oidcProvider = `acs:ram::${otherAccount.id}:oidc-provider/cluster`;
const oidcToken = "header.payload.signature";
const session = { accessKeyId: "STS.seeded", accessKeySecret: "seeded-secret", securityToken: "CAISseeded" };
const { accessKeyId, accessKeySecret } = defaultUser;
const inRole = { account: otherAccount.id, accessKey: /^STS\./ };
const oidc = {
  ALIBABA_CLOUD_ROLE_ARN: roleArn,
  ALIBABA_CLOUD_OIDC_PROVIDER_ARN: oidcProvider,
  ALIBABA_CLOUD_OIDC_TOKEN_FILE: "HOME/token",
};
/** What the CLI writes, and what the SDKs read. */
const cli = JSON.stringify({
  current: "current",
  profiles: [
    { name: "current", mode: "AK", access_key_id: accessKeyId, access_key_secret: accessKeySecret },
    {
      name: "role",
      mode: "RamRoleArn",
      access_key_id: accessKeyId,
      access_key_secret: accessKeySecret,
      ram_role_arn: roleArn,
      ram_session_name: "from-profile",
    },
  ],
});
const ini = `[default]\ntype = access_key\naccess_key_id = ${accessKeyId}\naccess_key_secret = ${accessKeySecret}\n`;

const sources: Readonly<Record<string, Found>> = {
  "ALICLOUD_* variables": {
    env: { ALICLOUD_ACCESS_KEY: accessKeyId, ALICLOUD_SECRET_KEY: accessKeySecret },
    accessKey: accessKeyId,
  },
  "ALIBABA_CLOUD_* variables": {
    env: { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    accessKey: accessKeyId,
  },
  "ALIBABACLOUD_* variables": {
    env: { ALIBABACLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABACLOUD_ACCESS_KEY_SECRET: accessKeySecret },
    accessKey: accessKeyId,
  },
  "a temporary key with its token": {
    env: {
      ALICLOUD_ACCESS_KEY: session.accessKeyId,
      ALICLOUD_SECRET_KEY: session.accessKeySecret,
      ALICLOUD_SECURITY_TOKEN: session.securityToken,
    },
    accessKey: session.accessKeyId,
  },
  "a role in the environment": {
    env: {
      ALICLOUD_ACCESS_KEY: accessKeyId,
      ALICLOUD_SECRET_KEY: accessKeySecret,
      ALICLOUD_ASSUME_ROLE_ARN: roleArn,
    },
    ...inRole,
  },
  "the current profile of the CLI": { files: { ".aliyun/config.json": cli }, accessKey: accessKeyId },
  "another profile of the CLI": {
    env: { ALICLOUD_PROFILE: "role" },
    files: { ".aliyun/config.json": cli },
    ...inRole,
  },
  "the credentials file of the SDKs": { files: { ".alibabacloud/credentials": ini }, accessKey: accessKeyId },
  "a profile file that is configured": {
    config: { "alicloud:sharedCredentialsFile": "HOME/elsewhere.json", "alicloud:profile": "role" },
    files: { "elsewhere.json": cli },
    ...inRole,
  },
  "an ECS instance's role": { env: { ALICLOUD_ECS_ROLE_NAME: "instance" }, ...inRole },
  "a credentials URI": {
    env: { ALIBABA_CLOUD_CREDENTIALS_URI: "METADATA/credentials" },
    ...inRole,
  },
  "an OIDC token in a file": { env: oidc, files: { token: oidcToken }, ...inRole },
  "an OIDC token that is configured": {
    config: {
      "alicloud:assumeRoleWithOidc": JSON.stringify({
        roleArn,
        oidcProviderArn: oidcProvider,
        oidcToken,
      }),
    },
    ...inRole,
  },
};

let cloud: Cloud;

beforeAll(async () => {
  const trusted = [`acs:ram::${defaultAccount.id}:root`, oidcProvider];
  cloud = await startCloud({
    options: { metadata: { roleArn: instanceRole, tokens: "required" } },
    seed: {
      ramRoles: ["network", "instance"].map((name) => ({ name, account: otherAccount.id, trusted })),
      oidcProviders: [{ name: "cluster", account: otherAccount.id, acceptedTokens: [oidcToken] }],
      stsSessions: [
        {
          ...session,
          account: defaultAccount.id,
          principal: {
            identityType: "AssumedRoleUser",
            arn: `acs:ram::${defaultAccount.id}:assumed-role/r/s`,
            principalId: "r:s",
          },
        },
      ],
      expressConnectRouters: [
        { id: "ecr-1", account: defaultAccount.id },
        { id: "ecr-2", account: otherAccount.id },
      ],
    },
  });
});
afterAll(() => cloud.stop());

describe.concurrent("a key for Alibaba Cloud is found", () => {
  test.each(Object.entries(sources))("in %s", async (title, found) => {
    const { account = defaultAccount.id, accessKey: expected, ...source } = found;
    const instanceId = `vpc-${slug(title)}`;
    await cloud.seed({ vpcs: [{ id: instanceId, account }] });
    const router =
      account === defaultAccount.id
        ? { ecrId: "ecr-2", ecrOwnerAliUid: otherAccount.id }
        : { ecrId: "ecr-1", ecrOwnerAliUid: defaultAccount.id };
    const args = { ...router, instanceId, instanceType: "VPC", instanceRegionId: "cn-hangzhou" };
    const { accountId } = await makeOne(cloud, { type: "EcrInstanceGrant", args }, source);
    expect(accountId).toBe(account);
    const [write] = await cloud.writes({ id: instanceId });
    expect(write?.accessKeyId).toMatch(expected);
  });

  test("nowhere: the error names every place that was searched", async () => {
    const args = { routerInterfaceId: "ri-1", regionId: "cn-hangzhou" };
    const error = await makeOne(cloud, { type: "RouterInterfaceConnection", args }).catch(String);
    expect(error).toContain("No Alibaba Cloud credentials were found");
    const keys = ["accessKey", "assumeRoleWithOidc", "profile", "ecsRoleName", "credentialsUri"].map(
      (it) => `alicloud:${it}`,
    );
    const variables =
      "ALICLOUD_ACCESS_KEY ALIBABA_CLOUD_ACCESS_KEY_ID ALIBABACLOUD_ACCESS_KEY_ID ALICLOUD_PROFILE".split(
        " ",
      );
    const files = [".aliyun/config.json", ".alibabacloud/credentials"];
    for (const place of [...keys, ...variables, ...files]) expect(error).toContain(place);
  });
});
