import { z } from "zod";
import type { World } from "../frame/world.ts";

/** Choices for what no page of Elastic Compute Service settles. */
export const ecsOptions = z.strictObject({
  /** ClassicLink connections that one VPC may have. */
  linksPerVpc: z.int().positive().default(1000),
  /** The message of Attach's OperationDenied where the instance is linked to another VPC: the page has two for it. */
  linkedElsewhere: z.enum(["hasBeenLinked", "doesNotAllow"]).default("hasBeenLinked"),
  /** Attach of a pair that is linked already: OperationDenied as if to another VPC, or nothing happens. */
  attachAgain: z.enum(["denied", "succeeds"]).default("denied"),
  /**
   * Detach of a pair that is not linked: InvalidOperation.InvalidVpc (page of 2024-12-20), OperationDenied (as read
   * out of the older pages), or nothing happens.
   */
  detachMissing: z.enum(["invalidVpc", "denied", "succeeds"]).default("invalidVpc"),
  /** DescribeClassicLinkInstances of an instance that is not there: InvalidInstanceId.NotFound, or an empty list. */
  unknownInstance: z.enum(["notFound", "empty"]).default("notFound"),
});

/** The choices that hold at present. */
export function optionsOf(world: World): z.output<typeof ecsOptions> {
  return ecsOptions.parse(world.options.get("ecs") ?? {});
}
