import { beforeAll, describe, expect, test } from "vitest";
import { defaultAccount, defaultUser, otherAccount } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

const at = stage("file");

/** A provider with values from the configuration, and from a resource: those are not known before that is made. */
const program = (region: string, more = "") => `
const pulumi = require("@pulumi/pulumi");
const interlink = require("pulumi-interlink");
const config = new pulumi.Config();
const first = new interlink.EgConnection("first", { vpcId: "vpc-1", subnetId: "subnet-1" });
const later = (value) => first.id.apply(() => value);
const other = new interlink.Provider("other", { alicloud: {
  region: later("${region}"),
  accessKey: config.requireSecret("key"),
  secretKey: later(config.requireSecret("secret")),
  assumeRole: { roleArn: pulumi.interpolate\`acs:ram::${otherAccount.id}:role/\${later("network")}\`, sessionExpiration: 900 },
  ${more}
} });
const ends = { routerInterfaceId: "ri-a", oppositeInterfaceId: "ri-b" };
exports.accountId = new interlink.RouterInterfaceConnection("line", ends, { provider: other }).accountId;
`;

describe("a provider's arguments", () => {
  let stack: Stack;

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.seed({
      routerInterfaces: [
        { id: "ri-a", routerId: "vrt-a", account: otherAccount.id },
        { id: "ri-b", routerId: "vrt-b", role: "AcceptingSide", account: otherAccount.id },
      ],
      ramRoles: [
        { name: "network", account: otherAccount.id, trusted: [`acs:ram::${defaultAccount.id}:root`] },
      ],
    });
    stack = await at().stack([], {
      files: { "index.js": "" },
      config: {
        key: { secret: defaultUser.accessKeyId },
        secret: { secret: defaultUser.accessKeySecret },
      },
    });
  });

  test("with a mistake in a name are refused in preview, before any account is asked", async () => {
    stack.write({ "index.js": program("cn-hangzhou", `secretkey: "hush",`) });
    const failed = await stack.preview();
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("error: Provider other: alicloud.secretkey is not known here");
    expect(failed.output).not.toContain("hush");
    expect(failed.output).not.toMatch(/providers:pulumi-nodejs other|RouterInterfaceConnection/);
    expect(await at().cloud.log()).toEqual([]);
  });

  test("may be unknown in preview", async () => {
    stack.write({ "index.js": program("Hangzhou") });
    const { output } = succeeded(await stack.preview());
    expect(output).toMatch(/providers:pulumi-nodejs other create/);
    expect(output).toMatch(/RouterInterfaceConnection line create/);
    expect(await at().cloud.log()).toEqual([]);
  });

  test("that come as outputs are checked when they are first used, by name", async () => {
    const failed = await stack.up({ skipPreview: true });
    expect(failed.code).not.toBe(0);
    expect(failed.output).toContain("error: alicloud:region must be a region id such as cn-hangzhou");
    expect(await stack.resource("EgConnection")).toBeDefined();
    expect(await stack.resource("RouterInterfaceConnection")).toBeUndefined();
    expect(await at().cloud.log({ service: "vpc" })).toEqual([]);
  });

  test("that come as outputs and secrets are used, and kept as secrets", async () => {
    const { cloud } = at();
    stack.write({ "index.js": program("cn-hangzhou") });
    succeeded(await stack.up({ skipPreview: true }));
    expect(await stack.outputs()).toEqual({ accountId: otherAccount.id });
    const { inputs = {} } = (await stack.resource("pulumi-nodejs::other")) ?? {};
    expect(inputs).toMatchObject({
      "alicloud:region": "cn-hangzhou",
      "alicloud:accessKey": { ciphertext: expect.any(String) },
      "alicloud:secretKey": { ciphertext: expect.any(String) },
    });
    expect(await cloud.log({ operation: "AssumeRole", accessKeyId: defaultUser.accessKeyId })).toHaveLength(
      1,
    );
  });
});
