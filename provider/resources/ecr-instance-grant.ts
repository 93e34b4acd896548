import * as z from "zod";
import type { Alibaba } from "../alibaba/client.ts";
import {
  type Grant,
  type GrantRef,
  grantInstance,
  readGrant,
  revokeInstance,
  tryGrant,
} from "../alibaba/ecr.ts";
import type { AlibabaSettings } from "../alibaba/settings.ts";
import { isNotFound } from "../http/errors.ts";
import type { Definition, InputProperties, InputsOf, OutputProperties } from "../lifecycle/definition.ts";
import { FromConfig } from "../lifecycle/example.ts";
import type { WaitOut } from "../lifecycle/step.ts";
import { accountId, oneOf, regionId, splitId, vendorId } from "../lifecycle/validators.ts";

const inputs = {
  ecrId: {
    schema: vendorId("ecr", "an Express Connect Router"),
    description: "The Express Connect Router of the other account, `ecr-…`.",
    onChange: "replace",
    identifies: true,
    from: ({ EcrId }) => EcrId,
  },
  ecrOwnerAliUid: {
    schema: accountId,
    description:
      "The id of the account that owns it. A string: ids may be too large for a number, and such numbers are refused.",
    outputDescription: "The account that owns the router, as a decimal string.",
    onChange: "replace",
    identifies: true,
    from: ({ EcrOwnerAliUid }) => EcrOwnerAliUid,
  },
  instanceId: {
    schema: vendorId(["vpc", "vbr"], "a VPC or VBR"),
    description:
      "The network instance to grant, `vpc-…` or `vbr-…`. It belongs to the account of the credentials.",
    outputDescription: "The network instance.",
    onChange: "replace",
    identifies: true,
    from: ({ NodeId }) => NodeId,
  },
  instanceType: {
    schema: oneOf(["VPC", "VBR"]),
    description: "What the network instance is: `VPC` or `VBR`.",
    onChange: "replace",
    identifies: true,
    from: ({ NodeType }) => NodeType,
  },
  instanceRegionId: {
    schema: regionId,
    description: "The region of the network instance.",
    onChange: "replace",
    identifies: true,
    from: ({ NodeRegionId }) => NodeRegionId,
  },
} as const satisfies InputProperties<Grant>;

const outputs = {
  status: {
    schema: z.string(),
    description:
      "As the cloud says, `Active` as a rule; a grant that is listed is there, whatever its status.",
    from: ({ Status }) => Status,
  },
  grantId: {
    stable: true,
    schema: z.string(),
    description: "The cloud's own id of the grant, `gr-…`.",
    from: ({ GrantId }) => GrantId,
  },
  instanceOwnerId: {
    stable: true,
    schema: z.string(),
    description: "The account that owns the network instance.",
    from: ({ NodeOwnerUid }) => NodeOwnerUid,
  },
  createdTime: {
    stable: true,
    schema: z.string(),
    description: "When the grant was given, as the cloud writes it.",
    from: ({ GmtCreate }) => GmtCreate,
  },
} as const satisfies OutputProperties<Grant>;

type Inputs = InputsOf<typeof inputs>;

/** A grant of a VPC or VBR to another account's Express Connect Router. */
export const ecrInstanceGrant: Definition<Alibaba, AlibabaSettings, Inputs, keyof Inputs, Grant> = {
  type: "EcrInstanceGrant",
  description: `Lets the Express Connect Router of another Alibaba Cloud account use a VPC or VBR of this one.

The owner of the VPC or VBR gives the grant; the owner of the router then associates the instance, and should disassociate it before the grant is destroyed: revoking may leave an association running.`,
  example: {
    variable: "grant",
    name: "vpc-to-router",
    args: {
      ecrId: new FromConfig("ecrId"),
      ecrOwnerAliUid: new FromConfig("ecrOwner", {
        note: "a string: account ids may be too large for a number",
      }),
      instanceId: new FromConfig("vpcId"),
      instanceType: "VPC",
      instanceRegionId: "cn-hangzhou",
    },
    output: { name: "grantId", property: "grantId" },
  },
  idFormat: "<ecrId>:<instanceId>:<instanceRegionId>:<ecrOwnerAliUid>:<instanceType>",
  docs: {
    create: "Gives the grant, or adopts an equal one.",
    get: "Reads a grant that another stack manages, with the credentials of the instance's owner.",
  },
  cloud: "alibaba",
  inputs,
  outputs,
  healthyStatus: "Active",
  minutes: { create: 5, update: 5, delete: 5 },

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
  account: ({ client, inputs: { instanceRegionId } }) => client.accountId(instanceRegionId),

  async read({ client, inputs: wanted, options, prior }, afterMs) {
    try {
      return await readGrant(client, ref(wanted), {
        ...options,
        // While it is created, nothing worse follows than a grant that the cloud refuses.
        acceptAbsent: options.acceptAbsent || prior["id"] === undefined,
        afterMs,
      });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },

  status: ({ Status }) => Status,

  planApply(grant, { client, inputs: wanted, history, prior }) {
    if (grant !== undefined) return { do: "done" };
    if (history.acknowledged("grant")) {
      return { do: "wait", why: "acknowledged", waitingFor: "the grant to be listed" };
    }
    return {
      do: "write",
      name: "grant",
      doing: `Granting ${wanted.instanceId} to ${wanted.ecrId} of account ${wanted.ecrOwnerAliUid}`,
      waitOut: ({ code }) => (prior["id"] === undefined ? notFoundYet(code, wanted) : undefined),
      send: (options) =>
        client.call(
          grantInstance,
          wanted.instanceRegionId,
          { ...ref(wanted), ClientToken: history.token("grant") },
          options,
        ),
      // Without a client token: that of the real call must not be used up by it.
      dryRun: (options) =>
        client.call(tryGrant, wanted.instanceRegionId, { ...ref(wanted), DryRun: true }, options),
    };
  },

  planDelete(_, { client, inputs: wanted, history }) {
    if (history.acknowledged("revoke")) {
      return { do: "wait", why: "acknowledged", waitingFor: "the grant to disappear from the list" };
    }
    return {
      do: "write",
      name: "revoke",
      doing: `Revoking ${wanted.instanceId} from ${wanted.ecrId} of account ${wanted.ecrOwnerAliUid}`,
      send: (options) =>
        client.call(
          revokeInstance,
          wanted.instanceRegionId,
          { ...ref(wanted), ClientToken: history.token("revoke") },
          options,
        ),
    };
  },

  health: () => "healthy",
};

/** What the arguments name may have been made a moment ago. */
function notFoundYet(code: string, { ecrId, instanceId }: Inputs): WaitOut | undefined {
  const missing = { "IllegalParam.InstanceId": instanceId, "ResourceNotFound.EcrId": ecrId }[code];
  return missing === undefined ? undefined : { why: "new", waitingFor: `${missing} to be found` };
}

function ref(wanted: Inputs): GrantRef {
  return {
    EcrId: wanted.ecrId,
    EcrOwnerAliUid: wanted.ecrOwnerAliUid,
    InstanceId: wanted.instanceId,
    InstanceType: wanted.instanceType,
    InstanceRegionId: wanted.instanceRegionId,
  };
}
