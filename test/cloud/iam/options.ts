import { z } from "zod";
import type { World } from "../frame/world.ts";

/** How IAM hands out tokens. */
export const iamOptions = z.strictObject({
  /** How many characters a token has; the pages allow 16,384. */
  tokenLength: z.int().min(32).max(16_384).default(2048),
  /** How long a token is good for, by the cloud's clock. */
  tokenSeconds: z.number().positive().default(86_400),
});

/** The choices that hold at present. */
export function optionsOf(world: World): z.output<typeof iamOptions> {
  return iamOptions.parse(world.options.get("iam") ?? {});
}
