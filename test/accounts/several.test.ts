import { beforeAll, describe, expect, test } from "vitest";
import {
  defaultAccount as office,
  otherAccount as partner,
  defaultHuawei as shop,
} from "../cloud/defaults.ts";
import type { Entry } from "../cloud/frame/log.ts";
import { succeeded } from "../engine/command.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";
import { endpointsOnly } from "./source.ts";

const at = stage("file");
/** Three provider processes start at once, on whatever machine this is. */
const PATIENCE = 120_000;

/**
 * Two accounts of Alibaba Cloud, with an end of a router connection each, and one of Huawei Cloud. Resources get their
 * account by `provider`, by a component's `provider` or `providers`, and from a component above that.
 */
const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const interlink = require("pulumi-interlink");
const config = new pulumi.Config();
const keys = (name) => ({ accessKey: config.requireSecret(name + "Key"), secretKey: config.requireSecret(name + "Secret") });
const [office, partner] = ["office", "partner"].map((name) =>
  new interlink.Provider(name, { alicloud: { region: "cn-hangzhou", ...keys(name) } }));
const shop = new interlink.Provider("shop", { huaweicloud: { region: "cn-north-4", ...keys("shop") } });

class Part extends pulumi.ComponentResource {
  constructor(name, opts) { super("test:index:Part", name, {}, opts); }
}
const end = (own, other, oppositeInterfaceOwnerId) => ({ routerInterfaceId: "ri-" + own, oppositeInterfaceId: "ri-" + other,
  oppositeRouterId: "vrt-" + other, oppositeRouterType: "VRouter", oppositeInterfaceOwnerId });
