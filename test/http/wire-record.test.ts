import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Exchange } from "../../provider/http/wire-record.ts";
import { defaultAccount, defaultHuawei, defaultUser, otherAccount, otherHuawei } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import type { Declaration } from "../support/program.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

const at = stage("file");

const kafkaPassword = "hunter2";
const names = {
  connection: "acme-orders",
  description: "Orders of Acme, call 0301234567",
  kafkaUser: "kafka-acme",
  kafkaAddress: "192.168.7.21",
  kafkaInstance: "4c2f8e90-5dd1-4f44-a1d8-6f7e8d9c0b1a",
  vpc: "9b1ccd44-0000-4a55-8f0e-1234567890ab",
  subnet: "5e6f7a8b-1111-4c99-9d0e-0987654321ba",
  role: "acme-network",
  agency: "acme-agency",
  routerInterface: "ri-bp1office0line0001",
  peer: "ri-bp1cloud0side00002",
  router: "ecr-acme0router000001",
  granted: "vpc-bp1granted00000001",
  instance: "i-bp1classic000000001",
  linked: "vpc-bp1linked000000001",
};

/** The four resources by two providers: one process each, with a role and with a user's password. */
const PROGRAM = `
const interlink = require("pulumi-interlink");
const assumed = new interlink.Provider("assumed", { alicloud: { region: "cn-hangzhou",
  assumeRole: { roleArn: "acs:ram::${defaultAccount.id}:role/${names.role}", sessionName: "acme-session" } },
  huaweicloud: { region: "cn-north-4", userName: "${defaultHuawei.userName}", domainName: "${defaultHuawei.domainName}", password: "${defaultHuawei.password}" } });
const delegated = new interlink.Provider("delegated", { huaweicloud: { region: "cn-north-4",
  assumeRole: { agencyName: "${names.agency}", domainName: "${otherHuawei.domainName}" } } });
const declarations = require("./declarations.json");
for (const { type, name, args, opts } of declarations) new interlink[type](name, args,
  { ...opts, ...(name === "assumed" && { provider: assumed }), ...(name === "delegated" && { provider: delegated }) });
`;

const kafka = {
  type: "KAFKA",
  vpcId: names.vpc,
  subnetId: names.subnet,
  description: names.description,
  kafkaDetail: {
    instanceId: names.kafkaInstance,
    addr: `${names.kafkaAddress}:9093,192.168.7.22:9093`,
    enableSaslSsl: true,
    userName: names.kafkaUser,
    password: kafkaPassword,
  },
};
const declarations: Declaration[] = [
  {
    type: "RouterInterfaceConnection",
    name: "plain",
    args: { routerInterfaceId: names.routerInterface, oppositeInterfaceId: names.peer },
  },
  {
    type: "EcrInstanceGrant",
    name: "assumed",
    args: {
      ecrId: names.router,
      ecrOwnerAliUid: otherAccount.id,
      instanceId: names.granted,
      instanceType: "VPC",
      instanceRegionId: "cn-hangzhou",
    },
  },
  {
    type: "ClassicLinkAttachment",
    name: "linked",
    args: { instanceId: names.instance, vpcId: names.linked },
  },
  { type: "EgConnection", name: "assumed", args: { ...kafka, name: names.connection } },
  { type: "EgConnection", name: "delegated", args: { ...kafka, name: `${names.connection}-2` } },
];

