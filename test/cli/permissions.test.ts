import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { definitions } from "../../provider/resources/index.ts";

const cli = join(import.meta.dirname, "..", "..", "provider", "bin", "cli.js");

function run(args: readonly string[], input = "") {
  const { stdout, stderr, status } = spawnSync(process.execPath, [cli, "permissions", ...args], {
    input,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  return { stdout, stderr, code: status };
}

const ACCOUNT = "1234567890123456";
const PREFIX = "urn:pulumi:dev::net::";

interface Given {
  readonly class: string;
  readonly token?: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A resource as it stands in a state. */
function stateOf({ class: name, token, inputs, outputs = {}, more = {} }: Given): object {
  const type = `${token ?? "pulumi-nodejs:dynamic/interlink:"}${name}`;
  return {
    urn: `${PREFIX}${type}::a-${name}`,
    type,
    custom: true,
    inputs,
    outputs: { ...inputs, ...outputs },
    ...more,
  };
}

function exported(...resources: readonly Given[]): string {
  return JSON.stringify({ version: 3, deployment: { manifest: {}, resources: resources.map(stateOf) } });
}

function policiesOf(input: string, ...args: string[]) {
  const { stdout, code } = run(["--json", ...args], input);
  expect(code).toBe(0);
  const { policies } = JSON.parse(stdout);
  return policies;
}

/** Resources by action, of all statements. */
function byAction(policy: { Statement: { Action: string[]; Resource?: string[] }[] }) {
  return Object.fromEntries(
    policy.Statement.flatMap(({ Action, Resource }) => Action.map((it) => [it, Resource])),
  );
}

const initiator: Given = {
  class: "RouterInterfaceConnection",
  inputs: { routerInterfaceId: "ri-a", regionId: "cn-hangzhou", oppositeInterfaceId: "ri-b" },
  outputs: { role: "InitiatingSide", oppositeRegionId: "cn-beijing", accountId: ACCOUNT },
};
const at = (region: string, id: string) => `acs:vpc:${region}:${ACCOUNT}:routerinterface/${id}`;

describe("of a stack", () => {
  test("an initiator needs both sides, each in its region", () => {
    const [{ account, policy }] = policiesOf(exported(initiator));
    expect(account).toBe(ACCOUNT);
    const own = [at("cn-hangzhou", "ri-a")];
    const both = [at("cn-beijing", "ri-b"), ...own];
    expect(byAction(policy)).toEqual({
      "vpc:DescribeRouterInterfaces": [at("cn-beijing", "*"), at("cn-hangzhou", "*")],
      "vpc:ModifyRouterInterfaceAttribute": both,
      "vpc:ActivateRouterInterface": both,
      "vpc:ConnectRouterInterface": own,
      "vpc:DeactivateRouterInterface": own,
    });
  });

  test.each([
    [
      "of a peer in another account",
      {
        ...initiator,
        inputs: {
          ...initiator.inputs,
          ...{ oppositeRouterId: "vrt-b", oppositeRouterType: "VRouter", oppositeInterfaceOwnerId: "2" },
        },
      },
      ["Activate", "Connect", "Deactivate", "Modify"],
    ],
    [
      "of a peer that is stored already",
      { ...initiator, inputs: { routerInterfaceId: "ri-a", regionId: "cn-hangzhou" } },
      ["Activate", "Connect", "Deactivate"],
    ],
    [
      "of an acceptor's initiator",
      { ...initiator, outputs: { ...initiator.outputs, role: "AcceptingSide" } },
      ["Activate", "Deactivate", "Modify"],
    ],
  ])("nothing is written %s", (_, resource, verbs) => {
    const [{ policy }] = policiesOf(exported(resource));
    const writes = Object.entries(byAction(policy)).filter(([action]) => !action.includes("Describe"));
    expect(writes.map(([action]) => /:([A-Z][a-z]+)/.exec(action)?.[1]).sort()).toEqual(verbs);
    for (const [, resources] of writes) expect(resources).toEqual([at("cn-hangzhou", "ri-a")]);
  });

  test.each([
    ["VPC", "vpc-1", `acs:vpc:cn-hangzhou:${ACCOUNT}:vpc/vpc-1`],
    ["VBR", "vbr-1", `acs:expressconnect:cn-hangzhou:${ACCOUNT}:virtualborderrouter/vbr-1`],
  ])("a grant of a %s names it, with the condition key", (instanceType, instanceId, resource) => {
    const inputs = {
      ecrId: "ecr-1",
      ecrOwnerAliUid: "2",
      instanceId,
      instanceType,
      instanceRegionId: "cn-hangzhou",
    };
    const [{ policy }] = policiesOf(
      exported({ class: "EcrInstanceGrant", inputs, outputs: { accountId: ACCOUNT } }),
    );
    expect(policy.Statement).toContainEqual({
      Effect: "Allow",
      Action: [
        "expressconnectrouter:GrantInstanceToExpressConnectRouter",
        "expressconnectrouter:RevokeInstanceFromExpressConnectRouter",
      ],
      Resource: [resource],
      Condition: { StringEquals: { InstanceType: [instanceType] } },
    });
  });

  test("a link needs instance and VPC; what it works without is asked for by --optional", () => {
    const inputs = { instanceId: "i-1", vpcId: "vpc-1", regionId: "cn-hangzhou" };
    const stack = exported({ class: "ClassicLinkAttachment", inputs, outputs: { accountId: ACCOUNT } });
    const both = [`acs:ecs:cn-hangzhou:${ACCOUNT}:instance/i-1`, `acs:vpc:cn-hangzhou:${ACCOUNT}:vpc/vpc-1`];
    const needed = {
      "ecs:DescribeClassicLinkInstances": ["*"],
      "ecs:AttachClassicLinkVpc": both,
      "ecs:DetachClassicLinkVpc": both,
    };
    expect(byAction(policiesOf(stack)[0].policy)).toEqual(needed);
    expect(run([], stack).stderr).toContain(
      "not in it without --optional: ecs:DescribeInstances (clearer errors)",
    );
    expect(byAction(policiesOf(stack, "--optional")[0].policy)).toEqual({
      ...needed,
      "ecs:DescribeInstances": [`acs:ecs:cn-hangzhou:${ACCOUNT}:instance/*`],
      "vpc:DescribeVpcAttribute": both.slice(1),
    });
  });

  test("a connection needs the project's lookup only where the project is not an argument; IAM policies come in both versions", () => {
    const inputs = { name: "c", region: "cn-north-4", vpcId: "v", subnetId: "s" };
    const of = (more: object) => exported({ class: "EgConnection", inputs: { ...inputs, ...more } });
    const actions = ["create", "delete", "get", "list", "update"].map((verb) => `eg:connections:${verb}`);
    const eg = { Version: "1.1", Statement: [{ Effect: "Allow", Action: actions }] };
    const documents = (...args: Parameters<typeof policiesOf>) =>
      policiesOf(...args).map(({ policy }: { policy: object }) => policy);
    expect(documents(of({ projectId: "p" }))).toEqual([eg]);
    expect(documents(of({}))).toEqual([
      eg,
      { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["iam:projects:listProjects"] }] },
    ]);
    expect(documents(of({ projectId: "p" }), "--iam", "5.0")).toEqual([
      { Version: "5.0", Statement: [{ Effect: "Allow", Action: actions, Resource: ["*"] }] },
    ]);
  });

  test("accounts have policies of their own, and resources of other packages none", () => {
    const other = { ...initiator, outputs: { ...initiator.outputs, accountId: "2534" } };
    const vpc = { class: "Network", token: "alicloud:vpc/network:", inputs: {} };
    const policies = policiesOf(exported(initiator, vpc, other));
    expect(policies.map(({ account }: { account: string }) => account)).toEqual([ACCOUNT, "2534"]);
    expect(JSON.stringify(policies[0])).not.toContain("2534");
  });

  test("the plugin's resources and those of the dynamic provider need the same", () => {
    const native = { ...initiator, token: "interlink:index:" };
    expect(policiesOf(exported(native))).toEqual(policiesOf(exported(initiator)));
  });

  test("what another stack manages is read only", () => {
    const [{ policy }] = policiesOf(exported({ ...initiator, more: { external: true } }));
    expect(Object.keys(byAction(policy))).toEqual(["vpc:DescribeRouterInterfaces"]);
  });

  test("standard output has the policies alone; beside them stands the page of each action, and what is a guess", () => {
    const { stdout, stderr, code } = run([], exported(initiator));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).Version).toBe("1");
    expect(stderr).toContain(`// Alibaba Cloud, RAM policy, account ${ACCOUNT}: a-RouterInterfaceConnection`);
    expect(stderr).toContain("// vpc:ConnectRouterInterface: page ConnectRouterInterface, 2024-03-04\n");
    const { sources } = JSON.parse(run(["--json", "EgConnection"]).stdout);
    expect(sources).toContainEqual({
      action: "eg:connections:get",
      page: "ShowDetailOfConnection",
      date: "read 2026-11-21",
    });
    expect(sources).toContainEqual(
      expect.objectContaining({ action: "eg:connections:list", guess: expect.any(String) }),
    );
  });
});

