import { createHash } from "node:crypto";
import { z } from "zod";
import { defaultHuawei } from "../defaults.ts";
import type { WireObject } from "../frame/json.ts";
import { kind, type View } from "../frame/store.ts";
import { overridesSchema } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import { inForce, isListed, phaseSchema } from "../lag.ts";
import { type EgOptions, errorInfo } from "./options.ts";

/** The transitions of connections: out of CREATING; until reads show one that was made; until they forget one. */
export const transitionNames = ["createConnection", "connectionVisible", "connectionGone"] as const;

const text = z.string().default("");

/** Private connections of EventGrid. Details are kept under the names that they have on the wire. */
export const connections = kind({
  name: "connections",
  schema: z.strictObject({
    id: z.string().min(1),
    projectId: z.string().default(defaultHuawei.projectId),
    name: z.string().min(1),
    description: text,
    status: z.enum(["CREATING", "CREATED", "CREATE_FAILED"]).default("CREATED"),
    errorInfo: errorInfo.exactOptional(),
    vpcId: z.string().default("vpc-1"),
    subnetId: z.string().default("subnet-1"),
    /** Left out: WEBHOOK, which nobody asked for. */
    type: z.enum(["WEBHOOK", "KAFKA", "ROCKETMQ"]).exactOptional(),
    kafkaDetail: z.record(z.string(), z.union([z.string(), z.boolean()])).exactOptional(),
    rocketmqDetail: z.record(z.string(), z.union([z.string(), z.boolean()])).exactOptional(),
    agency: z.string().default("EG_TRUST"),
    createdTime: z.string().default("2026-01-02 03:04:05"),
    updatedTime: z.string().default("2026-01-02 03:04:05"),
    /** Subscriptions that have it as a target. */
    usedBy: z.array(z.string()).default([]),
    /** Reads may lag behind what was made or deleted. */
    phase: phaseSchema,
    transitions: overridesSchema(["connectionGone"]),
  }),
  id: (record) => record.id,
  status: (record) => record.status,
});

/** A connection. */
export type Connection = z.output<typeof connections.schema>;

/** What there is in a project, as reads show it; `default` is in every project, and always the oldest. */
export function visibleIn(world: World, projectId: string, view: View): Connection[] {
  const own = connections
    .of(world)
    .list(view)
    .filter((record) => record.projectId === projectId && isListed(record));
  return [defaultConnection(projectId), ...own];
}

/** What there really is. */
export function existing(world: World): Connection[] {
  return connections.of(world).list().filter(inForce);
}

/** The connection over the public network that every project has from the start. */
export function defaultConnection(projectId: string): Connection {
  const hash = createHash("sha256").update(projectId).digest("hex");
  const id = [
    hash.slice(0, 8),
    hash.slice(8, 12),
    hash.slice(12, 16),
    hash.slice(16, 20),
    hash.slice(20, 32),
  ];
  const time = "2021-01-01 00:00:00";
  return connections.schema.parse({
    id: id.join("-"),
    projectId,
    name: "default",
    vpcId: "",
    subnetId: "",
    agency: "",
    createdTime: time,
    updatedTime: time,
  });
}

/** ConnectionInfo, as all operations show it. */
export function shown(record: Connection, options: EgOptions): WireObject {
  const absent = { leftOut: undefined, null: null, emptyObject: {} }[options.absent];
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    status: record.status,
    vpc_id: record.vpcId,
    subnet_id: record.subnetId,
    agency: record.agency,
    flavor: { name: "default", concurrency_type: "exclusive", concurrency: 500, bandwidth_type: "exclusive" },
    type: record.type ?? (options.absent === "leftOut" ? "WEBHOOK" : absent),
    kafka_detail: shownDetail(record.kafkaDetail, options) ?? absent,
    rocketmq_detail: shownDetail(record.rocketmqDetail, options) ?? absent,
    error_info: record.errorInfo ?? absent,
    created_time: record.createdTime,
    updated_time: record.updatedTime,
  };
}

function shownDetail(detail: Connection["kafkaDetail"], options: EgOptions): WireObject | undefined {
  if (detail === undefined) return undefined;
  const { password, enable_acl: acl, ...rest } = detail;
  return {
    ...rest,
    enable_acl: acl === undefined ? undefined : shownAcl(acl, options),
    password: password === undefined ? undefined : shownPassword(String(password), options),
  };
}

function shownAcl(acl: string | boolean, { enableAcl }: EgOptions): string | boolean {
  if (enableAcl === "asGiven") return acl;
  return enableAcl === "string" ? String(acl) : String(acl) === "true";
}

function shownPassword(password: string, { passwords }: EgOptions): string | undefined {
  return { leftOut: undefined, masked: "******", shown: password }[passwords];
}

/** A time as the samples have it: UTC, without saying so. */
export function time(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 19).replace("T", " ");
}
