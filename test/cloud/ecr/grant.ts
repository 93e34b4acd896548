import { type Call, type Operation, Unchanged } from "../alibaba.ts";
import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import { begin, end, inForce } from "../lag.ts";
import { isLocked, lock } from "../locks.ts";
import { isRepeated, remember } from "./client-tokens.ts";
import { success } from "./envelope.ts";
import { grantErrors, guessedErrors, revokeErrors } from "./errors.ts";
import { optionsOf } from "./options.ts";
import { type GrantRequest, grantRequest, illegal } from "./parameters.ts";
import {
  ecrAssociations,
  ecrGrants,
  ecrLocks,
  expressConnectRouters,
  grantIdOf,
  grantKey,
  networkInstance,
} from "./records.ts";

/** GrantInstanceToExpressConnectRouter: called by the owner of the instance. */
export const grantInstance: Operation = {
  write: true,
  errors: grantErrors,
  run(call) {
    const { world, account } = call;
    const request = grantRequest(call.params);
    if (isRepeated(call, "Grant", request)) return new Unchanged(success(world));

    const { ecrId, ecrOwnerAliUid, instanceId, instanceType, instanceRegionId } = request;
    const instance = networkInstance(world, instanceType, instanceId);
    if (instance === undefined) throw illegal("InstanceId");
    if (instance.account !== account.id) throw new Refusal(grantErrors.instanceOwner);
    if (instance.regionId !== instanceRegionId) throw illegal("InstanceRegionId");
    const router = expressConnectRouters.of(world).get(ecrId);
    if (router === undefined) throw new Refusal(grantErrors.noRouter);
    const tooClose = router.account === account.id && optionsOf(world).sameAccount === "illegal";
    if (router.account !== ecrOwnerAliUid || tooClose) throw new Refusal(grantErrors.routerOwner);
    refuseLocked(call, request);
    if (request.dryRun) return new Unchanged(success(world));

    const key = grantKey(ecrId, instanceId);
    const grants = ecrGrants.of(world);
    if (inForce(grants.get(key))) {
      if (optionsOf(world).doubleGrant === "illegal") throw illegal("InstanceId");
      remember(call, "Grant", request);
      return new Unchanged(success(world));
    }
    const grantId = grantIdOf(key, world.countDraw(`grant ${key}`));
    const grant = ecrGrants.schema.parse({
      ...{ ecrId, ecrOwnerAliUid, instanceId, instanceType, instanceRegionId },
      ...{ account: account.id, grantId, createdMs: world.clock.nowMs() },
    });
    begin(world, grants, key, grant, {
      name: "grantVisible",
      override: router.transitions.grantVisible,
    });
    return finish(call, "Grant", request);
  },
};

/** RevokeInstanceFromExpressConnectRouter: called by the owner of the instance. */
export const revokeInstance: Operation = {
  write: true,
  errors: revokeErrors,
  run(call) {
    const { world, account } = call;
    const request = grantRequest(call.params);
    if (isRepeated(call, "Revoke", request)) return new Unchanged(success(world));

    const { ecrId, ecrOwnerAliUid, instanceId, instanceType, instanceRegionId } = request;
    const key = grantKey(ecrId, instanceId);
    const grant = ecrGrants.of(world).get(key);
    // A grant outlives its instance and its router, and can be taken back even then.
    const instance =
      networkInstance(world, instanceType, instanceId) ??
      (grant === undefined ? undefined : { account: grant.account, regionId: grant.instanceRegionId });
    if (instance === undefined) throw illegal("InstanceId");
    if (instance.account !== account.id) throw illegal("InstanceOwnerId");
    if (instance.regionId !== instanceRegionId) throw illegal("InstanceRegionId");
    const router = expressConnectRouters.of(world).get(ecrId);
    const owner = router?.account ?? grant?.ecrOwnerAliUid;
    if (owner !== undefined && owner !== ecrOwnerAliUid) throw illegal("EcrOwnerAliUid");
    refuseLocked(call, request);
    const { missingGrant, revokeAssociated } = optionsOf(world);
    const associated = ecrAssociations.of(world).get(key) !== undefined;
    if (associated && revokeAssociated === "illegal") throw illegal("InstanceId");
    if (request.dryRun) return new Unchanged(success(world));

    if (grant === undefined || !inForce(grant)) {
      if (missingGrant === "notFound") throw new Refusal(guessedErrors.noGrant);
      if (missingGrant === "illegal") throw illegal("InstanceId");
      remember(call, "Revoke", request);
      return new Unchanged(success(world));
    }
    end(world, ecrGrants.of(world), key, grant, {
      name: "revokeVisible",
      override: router?.transitions.revokeVisible,
    });
    return finish(call, "Revoke", request);
  },
};

function refuseLocked({ world }: Call, { ecrId, instanceId }: GrantRequest): void {
  const busy = [ecrId, instanceId].some((id) => isLocked(world, ecrLocks, id));
  if (busy) throw new Refusal(grantErrors.locked);
}

function finish(call: Call, operation: string, request: GrantRequest) {
  const { world } = call;
  const { ecrId, instanceId } = request;
  const { lock: locked } = optionsOf(world);
  const override = expressConnectRouters.of(world).get(ecrId)?.transitions.ecrOperation;
  const course = plan(world, "ecrOperation", ecrId, override);
  if (locked !== "instance") lock(world, ecrLocks, ecrId, course);
  if (locked !== "router") lock(world, ecrLocks, instanceId, course);
  remember(call, operation, request);
  return success(world);
}
