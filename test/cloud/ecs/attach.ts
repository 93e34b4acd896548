import { type Call, type Operation, Unchanged } from "../alibaba.ts";
import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import { begin, end, inForce } from "../lag.ts";
import { isLocked, lock } from "../locks.ts";
import { vpcs } from "../vpc/vpcs.ts";
import { attachErrors, detachErrors } from "./errors.ts";
import { linkableInstance, linksOf, pairOf } from "./lookup.ts";
import { optionsOf } from "./options.ts";
import { classicLinks, ecsLocks, type Instance, linkKey } from "./records.ts";

// Regions with a classic network (region list of the vendor's Terraform provider).
const classicRegions: ReadonlySet<string> = new Set([
  ...["cn-shenzhen", "cn-shanghai", "cn-beijing", "cn-qingdao", "cn-hangzhou", "cn-hongkong"],
  ...["us-west-1", "ap-southeast-1"],
]);

/** AttachClassicLinkVpc: links an instance to a VPC of the same account and region. */
export const attachClassicLinkVpc: Operation = {
  write: true,
  errors: attachErrors,
  run(call) {
    const { world, account } = call;
    const pair = pairOf(call, attachErrors);
    const instance = linkableInstance(call, pair, attachErrors);
    if (!classicRegions.has(instance.regionId)) throw new Refusal(attachErrors.limitedRegion);
    if (isLocked(world, ecsLocks, instance.id)) throw new Refusal(attachErrors.locked);

    // The page has no row for a VPC that is not there, or not the caller's, or in another region.
    const vpc = vpcs.of(world).get(pair.vpcId);
    const usable = vpc?.account === account.id && vpc.regionId === pair.regionId;
    if (vpc === undefined || !usable) throw new Refusal(attachErrors.vpcId);
    if (!instance.linkable) throw new Refusal(attachErrors.notAllowed);

    const { linksPerVpc, linkedElsewhere, attachAgain } = optionsOf(world);
    const links = linksOf(world).filter(inForce);
    const existing = links.find(({ instanceId }) => instanceId === instance.id);
    if (existing?.vpcId === vpc.id && attachAgain === "succeeds") return new Unchanged({});
    if (existing !== undefined) {
      throw new Refusal(
        linkedElsewhere === "hasBeenLinked" ? attachErrors.linkedElsewhere : attachErrors.notAllowed,
      );
    }
    if (!vpc.classicLinkEnabled) throw new Refusal(attachErrors.disabled);
    if (links.filter(({ vpcId }) => vpcId === vpc.id).length >= linksPerVpc) {
      throw new Refusal(attachErrors.quota);
    }
    const key = linkKey(instance.id, vpc.id);
    const link = classicLinks.schema.parse({ instanceId: instance.id, vpcId: vpc.id });
    begin(world, classicLinks.of(world), key, link, lagOf(instance, "linkVisible"));
    startTask(call, instance);
    return {};
  },
};

/** DetachClassicLinkVpc: takes the link away, also from a VPC that is gone or has ClassicLink off. */
export const detachClassicLinkVpc: Operation = {
  write: true,
  errors: detachErrors,
  run(call) {
    const { world } = call;
    const pair = pairOf(call, detachErrors);
    const instance = linkableInstance(call, pair, detachErrors);
    // On Attach's page alone; the same task is in the way here.
    if (isLocked(world, ecsLocks, instance.id)) throw new Refusal(attachErrors.locked);

    const key = linkKey(instance.id, pair.vpcId);
    const link = classicLinks.of(world).get(key);
    if (link === undefined || !inForce(link)) {
      const { detachMissing } = optionsOf(world);
      if (detachMissing === "succeeds") return new Unchanged({});
      throw new Refusal(detachMissing === "denied" ? detachErrors.notAllowed : detachErrors.notLinked);
    }
    end(world, classicLinks.of(world), key, link, lagOf(instance, "unlinkVisible"));
    startTask(call, instance);
    return {};
  },
};

function lagOf({ transitions }: Instance, name: "linkVisible" | "unlinkVisible") {
  return { name, override: transitions[name] };
}

function startTask({ world }: Call, { id, transitions }: Instance): void {
  lock(world, ecsLocks, id, plan(world, "classicLinkTask", id, transitions.classicLinkTask));
}
