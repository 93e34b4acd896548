import * as z from "zod";
import type { ErrorFact } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Batch } from "../http/read-group.ts";
import type { Alibaba } from "./client.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";

/**
 * ClassicLink of Elastic Compute Service, version 2014-05-26. Every refusal of these operations is HTTP 403, and
 * OperationDenied has several meanings, so that code and message decide and never the status.
 *
 * Sources, read 2026-11-21: the pages of AttachClassicLinkVpc, DetachClassicLinkVpc, DescribeClassicLinkInstances and
 * DescribeInstances (Alibaba Cloud help, Elastic Compute Service).
 */

const errors: readonly ErrorFact[] = [
  {
    code: "InvalidInstanceId.NotFound",
    onError: "notFound",
    means: "There is no such instance in this region and account.",
    remedy: "Check instanceId, regionId and whose credentials are used.",
  },
  {
    code: "InvalidInstanceId.NotBelong",
    onError: "fail",
    means: "The instance belongs to another account.",
    remedy: "Use the credentials of the account that owns the instance.",
  },
  {
    code: "InvalidInstanceId.MalFormed",
    onError: "fail",
    means: "The instance is not in the classic network.",
    remedy: "Only classic-network instances can be linked; an instance inside a VPC needs no ClassicLink.",
  },
  {
    code: "InvalidInstanceId.LimitedRegion",
    onError: "fail",
    means: "ClassicLink is not offered in the instance's region.",
    remedy: "Migrate the instance into a VPC instead.",
  },
  {
    code: "InvalidVpcId.Malformed",
    onError: "fail",
    means: "vpcId is not the id of a VPC in this region and account.",
    remedy: "Check vpcId: vpc-…, in the same region as the instance and of the same account.",
  },
  {
    code: "InvalidParameter.InvalidInstanceIdAndVpcId",
    onError: "fail",
    means: "Neither an instance nor a VPC arrived at the cloud.",
    remedy:
      "This package sends every argument, so something on the way has dropped it: check the proxy, and any endpoint that is configured.",
  },
  {
    code: "InvalidStatus.InstanceStatus",
    onError: "retry",
    means: "The instance is neither running nor stopped.",
    remedy:
      "It isRetryable once the instance has started or stopped; an instance that is locked for billing has to be unlocked.",
  },
  {
    code: "InvalidStatus.InstanceLocked",
    onError: "retry",
    means: "Another task is working on the instance.",
    remedy: "It clears by itself; if it does not, look in the ECS console for a task that is stuck.",
  },
  {
    code: "QuotaExceeded",
    onError: "fail",
    means: "The VPC has as many ClassicLink instances as it may have (1,000).",
    remedy: "Detach instances that no longer need the link, or use another VPC.",
  },
  {
    code: "InvalidOperation.InvalidVpc",
    onError: "recheck",
    means: "The instance is not linked to this VPC.",
    remedy: "Look at the instance's ClassicLink in the ECS console.",
  },
  {
    code: "InvalidVpc.NotBelong",
    onError: "fail",
    means: "The VPC belongs to another account.",
    remedy: "Use a VPC of the account that owns the instance.",
  },
  {
    code: "OperationDenied",
    message: /disabled (attach|detach) classic link/i,
    onError: "fail",
    means: "ClassicLink is switched off for the VPC.",
    remedy: "Enable ClassicLink for the VPC in the VPC console, then run `pulumi up` again.",
  },
  {
    code: "OperationDenied",
    message: /linked to other vpc/i,
    onError: "recheck",
    means: "The instance is linked to another VPC.",
    remedy: "Detach it there first: an instance can be linked to one VPC only.",
  },
  {
    code: "OperationDenied",
    message: /not allowed to detach/i,
    onError: "recheck",
    means: "The instance cannot be detached from this VPC, as it seems because it is not linked to it.",
    remedy: "Look at the instance's ClassicLink in the ECS console.",
  },
  {
    code: "OperationDenied",
    onError: "recheck",
    means: "The instance may not be linked to this VPC; as a rule it is linked to another one.",
    remedy: "Look at the instance's ClassicLink in the ECS console, and detach it there first.",
  },
];

/** Elastic Compute Service. */
export const ecs: AlibabaService = {
  name: "Ecs",
  version: "2014-05-26",
  endpointKey: "ecs",
  parametersIn: "query",
  endpoint: (region) => `https://${IRREGULAR_HOSTS.get(region) ?? `ecs.${region}.aliyuncs.com`}`,
  errors,
};

