import { z } from "zod";
import type { World } from "../frame/world.ts";

/** What the instance is like; at first it has no role and no agency. */
export const metadataOptions = z.strictObject({
  /** The ARN of the RAM role that an instance of Alibaba Cloud has; also what the credentials URI hands out. */
  roleArn: z.string().default(""),
  /** The id of the agency that an instance of Huawei Cloud has. */
  agencyId: z.string().default(""),
  /** Metadata tokens: an instance takes requests with and without them, only with them, or knows none. */
  tokens: z.enum(["optional", "required", "unknown"]).default("optional"),
  /** How long credentials are good for, by the cloud's clock. */
  credentialSeconds: z.number().positive().default(21_600),
  /** How long before their end an instance gets new ones. */
  renewedBeforeSeconds: z.number().nonnegative().default(600),
});

/** What the instance is like at present. */
export function optionsOf(world: World): z.output<typeof metadataOptions> {
  return metadataOptions.parse(world.options.get("metadata") ?? {});
}
