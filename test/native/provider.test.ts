import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import { version } from "../../package.json";
import * as dynamic from "../../provider/index.ts";
import { Provider, type ProviderArgs } from "../../provider/native.ts";

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
    call: () => ({}),
  });
});

/** What a provider hands to Pulumi. */
function inputsOf(args?: ProviderArgs): Record<string, pulumi.Output<string>> {
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const look = (it: pulumi.ResourceTransformationArgs): undefined => {
    seen.push(it);
  };
  new Provider("one", args, { transformations: [look] });
  expect(seen).toMatchObject([{ type: "pulumi:providers:interlink", opts: { version } }]);
  return seen[0]?.props ?? {};
}

function textOf(output: pulumi.Output<string> | undefined): Promise<string> {
  return new Promise((resolve) => output?.apply(resolve));
}

test("accounts arrive as JSON, in which only what was given is", async () => {
  const inputs = inputsOf({
    alicloud: {
      region: "cn-hangzhou",
      profile: "",
      assumeRole: { roleArn: pulumi.output("arn"), sessionExpiration: 900 },
      endpoints: [{ vpc: "vpc.example.com" }],
    },
    huaweicloud: { region: "cn-north-4" },
    previewReads: false,
    dryRun: pulumi.output(true),
  });
  expect(Object.keys(inputs).sort()).toEqual(["alicloud", "dryRun", "huaweicloud", "previewReads"]);
  expect(JSON.parse(await textOf(inputs["alicloud"]))).toEqual({
    region: "cn-hangzhou",
    assumeRole: { roleArn: "arn", sessionExpiration: 900 },
    endpoints: [{ vpc: "vpc.example.com" }],
  });
  expect(await textOf(inputs["huaweicloud"])).toBe('{"region":"cn-north-4"}');
  expect([await textOf(inputs["previewReads"]), await textOf(inputs["dryRun"])]).toEqual(["false", "true"]);
});

test.each<[string, ProviderArgs]>([
  ["an access key", { alicloud: { accessKey: "key", secretKey: "word" } }],
  ["a URL that may hold a key", { alicloud: { credentialsUri: "https://keys.example.com/word" } }],
  ["a token of an OIDC provider", { alicloud: { assumeRoleWithOidc: { oidcToken: "word" } } }],
  [
    "a role that may hold a token",
    { alicloud: { assumeRoleWithOidc: pulumi.output({ oidcToken: "word" }) } },
  ],
  ["a region that the program has as a secret", { alicloud: { region: pulumi.secret("cn-word") } }],
])("an account with %s is a secret as a whole", async (_, args) => {
  const { alicloud } = inputsOf(args);
  expect(alicloud && (await pulumi.isSecret(alicloud))).toBe(true);
  expect(await textOf(alicloud)).toContain("word");
});

test("nothing has to be given", () => {
  expect(inputsOf()).toEqual({});
  expect(inputsOf({ alicloud: {} })).toEqual({});
});

test("an account without a secret is none", async () => {
  const { alicloud } = inputsOf({ alicloud: { region: "cn-hangzhou", assumeRole: { roleArn: "arn" } } });
  expect(alicloud && (await pulumi.isSecret(alicloud))).toBe(false);
});

test.each<[object, string]>([
  [
    { regions: "a" },
    "Provider one: regions is not known here; arguments are alicloud, huaweicloud, previewReads and dryRun.",
  ],
  [
    { alicloud: { accessKey: "key" } },
    "Provider one: alicloud.secretKey must be given together with accessKey",
  ],
  [{ alicloud: { region: "CN Hangzhou" } }, "Provider one: alicloud.region must be a region id"],
  [{ previewReads: "yes" }, "Provider one: previewReads must be true or false."],
  [{ dryRun: 1 }, "Provider one: dryRun must be true or false."],
])("plain values are checked at once: %j", (args, message) => {
  expect(() => new Provider("one", args)).toThrow(message);
});

test("knows its own instances, and not those of the other module", () => {
  expect(Provider.isInstance(new Provider("one"))).toBe(true);
  expect(Provider.isInstance(new dynamic.Provider("other"))).toBe(false);
  expect(dynamic.Provider.isInstance(new Provider("third"))).toBe(false);
});
