import { z } from "zod";
import type { World } from "../frame/world.ts";

/** Choices for what no page of the VPC service settles. */
export const vpcOptions = z.strictObject({
  /** Deactivate makes the peer Inactive too. */
  deactivateReachesPeer: z.boolean().default(false),
  /** Activate and Deactivate answer the codes of their older pages (IncorrectStatus, Forbidden.FinancileLocked). */
  olderSpelling: z.boolean().default(false),
  /**
   * How Connect names what the initiator has wrong about its peer: by IncorrectOppositeInterfaceInfo
   * (`general`), by AttrMismatching.AcceptingSide… (`attributes`), or by the one within a region and by the
   * other across regions (`byRegion`).
   */
  wrongPeer: z.enum(["byRegion", "general", "attributes"]).default("byRegion"),
});

/** The choices that hold at present. */
export function optionsOf(world: World): z.output<typeof vpcOptions> {
  return vpcOptions.parse(world.options.get("vpc") ?? {});
}
