// Generated from the resource's definition by `npm run generate`: change it there.
import type * as pulumi from "@pulumi/pulumi";
import type { ClassicLinkAttachmentArgs } from "../program/classic-link-attachment.ts";
import { noArguments } from "../program/registration.ts";
import { NativeResource } from "./resource.ts";

/**
 * Links an Alibaba Cloud ECS instance of the classic network to a VPC.
 *
 * Classic-network instances reached their end of life on 2025-02-28: this serves accounts that still have
 * some, and their clean-up. An instance can be linked to one VPC only.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink/native";
 *
 * const config = new pulumi.Config();
 * const link = new interlink.ClassicLinkAttachment(
 *   "legacy-server",
 *   {
 *     instanceId: config.require("instanceId"),
 *     vpcId: config.require("vpcId"),
 *   },
 *   { customTimeouts: { create: "10m" } },
 * );
 *
 * export const linkedTo = link.vpcId;
 * ```
 */
export class ClassicLinkAttachment extends NativeResource {
  /** The classic-network instance. */
  declare readonly instanceId: pulumi.Output<string>;
  /** The VPC that it is linked to. */
  declare readonly vpcId: pulumi.Output<string>;
  /** The region of both. */
  declare readonly regionId: pulumi.Output<string>;

  /** Links the instance, or adopts an equal link. */
  constructor(name: string, args: ClassicLinkAttachmentArgs, opts?: pulumi.CustomResourceOptions) {
    super(CLASSIC_LINK_ATTACHMENT, name, args, opts);
  }

  /** Reads a link that another stack manages. `id` is `<regionId>:<instanceId>:<vpcId>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): ClassicLinkAttachment {
    return new ClassicLinkAttachment(name, noArguments, { ...opts, id });
  }

  /** Whether a value is of this class, of whatever copy of this package. */
  static override isInstance(value: unknown): value is ClassicLinkAttachment {
    return NativeResource.isA(value, "ClassicLinkAttachment");
  }
}

const CLASSIC_LINK_ATTACHMENT = {
  type: "ClassicLinkAttachment",
  inputs: ["instanceId", "vpcId", "regionId"],
  outputs: [],
} as const;
