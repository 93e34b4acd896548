import type * as pulumi from "@pulumi/pulumi";
import { saysGone } from "../core/errors.ts";
import { accountId, oneOf, regionId, vendorId } from "../core/forms.ts";
import { splitId } from "../core/identity.ts";
import type { Lifecycle } from "../core/lifecycle.ts";
import { InterlinkResource, noArguments } from "../core/resource.ts";
import type { WaitOut } from "../core/step.ts";
import {
  type Grant,
  type GrantRef,
  grantInstance,
  lookAtGrant,
  revokeInstance,
} from "../services/alibaba-ecr.ts";

/** Arguments of an {@link EcrInstanceGrant}. A change of any of them replaces the grant. */
export interface EcrInstanceGrantArgs {
  /** The Express Connect Router of the other account, `ecr-…`. */
  ecrId: pulumi.Input<string>;
  /** The id of the account that owns it. A string: ids may be too large for a number, and such numbers are refused. */
  ecrOwnerAliUid: pulumi.Input<string | number>;
  /** The network instance to grant, `vpc-…` or `vbr-…`. It belongs to the account of the credentials. */
  instanceId: pulumi.Input<string>;
  /** What the network instance is: `VPC` or `VBR`. */
  instanceType: pulumi.Input<"VPC" | "VBR">;
  /** The region of the network instance. */
  instanceRegionId: pulumi.Input<string>;
}

/**
 * Lets the Express Connect Router of another Alibaba Cloud account use a VPC or VBR of this one.
 *
 * The owner of the VPC or VBR gives the grant; the owner of the router then associates the instance, and should
 * disassociate it before the grant is destroyed: revoking may leave an association running.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink";
 *
 * const config = new pulumi.Config();
 * const grant = new interlink.EcrInstanceGrant("vpc-to-router", {
 *   ecrId: config.require("ecrId"),
 *   ecrOwnerAliUid: config.require("ecrOwner"), // a string: account ids may be too large for a number
 *   instanceId: config.require("vpcId"),
 *   instanceType: "VPC",
 *   instanceRegionId: "cn-hangzhou",
 * });
 *
 * export const grantId = grant.grantId;
 * ```
 */
export class EcrInstanceGrant extends InterlinkResource {
  /** The Express Connect Router of the other account. */
  declare readonly ecrId: pulumi.Output<string>;
  /** The account that owns it, as a decimal string. */
  declare readonly ecrOwnerAliUid: pulumi.Output<string>;
  /** The network instance. */
  declare readonly instanceId: pulumi.Output<string>;
  /** `VPC` or `VBR`. */
  declare readonly instanceType: pulumi.Output<string>;
  /** The region of the network instance. */
  declare readonly instanceRegionId: pulumi.Output<string>;
  /** As the cloud says, `Active` as a rule; a grant that is listed is there, whatever its status. */
  declare readonly status: pulumi.Output<string>;
  /** The cloud's own id of the grant, `gr-…`. */
  declare readonly grantId: pulumi.Output<string>;
  /** The account that owns the network instance. */
  declare readonly instanceOwnerId: pulumi.Output<string>;
  /** When the grant was given, as the cloud writes it. */
  declare readonly createdTime: pulumi.Output<string>;

  /** Gives the grant, or adopts an equal one. */
  constructor(name: string, args: EcrInstanceGrantArgs, opts?: pulumi.CustomResourceOptions) {
    super("EcrInstanceGrant", PROPERTIES, name, args, opts);
  }

  /**
   * Reads a grant that another stack manages, with the credentials of the instance's owner.
   * `id` is `<ecrId>:<instanceId>:<instanceRegionId>:<ecrOwnerAliUid>:<instanceType>`.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): EcrInstanceGrant {
    return new EcrInstanceGrant(name, noArguments, { ...opts, id });
  }

  /** Whether a value is an EcrInstanceGrant, of whatever copy of this package. */
  static override isInstance(value: unknown): value is EcrInstanceGrant {
    return InterlinkResource.isA(value, "EcrInstanceGrant");
  }
}

const PROPERTIES = [
  "ecrId",
  "ecrOwnerAliUid",
  "instanceId",
  "instanceType",
  "instanceRegionId",
  "status",
  "grantId",
  "instanceOwnerId",
  "createdTime",
] as const satisfies readonly (keyof EcrInstanceGrant)[];

interface Inputs {
  ecrId: string;
  ecrOwnerAliUid: string;
  instanceId: string;
  instanceType: "VPC" | "VBR";
  instanceRegionId: string;
}

