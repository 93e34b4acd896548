import { z } from "zod";
import { durationSchema } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";

/** Why a connection could not be made, as `error_info` tells it. */
export const errorInfo = z.strictObject({
  error_code: z.string().max(128),
  error_msg: z.string().max(128),
  error_detail: z.string().max(128),
});

const creation = z.strictObject({
  end: z.enum(["created", "failed", "stuck"]).default("created"),
  /** How long it takes; left out: as the transition `createConnection` says. */
  ms: durationSchema.optional(),
  /** For so many creations, then as usual. */
  times: z.int().positive().optional(),
  errorInfo: errorInfo.default({
    error_code: "EG.00015000",
    error_msg: "Internal Server Error",
    error_detail: "create vpc port failed",
  }),
});

/** How one creation goes. */
export type Creation = z.output<typeof creation>;

/** Choices for what no page of EventGrid settles, and how creations end. */
export const egOptions = z.strictObject({
  /** By the exact name of the connection; `*` is any other. Counting begins anew with each configure(). */
  creations: z.record(z.string(), creation).default({}),
  /** DELETE of a connection in CREATING; refused: EG.00513002. */
  deleteWhileCreating: z.enum(["allowed", "refused"]).default("allowed"),
  /** A page that begins beyond the last item; refused: 400 APIGW.0106, as the list of sources does. */
  pastTheEnd: z.enum(["refused", "empty"]).default("refused"),
  /** The largest offset; an old page says 100. */
  maxOffset: z.int().positive().optional(),
  /** How members that have no value are shown; the samples on the pages have `{}`, even for `type`. */
  absent: z.enum(["leftOut", "null", "emptyObject"]).default("leftOut"),
  /** Whether `password` comes back. */
  passwords: z.enum(["leftOut", "masked", "shown"]).default("leftOut"),
  /** How `enable_acl` comes back; a page calls it a string. */
  enableAcl: z.enum(["asGiven", "string", "boolean"]).default("asGiven"),
});

/** The choices that hold at present. */
export type EgOptions = z.output<typeof egOptions>;

/** The choices that hold at present. */
export function optionsOf(world: World): EgOptions {
  return egOptions.parse(world.options.get("eg") ?? {});
}

const begun = new WeakMap<object, Map<string, number>>();

/** How the next creation of a connection of this name goes; counts it. */
export function nextCreation(world: World, name: string): Creation | undefined {
  const { creations } = optionsOf(world);
  const counts = countsOf(world.options.get("eg") ?? {});
  for (const key of [name, "*"]) {
    const planned = creations[key];
    if (planned === undefined) continue;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count <= (planned.times ?? Number.POSITIVE_INFINITY)) return planned;
  }
  return undefined;
}

function countsOf(configured: object): Map<string, number> {
  const known = begun.get(configured) ?? new Map<string, number>();
  begun.set(configured, known);
  return known;
}
