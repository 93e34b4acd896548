import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import { version } from "../../package.json";
import * as dynamic from "../../provider/index.ts";
import * as native from "../../provider/native.ts";

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, id, inputs }) => ({ id: id || `${name}-id`, state: inputs }),
    call: () => ({}),
  });
});

/** What a declaration hands to Pulumi. */
function handedOver(
  declare: (opts: pulumi.CustomResourceOptions) => pulumi.CustomResource,
  opts: pulumi.CustomResourceOptions = {},
): { type: string; props: pulumi.Inputs; opts: pulumi.CustomResourceOptions } {
  const seen: pulumi.ResourceTransformationArgs[] = [];
  const look = (args: pulumi.ResourceTransformationArgs): undefined => {
    seen.push(args);
  };
  declare({ ...opts, transformations: [look] });
  const [args] = seen;
  if (args === undefined) throw new Error("nothing was registered");
  return { type: args.type, props: args.props, opts: args.opts };
}

const link = { instanceId: "i-1", vpcId: "vpc-1" };
const connection = { vpcId: "vpc-1", subnetId: "subnet-1" };

const declarations: readonly [string, (opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource][] = [
  [
    "RouterInterfaceConnection",
    (opts) => new native.RouterInterfaceConnection("it", { routerInterfaceId: "ri-1" }, opts),
  ],
  [
    "EcrInstanceGrant",
    (opts) =>
      new native.EcrInstanceGrant(
        "it",
        {
          ecrId: "ecr-1",
          ecrOwnerAliUid: "1",
          instanceId: "vpc-1",
          instanceType: "VPC",
          instanceRegionId: "cn-hangzhou",
        },
        opts,
      ),
  ],
  ["ClassicLinkAttachment", (opts) => new native.ClassicLinkAttachment("it", link, opts)],
  ["EgConnection", (opts) => new native.EgConnection("it", connection, opts)],
];

test.each(declarations)(
  "%s is registered for the plugin of this version, deletes first, and takes over what the dynamic class made",
  (type, declare) => {
    const { type: token, props, opts } = handedOver(declare, { aliases: [{ name: "before" }] });
    expect(token).toBe(`interlink:index:${type}`);
    expect(props).not.toHaveProperty("__provider");
    expect(props).not.toHaveProperty("__interlink");
    expect(opts).toMatchObject({
      version,
      deleteBeforeReplace: true,
      aliases: [{ name: "before" }, { type: `pulumi-nodejs:dynamic/interlink:${type}` }],
    });
    expect(opts.pluginDownloadURL).toBeUndefined();
    expect(() => declare({ deleteBeforeReplace: false })).toThrow(
      `${type}: deleteBeforeReplace cannot be false.`,
    );
  },
);

const declareLink = (opts?: pulumi.CustomResourceOptions): pulumi.CustomResource =>
  new native.ClassicLinkAttachment("it", link, opts);

test("a version of the plugin that a program asks for is the one that it gets", () => {
  expect(handedOver(declareLink, { version: "9.8.7" }).opts.version).toBe("9.8.7");
});

test("what is there can be imported", () => {
  const id = "cn-hangzhou:i-1:vpc-1";
  expect(handedOver(declareLink, { import: id }).opts.import).toBe(id);
});

test("get asks for a thing by its id alone, and a connection has its own id without the region", async () => {
  const got: native.EgConnection[] = [];
  const { type, props, opts } = handedOver((given) => {
    const connection = native.EgConnection.get("it", "cn-north-4:1234", given);
    got.push(connection);
    return connection;
  });
  expect([type, opts.id]).toEqual(["interlink:index:EgConnection", "cn-north-4:1234"]);
  expect(Object.values(props).filter((value) => value !== undefined)).toEqual([]);
  expect(await new Promise((resolve) => got[0]?.id.apply(resolve))).toBe("1234");
});

test("a class knows its own instances, and not those of the other module", () => {
  const one = new native.ClassicLinkAttachment("one", link);
  const other = new dynamic.ClassicLinkAttachment("other", link);
  expect(native.ClassicLinkAttachment.isInstance(one)).toBe(true);
  expect(native.EgConnection.isInstance(one)).toBe(false);
  expect(native.ClassicLinkAttachment.isInstance(other)).toBe(false);
  expect(dynamic.ClassicLinkAttachment.isInstance(one)).toBe(false);
  expect(native.ClassicLinkAttachment.isInstance(undefined)).toBe(false);
});

test.each(["kafkaDetail", "rocketmqDetail"] as const)(
  "the password in %s is a secret, alone",
  async (detail) => {
    const given = { instanceId: "k-1", addr: "a:1", enableSaslSsl: true, userName: "u", password: "word" };
    const args = { ...connection, [detail]: given } as native.EgConnectionArgs;
    const { props } = handedOver((opts) => new native.EgConnection("it", args, opts));
    const { password, ...others } = props[detail];
    expect(await pulumi.isSecret(password)).toBe(true);
    expect(others).toEqual({ instanceId: "k-1", addr: "a:1", enableSaslSsl: true, userName: "u" });
  },
);

test("an output among the arguments is refused by name", () => {
  const given = { ...connection, status: "CREATED" };
  expect(() => new native.EgConnection("orders", given)).toThrow(
    "EgConnection: status is an output and cannot be set.",
  );
});
