import { z } from "zod";
import { type Override, plan } from "./frame/transitions.ts";
import type { World } from "./frame/world.ts";

/**
 * What lists say of a relation that the cloud has just made or ended: `hidden` (in force, not listed yet), `shown`,
 * `lingering` (no longer in force, still listed).
 */
export const phaseSchema = z.enum(["hidden", "shown", "lingering"]).default("shown");

interface Relation {
  readonly phase: z.output<typeof phaseSchema>;
}

interface Relations<R> {
  put(record: R, atMs?: number): void;
  remove(id: string, atMs?: number): void;
  life(id: string): { readonly generation: number };
  changeAt(atMs: number, id: string, change: (record: R) => R): void;
}

/** How long lists lag behind: the transition, and what the record concerned does differently. */
interface Lag {
  readonly name: string;
  readonly override: Override | undefined;
}

/** Whether a relation holds, listed or not. */
export function inForce(relation: Relation | undefined): boolean {
  return relation !== undefined && relation.phase !== "lingering";
}

/** Whether lists show a relation. */
export function isListed({ phase }: Relation): boolean {
  return phase !== "hidden";
}

/** Puts a relation in force; lists show it after the lag. One that falls back is undone without ever being shown. */
export function begin<R extends Relation>(
  world: World,
  table: Relations<R>,
  id: string,
  record: R,
  { name, override }: Lag,
): void {
  table.put({ ...record, phase: "hidden" });
  const course = plan(world, name, id, override);
  if (course.end === "done") showAt(table, id, course.atMs);
  if (course.end === "fallsBack") removeAt(world, table, id, course.atMs);
}

/** Ends a relation; lists show it until after the lag. One that falls back is in force again then. */
export function end<R extends Relation>(
  world: World,
  table: Relations<R>,
  id: string,
  record: R,
  { name, override }: Lag,
): void {
  if (!isListed(record)) {
    table.remove(id);
    return;
  }
  table.put({ ...record, phase: "lingering" });
  const course = plan(world, name, id, override);
  if (course.end === "done") removeAt(world, table, id, course.atMs);
  if (course.end === "fallsBack") showAt(table, id, course.atMs);
}

function showAt<R extends Relation>(table: Relations<R>, id: string, atMs: number): void {
  table.changeAt(atMs, id, (latest) => ({ ...latest, phase: "shown" }));
}

function removeAt<R>(world: World, table: Relations<R>, id: string, atMs: number): void {
  const { generation } = table.life(id);
  world.schedule.add(atMs, (dueMs) => {
    if (table.life(id).generation === generation) table.remove(id, dueMs);
  });
}