/** Regions whose host does not follow the rule (endpoint map of the vendor's TypeScript client). */
const IRREGULAR_HOSTS: ReadonlyMap<string, string> = new Map([
  ["cn-hangzhou", "ecs-cn-hangzhou.aliyuncs.com"],
  ["cn-shanghai-finance-1", "ecs-cn-hangzhou.aliyuncs.com"],
  ["cn-shenzhen-finance-1", "ecs-cn-hangzhou.aliyuncs.com"],
  ["cn-hangzhou-finance", "ecs.aliyuncs.com"],
  ["cn-north-2-gov-1", "ecs.aliyuncs.com"],
]);

/** A link of an instance to a VPC; it has no id and no status: it is listed, or it is not there. */
export interface LinkRef {
  readonly RegionId: string;
  readonly InstanceId: string;
  readonly VpcId: string;
}

/** Links an instance. Has no client token. */
export const attachClassicLinkVpc: AlibabaOperation<LinkRef, object> = {
  service: ecs,
  name: "AttachClassicLinkVpc",
  effect: "write",
  answer: z.looseObject({}),
};

/** Unlinks an instance. Has no client token. */
export const detachClassicLinkVpc: AlibabaOperation<LinkRef, object> = {
  service: ecs,
  name: "DetachClassicLinkVpc",
  effect: "write",
  answer: z.looseObject({}),
};

const describeClassicLinkInstances: AlibabaOperation<
  { RegionId: string; InstanceId: string; PageNumber: string; PageSize: string },
  { Links: { Link: { InstanceId: string; VpcId: string }[] }; TotalCount: number }
> = {
  service: ecs,
  name: "DescribeClassicLinkInstances",
  effect: "read",
  answer: z.object({
    Links: z.object({ Link: z.array(z.object({ InstanceId: z.string(), VpcId: z.string() })) }),
    TotalCount: z.coerce.number(),
  }),
};

/** InstanceId takes up to 100 ids, joined by commas, and PageSize is 100 at most. */
const LARGEST_PAGE = 100;

/** The VPC that an instance is linked to; many that are read in the same region share a call. */
export function readLink(
  alibaba: Alibaba,
  region: string,
  instanceId: string,
  options: CallOptions & { readonly afterMs?: number },
): Promise<string | undefined> {
  const batch: Batch<string> = {
    name: `Ecs.DescribeClassicLinkInstances ${region}`,
    maxKeys: LARGEST_PAGE,
    fallback: "when missing or refused",
    fetch: async (ids, callOptions) => {
      const found = new Map<string, string>();
      for (let page = 1, listed = 0; ; page += 1) {
        const parameters = {
          RegionId: region,
          InstanceId: ids.join(),
          PageNumber: `${page}`,
          PageSize: `${LARGEST_PAGE}`,
        };
        const answer = await alibaba.call(describeClassicLinkInstances, region, parameters, callOptions);
        for (const { InstanceId, VpcId } of answer.Links.Link) found.set(InstanceId, VpcId);
        listed += answer.Links.Link.length;
        if (listed >= answer.TotalCount || answer.Links.Link.length === 0) return found;
      }
    },
  };
  return alibaba.batcher.read(batch, instanceId, options);
}

const describeInstances: AlibabaOperation<
  { RegionId: string; InstanceIds: string; PageSize: number },
  { Instances: { Instance: Instance[] } }
> = {
  service: ecs,
  name: "DescribeInstances",
  effect: "read",
  answer: z.object({
    Instances: z.object({
      Instance: z.array(
        z.object({ InstanceId: z.string(), Status: z.string(), InstanceNetworkType: z.string().nullish() }),
      ),
    }),
  }),
};

/** An instance, as far as a link depends on it. */
export interface Instance {
  readonly InstanceId: string;
  readonly Status: string;
  /** `classic` or `vpc`. */
  readonly InstanceNetworkType?: string | null | undefined;
}

/** One instance; many that are read in the same region share a call. */
export function readInstance(
  alibaba: Alibaba,
  region: string,
  instanceId: string,
  options: CallOptions,
): Promise<Instance | undefined> {
  const batch: Batch<Instance> = {
    name: `Ecs.DescribeInstances ${region}`,
    maxKeys: LARGEST_PAGE,
    fallback: "when missing or refused",
    fetch: async (ids, callOptions) => {
      const parameters = { RegionId: region, InstanceIds: JSON.stringify(ids), PageSize: LARGEST_PAGE };
      const answer = await alibaba.call(describeInstances, region, parameters, callOptions);
      return new Map(answer.Instances.Instance.map((it) => [it.InstanceId, it]));
    },
  };
  return alibaba.batcher.read(batch, instanceId, options);
}
