import { z } from "zod";
import { draw } from "./random.ts";
import type { World } from "./world.ts";

/** How long a transition takes, in ms of the cloud's clock: always the same, or drawn evenly from a range. */
export const durationSchema = z.union([
  z.number().nonnegative(),
  z.strictObject({ min: z.number().nonnegative(), max: z.number().nonnegative() }),
]);

/** How long a transition takes. */
export type Duration = z.output<typeof durationSchema>;

/**
 * What one record does in a transition, where it differs from the rest of the cloud: another duration; `stuck`
 * (it never ends); `fallsBack` (after the duration it is where it was before).
 */
const overrideSchema = z.union([durationSchema, z.literal(["stuck", "fallsBack"])]);

/** What one record does differently in a transition. */
export type Override = z.output<typeof overrideSchema>;

/** The schema of the `transitions` member of a record whose kind knows these transitions. */
export function overridesSchema<const Name extends string>(names: readonly [Name, ...Name[]]) {
  return z.partialRecord(z.enum(names), overrideSchema).default({});
}

/** How one transition of one record will go; `atMs` is when, by the cloud's clock. */
export type Plan = { readonly end: "done" | "fallsBack"; readonly atMs: number } | { readonly end: "stuck" };

/** Decides how a transition that begins now will go. */
export function plan(world: World, name: string, id: string, override: Override | undefined): Plan {
  if (override === "stuck") return { end: "stuck" };
  const common = world.durations.get(name) ?? 0;
  const duration = override === undefined || override === "fallsBack" ? common : override;
  const atMs = world.clock.nowMs() + milliseconds(world, duration, name, id);
  return { end: override === "fallsBack" ? "fallsBack" : "done", atMs };
}

function milliseconds(world: World, duration: Duration, name: string, id: string): number {
  if (typeof duration === "number") return duration;
  const nth = world.countDraw(`${name} ${id}`);
  return duration.min + (duration.max - duration.min) * draw(world.randomSeed, name, id, nth);
}
