import * as z from "zod";
import { ALL_RESOURCES, type CallOptions, type Permission } from "../http/operation.ts";
import { paginate } from "../http/paginate.ts";
import type { Batch } from "../http/read-group.ts";
import type { Alibaba } from "./client.ts";
import { ecsErrors } from "./ecs-errors.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";

/**
 * ClassicLink of Elastic Compute Service, version 2014-05-26.
 *
 * Sources, read 2026-11-21: the pages of AttachClassicLinkVpc, DetachClassicLinkVpc, DescribeClassicLinkInstances and
 * DescribeInstances (Alibaba Cloud help, Elastic Compute Service).
 */

/** Elastic Compute Service. */
export const ecs: AlibabaService = {
  name: "Ecs",
  version: "2014-05-26",
  endpointKey: "ecs",
  parametersIn: "query",
  endpoint: (region) => `https://${IRREGULAR_HOSTS.get(region) ?? `ecs.${region}.aliyuncs.com`}`,
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

/** What the pages of Attach… and Detach… say under "Authorization". */
function onBoth(name: string): Permission {
  return {
    action: `ecs:${name}`,
    resources: [
      { name: "acs:ecs:{RegionId}:{account}:instance/{InstanceId}" },
      { name: "acs:vpc:{RegionId}:{account}:vpc/{VpcId}" },
    ],
    page: name,
    date: "read 2026-11-21",
  };
}

/** Links an instance. Has no client token. */
export const attachClassicLinkVpc: AlibabaOperation<LinkRef, object> = {
  service: ecs,
  errors: ecsErrors.AttachClassicLinkVpc,
  name: "AttachClassicLinkVpc",
  effect: "write",
  permission: onBoth("AttachClassicLinkVpc"),
  answer: z.looseObject({}),
};

/** Unlinks an instance. Has no client token. */
export const detachClassicLinkVpc: AlibabaOperation<LinkRef, object> = {
  service: ecs,
  errors: ecsErrors.DetachClassicLinkVpc,
  name: "DetachClassicLinkVpc",
  effect: "write",
  permission: onBoth("DetachClassicLinkVpc"),
  answer: z.looseObject({}),
};

/** Links of instances. */
export const describeClassicLinkInstances: AlibabaOperation<
  { RegionId: string; InstanceId: string; PageNumber: string; PageSize: string },
  { Links: { Link: { InstanceId: string; VpcId: string }[] }; TotalCount: number }
> = {
  service: ecs,
  errors: ecsErrors.DescribeClassicLinkInstances,
  name: "DescribeClassicLinkInstances",
  effect: "read",
  permission: {
    action: "ecs:DescribeClassicLinkInstances",
    resources: ALL_RESOURCES,
    page: "DescribeClassicLinkInstances",
    date: "read 2026-11-27",
  },
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
      let listed = 0;
      const pages = paginate({
        name: describeClassicLinkInstances.name,
        first: 1,
        read: (page) => {
          const parameters = {
            RegionId: region,
            InstanceId: ids.join(),
            PageNumber: `${page}`,
            PageSize: `${LARGEST_PAGE}`,
          };
          return alibaba.call(describeClassicLinkInstances, region, parameters, callOptions);
        },
        next: ({ TotalCount, Links }, page) =>
          listed >= TotalCount || Links.Link.length === 0 ? undefined : page + 1,
      });
      for await (const { Links } of pages) {
        for (const { InstanceId, VpcId } of Links.Link) found.set(InstanceId, VpcId);
        listed += Links.Link.length;
      }
      return found;
    },
  };
  return alibaba.batcher.read(batch, instanceId, options);
}

/** Instances. */
export const describeInstances: AlibabaOperation<
  { RegionId: string; InstanceIds: string; PageSize: number },
  { Instances: { Instance: Instance[] } }
> = {
  service: ecs,
  errors: [],
  name: "DescribeInstances",
  effect: "read",
  permission: {
    action: "ecs:DescribeInstances",
    resources: [{ name: "acs:ecs:{RegionId}:{account}:instance/*" }],
    page: "DescribeInstances",
    date: "read 2026-11-27",
  },
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
