import { z } from "zod";
import { defaultAccountId } from "../defaults.ts";
import { kind } from "../frame/store.ts";
import { overridesSchema, plan } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import { phaseSchema } from "../lag.ts";
import { lockKind } from "../locks.ts";

/**
 * The durations that can be set: starting and stopping; how long Attach and Detach keep the instance locked; how long
 * lists lag behind each of them.
 */
export const transitionNames = [
  "instanceStart",
  "instanceStop",
  "classicLinkTask",
  "linkVisible",
  "unlinkVisible",
] as const;

/** Instances. Those that are seeded, or changed, to Starting or Stopping move on by the clock. */
export const ecsInstances = kind({
  name: "ecsInstances",
  schema: z.strictObject({
    id: z.string().min(1),
    account: z.string().default(defaultAccountId),
    regionId: z.string().default("cn-hangzhou"),
    status: z.enum(["Pending", "Running", "Starting", "Stopping", "Stopped"]).default("Running"),
    networkType: z.enum(["classic", "vpc"]).default("classic"),
    /** False: Attach says that the instance does not allow it. */
    linkable: z.boolean().default(true),
    name: z.string().default(""),
    creationTime: z.string().default("2016-01-02T03:04Z"),
    transitions: overridesSchema(transitionNames),
  }),
  id: (record) => record.id,
  status: (record) => record.status,
});

/** An instance. */
export type Instance = z.output<typeof ecsInstances.schema>;

/** ClassicLink connections. Their key is `<instanceId>:<vpcId>`. */
export const classicLinks = kind({
  name: "classicLinks",
  schema: z.strictObject({
    instanceId: z.string().min(1),
    vpcId: z.string().min(1),
    phase: phaseSchema,
  }),
  id: (record) => linkKey(record.instanceId, record.vpcId),
  status: (record) => record.phase,
});

/** The key of a ClassicLink connection. */
export function linkKey(instanceId: string, vpcId: string): string {
  return `${instanceId}:${vpcId}`;
}

/** Instances that another task is working on. */
export const ecsLocks = lockKind("ecsLocks");

const courses = {
  Starting: { name: "instanceStart", done: "Running", fallsBack: "Stopped" },
  Stopping: { name: "instanceStop", done: "Stopped", fallsBack: "Running" },
} as const;

const planned = new WeakMap<World, Map<string, number>>();

/** Lets instances that start or stop move on; every operation that looks at instances does this first. */
export function moveInstances(world: World): void {
  const known = planned.get(world) ?? new Map<string, number>();
  planned.set(world, known);
  const table = ecsInstances.of(world);
  for (const { id, status, transitions } of table.list()) {
    const { generation } = table.life(id);
    if ((status !== "Starting" && status !== "Stopping") || known.get(id) === generation) continue;
    known.set(id, generation);
    const { name, ...ends } = courses[status];
    const course = plan(world, name, id, transitions[name]);
    if (course.end === "stuck") continue;
    table.changeAt(course.atMs, id, (latest) => ({ ...latest, status: ends[course.end] }));
  }
}
