import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Provider, type ProviderArgs } from "../../provider/index.ts";

/** What was registered, as the engine got it. */
const registered: { type: string; inputs: Record<string, unknown> }[] = [];

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, inputs, name }) => {
      registered.push({ type, inputs });
      return { id: name, state: inputs };
    },
    call: () => ({}),
  });
});
afterEach(() => {
  registered.length = 0;
});

async function inputsOf(args: ProviderArgs): Promise<Record<string, unknown>> {
  await new Promise((resolve) => new Provider("one", args).urn.apply(resolve));
  expect(registered[0]?.type).toBe("pulumi:providers:pulumi-nodejs");
  return registered[0]?.inputs ?? {};
}

test("arguments arrive under the keys of the stack's configuration, structured ones as JSON", async () => {
  const args = {
    alicloud: {
      region: "cn-hangzhou",
      accessKey: pulumi.secret("key"),
      secretKey: pulumi.output("secret"),
      profile: "",
      assumeRole: { roleArn: pulumi.output("arn"), sessionExpiration: 900 },
      endpoints: [{ vpc: "vpc.example.com" }],
    },
    huaweicloud: { userName: "user", password: "word", assumeRole: pulumi.output({ agencyName: "a" }) },
  };
  const inputs = await inputsOf(args);
  expect(Object.keys(inputs).toSorted()).toEqual([
    "alicloud:accessKey",
    "alicloud:assumeRole",
    "alicloud:endpoints",
    "alicloud:region",
    "alicloud:secretKey",
    "huaweicloud:assumeRole",
    "huaweicloud:password",
    "huaweicloud:userName",
  ]);
  expect(inputs["alicloud:region"]).toBe("cn-hangzhou");
  expect(pulumi.runtime.unwrapRpcSecret(inputs["alicloud:accessKey"])).toBe("key");
  expect(JSON.parse(String(inputs["alicloud:assumeRole"]))).toEqual({
    roleArn: "arn",
    sessionExpiration: 900,
  });
  expect(JSON.parse(String(inputs["alicloud:endpoints"]))).toEqual([{ vpc: "vpc.example.com" }]);
  expect(JSON.parse(String(inputs["huaweicloud:assumeRole"]))).toEqual({ agencyName: "a" });
});

test.each([
  ["alicloud:accessKey", { alicloud: { accessKey: "k", secretKey: "s" } }],
  ["alicloud:secretKey", { alicloud: { accessKey: "k", secretKey: "s" } }],
  ["alicloud:securityToken", { alicloud: { accessKey: "k", secretKey: "s", securityToken: "t" } }],
  ["alicloud:assumeRoleWithOidc", { alicloud: { assumeRoleWithOidc: { roleArn: "r", oidcToken: "t" } } }],
  ["alicloud:assumeRole", { alicloud: { assumeRole: { roleArn: "r", externalId: pulumi.secret("x") } } }],
  ["huaweicloud:accessKey", { huaweicloud: { accessKey: "k", secretKey: "s" } }],
  ["huaweicloud:secretKey", { huaweicloud: { accessKey: "k", secretKey: "s" } }],
  ["huaweicloud:securityToken", { huaweicloud: { accessKey: "k", secretKey: "s", securityToken: "t" } }],
  ["huaweicloud:password", { huaweicloud: { userName: "u", password: "p" } }],
  ["huaweicloud:token", { huaweicloud: { token: "t" } }],
] as const)("%s is kept as a secret", async (key, args) => {
  expect(await secretKeys(args)).toContain(key);
});

test("what is no secret is not kept as one", async () => {
  const args = {
    alicloud: { region: "cn-hangzhou", assumeRoleWithOidc: { roleArn: "r", oidcTokenFile: "/t" } },
  };
  expect(await secretKeys(args)).toEqual([]);
});

async function secretKeys(args: ProviderArgs): Promise<string[]> {
  const inputs = await inputsOf(args);
  return Object.keys(inputs).filter((key) => pulumi.runtime.isRpcSecret(inputs[key]));
}

test.each([
  [{ alicloud: { regoin: "cn-hangzhou" } }, /Provider one: alicloud\.regoin is not known here/],
  [{ alibaba: {} }, /Provider one: alibaba is not known here; arguments are alicloud and huaweicloud/],
  [{ alicloud: "cn-hangzhou" }, /alicloud must be a plain object/],
  [{ alicloud: pulumi.output({}) }, /alicloud must be a plain object/],
  [{ alicloud: { region: "Hangzhou" } }, /alicloud\.region must be a region id/],
  [{ alicloud: { region: 7 } }, /alicloud\.region must be a region id/],
  [{ alicloud: { profile: 7 } }, /alicloud\.profile must be text/],
  [{ alicloud: { accessKey: "hush" } }, /alicloud\.secretKey must be given together with accessKey/],
  [{ alicloud: { securityToken: "hush" } }, /alicloud\.accessKey and alicloud\.secretKey must be given/],
  [
    { alicloud: { assumeRole: { roleArn: "r", sesionName: "hush" } } },
    /alicloud\.assumeRole\.sesionName is not known/,
  ],
  [
    { alicloud: { assumeRole: { roleArn: pulumi.output("r"), sessionExpiration: 1 } } },
    /sessionExpiration must be/,
  ],
  [{ alicloud: { assumeRole: ["hush"] } }, /alicloud\.assumeRole must be an object/],
  [{ alicloud: { endpoints: { vcp: "hush" } } }, /alicloud\.endpoints\.vcp is not known/],
  [
    { alicloud: { endpoints: [{ vpc: "http://example.com" }] } },
    /alicloud\.endpoints\.vpc must not use plain http/,
  ],
  [
    { alicloud: { credentialsUri: "http://example.com/hush" } },
    /alicloud\.credentialsUri must not use plain http/,
  ],
  [{ huaweicloud: { password: "hush" } }, /huaweicloud\.userName must be given together with password/],
  [
    { huaweicloud: { endpoints: { eg: "https://hush@example.com" } } },
    /huaweicloud\.endpoints\.eg must be a host/,
  ],
])("%o is refused in the constructor, by name and without values", (args, message) => {
  let error: unknown;
  try {
    // A program in JavaScript may pass anything.
    Reflect.construct(Provider, ["one", args]);
  } catch (thrown) {
    error = thrown;
  }
  expect(pulumi.RunError.isInstance(error)).toBe(true);
  expect(String(error)).toMatch(message);
  expect(String(error)).not.toContain("hush");
  expect(registered).toEqual([]);
});

test("a value that comes later is not checked in the constructor", async () => {
  const args = { alicloud: { accessKey: "key", secretKey: pulumi.output("s"), region: pulumi.output("!") } };
  expect(await inputsOf(args)).toMatchObject({ "alicloud:region": "!" });
});

test("isInstance knows a provider of this package from others", () => {
  class Other extends pulumi.ProviderResource {}
  expect(Provider.isInstance(new Provider("one"))).toBe(true);
  expect(Provider.isInstance(new Other("pulumi-nodejs", "two"))).toBe(false);
  expect(Provider.isInstance(undefined)).toBe(false);
});
