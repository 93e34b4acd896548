import type { Alibaba } from "../alibaba/client.ts";
import {
  attachClassicLinkVpc,
  detachClassicLinkVpc,
  type Instance,
  type LinkRef,
  readInstance,
  readLink,
} from "../alibaba/ecs.ts";
import { type AlibabaSettings, NO_REGION } from "../alibaba/settings.ts";
import { readClassicLinkOf } from "../alibaba/vpc.ts";
import { ApiError, isNotFound } from "../http/errors.ts";
import type { Definition, InputProperties, InputsOf } from "../lifecycle/definition.ts";
import { FromConfig } from "../lifecycle/example.ts";
import type { Fail } from "../lifecycle/step.ts";
import { regionId, splitId, vendorId } from "../lifecycle/validators.ts";

/** The link of an instance: only to which VPC. */
interface Link {
  readonly vpcId: string;
}

const inputs = {
  instanceId: {
    schema: vendorId("i", "an ECS instance"),
    description:
      "The classic-network instance, `i-…`. It must be running or stopped; starting and stopping are waited out.",
    outputDescription: "The classic-network instance.",
    onChange: "replace",
    identifies: true,
    from: "as given",
  },
  vpcId: {
    schema: vendorId("vpc", "a VPC"),
    description: "The VPC, `vpc-…`, in the same region and with ClassicLink enabled.",
    outputDescription: "The VPC that it is linked to.",
    onChange: "replace",
    identifies: true,
    from: ({ vpcId }) => vpcId,
  },
  regionId: {
    schema: regionId,
    description: "The region of both. Default: the region that is configured; with none, it is refused.",
    outputDescription: "The region of both.",
    onChange: "replace",
    hasDefault: true,
    optionalComputed: true,
    identifies: true,
    missing: NO_REGION,
    from: "as given",
  },
} as const satisfies InputProperties<Link>;

type Inputs = InputsOf<typeof inputs>;

/** What a link depends on, as far as it can be read. */
interface Dependencies {
  /** The VPC that the instance is linked to, whichever it is. */
  readonly linkedTo: string | undefined;
  readonly instance: Instance | "missing" | undefined;
  readonly classicLink: "enabled" | "disabled" | "missing" | undefined;
}

/** A link of a classic-network instance to a VPC. */
export const classicLinkAttachment: Definition<
  Alibaba,
  AlibabaSettings,
  Inputs,
  keyof Inputs,
  Link,
  Dependencies | undefined
