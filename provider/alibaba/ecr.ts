import * as z from "zod";
import { text } from "../http/json.ts";
import { ALL_RESOURCES, type CallOptions, type Permission } from "../http/operation.ts";
import { paginate } from "../http/paginate.ts";
import type { Batch } from "../http/read-group.ts";
import type { Alibaba } from "./client.ts";
import { ecrErrors } from "./ecr-errors.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";

/**
 * Grants of Express Connect Router, version 2023-09-01.
 *
 * Sources, read 2026-11-21: the pages of GrantInstanceToExpressConnectRouter, RevokeInstanceFromExpressConnectRouter
 * and DescribeInstanceGrantedToExpressConnectRouter (Alibaba Cloud help, Express Connect).
 */

/**
 * Express Connect Router. One host serves all regions, although the vendor's clients would build a regional one
 * (endpoint data of the vendor's command line tool, and of its Terraform provider).
 */
export const ecr: AlibabaService = {
  name: "ExpressConnectRouter",
  version: "2023-09-01",
  endpointKey: "expressconnectrouter",
  parametersIn: "body",
  endpoint: () => "https://expressconnectrouter.cn-shanghai.aliyuncs.com",
};

/** What identifies a grant; it has nothing else. */
export interface GrantRef {
  readonly EcrId: string;
  /** Up to 18 digits, sent as they are. */
  readonly EcrOwnerAliUid: string;
  readonly InstanceId: string;
  readonly InstanceType: "VPC" | "VBR";
  readonly InstanceRegionId: string;
}

/** What the pages of Grant… and Revoke… say under "RAM authorization". */
function onInstance(name: string, date: string): Permission {
  return {
    action: `expressconnectrouter:${name}`,
    resources: [
      { name: "acs:vpc:{InstanceRegionId}:{account}:vpc/{InstanceId}", only: { InstanceType: "VPC" } },
      {
        name: "acs:expressconnect:{InstanceRegionId}:{account}:virtualborderrouter/{InstanceId}",
        only: { InstanceType: "VBR" },
      },
    ],
    conditionKey: "InstanceType",
    page: name,
    date,
  };
}

/** Gives the Express Connect Router's owner the use of an instance. */
export const grantInstance: AlibabaOperation<GrantRef & { readonly ClientToken: string }, object> = {
  service: ecr,
  errors: ecrErrors.GrantInstanceToExpressConnectRouter,
  name: "GrantInstanceToExpressConnectRouter",
  effect: "write",
  permission: onInstance("GrantInstanceToExpressConnectRouter", "2025-08-19"),
  answer: z.looseObject({}),
};

/** Asks whether a grant would be given. Changes nothing, and may therefore be repeated as a read is. */
export const tryGrant: AlibabaOperation<GrantRef & { readonly DryRun: true }, object> = {
  service: ecr,
  errors: ecrErrors.GrantInstanceToExpressConnectRouter,
  name: grantInstance.name,
  effect: "read",
  answer: grantInstance.answer,
};

/** Takes the use of an instance back. An association that exists already may go on. */
export const revokeInstance: AlibabaOperation<GrantRef & { readonly ClientToken: string }, object> = {
  service: ecr,
  errors: ecrErrors.RevokeInstanceFromExpressConnectRouter,
  name: "RevokeInstanceFromExpressConnectRouter",
  effect: "write",
  permission: onInstance("RevokeInstanceFromExpressConnectRouter", "read 2026-11-21"),
  answer: z.looseObject({}),
};

// Instance… in requests is Node… in answers.
const grant = z.object({
  EcrId: z.string(),
  EcrOwnerAliUid: text,
  GrantId: text,
  NodeId: z.string(),
  NodeType: text,
  NodeRegionId: text,
  NodeOwnerUid: text,
  Status: text,
  GmtCreate: text,
});

/** One grant, as DescribeInstanceGrantedToExpressConnectRouter shows it. */
export type Grant = z.infer<typeof grant>;

