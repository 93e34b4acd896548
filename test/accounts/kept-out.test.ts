import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { defaultAccount, defaultHuawei, defaultUser, otherAccount } from "../cloud/defaults.ts";
import { type Result, succeeded } from "../engine/command.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

const at = stage("file");

const EVERYTHING = ["--debug", "--logtostderr", "--logflow", "-v=11"];
/** With `--debug` and `-v=9` the engine and the SDK print whatever they hand to each other and to providers. */
const PULUMIS_OWN = /(Unm|M)arshaling property for RPC\[|RegisterResource RPC finished/;
const readyToken = "a-ready-token-of-huawei-cloud";
const queuePassword = "the-password-of-a-queue";
const profile = {
  profiles: [
    {
      name: "role",
      mode: "RamRoleArn",
      access_key_id: defaultUser.accessKeyId,
      access_key_secret: defaultUser.accessKeySecret,
      ram_role_arn: `acs:ram::${defaultAccount.id}:role/network`,
    },
  ],
};

/** Every way in which credentials get to a provider: as secrets, in plain, from a file, and from the environment. */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const interlink = require("pulumi-interlink");
const config = new pulumi.Config();
const secret = (name) => config.requireSecret(name);
const grant = (name, opts) => new interlink.EcrInstanceGrant(name, { ecrId: "ecr-" + name,
  ecrOwnerAliUid: name === "secrets" ? "${defaultAccount.id}" : "${otherAccount.id}",
  instanceId: "vpc-" + name, instanceType: "VPC", instanceRegionId: "cn-hangzhou" }, opts);
const connection = (name, opts) => new interlink.EgConnection(name, { region: "cn-north-4", vpcId: "vpc-1", subnetId: "subnet-1",
  type: "KAFKA", kafkaDetail: { instanceId: "kafka-1", addr: "10.0.0.1:9093", enableSaslSsl: true, userName: "u", password: config.require("queue") } }, opts);
const secrets = new interlink.Provider("secrets", {
  alicloud: { accessKey: secret("key"), secretKey: secret("secret"), region: "cn-hangzhou" },
  huaweicloud: { userName: "${defaultHuawei.userName}", domainName: "${defaultHuawei.domainName}", password: secret("password") },
});
const plain = new interlink.Provider("plain", {
  alicloud: { assumeRoleWithOidc: { roleArn: "acs:ram::${defaultAccount.id}:role/network", oidcProviderArn: "acs:ram::${defaultAccount.id}:oidc-provider/cluster", oidcToken: "head.pay.sign" } },
  huaweicloud: { token: "${readyToken}", projectId: "${defaultHuawei.projectId}" },
});
const file = new interlink.Provider("file", { alicloud: { sharedCredentialsFile: "profile.json", profile: "role" } });
for (const [name, provider] of Object.entries({ secrets, plain })) connection(name, { provider });
for (const [name, provider] of Object.entries({ secrets, plain, file })) grant(name, { provider });
grant("environment");
connection("environment");
`;

/** What was put into arguments, and has to be in state for that. */
const given = {
  accessKey: otherAccount.accessKeyId,
  secretKey: otherAccount.accessKeySecret,
  password: defaultHuawei.password,
  token: readyToken,
  oidcToken: "head.pay.sign",
  queuePassword,
};
/** What Pulumi never gets to see. */
const elsewhere = {
  fileKey: defaultUser.accessKeyId,
  fileSecret: defaultUser.accessKeySecret,
  alibabaKey: defaultAccount.accessKeyId,
  alibabaSecret: defaultAccount.accessKeySecret,
  huaweiKey: defaultHuawei.accessKey,
  huaweiSecret: defaultHuawei.secretKey,
};

const names = ["secrets", "plain", "file", "environment"];
const ownerOf = (name: string) => (name === "secrets" ? otherAccount.id : defaultAccount.id);
const partnerOf = (name: string) => (name === "secrets" ? defaultAccount.id : otherAccount.id);

describe("secrets", () => {
  let stack: Stack;
  const runs: Result[] = [];

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.seed({
      ramRoles: [
        {
          name: "network",
          trusted: [
            `acs:ram::${defaultAccount.id}:root`,
            `acs:ram::${defaultAccount.id}:oidc-provider/cluster`,
          ],
        },
      ],
      oidcProviders: [{ name: "cluster", acceptedTokens: [given.oidcToken] }],
      expressConnectRouters: names.map((name) => ({ id: `ecr-${name}`, account: partnerOf(name) })),
      vpcs: names.map((name) => ({ id: `vpc-${name}`, account: ownerOf(name) })),
      iamTokens: [
        {
          id: "token-1",
          token: readyToken,
          userId: defaultHuawei.userId,
          domainId: defaultHuawei.domainId,
          projectId: defaultHuawei.projectId,
          expiresAtMs: Date.now() + 3_600_000,
        },
      ],
    });
    stack = await at().stack([], {
      files: { "index.js": PROGRAM, "profile.json": JSON.stringify(profile) },
      env: { ...cloud.env(), INTERLINK_DEBUG: "1" },
      config: {
        key: { secret: given.accessKey },
        secret: { secret: given.secretKey },
        password: { secret: given.password },
        queue: { secret: given.queuePassword },
      },
    });
    runs.push(succeeded(await stack.up({ skipPreview: true, args: EVERYTHING })));
  });

  test("that Pulumi never gets to see are nowhere: not in state, not in output, not in a log of any level", async () => {
    // Keys whose secret is wrong: both gateways answer with what they were sent.
    const { cloud } = at();
    const [wrong = { accessKeyId: "", securityToken: "" }] = (await cloud.snapshot()).stsSessions;
    runs.push(
      await stack.refresh({
        skipPreview: true,
        args: EVERYTHING,
        env: {
          ALICLOUD_ACCESS_KEY: wrong.accessKeyId,
          ALICLOUD_SECRET_KEY: "a-wrong-secret",
          ALICLOUD_SECURITY_TOKEN: wrong.securityToken,
          HW_SECRET_KEY: "another-wrong-secret",
        },
      }),
    );
    expect(runs.at(-1)?.output).toContain("SignatureDoesNotMatch");
    expect(runs.at(-1)?.output).toContain("APIGW.0301");

    const { stsSessions, iamTokens } = await cloud.snapshot();
    const handedOut = [
      ...stsSessions.flatMap((it) => [it.accessKeySecret, it.securityToken]),
      ...iamTokens.map(({ token }) => token).filter((token) => token !== readyToken),
    ];
    expect(handedOut.length).toBeGreaterThan(4);
    const unseen = [...Object.values(elsewhere), ...handedOut, "a-wrong-secret", "another-wrong-secret"];
    for (const { output } of runs) expect(found(unseen, output)).toEqual([]);
    const decrypted = succeeded(await stack.run(["stack", "export", "--show-secrets"])).stdout;
    expect(found([...unseen, ...stsSessions.map(({ accessKeyId }) => accessKeyId)], decrypted)).toEqual([]);
  });

  test("that were put into a provider's arguments are in state as secrets, and in the engine's own traces only", async () => {
    const values = Object.values(given);
    const decrypted = succeeded(await stack.run(["stack", "export", "--show-secrets"])).stdout;
    expect(found(values, decrypted)).toEqual(values);
    expect(found(values, JSON.stringify(JSON.parse(decrypted, withoutSecrets)))).toEqual([]);
    for (const text of filesIn(join(stack.directory, "..", "state"))) expect(found(values, text)).toEqual([]);
    for (const { output } of runs) {
      const ours = output.split("\n").filter((line) => !PULUMIS_OWN.test(line));
      expect(found(values, ours.join("\n"))).toEqual([]);
    }
  });

  test("are not in the cloud's log either, and not said when all is taken down", async () => {
    const { cloud } = at();
    const { output } = succeeded(await stack.destroy({ skipPreview: true }));
    expect(found([...Object.values(given), ...Object.values(elsewhere)], output)).toEqual([]);
    const { stsSessions, iamTokens } = await cloud.snapshot();
    const secrets = [
      ...[given.secretKey, given.password, given.token, given.oidcToken, given.queuePassword],
      ...[elsewhere.fileSecret, elsewhere.alibabaSecret, elsewhere.huaweiSecret],
      ...stsSessions.flatMap((it) => [it.accessKeySecret, it.securityToken]),
      ...iamTokens.map(({ token }) => token),
    ];
    expect(found(secrets, JSON.stringify(await cloud.log()))).toEqual([]);
  });
});

/** Which of the secrets a text holds. */
function found(secrets: readonly string[], text: string): string[] {
  return secrets.filter((secret) => text.includes(secret));
}

/** Pulumi's mark on what it encrypts. */
function withoutSecrets(_: string, value: unknown): unknown {
  const marked = typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
  return marked ? "[secret]" : value;
}

/** The text of every file, as the backend keeps them: the state, its history and its backups. */
function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "utf8"));
}