/** @internal */
export const ecrInstanceGrant = (): Lifecycle<Inputs, Grant> => ({
  cloud: "alibaba",
  healthyStatus: "Active",
  minutes: { create: 5, update: 5, delete: 5 },
  properties: {
    ecrId: { schema: vendorId("ecr", "an Express Connect Router"), onChange: "replace", identifies: true },
    ecrOwnerAliUid: { schema: accountId, onChange: "replace", identifies: true },
    instanceId: { schema: vendorId(["vpc", "vbr"], "a VPC or VBR"), onChange: "replace", identifies: true },
    instanceType: { schema: oneOf(["VPC", "VBR"]), onChange: "replace", identifies: true },
    instanceRegionId: { schema: regionId, onChange: "replace", identifies: true },
  },

  problems({ instanceId, instanceType }) {
    if (instanceId === undefined || instanceType === undefined) return [];
    if (instanceId.startsWith(`${instanceType.toLowerCase()}-`)) return [];
    return [{ property: "instanceType", reason: `must fit instanceId: ${instanceId} is no ${instanceType}` }];
  },

  defaults: () => ({}),
  title: (it) => `the grant of ${it.instanceId} to ${it.ecrId}`,
  id: (it) => [it.ecrId, it.instanceId, it.instanceRegionId, it.ecrOwnerAliUid, it.instanceType].join(":"),
  fromId(id) {
    const parts = splitId(id, ["ecrId", "instanceId", "instanceRegionId", "ecrOwnerAliUid", "instanceType"]);
    if (typeof parts === "string") return parts;
    const { instanceType } = parts;
    if (instanceType === "VPC" || instanceType === "VBR") return { ...parts, instanceType };
    return `"${id}" does not end in VPC or VBR`;
  },
  account: ({ clouds, inputs }) => clouds.alibaba.accountId(inputs.instanceRegionId),

  async look({ clouds, inputs, options, prior }, afterMs) {
    try {
      return await lookAtGrant(clouds.alibaba, ref(inputs), {
        ...options,
        // While it is created, nothing worse follows than a grant that the cloud refuses.
        trustMissing: options.trustMissing || prior["id"] === undefined,
        afterMs,
      });
    } catch (error) {
      if (saysGone(error)) return undefined;
      throw error;
    }
  },

  status: ({ Status }) => Status,

  toward(grant, { clouds, inputs, past, prior }) {
    if (grant !== undefined) return { do: "finish" };
    if (past.accepted("grant")) return { do: "wait", why: "accepted", waitingFor: "the grant to be listed" };
    return {
      do: "write",
      name: "grant",
      doing: `Granting ${inputs.instanceId} to ${inputs.ecrId} of account ${inputs.ecrOwnerAliUid}`,
      waitOut: ({ code }) => (prior["id"] === undefined ? notFoundYet(code, inputs) : undefined),
      send: (options) =>
        clouds.alibaba.call(
          grantInstance,
          inputs.instanceRegionId,
          { ...ref(inputs), ClientToken: past.token("grant") },
          options,
        ),
    };
  },

  away(_, { clouds, inputs, past }) {
    if (past.accepted("revoke")) {
      return { do: "wait", why: "accepted", waitingFor: "the grant to disappear from the list" };
    }
    return {
      do: "write",
      name: "revoke",
      doing: `Revoking ${inputs.instanceId} from ${inputs.ecrId} of account ${inputs.ecrOwnerAliUid}`,
      send: (options) =>
        clouds.alibaba.call(
          revokeInstance,
          inputs.instanceRegionId,
          { ...ref(inputs), ClientToken: past.token("revoke") },
          options,
        ),
    };
  },

  outputs: (grant) => ({
    ecrId: grant.EcrId,
    ecrOwnerAliUid: grant.EcrOwnerAliUid,
    instanceId: grant.NodeId,
    instanceType: grant.NodeType,
    instanceRegionId: grant.NodeRegionId,
    status: grant.Status,
    grantId: grant.GrantId,
    instanceOwnerId: grant.NodeOwnerUid,
    createdTime: grant.GmtCreate,
  }),

  condition: () => "healthy",
});

/** What the arguments name may have been made a moment ago. */
function notFoundYet(code: string, { ecrId, instanceId }: Inputs): WaitOut | undefined {
  const missing = { "IllegalParam.InstanceId": instanceId, "ResourceNotFound.EcrId": ecrId }[code];
  return missing === undefined ? undefined : { why: "new", waitingFor: `${missing} to be found` };
}

function ref(inputs: Inputs): GrantRef {
  return {
    EcrId: inputs.ecrId,
    EcrOwnerAliUid: inputs.ecrOwnerAliUid,
    InstanceId: inputs.instanceId,
    InstanceType: inputs.instanceType,
    InstanceRegionId: inputs.instanceRegionId,
  };
}
