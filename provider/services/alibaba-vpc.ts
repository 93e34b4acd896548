import * as z from "zod";
import type { Alibaba } from "../clouds/alibaba.ts";
import { ApiError, type ErrorFact } from "../core/errors.ts";
import type { Batch, CallOptions } from "../core/looks.ts";
import type { AlibabaOperation, AlibabaService } from "../core/service.ts";
import { text } from "./alibaba-text.ts";

/**
 * Router interfaces of Virtual Private Cloud, version 2016-04-28.
 *
 * Sources, read 2026-11-21: the pages of ConnectRouterInterface, ModifyRouterInterfaceAttribute,
 * ActivateRouterInterface, DeactivateRouterInterface, DescribeRouterInterfaces (Alibaba Cloud help, Express Connect).
 */

const RUN_AGAIN = "Then run `pulumi up` again.";
const CHECK_ACCEPTOR =
  "Correct the acceptor's side (its own RouterInterfaceConnection, or whoever manages it), or the arguments here.";

/** The acceptor stores other peer information than the initiator needs; the cloud names the field in the code. */
function mismatch(field: string, means: string): ErrorFact {
  return {
    code: `AttrMismatching.AcceptingSide${field}`,
    leadsTo: "look",
    means,
    remedy: CHECK_ACCEPTOR,
  };
}