> = {
  type: "ClassicLinkAttachment",
  description: `Links an Alibaba Cloud ECS instance of the classic network to a VPC.

Classic-network instances reached their end of life on 2025-02-28: this serves accounts that still have some, and their clean-up. An instance can be linked to one VPC only.`,
  example: {
    variable: "link",
    name: "legacy-server",
    args: { instanceId: new FromConfig("instanceId"), vpcId: new FromConfig("vpcId") },
    createTimeout: "10m",
    output: { name: "linkedTo", property: "vpcId" },
  },
  idFormat: "<regionId>:<instanceId>:<vpcId>",
  docs: {
    create: "Links the instance, or adopts an equal link.",
    get: "Reads a link that another stack manages.",
  },
  cloud: "alibaba",
  inputs,
  outputs: {},
  // A link has no status of its own: it is there or it is not.
  healthyStatus: undefined,
  minutes: { create: 5, update: 5, delete: 5 },

  defaults: ({ regionId: given }, settings) => ({ regionId: given ?? settings.region }),
  title: (it) => `the ClassicLink of ${it.instanceId} to ${it.vpcId} in ${it.regionId}`,
  id: (it) => [it.regionId, it.instanceId, it.vpcId].join(":"),
  fromId: (id) => splitId(id, ["regionId", "instanceId", "vpcId"]),
  account: ({ client, inputs: wanted }) => client.accountId(wanted.regionId),

  async read({ client, inputs: wanted, options, prior }, afterMs) {
    try {
      const vpcId = await readLink(client, wanted.regionId, wanted.instanceId, {
        ...options,
        // While it is created, nothing worse follows than a link that the cloud refuses.
        acceptAbsent: options.acceptAbsent || prior["id"] === undefined,
        afterMs,
      });
      return vpcId === wanted.vpcId ? { vpcId } : undefined;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },

  async readDependencies(link, { client, inputs: wanted, options, history }) {
    if (link !== undefined || history.acknowledged("attach")) return undefined;
    const { regionId: region, instanceId, vpcId } = wanted;
    const [linkedTo, instance, classicLink] = await Promise.all([
      // Once anything was waited for, the cloud says itself what else the instance is linked to.
      history.mayHaveSideEffects
        ? undefined
        : readLink(client, region, instanceId, { ...options, acceptAbsent: true }).catch(unlessRefused),
      readInstance(client, region, instanceId, options)
        .then((it) => it ?? ("missing" as const))
        .catch(unlessRefused),
      readClassicLinkOf(client, region, vpcId, options),
    ]);
    return { linkedTo, instance, classicLink };
  },

  status: () => "linked",

  planApply(link, { client, inputs: wanted, history, prior }, dependencies) {
    if (link !== undefined) return { do: "done" };
    if (history.acknowledged("attach"))
      return { do: "wait", why: "acknowledged", waitingFor: "the link to be listed" };
    const doing = `Linking ${wanted.instanceId} to ${wanted.vpcId}`;
    const obstacles = findObstacles(wanted, dependencies);
    const isNew = prior["id"] === undefined;
    if (obstacles.length > 0) {
      const unchanged = history.maybeSent() ? "" : ", and nothing was changed for it";
      const because = `${doing} cannot work${unchanged}: ${obstacles.join("; ")}.`;
      const onlyDisabled = obstacles.length === 1 && dependencies?.classicLink === "disabled";
      const otherwise: Fail = { do: "fail", because, ...(onlyDisabled && { mayPass: true }) };
      const missing = missingIn(wanted, dependencies);
      return isNew && missing.length === obstacles.length
        ? { do: "wait", why: "new", waitingFor: `${missing.join(" and ")} to be listed`, otherwise }
        : otherwise;
    }
    const status = dependencies?.instance === "missing" ? undefined : dependencies?.instance?.Status;
    if (status === "Starting" || status === "Failping" || status === "Pending") {
      return { do: "wait", why: "transition", waitingFor: `the instance, which is ${status}` };
    }
    return {
      do: "write",
      name: "attach",
      doing,
      waitOut: ({ code }) => {
        if (isNew && code === "InvalidInstanceId.NotFound")
          return { why: "new", waitingFor: `${wanted.instanceId} to be found` };
        // Read to be as it has to be, the instance is not on its way anywhere.
        return status !== undefined && code === "InvalidStatus.InstanceStatus"
          ? { why: "lag", waitingFor: code }
          : undefined;
      },
      send: (options) => client.call(attachClassicLinkVpc, wanted.regionId, ref(wanted), options),
    };
  },

  planDelete(_, { client, inputs: wanted, history }) {
    if (history.acknowledged("detach")) {
      return { do: "wait", why: "acknowledged", waitingFor: "the link to disappear from the list" };
    }
    return {
      do: "write",
      name: "detach",
      doing: `Unlinking ${wanted.instanceId} from ${wanted.vpcId}`,
      send: (options) => client.call(detachClassicLinkVpc, wanted.regionId, ref(wanted), options),
    };
  },

  health: () => "healthy",
};

/** Everything that was read and stands in the way, so that the user hears of all of it at once. */
function findObstacles(
  { instanceId, vpcId, regionId }: Inputs,
  dependencies: Dependencies | undefined,
): string[] {
  if (dependencies === undefined) return [];
  const { classicLink, instance, linkedTo } = dependencies;
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
function missingIn({ instanceId, vpcId }: Inputs, dependencies: Dependencies | undefined): string[] {
  return [
    ...(dependencies?.instance === "missing" ? [instanceId] : []),
    ...(dependencies?.classicLink === "missing" ? [vpcId] : []),
  ];
}

/** What may not be read is left to the cloud to judge. */
function unlessRefused(error: unknown): undefined {
  if (!(error instanceof ApiError)) throw error;
}

function ref({ regionId, instanceId, vpcId }: Inputs): LinkRef {
  return { RegionId: regionId, InstanceId: instanceId, VpcId: vpcId };
}
