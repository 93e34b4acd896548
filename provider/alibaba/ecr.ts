import * as z from "zod";
import type { ErrorFact } from "../http/errors.ts";
import { text } from "../http/json.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Batch } from "../http/read-group.ts";
import type { Alibaba } from "./client.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";

/**
 * Grants of Express Connect Router, version 2023-09-01.
 *
 * Sources, read 2026-11-21: the pages of GrantInstanceToExpressConnectRouter, RevokeInstanceFromExpressConnectRouter
 * and DescribeInstanceGrantedToExpressConnectRouter (Alibaba Cloud help, Express Connect).
 */

const errors: readonly ErrorFact[] = [
  {
    code: "IllegalParam.EcrOwnerAliUid",
    onError: "fail",
    means: "The Express Connect Router does not belong to that account.",
    remedy:
      "Check ecrOwnerAliUid: it is the id of the main account that owns the Express Connect Router, not yours.",
  },
  {
    code: "IllegalParam.InstanceOwnerId",
    onError: "fail",
    means: "The VPC or VBR does not belong to the account of these credentials.",
    remedy:
      "Use the credentials of the account that owns the instance: a grant is given by the instance's owner.",
  },
  {
    code: "MissingParam.*",
    onError: "fail",
    means: "A parameter did not arrive at the cloud.",
    remedy:
      "This package sends every argument, so something on the way has dropped it: check the proxy, and any endpoint that is configured.",
  },
  {
    code: "IllegalParamFormat.*",
    onError: "fail",
    means: "An argument does not have the form the cloud expects.",
    remedy: "Check the argument that the code names: ecrId, instanceId, instanceType and instanceRegionId.",
  },
  {
    code: "IllegalParam.InstanceId",
    onError: "fail",
    means: "There is no such VPC or VBR, or it is in use in a way that does not allow this.",
    remedy:
      "Check instanceId, instanceType and instanceRegionId. Before a grant is destroyed, the router's owner has to disassociate the instance.",
  },
  {
    code: "IllegalParam.InstanceRegionId",
    onError: "fail",
    means: "The VPC or VBR is not in that region, or Express Connect Router is not offered there.",
    remedy: "Check instanceRegionId: it is the region of the instance.",
  },
  {
    code: "IllegalParam.*",
    onError: "fail",
    means: "The cloud does not accept the value of an argument.",
    remedy:
      "Check the argument that the code names against what its owner sees in the Express Connect console.",
  },
  {
    code: "Conflict.Lock",
    onError: "retry",
    means: "Another operation on the Express Connect Router or the instance is not finished.",
    remedy: "It clears by itself; if it does not, look in the console for an operation that is stuck.",
  },
  {
    code: "ResourceNotFound.EcrId",
    onError: "notFound",
    means: "There is no such Express Connect Router.",
    remedy: "Check ecrId and ecrOwnerAliUid with the account that owns it.",
  },
];

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
  errors,
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

/** Gives the Express Connect Router's owner the use of an instance. */
export const grantInstance: AlibabaOperation<GrantRef & { readonly ClientToken: string }, object> = {
  service: ecr,
  name: "GrantInstanceToExpressConnectRouter",
  effect: "write",
  answer: z.looseObject({}),
};

/** Takes the use of an instance back. An association that exists already may go on. */
export const revokeInstance: AlibabaOperation<GrantRef & { readonly ClientToken: string }, object> = {
  service: ecr,
  name: "RevokeInstanceFromExpressConnectRouter",
  effect: "write",
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

const describeGrants: AlibabaOperation<
  Partial<GrantRef> & { EcrId: string; CallerType: "OTHER"; MaxResults: number; NextToken?: string },
  { EcrGrantedInstanceList?: Grant[] | null | undefined; NextToken: string }
> = {
  service: ecr,
  name: "DescribeInstanceGrantedToExpressConnectRouter",
  effect: "read",
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
  const seen = new Set<string>();
  for (let NextToken = ""; ; ) {
    // The instance's owner asks as OTHER; the default, ECR, is the view of the router's owner and shows nothing here.
    const parameters = { EcrId, ...narrowed, CallerType: "OTHER" as const, MaxResults: PAGE };
    const page = await alibaba.call(
      describeGrants,
      InstanceRegionId,
      NextToken === "" ? parameters : { ...parameters, NextToken },
      options,
    );
    for (const it of page.EcrGrantedInstanceList ?? []) {
      if (it.EcrId === EcrId)
        found.set([it.NodeId, it.NodeRegionId, it.NodeType, it.EcrOwnerAliUid].join(), it);
    }
    NextToken = page.NextToken;
    if (NextToken === "") return found;
    if (seen.has(NextToken)) throw new Error(`${describeGrants.name} gives the same page again and again`);
    seen.add(NextToken);
  }
}