describe("the record of a whole life of all resources", () => {
  let stack: Stack;
  let file: string;
  let text: string;
  let exchanges: Exchange[];

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.seed({
      ramRoles: [{ name: names.role, trusted: [`acs:ram::${defaultAccount.id}:root`] }],
      agencies: [
        {
          id: "a9e8d7c6b5a4938271605f4e3d2c1b0a",
          name: names.agency,
          domainId: otherHuawei.domainId,
          trustedDomainId: defaultHuawei.domainId,
        },
      ],
      routerInterfaces: [
        { id: names.routerInterface, routerId: "vrt-bp1office000000001", name: "acme line" },
        { id: names.peer, routerId: "vrt-bp1cloud0000000001", role: "AcceptingSide" },
      ],
      expressConnectRouters: [{ id: names.router }],
      vpcs: [{ id: names.granted }, { id: names.linked, classicLinkEnabled: true }],
      ecsInstances: [{ id: names.instance }],
    });
    stack = await at().stack([], {
      files: { "index.js": PROGRAM, "declarations.json": JSON.stringify(declarations) },
      env: {
        ...cloud.env(defaultUser),
        ALICLOUD_REGION: "cn-hangzhou",
        INTERLINK_RECORD: "wire.jsonl",
      },
    });
    succeeded(await stack.up());
    // A gateway prints the request as it read it, with the token, when a signature does not match.
    const [session = { accessKeyId: "", securityToken: "" }] = (await cloud.snapshot()).stsSessions;
    const refused = await stack.refresh({
      skipPreview: true,
      env: {
        ALICLOUD_ACCESS_KEY: session.accessKeyId,
        ALICLOUD_SECRET_KEY: "a-wrong-secret",
        ALICLOUD_SECURITY_TOKEN: session.securityToken,
      },
    });
    expect(refused.output).toContain("SignatureDoesNotMatch");
    succeeded(await stack.destroy());
    file = join(stack.directory, "wire.jsonl");
    text = readFileSync(file, "utf8");
    exchanges = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  });

  test("holds nothing that was secret, and nothing that says whose it is", async () => {
    const { cloud } = at();
    const { stsSessions, iamTokens, iamSessions, connections, agencies } = await cloud.snapshot();
    expect([stsSessions.length > 0, iamTokens.length > 0, iamSessions.length > 0]).toEqual([
      true,
      true,
      true,
    ]);
    const identifying = [
      ...Object.values(names).filter((it) => it !== names.description),
      ...["Acme", "acme", "0301234567", "192.168.7", kafkaPassword, "a-wrong-secret", "office", "127.0.0.1"],
      ...[defaultAccount, otherAccount, defaultUser, defaultHuawei, otherHuawei].flatMap((it) =>
        Object.entries(it).flatMap(([key, value]) => (key === "region" ? [] : [value])),
      ),
      ...stsSessions.flatMap((it) => [it.accessKeyId, it.accessKeySecret, it.securityToken]),
      ...iamTokens.map(({ token }) => token),
      ...iamSessions.flatMap((it) => [it.accessKey, it.secretKey, it.securityToken]),
      ...connections.map(({ id }) => id),
      ...agencies.map(({ id }) => id),
    ].filter((it) => it !== "");
    const decoded = text.replace(/%[0-9A-F]{2}/gi, (it) =>
      String.fromCharCode(Number.parseInt(it.slice(1), 16)),
    );
    const plain = `${text}\n${decoded}`;
    expect(identifying.filter((it) => plain.toLowerCase().includes(it.toLowerCase()))).toEqual([]);
    const signatures = [...text.matchAll(/Signature=([0-9a-f]+)/g)].map(([, it]) => it);
    expect(signatures.length).toBeGreaterThan(10);
  });

  test("says what was asked and answered, in the cloud's own form", () => {
    const [connect] = of("ConnectRouterInterface");
    const [modify] = of("ModifyRouterInterfaceAttribute");
    expect(connect?.answer?.status).toBe(200);
    const id = new URL(connect?.request.url ?? "").searchParams.get("RouterInterfaceId");
    expect(id).toMatch(/^ri-[a-z]{2}\d[a-z]{6}\d[a-z]{4}\d{4}$/);
    expect(new URL(connect?.request.url ?? "").searchParams.get("RegionId")).toBe("cn-hangzhou");
    expect(new URL(modify?.request.url ?? "").searchParams.get("OppositeInterfaceOwnerId")).toMatch(
      /^\d{16}$/,
    );
    const described = of("DescribeRouterInterfaces").map(({ answer }) => JSON.parse(answer?.body ?? ""));
    const statuses = described.flatMap(({ RouterInterfaceSet }) =>
      (RouterInterfaceSet?.RouterInterfaceType ?? []).filter(
        (it: Record<string, unknown>) => it["RouterInterfaceId"] === id,
      ),
    );
    expect(statuses.map(({ Status }) => Status)).toEqual(
      expect.arrayContaining(["Idle", "Active", "Inactive"]),
    );
    const created = exchanges.find(
      ({ request }) => request.method === "POST" && /connections$/.test(request.url),
    );
    expect(JSON.parse(created?.request.body ?? "")).toMatchObject({
      type: "KAFKA",
      vpc_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
      kafka_detail: {
        addr: expect.stringMatching(/^10\.\d+\.\d+\.\d+:9093,10\.\d+\.\d+\.\d+:9093$/),
        enable_sasl_ssl: true,
        password: expect.stringMatching(/^secret-[0-9a-f]{16}$/),
      },
    });
    const [refused] = exchanges.filter(({ answer }) => answer?.body.includes("SignatureDoesNotMatch"));
    expect(JSON.parse(refused?.answer?.body ?? "")).toMatchObject({
      Message: expect.stringContaining("Specified signature is not matched with our calculation"),
    });
  });

  test("has one substitute for each original, in all processes of all commands", () => {
    const granted = exchanges
      .filter(({ request }) =>
        /InstanceToExpressConnectRouter|FromExpressConnectRouter/.test(actionOf(request)),
      )
      .map(({ request }) => new URLSearchParams(request.body).get("InstanceId"));
    expect(granted.length).toBeGreaterThan(1);
    expect(new Set(granted).size).toBe(1);
    const projects = exchanges.flatMap(
      ({ request }) => /\/v1\/([0-9a-f]+)\/connections/.exec(request.url)?.[1] ?? [],
    );
    // That of the user, and that of the agency.
    expect(new Set(projects).size).toBe(2);
    const agencyTokens = exchanges.filter(({ request }) => /securitytokens|assume/.test(request.url));
    expect(agencyTokens.length).toBeGreaterThan(0);
  });

  test("is the user's own, and so is the key beside it", () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(`${file}.key`).mode & 0o777).toBe(0o600);
    expect(text).not.toContain(readFileSync(`${file}.key`).toString("hex"));
  });

  function of(action: string): Exchange[] {
    return exchanges.filter(({ request }) => actionOf(request) === action);
  }
});

describe("a record that cannot be written", () => {
  test.each([
    ["a folder that is not there", "nowhere/wire.jsonl", "ENOENT"],
    ["a folder", "folder", "EISDIR"],
  ])("%s: an error before the first call", async (_, record, code) => {
    const mark = await at().mark();
    const stack = await at().stack([declarations[0] as Declaration], {
      env: { ...at().cloud.env(), INTERLINK_RECORD: record },
    });
    mkdirSync(join(stack.directory, "folder"));
    const { code: exit, output } = await stack.up({ skipPreview: true });
    expect(exit).not.toBe(0);
    expect(output).toMatch(
      new RegExp(`INTERLINK_RECORD asks for a record in \\S+${record}, and that cannot be written: ${code}`),
    );
    expect(await at().cloud.log({ afterSeq: mark })).toEqual([]);
    expect(existsSync(join(stack.directory, "nowhere"))).toBe(false);
  });
});

function actionOf({ headers }: Exchange["request"]): string {
  return headers["x-acs-action"] ?? "";
}