/** The grants to an Express Connect Router. */
export const describeGrants: AlibabaOperation<
  Partial<GrantRef> & { EcrId: string; CallerType: "OTHER"; MaxResults: number; NextToken?: string },
  { EcrGrantedInstanceList?: Grant[] | null | undefined; NextToken: string }
> = {
  service: ecr,
  errors: ecrErrors.DescribeInstanceGrantedToExpressConnectRouter,
  name: "DescribeInstanceGrantedToExpressConnectRouter",
  effect: "read",
  permission: {
    action: "expressconnectrouter:DescribeInstanceGrantedToExpressConnectRouter",
    resources: ALL_RESOURCES,
    page: "DescribeInstanceGrantedToExpressConnectRouter",
    date: "read 2026-11-21",
    guess: "its resource: the router is another account's",
  },
  // An empty list may be left out, but not everything else that such an answer has: nothing says then that it is empty.
  answer: z
    .object({
      EcrGrantedInstanceList: z.array(grant).nullish(),
      NextToken: text,
      Success: z.boolean().nullish(),
      TotalCount: z.unknown(),
      MaxResults: z.unknown(),
    })
    .refine(
      (it) =>
        Array.isArray(it.EcrGrantedInstanceList) ||
        it.Success === true ||
        it.TotalCount !== undefined ||
        it.MaxResults !== undefined,
      "there is no list, and nothing that says that it is empty",
    ),
};

const PAGE = 100;

/** One grant; many that belong to the same Express Connect Router share one list. */
export function readGrant(
  alibaba: Alibaba,
  ref: GrantRef,
  options: CallOptions & { readonly afterMs?: number },
): Promise<Grant | undefined> {
  const batch: Batch<Grant> = {
    name: `ExpressConnectRouter.DescribeInstanceGrantedToExpressConnectRouter ${ref.EcrId}`,
    maxKeys: Number.POSITIVE_INFINITY,
    fallback: "when missing",
    isFullList: true,
    fetch: async (keys, callOptions) => {
      const [only] = keys;
      const narrowed = keys.length === 1 && only !== undefined ? instanceOf(only) : {};
      return await listGrants(alibaba, ref, narrowed, callOptions);
    },
  };
  const { EcrOwnerAliUid, InstanceId, InstanceType, InstanceRegionId } = ref;
  return alibaba.batcher.read(
    batch,
    [InstanceId, InstanceRegionId, InstanceType, EcrOwnerAliUid].join(),
    options,
  );
}

type Narrowed = Partial<Pick<GrantRef, "InstanceId" | "InstanceRegionId">>;

function instanceOf(key: string): Narrowed {
  const [InstanceId = "", InstanceRegionId = ""] = key.split(",");
  return { InstanceId, InstanceRegionId };
}

async function listGrants(
  alibaba: Alibaba,
  { EcrId, InstanceRegionId }: GrantRef,
  narrowed: Narrowed,
  options: CallOptions,
): Promise<ReadonlyMap<string, Grant>> {
  const found = new Map<string, Grant>();
  // The instance's owner asks as OTHER; the default, ECR, is the view of the router's owner and shows nothing here.
  const parameters = { EcrId, ...narrowed, CallerType: "OTHER" as const, MaxResults: PAGE };
  const pages = paginate({
    name: describeGrants.name,
    first: "",
    read: (NextToken) =>
      alibaba.call(
        describeGrants,
        InstanceRegionId,
        NextToken === "" ? parameters : { ...parameters, NextToken },
        options,
      ),
    next: ({ NextToken }) => (NextToken === "" ? undefined : NextToken),
  });
  for await (const { EcrGrantedInstanceList } of pages) {
    for (const it of EcrGrantedInstanceList ?? []) {
      if (it.EcrId === EcrId)
        found.set([it.NodeId, it.NodeRegionId, it.NodeType, it.EcrOwnerAliUid].join(), it);
    }
  }
  return found;
}
