import type { Call } from "../alibaba.ts";
import { type ErrorRow, Refusal } from "../frame/answer.ts";
import type { View } from "../frame/store.ts";
import type { World } from "../frame/world.ts";
import { regionIds } from "../regions.ts";
import { classicLinks, ecsInstances, type Instance, moveInstances } from "./records.ts";

/** What Attach and Detach are told. */
export interface Pair {
  readonly regionId: string;
  readonly instanceId: string;
  readonly vpcId: string;
}

/** Reads the parameters of Attach and Detach. */
export function pairOf(
  { params }: Call,
  errors: { neither: ErrorRow; regionForm: ErrorRow; vpcId: ErrorRow; region?: ErrorRow },
): Pair {
  const regionId = params.required("RegionId");
  if (!params.get("InstanceId") && !params.get("VpcId")) throw new Refusal(errors.neither);
  const instanceId = params.required("InstanceId");
  const vpcId = params.required("VpcId");
  if (!/^[a-z]{2}(-[a-z0-9]+)+$/.test(regionId)) throw new Refusal(errors.regionForm);
  if (!regionIds.has(regionId)) throw new Refusal(errors.region ?? errors.regionForm);
  if (!/^vpc-[a-z0-9-]+$/.test(vpcId)) throw new Refusal(errors.vpcId);
  return { regionId, instanceId, vpcId };
}

/** The caller's classic-network instance in the region, running or stopped. */
export function linkableInstance(
  { world, account }: Call,
  { instanceId, regionId }: Pair,
  errors: {
    unknownInstance: ErrorRow;
    releasedInstance: ErrorRow;
    otherRegion?: ErrorRow;
    notYours: ErrorRow;
    notClassic: ErrorRow;
    status: ErrorRow;
    statusOtherwise: ErrorRow;
  },
): Instance {
  moveInstances(world);
  const table = ecsInstances.of(world);
  const instance = table.get(instanceId);
  if (instance === undefined) {
    const wasThere = table.life(instanceId).generation > 0;
    throw new Refusal(wasThere ? errors.releasedInstance : errors.unknownInstance);
  }
  if (instance.account !== account.id) throw new Refusal(errors.notYours);
  if (instance.regionId !== regionId) throw new Refusal(errors.otherRegion ?? errors.releasedInstance);
  if (instance.networkType !== "classic") throw new Refusal(errors.notClassic);
  if (instance.status === "Stopping") throw new Refusal(errors.statusOtherwise);
  if (instance.status !== "Running" && instance.status !== "Stopped") throw new Refusal(errors.status);
  return instance;
}

/** The links of instances that still exist; a released instance leaves none. */
export function linksOf(world: World, view?: View) {
  const instances = ecsInstances.of(world);
  return classicLinks
    .of(world)
    .list(view)
    .filter(({ instanceId }) => instances.get(instanceId, view) !== undefined);
}
