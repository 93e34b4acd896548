import * as z from "zod";
import { ApiError } from "../http/errors.ts";
import { text } from "../http/json.ts";
import type { CallOptions, Permission } from "../http/operation.ts";
import type { Batch } from "../http/read-group.ts";
import type { Alibaba } from "./client.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";
import { vpcErrors } from "./vpc-errors.ts";

/**
 * Router interfaces of Virtual Private Cloud, version 2016-04-28.
 *
 * Sources, read 2026-11-21: the pages of ConnectRouterInterface, ModifyRouterInterfaceAttribute,
 * ActivateRouterInterface, DeactivateRouterInterface, DescribeRouterInterfaces (Alibaba Cloud help, Express Connect).
 */

/** Virtual Private Cloud. The old regions and the finance and government ones share the central host. */
export const vpc: AlibabaService = {
  name: "Vpc",
  version: "2016-04-28",
  endpointKey: "vpc",
  parametersIn: "query",
  endpoint: (region) =>
    CENTRAL_REGIONS.has(region) ? "https://vpc.aliyuncs.com" : `https://vpc.${region}.aliyuncs.com`,
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

const READ = "read 2026-11-21";

/** What the pages of operations on one router interface say under "Authorization". */
function onRouterInterface(name: string, date = READ): Permission {
  const resource = "acs:vpc:{RegionId}:{account}:routerinterface/{RouterInterfaceId}";
  return { action: `vpc:${name}`, resources: [{ name: resource }], page: name, date };
}

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

/** Router interfaces of a region. */
export const describeRouterInterfaces: AlibabaOperation<
  {
    RegionId: string;
    PageSize: number;
    Filter: readonly { Key: "RouterInterfaceId"; Value: readonly string[] }[];
  },
  { RouterInterfaceSet: { RouterInterfaceType: RouterInterface[] } }
> = {
  service: vpc,
  errors: vpcErrors.DescribeRouterInterfaces,
  name: "DescribeRouterInterfaces",
  effect: "read",
  permission: {
    action: "vpc:DescribeRouterInterfaces",
    resources: [{ name: "acs:vpc:{RegionId}:{account}:routerinterface/*" }],
    page: "DescribeRouterInterfaces",
    date: READ,
  },
  answer: z.object({ RouterInterfaceSet: z.object({ RouterInterfaceType: z.array(routerInterface) }) }),
};

/** PageSize of DescribeRouterInterfaces is 50 at most. */
const LARGEST_PAGE = 50;

/** One router interface; many that are read in the same region share a call. */
export function readRouterInterface(
  alibaba: Alibaba,
  region: string,
  id: string,
  options: CallOptions & { readonly afterMs?: number },
): Promise<RouterInterface | undefined> {
  const name = `Vpc.DescribeRouterInterfaces ${region}`;
  const batch: Batch<RouterInterface> = {
    name,
    maxKeys: LARGEST_PAGE,
    fallback: "when missing or refused",
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
  return alibaba.batcher.read(batch, id, options);
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
> = {
  service: vpc,
  errors: vpcErrors.ModifyRouterInterfaceAttribute,
  name: "ModifyRouterInterfaceAttribute",
  effect: "write",
  permission: onRouterInterface("ModifyRouterInterfaceAttribute"),
  answer: z.looseObject({}),
};

/** A router interface named by region and id. */
export interface RouterInterfaceRef {
  readonly RegionId: string;
  readonly RouterInterfaceId: string;
}

/** Initiator only, Idle only. Connecting, then Active. Has no client token. */
export const connectRouterInterface: AlibabaOperation<RouterInterfaceRef, object> = {
  service: vpc,
  errors: vpcErrors.ConnectRouterInterface,
  name: "ConnectRouterInterface",
  effect: "write",
  permission: onRouterInterface("ConnectRouterInterface", "2024-03-04"),
  answer: z.looseObject({}),
};

/** Inactive only. Activating, then Active. Has no client token. */
export const activateRouterInterface: AlibabaOperation<RouterInterfaceRef, object> = {
  service: vpc,
  errors: vpcErrors.ActivateRouterInterface,
  name: "ActivateRouterInterface",
  effect: "write",
  permission: onRouterInterface("ActivateRouterInterface"),
  answer: z.looseObject({}),
};

/** Active only. Deactivating, then Inactive. Has no client token. */
export const deactivateRouterInterface: AlibabaOperation<RouterInterfaceRef, object> = {
  service: vpc,
  errors: vpcErrors.DeactivateRouterInterface,
  name: "DeactivateRouterInterface",
  effect: "write",
  permission: onRouterInterface("DeactivateRouterInterface"),
  answer: z.looseObject({}),
};

/** One VPC. */
export const describeVpcAttribute: AlibabaOperation<
  { RegionId: string; VpcId: string },
  { VpcId: string; ClassicLinkEnabled?: boolean | null | undefined }
> = {
  service: vpc,
  errors: [],
  name: "DescribeVpcAttribute",
  effect: "read",
  permission: {
    action: "vpc:DescribeVpcAttribute",
    resources: [{ name: "acs:vpc:{RegionId}:{account}:vpc/{VpcId}" }],
    page: "DescribeVpcAttribute",
    date: READ,
    guess: "its resource",
  },
  answer: z.object({ VpcId: z.string(), ClassicLinkEnabled: z.boolean().nullish() }),
};

/** Whether a VPC takes ClassicLink connections. */
export type ClassicLinkOf = "enabled" | "disabled" | "missing";

/** Whether a VPC takes ClassicLink connections; undefined where it may not be read. Many that ask of one share a call. */
export function readClassicLinkOf(
  alibaba: Alibaba,
  region: string,
  vpcId: string,
  options: CallOptions,
): Promise<ClassicLinkOf | undefined> {
  const batch: Batch<ClassicLinkOf | undefined> = {
    name: `Vpc.DescribeVpcAttribute ${region}`,
    maxKeys: Number.POSITIVE_INFINITY,
    fallback: "never",
    fetch: async (ids, callOptions) => {
      // A call each, side by side; what fails fails for those that ask of that VPC.
      return new Map(ids.map((id) => [id, classicLinkOf(alibaba, region, id, callOptions)]));
    },
  };
  return alibaba.batcher.read(batch, vpcId, options);
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