describe("of a preview", () => {
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  const previewed = (...steps: object[]) => JSON.stringify({ config: {}, steps, changeSummary: {} });
  const made = stateOf({
    ...initiator,
    inputs: { ...initiator.inputs, routerInterfaceId: unknown },
    outputs: {},
  });

  test("what only the run will know stands as *, and it says so", () => {
    const { stdout, stderr } = run([], previewed({ op: "create", newState: made }));
    expect(byAction(JSON.parse(stdout))["vpc:ConnectRouterInterface"]).toEqual([
      "acs:vpc:cn-hangzhou:*:routerinterface/*",
    ]);
    expect(stderr).toContain("stands for what is not known yet");
  });

  test("--account tells whose they are to be; a resource that is there tells it of its provider's others", () => {
    const created = { op: "create", newState: made };
    expect(policiesOf(previewed(created), "--account", ACCOUNT)[0].account).toBe(ACCOUNT);
    const there = stateOf(initiator);
    expect(policiesOf(previewed({ op: "same", oldState: there, newState: there }, created))).toHaveLength(1);
  });

  test("a replacement needs both the thing that goes and the one that comes", () => {
    const next = { ...initiator, inputs: { ...initiator.inputs, routerInterfaceId: "ri-c" } };
    const step = { op: "replace", oldState: stateOf(initiator), newState: stateOf(next) };
    const [{ policy }] = policiesOf(previewed(step));
    expect(byAction(policy)["vpc:DeactivateRouterInterface"]).toEqual([
      at("cn-hangzhou", "ri-a"),
      at("cn-hangzhou", "ri-c"),
    ]);
  });
});

