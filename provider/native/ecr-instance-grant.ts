// Generated from the resource's definition by `npm run generate`: change it there.
import type * as pulumi from "@pulumi/pulumi";
import type { EcrInstanceGrantArgs } from "../program/ecr-instance-grant.ts";
import { noArguments } from "../program/registration.ts";
import { NativeResource } from "./resource.ts";

/**
 * Lets the Express Connect Router of another Alibaba Cloud account use a VPC or VBR of this one.
 *
 * The owner of the VPC or VBR gives the grant; the owner of the router then associates the instance, and
 * should disassociate it before the grant is destroyed: revoking may leave an association running.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink/native";
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
export class EcrInstanceGrant extends NativeResource {
  /** The Express Connect Router of the other account, `ecr-…`. */
  declare readonly ecrId: pulumi.Output<string>;
  /** The account that owns the router, as a decimal string. */
  declare readonly ecrOwnerAliUid: pulumi.Output<string>;
  /** The network instance. */
  declare readonly instanceId: pulumi.Output<string>;
  /** What the network instance is: `VPC` or `VBR`. */
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
    super(ECR_INSTANCE_GRANT, name, args, opts);
  }

  /**
   * Reads a grant that another stack manages, with the credentials of the instance's owner. `id` is
   * `<ecrId>:<instanceId>:<instanceRegionId>:<ecrOwnerAliUid>:<instanceType>`.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): EcrInstanceGrant {
    return new EcrInstanceGrant(name, noArguments, { ...opts, id });
  }

  /** Whether a value is of this class, of whatever copy of this package. */
  static override isInstance(value: unknown): value is EcrInstanceGrant {
    return NativeResource.isA(value, "EcrInstanceGrant");
  }
}

const ECR_INSTANCE_GRANT = {
  type: "EcrInstanceGrant",
  inputs: ["ecrId", "ecrOwnerAliUid", "instanceId", "instanceType", "instanceRegionId"],
  outputs: ["status", "grantId", "instanceOwnerId", "createdTime"],
} as const;
