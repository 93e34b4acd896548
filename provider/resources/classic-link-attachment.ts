import type * as pulumi from "@pulumi/pulumi";
import { ApiError, saysGone } from "../core/errors.ts";
import { regionId, vendorId } from "../core/forms.ts";
import { NO_REGION, splitId } from "../core/identity.ts";
import type { Lifecycle } from "../core/lifecycle.ts";
import { InterlinkResource, noArguments } from "../core/resource.ts";
import type { Stop } from "../core/step.ts";
import {
  attachClassicLinkVpc,
  detachClassicLinkVpc,
  type Instance,
  type LinkRef,
  lookAtInstance,
  lookAtLink,
} from "../services/alibaba-ecs.ts";
import { lookAtClassicLinkOf } from "../services/alibaba-vpc.ts";

/** Arguments of a {@link ClassicLinkAttachment}. A change of any of them replaces the link. */
export interface ClassicLinkAttachmentArgs {
  /** The classic-network instance, `i-…`. It must be running or stopped; starting and stopping are waited out. */
  instanceId: pulumi.Input<string>;
  /** The VPC, `vpc-…`, in the same region and with ClassicLink enabled. */
  vpcId: pulumi.Input<string>;
  /** The region of both. Default: the region that is configured; with none, it is refused. */
  regionId?: pulumi.Input<string>;
}

/**
 * Links an Alibaba Cloud ECS instance of the classic network to a VPC.
 *
 * Classic-network instances reached their end of life on 2025-02-28: this serves accounts that still have some, and
 * their clean-up. An instance can be linked to one VPC only.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink";
 *
 * const config = new pulumi.Config();
 * const link = new interlink.ClassicLinkAttachment(
 *   "legacy-server",
 *   { instanceId: config.require("instanceId"), vpcId: config.require("vpcId") },
 *   { customTimeouts: { create: "10m" } },
 * );
 *
 * export const linkedTo = link.vpcId;
 * ```
 */
export class ClassicLinkAttachment extends InterlinkResource {
  /** The classic-network instance. */
  declare readonly instanceId: pulumi.Output<string>;
  /** The VPC that it is linked to. */
  declare readonly vpcId: pulumi.Output<string>;
  /** The region of both. */
  declare readonly regionId: pulumi.Output<string>;

  /** Links the instance, or adopts an equal link. */
  constructor(name: string, args: ClassicLinkAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    super("ClassicLinkAttachment", PROPERTIES, name, args, opts);
  }

  /** Reads a link that another stack manages. `id` is `<regionId>:<instanceId>:<vpcId>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): ClassicLinkAttachment {
    return new ClassicLinkAttachment(name, noArguments, { ...opts, id });
  }

  /** Whether a value is a ClassicLinkAttachment, of whatever copy of this package. */
  static override isInstance(value: unknown): value is ClassicLinkAttachment {
    return InterlinkResource.isA(value, "ClassicLinkAttachment");
  }
}

const PROPERTIES = [
  "instanceId",
  "vpcId",
  "regionId",
] as const satisfies readonly (keyof ClassicLinkAttachment)[];

interface Inputs {
  instanceId: string;
  vpcId: string;
  regionId: string;
}

/** The link of an instance: only to which VPC. */
interface Link {
  readonly vpcId: string;
}

/** What a link depends on, as far as it can be read. */
interface Around {
  /** The VPC that the instance is linked to, whichever it is. */
  readonly linkedTo: string | undefined;
  readonly instance: Instance | "missing" | undefined;
  readonly classicLink: "enabled" | "disabled" | "missing" | undefined;
}

