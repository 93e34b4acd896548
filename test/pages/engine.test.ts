import { beforeAll, expect, test } from "vitest";
import { defaultAccount, defaultHuawei, otherAccount } from "../cloud/defaults.ts";
import type { Result } from "../engine/command.ts";
import { stage } from "../support/stage.ts";
import { expectOutcome, type Told } from "./expectations.ts";
import { readPage } from "./page.ts";

// What `pulumi up` prints, with the real engine: one code for each kind of resource, all in one stack.

interface Sample {
  readonly type: string;
  readonly args: Readonly<Record<string, string>>;
  readonly opts?: Readonly<Record<string, unknown>>;
  readonly page: string;
  readonly code: string;
  readonly operation: string;
  readonly doing: string;
  /** What its requests are known by. */
  readonly id: string;
  readonly expect: Told;
}

const samples: readonly Sample[] = [
  {
    type: "RouterInterfaceConnection",
    args: { routerInterfaceId: "ri-a", oppositeInterfaceId: "ri-b" },
    page: "connect-router-interface",
    code: "Forbidden.BillsOutstanding",
    operation: "Vpc.ConnectRouterInterface",
    doing: "Connecting router interface ri-a to ri-b",
    id: "ri-a",
    expect: {
      kind: "told",
      says: ["with an unpaid bill", "Settle the account's bills"],
      writes: ["ModifyRouterInterfaceAttribute", "ModifyRouterInterfaceAttribute"],
    },
  },
  {
    type: "EcrInstanceGrant",
    args: {
      ecrId: "ecr-1",
      ecrOwnerAliUid: otherAccount.id,
      instanceId: "vpc-1",
      instanceType: "VPC",
      instanceRegionId: "cn-hangzhou",
    },
    page: "grant-instance-to-ecr",
    // A router that was made a moment ago would be waited for.
    opts: { customTimeouts: { create: "1s" } },
    code: "ResourceNotFound.EcrId",
    operation: "ExpressConnectRouter.GrantInstanceToExpressConnectRouter",
    doing: `Granting vpc-1 to ecr-1 of account ${otherAccount.id}`,
    id: "ecr-1",
    expect: { kind: "told", says: ["There is no such Express Connect Router", "Check ecrId"] },
  },
  {
    type: "ClassicLinkAttachment",
    args: { instanceId: "i-1", vpcId: "vpc-1" },
    page: "attach-classic-link-vpc",
    code: "QuotaExceeded",
    operation: "Ecs.AttachClassicLinkVpc",
    doing: "Linking i-1 to vpc-1",
    id: "i-1",
    expect: { kind: "told", says: ["as many ClassicLink instances as it may have", "Detach instances"] },
  },
  {
    type: "EgConnection",
    args: { name: "events-1", vpcId: "vpc-1", subnetId: "subnet-1" },
    page: "eg-error-codes",
    code: "EG.00512003",
    operation: "EventGrid.CreateConnection",
    doing: "Creating EventGrid connection events-1",
    id: "events-1",
    expect: { kind: "told", says: ["EG_DELEGATE_FG_AGENCY is missing", "consent"] },
  },
];

const at = stage("file");
let up: Result;

beforeAll(async () => {
  const { cloud, stack } = at();
  await cloud.seed({
    routerInterfaces: [
      { id: "ri-a", routerId: "vrt-a" },
      { id: "ri-b", routerId: "vrt-b", role: "AcceptingSide" },
    ],
    vpcs: [{ id: "vpc-1", classicLinkEnabled: true }],
    ecsInstances: [{ id: "i-1" }, { id: "i-2" }],
    classicLinks: [{ instanceId: "i-2", vpcId: "vpc-1" }],
  });
  await cloud.configure({ options: { ecs: { linksPerVpc: 1 } } });
  await cloud.change("accounts", defaultAccount.id, { overdue: true });
  await cloud.change("projects", defaultHuawei.projectId, { connectionAgency: "missing" });
  const four = await stack(
    samples.map(({ type, args, opts }) => ({ type, name: "thing", args, ...(opts && { opts }) })),
  );
  up = await four.up({ skipPreview: true, args: ["--continue-on-error"] });
});

test.each(samples)("pulumi up says of $type what went wrong and what to do", async (sample) => {
  const { type, page, code, operation, doing, id } = sample;
  expect(up.code).not.toBe(0);
  // Pulumi itself puts the second line around what is left in state as not ready.
  const lines = new RegExp(
    `${type} \\(thing\\):\\n    error: (?:1 error occurred:\\n    \\t\\* )?(.*)\\n\\n`,
  );
  const error = lines.exec(up.output)?.[1];
  const row = readPage(page).rows.find((it) => it.code === code);
  if (row === undefined) throw new Error(`${page} has no ${code}`);
  expectOutcome(sample.expect, row, { n: 1, error, doing, operation, entries: await at().cloud.log({ id }) });
});