new interlink.RouterInterfaceConnection("office-end", end("office", "partner", "${partner.id}"), { provider: office });
new interlink.RouterInterfaceConnection("partner-end", end("partner", "office", "${office.id}"), { provider: partner });
const grant = { ecrId: "ecr-office", ecrOwnerAliUid: "${office.id}", instanceId: "vpc-partner", instanceType: "VPC", instanceRegionId: "cn-hangzhou" };
new interlink.EcrInstanceGrant("grant", grant, { parent: new Part("network", { provider: partner }) });
const events = new Part("events", { providers: [shop] });
const subnet = { vpcId: "vpc-shop", subnetId: "subnet-shop" };
new interlink.EgConnection("child", { ...subnet, name: "child" }, { parent: events });
new interlink.EgConnection("grandchild", { ...subnet, name: "grandchild" }, { parent: new Part("inner", { parent: events }) });
`;
type Call = { readonly operation: string } | { readonly write: boolean };
const set: Call = { operation: "ModifyRouterInterfaceAttribute" };
const read: Call = { write: false };
const BROKEN = `throw new Error("the program was run");`;

/** By the account, as the cloud's log has it. */
const providers = { office: office.id, partner: partner.id, shop: shop.domainId };
const resources = {
  "office-end": "office",
  "partner-end": "partner",
  grant: "partner",
  child: "shop",
  grandchild: "shop",
};

describe("three accounts in one stack", () => {
  let stack: Stack;

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.seed({
      routerInterfaces: [
        { id: "ri-office", routerId: "vrt-office", role: "InitiatingSide" },
        { id: "ri-partner", routerId: "vrt-partner", role: "AcceptingSide", account: partner.id },
      ],
      expressConnectRouters: [{ id: "ecr-office", account: office.id }],
      vpcs: [{ id: "vpc-partner", account: partner.id }],
    });
    stack = await at().stack([], { files: { "index.js": PROGRAM }, env: endpointsOnly(cloud) });
    await stack.setConfig({
      ...keys("office", office),
      ...keys("partner", partner),
      ...keys("shop", huawei(shop)),
    });
  });

  test("are made with at once, each by its own account, and the initiator waits for the other end", async () => {
    const { cloud } = at();
    const held = await hold({ office: set, partner: set, shop: { operation: "CreateConnection" } });
    const up = stack.start(["up"], { skipPreview: true });
    expect(new Set((await cloud.held(3, PATIENCE)).map(({ account }) => account))).toEqual(
      new Set(Object.values(providers)),
    );
    await cloud.release(held.office);
    await cloud.release(held.shop);
    // The partner's end is not set yet.
    const [refused] = await cloud.waitFor({
      operation: "ConnectRouterInterface",
      answered: true,
      timeoutMs: PATIENCE,
    });
    expect(refused).toMatchObject({ account: office.id, applied: false });
    await cloud.release(held.partner);
    expect(succeeded(await up.result).output).toMatch(/\+ 12 created/);

    for (const [name, provider] of Object.entries(resources)) {
      const { provider: used, outputs } = (await stack.resource(`::${name}`)) ?? {};
      expect(used).toContain(`::${provider}::`);
      expect(outputs?.["accountId"]).toBe(
        provider === "shop" ? shop.projectId : Reflect.get(providers, provider),
      );
    }
    const { routerInterfaces, ecrGrants, connections } = await cloud.snapshot();
    expect(routerInterfaces.map(({ status }) => status)).toEqual(["Active", "Active"]);
    expect(ecrGrants).toMatchObject([{ ecrId: "ecr-office", account: partner.id }]);
    expect(new Set(connections.map(({ name }) => name))).toEqual(new Set(["child", "grandchild"]));
    expect(connections.every(({ projectId }) => projectId === shop.projectId)).toBe(true);
    expect(who(await cloud.log({ write: true, applied: true }))).toEqual([
      `${office.id} vpc`,
      `${partner.id} expressconnectrouter`,
      `${partner.id} vpc`,
      `${shop.domainId} eg`,
    ]);
  });

  test("are read at once by a refresh that does not run the program", async () => {
    const { cloud } = at();
    stack.write({ "index.js": BROKEN });
    await hold({ office: read, partner: read, shop: read });
    const refresh = stack.start(["refresh"], { skipPreview: true });
    await cloud.held(3, PATIENCE);
    await cloud.release();
    const { output } = succeeded(await refresh.result);
    expect(output).toMatch(/12 unchanged/);
    expect(output).not.toContain("the program was run");
  });

  test("get other keys without a change to any resource, once the refresh before it uses them too", async () => {
    const { cloud, mark } = at();
    await cloud.change("accounts", office.id, second("office"));
    await cloud.change("accounts", partner.id, second("partner"));
    const { accessKeyId: accessKey, accessKeySecret: secretKey } = second("shop");
    await cloud.change("iamUsers", shop.userId, { accessKey, secretKey });
    await stack.setConfig({
      ...keys("office", second("office")),
      ...keys("partner", second("partner")),
      ...keys("shop", second("shop")),
    });
    stack.write({ "index.js": PROGRAM });

    // The engine refreshes with the arguments in state before it runs the program.
    const stale = await stack.up({ skipPreview: true });
    expect(stale.code).not.toBe(0);
    expect(stale.output).toContain("pulumi up --run-program");

    const since = await mark();
    const { output } = succeeded(await stack.up({ skipPreview: true, args: ["--run-program"] }));
    expect(output).toMatch(/Resources:\n +~ 3 updated\n +9 unchanged\n/);
    expect(output.match(/providers:pulumi-nodejs \w+ updated/g)).toHaveLength(3);
    expect(await cloud.writes({ afterSeq: since })).toEqual([]);
    const used = new Set((await cloud.log({ afterSeq: since })).map(({ accessKeyId }) => accessKeyId));
    expect(used).toEqual(new Set(["office-key-2", "partner-key-2", "shop-key-2"]));
  });

  test("are taken down at once by a destroy that does not run the program", async () => {
    const { cloud } = at();
    stack.write({ "index.js": BROKEN });
    // The engine deletes level by level, and reads all of them at once before.
    await hold({ office: read, partner: read, shop: read });
    const destroy = stack.start(["destroy"], { skipPreview: true });
    await cloud.held(3, PATIENCE);
    await cloud.release();
    expect(succeeded(await destroy.result).output).toMatch(/- 12 deleted/);
    const { routerInterfaces, ecrGrants, connections } = await cloud.snapshot();
    expect(routerInterfaces.map(({ status }) => status)).toEqual(["Inactive", "Inactive"]);
    expect([ecrGrants, connections]).toEqual([[], []]);
    expect((await stack.export()).resources).toEqual([]);
  });
});

/** Stops one such call of each account until it is released; the numbers of the orders. */
async function hold(calls: Readonly<Record<keyof typeof providers, Call>>) {
  const { cloud } = at();
  const of = (name: keyof typeof providers) =>
    cloud.order({ kind: "hold", account: providers[name], ...calls[name] });
  return { office: await of("office"), partner: await of("partner"), shop: await of("shop") };
}

interface Key {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

function keys(name: string, { accessKeyId, accessKeySecret }: Key) {
  return { [`${name}Key`]: { secret: accessKeyId }, [`${name}Secret`]: { secret: accessKeySecret } };
}

function huawei({ accessKey, secretKey }: typeof shop): Key {
  return { accessKeyId: accessKey, accessKeySecret: secretKey };
}

function second(name: string): Key {
  return { accessKeyId: `${name}-key-2`, accessKeySecret: `${name}-secret-2` };
}

/** Which accounts called which services. */
function who(entries: readonly Entry[]): string[] {
  return [...new Set(entries.map(({ account, service }) => `${account} ${service}`))].sort();
}