/** @internal */
export const classicLinkAttachment = (): Lifecycle<Inputs, Link, Around | undefined> => ({
  cloud: "alibaba",
  // A link has no status of its own: it is there or it is not.
  healthyStatus: undefined,
  minutes: { create: 5, update: 5, delete: 5 },
  properties: {
    instanceId: { schema: vendorId("i", "an ECS instance"), onChange: "replace", identifies: true },
    vpcId: { schema: vendorId("vpc", "a VPC"), onChange: "replace", identifies: true },
    regionId: { schema: regionId, onChange: "replace", keeps: true, missing: NO_REGION, identifies: true },
  },

  defaults: ({ regionId }, settings) => ({ regionId: regionId ?? settings.alibaba.region }),
  title: ({ instanceId, vpcId, regionId }) => `the ClassicLink of ${instanceId} to ${vpcId} in ${regionId}`,
  id: ({ regionId, instanceId, vpcId }) => [regionId, instanceId, vpcId].join(":"),
  fromId: (id) => splitId(id, ["regionId", "instanceId", "vpcId"]),
  account: ({ clouds, inputs }) => clouds.alibaba.accountId(inputs.regionId),

  async look({ clouds, inputs, options, prior }, afterMs) {
    try {
      const vpcId = await lookAtLink(clouds.alibaba, inputs.regionId, inputs.instanceId, {
        ...options,
        // While it is created, nothing worse follows than a link that the cloud refuses.
        trustMissing: options.trustMissing || prior["id"] === undefined,
        afterMs,
      });
      return vpcId === inputs.vpcId ? { vpcId } : undefined;
    } catch (error) {
      if (saysGone(error)) return undefined;
      throw error;
    }
  },

  async lookAround(link, { clouds, inputs, options, past }) {
    if (link !== undefined || past.accepted("attach")) return undefined;
    const { regionId, instanceId, vpcId } = inputs;
    const [linkedTo, instance, classicLink] = await Promise.all([
      // Once anything was waited for, the cloud says itself what else the instance is linked to.
      past.engaged
        ? undefined
        : lookAtLink(clouds.alibaba, regionId, instanceId, { ...options, trustMissing: true }).catch(
            unlessRefused,
          ),
      lookAtInstance(clouds.alibaba, regionId, instanceId, options)
        .then((it) => it ?? ("missing" as const))
        .catch(unlessRefused),
      lookAtClassicLinkOf(clouds.alibaba, regionId, vpcId, options),
    ]);
    return { linkedTo, instance, classicLink };
  },

  status: () => "linked",

  toward(link, { clouds, inputs, past, prior }, around) {
    if (link !== undefined) return { do: "finish" };
    if (past.accepted("attach")) return { do: "wait", why: "accepted", waitingFor: "the link to be listed" };
    const doing = `Linking ${inputs.instanceId} to ${inputs.vpcId}`;
    const obstacles = findObstacles(inputs, around);
    const isNew = prior["id"] === undefined;
    if (obstacles.length > 0) {
      const unchanged = past.wrote ? "" : ", and nothing was changed for it";
      const because = `${doing} cannot work${unchanged}: ${obstacles.join("; ")}.`;
      const otherwise: Stop = { do: "stop", because };
      const missing = missingIn(inputs, around);
      return isNew && missing.length === obstacles.length
        ? { do: "wait", why: "new", waitingFor: `${missing.join(" and ")} to be listed`, otherwise }
        : otherwise;
    }
    const status = around?.instance === "missing" ? undefined : around?.instance?.Status;
    if (status === "Starting" || status === "Stopping" || status === "Pending") {
      return { do: "wait", why: "transition", waitingFor: `the instance, which is ${status}` };
    }
    return {
      do: "write",
      name: "attach",
      doing,
      waitOut: ({ code }) => {
        if (isNew && code === "InvalidInstanceId.NotFound")
          return { why: "new", waitingFor: `${inputs.instanceId} to be found` };
        // Read to be as it has to be, the instance is not on its way anywhere.
        return status !== undefined && code === "InvalidStatus.InstanceStatus"
          ? { why: "lag", waitingFor: code }
          : undefined;
      },
      send: (options) => clouds.alibaba.call(attachClassicLinkVpc, inputs.regionId, ref(inputs), options),
    };
  },

  away(_, { clouds, inputs, past }) {
    if (past.accepted("detach")) {
      return { do: "wait", why: "accepted", waitingFor: "the link to disappear from the list" };
    }
    return {
      do: "write",
      name: "detach",
      doing: `Unlinking ${inputs.instanceId} from ${inputs.vpcId}`,
      send: (options) => clouds.alibaba.call(detachClassicLinkVpc, inputs.regionId, ref(inputs), options),
    };
  },

  outputs: ({ vpcId }, { inputs }) => ({ ...inputs, vpcId }),
  condition: () => "healthy",
});

/** Everything that was read and stands in the way, so that the user hears of all of it at once. */
function findObstacles({ instanceId, vpcId, regionId }: Inputs, around: Around | undefined): string[] {
  if (around === undefined) return [];
  const { classicLink, instance, linkedTo } = around;
  const obstacles: string[] = [];
  if (linkedTo !== undefined && linkedTo !== vpcId) {
    obstacles.push(
      `${instanceId} is linked to ${linkedTo}, and an instance can be linked to one VPC only; detach it there first`,
    );
  }
  if (instance === "missing") {
    obstacles.push(`there is no ${instanceId} in ${regionId} that these credentials can see`);
  } else if (instance?.InstanceNetworkType && instance.InstanceNetworkType !== "classic") {
    obstacles.push(`${instanceId} is not in the classic network but in a VPC`);
  }
  if (classicLink === "missing")
    obstacles.push(`there is no ${vpcId} in ${regionId} that these credentials can see`);
  if (classicLink === "disabled") {
    obstacles.push(`ClassicLink is not enabled for ${vpcId}; enable it in the VPC console`);
  }
  return obstacles;
}

/** What the arguments name and no read shows. */
function missingIn({ instanceId, vpcId }: Inputs, around: Around | undefined): string[] {
  return [
    ...(around?.instance === "missing" ? [instanceId] : []),
    ...(around?.classicLink === "missing" ? [vpcId] : []),
  ];
}

/** What may not be read is left to the cloud to judge. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
}

function ref({ regionId, instanceId, vpcId }: Inputs): LinkRef {
  return { RegionId: regionId, InstanceId: instanceId, VpcId: vpcId };
}
