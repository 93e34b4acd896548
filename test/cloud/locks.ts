import { z } from "zod";
import { kind } from "./frame/store.ts";
import type { Plan } from "./frame/transitions.ts";
import type { World } from "./frame/world.ts";

/** Defines the locks of a service: a record with the id of something that is busy with another task. */
export function lockKind<const Name extends string>(name: Name) {
  return kind({
    name,
    schema: z.strictObject({
      /** Of what is busy. */
      id: z.string().min(1),
      /** When the task ends, by the cloud's clock; left out: when the record is removed. */
      untilMs: z.number().optional(),
    }),
    id: (record) => record.id,
  });
}

type Locks = ReturnType<typeof lockKind>;

/** Whether something is busy with another task. */
export function isLocked(world: World, locks: Locks, id: string): boolean {
  const lock = locks.of(world).get(id);
  return lock !== undefined && (lock.untilMs === undefined || world.clock.nowMs() < lock.untilMs);
}

/** Makes something busy for as long as its task takes. */
export function lock(world: World, locks: Locks, id: string, course: Plan): void {
  const stuck = course.end === "stuck";
  if (stuck || course.atMs > world.clock.nowMs()) {
    locks.of(world).put(stuck ? { id } : { id, untilMs: course.atMs });
  }
}
