import { randomUUID } from "node:crypto";
import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import type { Operation } from "../huawei.ts";
import { type Project, projects } from "../iam/records.ts";
import { type Connection, connections, existing, shown, time } from "./connections.ts";
import { codes, egErrors } from "./errors.ts";
import { readCreate } from "./input.ts";
import { nextCreation, optionsOf } from "./options.ts";

/** CreateConnection: 200 at once, with CREATING; then CREATED, or CREATE_FAILED. */
export const createConnection: Operation = {
  method: "POST",
  path: "/v1/{project_id}/connections",
  access: "project",
  action: "eg:connections:create",
  write: true,
  errors: egErrors,
  run({ world, caller, project, json }) {
    const body = readCreate(json());
    if (caller.domain.frozen) throw new Refusal(codes.frozen);
    if (project.connectionAgency === "missing") throw new Refusal(codes.agency);
    if (project.connectionAgency === "notPermitted") throw new Refusal(codes.agencyPermission);
    if (isTaken(world, project, body.name)) throw new Refusal(codes.duplicate);
    const own = existing(world).filter((record) => record.projectId === project.id);
    if (own.length >= project.connectionQuota) throw new Refusal(codes.quota);
    if (project.vpcsWithEndpoint.includes(body.vpc_id)) throw new Refusal(codes.vpcConflict);

    const now = time(world.clock.nowMs());
    const record = connections.schema.parse({
      id: randomUUID(),
      projectId: project.id,
      name: body.name,
      description: body.description,
      status: "CREATING",
      vpcId: body.vpc_id,
      subnetId: body.subnet_id,
      ...(body.type !== undefined && { type: body.type }),
      ...(body.kafka_detail !== undefined && { kafkaDetail: body.kafka_detail }),
      ...(body.rocketmq_detail !== undefined && { rocketmqDetail: body.rocketmq_detail }),
      createdTime: now,
      updatedTime: now,
      phase: "hidden",
    });
    begin(world, record);
    return { status: 200, body: shown(record, optionsOf(world)) };
  },
};

/** "The value must be unique under a tenant": also among the tenant's other projects, which the list does not show. */
function isTaken(world: World, { domainId }: Project, name: string): boolean {
  return existing(world).some(
    (record) => record.name === name && projects.of(world).get(record.projectId)?.domainId === domainId,
  );
}

function begin(world: World, record: Connection): void {
  const table = connections.of(world);
  table.put(record);
  const planned = nextCreation(world, record.name);
  // Durations are drawn by name: the id is another one in each run.
  const override = planned?.end === "stuck" ? "stuck" : planned?.ms;
  const course = plan(world, "createConnection", record.name, override);
  if (course.end !== "stuck") {
    table.changeAt(course.atMs, record.id, (latest, atMs) => ({
      ...latest,
      updatedTime: time(atMs),
      ...(planned?.end === "failed"
        ? { status: "CREATE_FAILED", errorInfo: planned.errorInfo }
        : { status: "CREATED" }),
    }));
  }
  const visible = plan(world, "connectionVisible", record.name, undefined);
  if (visible.end === "stuck") return;
  // Not tied to the status, which may change in the meantime.
  world.schedule.add(visible.atMs, (atMs) => {
    const latest = table.get(record.id);
    if (latest?.phase === "hidden") table.put({ ...latest, phase: "shown" }, atMs);
  });
}