test("classes need what any of their resources may need", () => {
  const { stdout, code } = run(["--json", ...definitions.map(({ type }) => type)]);
  expect(code).toBe(0);
  const { policies } = JSON.parse(stdout);
  expect(policies.map(({ cloud }: { cloud: string }) => cloud)).toEqual(["alibaba", "huawei", "huawei"]);
  expect(byAction(policies[0].policy)["expressconnectrouter:GrantInstanceToExpressConnectRouter"]).toEqual([
    "acs:expressconnect:*:*:virtualborderrouter/*",
    "acs:vpc:*:*:vpc/*",
  ]);
});

test.each([
  ["nothing", [], "", "Standard input is empty. "],
  ["no JSON", [], "Resources:", "Standard input is no JSON. "],
  ["another JSON", [], "[]", "Standard input is neither a stack export nor a preview. "],
  [
    "an export of another version",
    [],
    '{"version":2,"deployment":{}}',
    "a stack export of version 2, and versions 3",
  ],
  ["an export without a version", [], '{"deployment":{}}', "a stack export of version unknown"],
  ["an empty stack", [], '{"version":3,"deployment":{"manifest":{}}}', "That stack is empty"],
  [
    "a stack of other things",
    [],
    exported({ class: "x", token: "a:b:", inputs: {} }),
    "no resource of pulumi-interlink",
  ],
  [
    "an export that is broken",
    [],
    '{"version":3,"deployment":{"resources":[1]}}',
    "cannot be read: deployment.resources.0",
  ],
  ["a preview that is broken", [], '{"steps":1}', "That preview cannot be read: steps"],
  ["another class", ["Network"], "", "There is no class Network; there are RouterInterfaceConnection, "],
  ["another member of every object", ["constructor"], "", "There is no class constructor"],
  ["no account", ["EgConnection", "--account", "me"], "", "--account takes the id of an account"],
  ["another version of IAM", ["EgConnection", "--iam", "2"], "", "--iam takes 1.1 or 5.0"],
  ["another option", ["--all"], "", "Unknown option '--all'"],
])("given %s, it says so in one sentence and ends with 2", (_, args, input, says) => {
  const { stdout, stderr, code } = run(args, input);
  expect([stdout, code]).toEqual(["", 2]);
  expect(stderr).toContain(says);
  expect(stderr.trim().split("\n")).toHaveLength(1);
});