const errors: readonly ErrorFact[] = [
  {
    code: "IncorrectRole.NotInitiatingSide",
    leadsTo: "stop",
    means: "This router interface is an acceptor; only an initiator can connect.",
    remedy: "Put the initiator's id into routerInterfaceId and this one into oppositeInterfaceId.",
  },
  {
    code: "IncorrectRIStatus",
    leadsTo: "look",
    means: "The router interface is in a status that does not allow this.",
    remedy: `Look at its status in the console; a connection needs both sides Idle to begin with. ${RUN_AGAIN}`,
  },
  {
    code: "IncorrectStatus",
    leadsTo: "look",
    means: "The router interface is in a status that does not allow this.",
    remedy: `Look at its status in the console; peer information can be changed only while it is Idle. ${RUN_AGAIN}`,
  },
  {
    code: "IncorrectOppositeInterfaceInfo.NotSet",
    leadsTo: "wait",
    means: "The router interface does not show all of its peer information yet.",
    remedy: "It clears by itself once both sides are set.",
  },
  {
    code: "IncorrectOppositeInterfaceInfo",
    message: /same router/i,
    leadsTo: "stop",
    means: "Both router interfaces belong to the same router.",
    remedy: "Choose a peer on another router.",
  },
  {
    code: "IncorrectOppositeInterfaceInfo",
    leadsTo: "look",
    means: "The peer does not exist, is not an acceptor, or is described wrongly.",
    remedy: "Check oppositeInterfaceId, oppositeRouterId, oppositeRouterType and oppositeInterfaceOwnerId.",
  },
  {
    code: "Forbidden.OnlyOneConnection",
    message: /concurrently/i,
    leadsTo: "wait",
    means: "Another connection between the same two routers is just being made.",
    remedy: "It clears by itself; only one connection between two routers is allowed in the end.",
  },
  {
    code: "Forbidden.OnlyOneConnection",
    leadsTo: "stop",
    means: "The two routers have a connection already, through other router interfaces.",
    remedy: "Use that connection, or delete its router interfaces first.",
  },
  {
    code: "Forbidden.BillsOutstanding",
    leadsTo: "stop",
    means: "The account has a router interface with an unpaid bill.",
    remedy: `Settle the account's bills in the Alibaba Cloud console. ${RUN_AGAIN}`,
  },
  {
    code: "InvalidAccount.NotFound",
    leadsTo: "stop",
    means: "There is no account with the id of the peer's owner.",
    remedy: "Check oppositeInterfaceOwnerId: it is the main account's id, not a RAM user's.",
  },
  {
    code: "ErrCode.Invalid",
    leadsTo: "stop",
    means: "The cloud could not carry out the connection and gives no reason.",
    remedy: "Ask Alibaba Cloud's support, giving the request id.",
  },
  mismatch("Role", "The peer is not an acceptor."),
  mismatch("InstanceId", "The peer's router interface is not the one this side names."),
  mismatch("RegionNo", "The peer is in another region than this side's OppositeRegionId says."),
  mismatch("RouterId", "The peer belongs to another router than oppositeRouterId says."),
  mismatch("RouterType", "The peer's router is of another type than oppositeRouterType says."),
  mismatch("AliUid", "The peer belongs to another account than oppositeInterfaceOwnerId says."),
  mismatch("OppositeInterfaceOwnerId", "The peer expects a router interface of another account."),
  mismatch("OppositeRegionNo", "The peer expects a router interface in another region."),
  mismatch("OppositeInterfaceId", "The peer expects another router interface, or none yet."),
  mismatch("OppositeRouterId", "The peer expects a router interface of another router, or of none yet."),
  mismatch("OppositeRouterType", "The peer expects a router of another type, or of none yet."),
  {
    code: "IllegalParam.InstanceOwner",
    leadsTo: "stop",
    means: "The router does not belong to the account that is named as the owner.",
    remedy: "Check oppositeInterfaceOwnerId against the owner of the peer's router.",
  },
  {
    code: "CROSS_BID.FORBIDDEN",
    leadsTo: "stop",
    means:
      "One account is of the China site and the other of the international site; these cannot be connected.",
    remedy: "Use two accounts of the same site.",
  },
  {
    code: "InvalidRouterInterfaceId.NotFound",
    leadsTo: "gone",
    means: "There is no such router interface in this region and account.",
    remedy: "Check routerInterfaceId, regionId and whose credentials are used.",
  },
  {
    code: "INSTANCE_IN_PROCESSIONG",
    leadsTo: "wait",
    means: "The router interface is being worked on.",
    remedy: "It clears by itself.",
  },
  {
    code: "OperationConflict",
    leadsTo: "wait",
    means: "Another operation on the same router is under way.",
    remedy: "It clears by itself.",
  },
  {
    code: "Forbidden.Financi*",
    leadsTo: "stop",
    means: "The router interface is locked because of an unpaid bill.",
    remedy: `Settle the account's bills in the Alibaba Cloud console. ${RUN_AGAIN}`,
  },
  {
    code: "Forbbiden.ModifyIdAndType",
    leadsTo: "stop",
    means: "The peer is a virtual border router, whose id and type cannot be changed here.",
    remedy: "Create the router interface anew with the right peer.",
  },
  {
    code: "Forbbiden",
    leadsTo: "stop",
    means: "The router does not belong to the account that is named as the owner.",
    remedy: "Check oppositeInterfaceOwnerId, and whose credentials are used.",
  },
  {
    code: "LinkRole.NotSupport",
    leadsTo: "stop",
    means: "A router interface of this role cannot be changed like this.",
    remedy: "Check which side is the initiator.",
  },
  {
    code: "NotSupportLinkrole",
    leadsTo: "stop",
    means: "A router interface of this role cannot be activated from this side.",
    remedy: "Activate the peer, from the account that owns it.",
  },
  {
    code: "InvalidOppositeRouterType.ValueNotSupported",
    leadsTo: "stop",
    means: "The peer's router cannot be of that type.",
    remedy: "Set oppositeRouterType to VRouter or VBR, as the peer's router is.",
  },
  {
    code: "InvalidParam.ModifyRouterInterface",
    leadsTo: "stop",
    means: "The peer information does not fit together.",
    remedy:
      "Give oppositeRouterId, oppositeRouterType and oppositeInterfaceOwnerId as the peer's owner sees them.",
  },
  {
    code: "OperationFailed.PconnTrafficNotEnable",
    leadsTo: "stop",
    means: "Outbound data transfer billing of the physical connection is not enabled.",
    remedy: `Enable it in the Express Connect console. ${RUN_AGAIN}`,
  },
  {
    code: "OppositeRouterInterfaceIsDeleted",
    leadsTo: "stop",
    means: "The peer has been deleted; this router interface can never be connected again.",
    remedy: "Create both router interfaces anew.",
  },
];

