import type { Seed } from "../cloud/control-types.ts";
import { otherAccount } from "../cloud/defaults.ts";
import type { Declaration } from "../support/program.ts";
import { interfacesOf, pairsOf } from "./pairs.ts";
import type { Bound } from "./table.ts";

/** Many things of one kind that have been made and have not changed. */
export interface Kind {
  readonly type: string;
  readonly seed: Seed;
  readonly declarations: readonly Declaration[];
  /** How many calls a preview with refresh may cost. */
  readonly calls: Bound;
}

const REGION = "cn-hangzhou";
/** Express Connect Routers that the grants are spread over, and how many grants a page of their lists has. */
const ROUTERS = 5;
const GRANTS_A_PAGE = 100;

/** So many of every kind. */
export function kindsOf(count: number): Kind[] {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const pairs = pairsOf(count);
  const declared = (type: string, args: (n: number) => NonNullable<Declaration["args"]>): Declaration[] =>
    numbers.map((n) => ({ type, name: `thing-${n}`, args: args(n) }));
  return [
    {
      type: "RouterInterfaceConnection",
      seed: { routerInterfaces: interfacesOf(pairs) },
      declarations: declared("RouterInterfaceConnection", (n) => ({
        routerInterfaceId: pairs[n]?.initiator,
        oppositeInterfaceId: pairs[n]?.acceptor,
        regionId: REGION,
      })),
      calls: { atMost: 30 },
    },
    {
      type: "ClassicLinkAttachment",
      seed: {
        vpcs: [{ id: "vpc-1", classicLinkEnabled: true }],
        ecsInstances: numbers.map((n) => ({ id: `i-${n}` })),
      },
      declarations: declared("ClassicLinkAttachment", (n) => ({ instanceId: `i-${n}`, vpcId: "vpc-1" })),
      calls: { atMost: 30 },
    },
    {
      type: "EgConnection",
      seed: {},
      declarations: declared("EgConnection", (n) => ({
        name: `events-${n}`,
        vpcId: "vpc-1",
        subnetId: "subnet-1",
      })),
      calls: { atMost: 30 },
    },
    {
      type: "EcrInstanceGrant",
      seed: {
        expressConnectRouters: numbers.slice(0, ROUTERS).map((n) => ({ id: `ecr-${n}` })),
        vpcs: numbers.map((n) => ({ id: `vpc-${n}` })),
      },
      declarations: declared("EcrInstanceGrant", (n) => ({
        ecrId: `ecr-${n % ROUTERS}`,
        ecrOwnerAliUid: otherAccount.id,
        instanceId: `vpc-${n}`,
        instanceType: "VPC",
        instanceRegionId: REGION,
      })),
      calls: {
        atMost: ROUTERS * Math.ceil(count / ROUTERS / GRANTS_A_PAGE),
        because: `a list for each of ${ROUTERS} routers and each page`,
      },
    },
  ];
}
