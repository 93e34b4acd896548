import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { Alibaba } from "../../provider/alibaba/client.ts";
import { alibabaCredentials } from "../../provider/alibaba/credentials/credentials.ts";
import { getCallerIdentity } from "../../provider/alibaba/sts.ts";
import { type Clock, systemClock } from "../../provider/http/clock.ts";
import { Sender } from "../../provider/http/pipeline.ts";
import { network } from "../../provider/http/transport.ts";
import { readSettings } from "../../provider/runtime.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccountId, defaultUser, otherAccount } from "../cloud/defaults.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

// The local cloud checks every signature and every token, and was written apart from the provider.

const PROVIDER = `acs:ram::${otherAccount.id}:oidc-provider/cluster`;
const ROLE = `acs:ram::${otherAccount.id}:role/network`;
const USER = {
  "alicloud:accessKey": defaultUser.accessKeyId,
  "alicloud:secretKey": defaultUser.accessKeySecret,
};
const ASSUME = { "alicloud:assumeRole": JSON.stringify({ roleArn: ROLE, externalId: "shared" }) };

let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  await cloud.reset();
  const account = otherAccount.id;
  await cloud.seed({
    ramRoles: [
      { name: "network", account, trusted: [`acs:ram::${defaultAccountId}:root`], externalId: "shared" },
      { name: "machine", account, trusted: [PROVIDER, "ecs.aliyuncs.com"] },
    ],
    oidcProviders: [{ name: "cluster", account, acceptedTokens: ["good.oidc.token"] }],
  });
  await cloud.configure({ options: { metadata: { roleArn: `acs:ram::${account}:role/machine` } } });
});

function account(config: Record<string, string>, clock: Clock = systemClock): Alibaba {
  const env = cloud.env();
  const { alibaba: settings } = readSettings(
    (key) => config[key],
    (name) => env[name],
  );
  const shared = {
    clock,
    sender: new Sender(clock, network),
    stop: new AbortController().signal,
  };
  return new Alibaba({
    ...shared,
    credentials: alibabaCredentials({ ...shared, transport: network, settings }),
    endpoint: (service) => settings.endpoints[service.endpointKey] ?? "",
  });
}

async function accountId(config: Record<string, string>): Promise<string> {
  const answer = account(config).call(getCallerIdentity, "cn-hangzhou", {});
  return await answer.then(
    ({ AccountId }) => AccountId,
    (error: Error) => error.message,
  );
}

const oidc = (oidcToken: string) => ({
  "alicloud:assumeRoleWithOidc": JSON.stringify({
    roleArn: ROLE.replace("network", "machine"),
    oidcProviderArn: PROVIDER,
    oidcToken,
  }),
});

test.each([
  ["an access key of the environment", () => ({}), defaultAccountId],
  ["a user's access key", () => USER, defaultAccountId],
  ["a role of another account", () => ({ ...USER, ...ASSUME }), otherAccount.id],
  ["a role for an OIDC token", () => oidc("good.oidc.token"), otherAccount.id],
  ["an instance's role", () => ({ "alicloud:ecsRoleName": "machine" }), otherAccount.id],
  [
    "a credentials URI",
    () => ({ "alicloud:credentialsUri": `${cloud.endpoints.metadata}/credentials` }),
    otherAccount.id,
  ],
])("%s speaks for its account", async (_, config, id) => {
  expect(await accountId(config())).toBe(id);
});

test.each([
  [
    "a secret of another key",
    { ...USER, "alicloud:secretKey": "hush" },
    /secret does not belong to the access key/,
  ],
  ["an account's own key", ASSUME, /only users and roles may assume a role/],
  ["no external id", { ...USER, "alicloud:assumeRole": JSON.stringify({ roleArn: ROLE }) }, /trust policy/],
  [
    "a role that is not there",
    { ...USER, "alicloud:assumeRole": `{"roleArn":"${ROLE}s"}` },
    /no such RAM role/,
  ],
  ["a token that is not good", oidc("hush"), /OIDC token or its provider was not accepted/],
])("%s is one clear error", async (_, config, message) => {
  const error = await accountId(config);
  expect(error).toMatch(message);
  expect(error).not.toContain("hush");
});

test("a session that ends in mid-run is replaced by one other, with all calls in flight", async () => {
  await cloud.setClock("manual");
  const network = account({ ...USER, ...ASSUME });
  await network.call(getCallerIdentity, "cn-hangzhou", {});
  await cloud.advance(3_600_000);
  const calls = Array.from({ length: 10 }, () => network.call(getCallerIdentity, "cn-hangzhou", {}));
  expect(await Promise.all(calls)).toHaveLength(10);
  expect(await cloud.log({ operation: "AssumeRole" })).toHaveLength(2);
});

test("who is calling is asked again, but not by everybody, when it could not be asked", async () => {
  const clock = new VirtualClock({ epoch: Date.now() });
  const mine = account(USER, clock);
  await cloud.order({
    kind: "error",
    code: "Some.News",
    status: 400,
    message: "news",
    operation: "GetCallerIdentity",
  });
  expect(await mine.accountId("cn-hangzhou")).toBe("");
  expect(await mine.accountId("cn-hangzhou")).toBe("");
  expect(await cloud.log({ operation: "GetCallerIdentity" })).toHaveLength(1);
  await clock.advance(10_000);
  expect(await mine.accountId("cn-hangzhou")).toBe(defaultAccountId);
});