/** Virtual Private Cloud. The old regions and the finance and government ones share the central host. */
export const vpc: AlibabaService = {
  name: "Vpc",
  version: "2016-04-28",
  endpointKey: "vpc",
  parametersIn: "query",
  endpoint: (region) =>
    CENTRAL_REGIONS.has(region) ? "https://vpc.aliyuncs.com" : `https://vpc.${region}.aliyuncs.com`,
  errors,
};

/** Regions whose VPC endpoint is vpc.aliyuncs.com (endpoint map of the vendor's TypeScript client). */
const CENTRAL_REGIONS = new Set([
  "cn-hangzhou",
  "cn-shanghai-finance-1",
  "cn-shenzhen-finance-1",
  "cn-hangzhou-finance",
  "cn-north-2-gov-1",
]);

/** Statuses on the way to another one (DescribeRouterInterfaceAttribute, Status). */
export const TRANSIENT: ReadonlySet<string> = new Set([
  "Connecting",
  "AcceptingConnecting",
  "Activating",
  "Modifying",
  "Deactivating",
]);

/** All statuses that are documented there. */
export const STATUSES: ReadonlySet<string> = new Set([
  ...TRANSIENT,
  "Idle",
  "Active",
  "Inactive",
  "Deleting",
  "Deleted",
]);

const routerInterface = z.object({
  RouterInterfaceId: z.string(),
  Status: z.string(),
  BusinessStatus: text,
  Role: z.string(),
  RouterId: text,
  RouterType: text,
  OppositeInterfaceId: text,
  OppositeRouterId: text,
  OppositeRouterType: text,
  OppositeInterfaceOwnerId: text,
  OppositeInterfaceStatus: text,
  OppositeRegionId: text,
  ConnectedTime: text,
  CrossBorder: z
    .union([z.boolean(), z.string()])
    .nullish()
    .transform((value) => value === true || value === "true"),
});

/** One router interface, as DescribeRouterInterfaces shows it. */
export type RouterInterface = z.infer<typeof routerInterface>;

const describeRouterInterfaces: AlibabaOperation<
  {
    RegionId: string;
    PageSize: number;
    Filter: readonly { Key: "RouterInterfaceId"; Value: readonly string[] }[];
  },
  { RouterInterfaceSet: { RouterInterfaceType: RouterInterface[] } }
> = {
  service: vpc,
  name: "DescribeRouterInterfaces",
  effect: "read",
  answer: z.object({ RouterInterfaceSet: z.object({ RouterInterfaceType: z.array(routerInterface) }) }),
};

/** PageSize of DescribeRouterInterfaces is 50 at most. */
const LARGEST_PAGE = 50;

/** One router interface; many that are looked at in the same region share a call. */
export function lookAtRouterInterface(
  alibaba: Alibaba,
  region: string,
  id: string,
  options: CallOptions & { readonly afterMs?: number },
): Promise<RouterInterface | undefined> {
  const name = `Vpc.DescribeRouterInterfaces ${region}`;
  const batch: Batch<RouterInterface> = {
    name,
    largest: LARGEST_PAGE,
    alone: "when missing or refused",
    fetch: async (ids, callOptions) => {
      const answer = await alibaba.call(
        describeRouterInterfaces,
        region,
        { RegionId: region, PageSize: LARGEST_PAGE, Filter: [{ Key: "RouterInterfaceId", Value: ids }] },
        callOptions,
      );
      const found = answer.RouterInterfaceSet.RouterInterfaceType;
      // A filter that the API does not understand is ignored, and the first page of everything comes back: an id that
      // is missing from such an answer is not gone.
      const other = found.find((it) => !ids.includes(it.RouterInterfaceId));
      if (other) throw new Error(`${name} answered with ${other.RouterInterfaceId}, which was not asked for`);
      return new Map(found.map((it) => [it.RouterInterfaceId, it]));
    },
  };
  return alibaba.looks.look(batch, id, options);
}

