import type { Operation } from "../alibaba.ts";
import { Refusal } from "../frame/answer.ts";
import { Long, type WireObject } from "../frame/json.ts";
import { isListed } from "../lag.ts";
import { success } from "./envelope.ts";
import { describeErrors as errors } from "./errors.ts";
import { optionsOf } from "./options.ts";
import { dryRun, illegal, instanceTypeOf, maxResults, regionOf, required, wellFormed } from "./parameters.ts";
import { ecrGrants, expressConnectRouters, type Grant, grantIdOf, grantKey } from "./records.ts";

/**
 * DescribeInstanceGrantedToExpressConnectRouter: all grants to a router for its owner (CallerType ECR, the default),
 * or those that the caller has given (OTHER).
 */
export const describeInstanceGranted: Operation = {
  write: false,
  errors,
  run({ world, params, account, view }) {
    const ecrId = required(params, "EcrId");
    const callerType = params.get("CallerType") || "ECR";
    if (callerType !== "ECR" && callerType !== "OTHER") throw illegal("CallerType");
    const instanceId = wellFormed(params, "InstanceId");
    const instanceType = instanceTypeOf(params);
    const instanceRegionId = regionOf(params);
    const ownerId = wellFormed(params, "InstanceOwnerId");
    for (const name of ["ResourceGroupId", "TagModels.1.TagKey"]) {
      if (params.get(name) !== undefined) throw illegal(name.replace(/\..*/, ""));
    }
    const size = maxResults(params);
    const after = positionOf(params.get("NextToken"));
    dryRun(params);

    const { strangersView, lastNextToken } = optionsOf(world);
    const router = expressConnectRouters.of(world).get(ecrId, view);
    const stranger = callerType === "ECR" && router?.account !== account.id;
    if (router === undefined || (stranger && strangersView === "notFound")) {
      throw new Refusal(errors.noRouter);
    }
    const found = ecrGrants
      .of(world)
      .list(view)
      .filter((grant) => grant.ecrId === ecrId && isListed(grant))
      .filter((grant) => (callerType === "ECR" ? !stranger : grant.account === account.id))
      .filter((grant) => instanceId === undefined || grant.instanceId === instanceId)
      .filter((grant) => instanceType === undefined || grant.instanceType === instanceType)
      .filter((grant) => instanceRegionId === undefined || grant.instanceRegionId === instanceRegionId)
      .filter((grant) => ownerId === undefined || grant.account === ownerId)
      // By instance, and each page from the last one on: what goes or comes in between shifts nothing.
      .sort((left, right) => (left.instanceId < right.instanceId ? -1 : 1));
    const rest = found.filter((grant) => grant.instanceId > after);
    const page = rest.slice(0, size);
    const last = page.at(-1);
    const end = lastNextToken === "empty" ? "" : undefined;
    return {
      ...success(world),
      EcrGrantedInstanceList: page.map(shown),
      MaxResults: size,
      NextToken: last !== undefined && rest.length > size ? tokenAfter(last.instanceId) : end,
      TotalCount: found.length,
    };
  },
};

/** Instance… in requests is Node… here; of the two account ids one is a string and one a number. */
function shown(grant: Grant): WireObject {
  const { ecrId, instanceId } = grant;
  return {
    EcrId: ecrId,
    EcrOwnerAliUid: grant.ecrOwnerAliUid,
    GmtCreate: String(grant.createdMs),
    GmtModified: String(grant.createdMs),
    GrantId: grant.grantId || grantIdOf(grantKey(ecrId, instanceId), 0),
    NodeId: instanceId,
    NodeOwnerBid: "26842",
    NodeOwnerUid: new Long(grant.account),
    NodeRegionId: grant.instanceRegionId,
    NodeType: grant.instanceType,
    Status: grant.status,
  };
}

function tokenAfter(instanceId: string): string {
  return Buffer.from(`after ${instanceId}`).toString("base64");
}

function positionOf(token: string | undefined): string {
  if (token === undefined || token === "") return "";
  const [, position] = /^after (.+)$/.exec(Buffer.from(token, "base64").toString()) ?? [];
  if (position === undefined) throw illegal("NextToken");
  return position;
}