/** Stores whom a router interface is to be connected with. All four are sent: the default type would be VBR. */
export const modifyRouterInterfaceAttribute: AlibabaOperation<
  {
    RegionId: string;
    RouterInterfaceId: string;
    OppositeInterfaceId: string;
    OppositeRouterId: string;
    OppositeRouterType: string;
    OppositeInterfaceOwnerId: string;
  },
  object
> = { service: vpc, name: "ModifyRouterInterfaceAttribute", effect: "write", answer: z.looseObject({}) };

/** A router interface named by region and id. */
export interface RouterInterfaceRef {
  readonly RegionId: string;
  readonly RouterInterfaceId: string;
}

/** Initiator only, Idle only. Connecting, then Active. Has no client token. */
export const connectRouterInterface: AlibabaOperation<RouterInterfaceRef, object> = {
  service: vpc,
  name: "ConnectRouterInterface",
  effect: "write",
  answer: z.looseObject({}),
};

/** Inactive only. Activating, then Active. Has no client token. */
export const activateRouterInterface: AlibabaOperation<RouterInterfaceRef, object> = {
  service: vpc,
  name: "ActivateRouterInterface",
  effect: "write",
  answer: z.looseObject({}),
};

/** Active only. Deactivating, then Inactive. Has no client token. */
export const deactivateRouterInterface: AlibabaOperation<RouterInterfaceRef, object> = {
  service: vpc,
  name: "DeactivateRouterInterface",
  effect: "write",
  answer: z.looseObject({}),
};

const describeVpcAttribute: AlibabaOperation<
  { RegionId: string; VpcId: string },
  { VpcId: string; ClassicLinkEnabled?: boolean | null | undefined }
> = {
  service: vpc,
  name: "DescribeVpcAttribute",
  effect: "read",
  answer: z.object({ VpcId: z.string(), ClassicLinkEnabled: z.boolean().nullish() }),
};

/** Whether a VPC takes ClassicLink connections. */
export type ClassicLinkOf = "enabled" | "disabled" | "missing";

/** Whether a VPC takes ClassicLink connections; undefined where it may not be read. Many that ask of one share a call. */
export function lookAtClassicLinkOf(
  alibaba: Alibaba,
  region: string,
  vpcId: string,
  options: CallOptions,
): Promise<ClassicLinkOf | undefined> {
  const batch: Batch<ClassicLinkOf> = {
    name: `Vpc.DescribeVpcAttribute ${region}`,
    largest: Number.POSITIVE_INFINITY,
    alone: "never",
    fetch: async (ids, callOptions) => {
      const found = new Map<string, ClassicLinkOf>();
      for (const id of ids) {
        const one = await classicLinkOf(alibaba, region, id, callOptions);
        if (one !== undefined) found.set(id, one);
      }
      return found;
    },
  };
  return alibaba.looks.look(batch, vpcId, options);
}

async function classicLinkOf(
  alibaba: Alibaba,
  region: string,
  vpcId: string,
  options: CallOptions,
): Promise<ClassicLinkOf | undefined> {
  try {
    const it = await alibaba.call(describeVpcAttribute, region, { RegionId: region, VpcId: vpcId }, options);
    return it.ClassicLinkEnabled === true ? "enabled" : "disabled";
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return /^InvalidVpcI[dD]\.NotFound$/.test(error.code) ? "missing" : undefined;
  }
}
