import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import type { Operation, ProjectCall } from "../huawei.ts";
import { type Connection, connections, defaultConnection, existing, shown, time } from "./connections.ts";
import { codes, egErrors, guesses, samples } from "./errors.ts";
import { readUpdate } from "./input.ts";
import { optionsOf } from "./options.ts";

/** UpdateConnection: the description, Kafka's credentials, RocketMQ's details; at once. */
export const updateConnection: Operation = {
  method: "PUT",
  path: "/v1/{project_id}/connections/{connection_id}",
  access: "project",
  action: "eg:connections:update",
  write: true,
  errors: egErrors,
  run(call) {
    const { world } = call;
    const body = readUpdate(call.json());
    const record = changeable(call);
    if (body.kafka_detail !== undefined && record.type !== "KAFKA") throw new Refusal(codes.parameters);
    if (body.rocketmq_detail !== undefined && record.type !== "ROCKETMQ") throw new Refusal(codes.parameters);
    const changed: Connection = {
      ...record,
      description: body.description ?? record.description,
      ...(body.kafka_detail !== undefined && {
        kafkaDetail: { ...record.kafkaDetail, ...body.kafka_detail },
      }),
      ...(body.rocketmq_detail !== undefined && { rocketmqDetail: body.rocketmq_detail }),
      updatedTime: time(world.clock.nowMs()),
    };
    connections.of(world).put(changed);
    return { status: 200, body: shown(changed, optionsOf(world)) };
  },
};

/** DeleteConnection: 204 without a body. */
export const deleteConnection: Operation = {
  method: "DELETE",
  path: "/v1/{project_id}/connections/{connection_id}",
  access: "project",
  action: "eg:connections:delete",
  write: true,
  errors: egErrors,
  run(call) {
    const { world } = call;
    const record = changeable(call);
    if (record.usedBy.length > 0) {
      throw new Refusal(guesses.inUse, { details: { error_details: record.usedBy.join(",") } });
    }
    if (record.status === "CREATING" && optionsOf(world).deleteWhileCreating === "refused") {
      throw new Refusal(codes.status);
    }
    forget(world, record);
    return { status: 204 };
  },
};

/** The connection that a call names, if it is there and may be changed. */
function changeable({ world, caller, project, path }: ProjectCall): Connection {
  const id = path("connection_id");
  if (id === defaultConnection(project.id).id) throw new Refusal(codes.notModified);
  const record = existing(world).find((known) => known.id === id && known.projectId === project.id);
  if (record === undefined) throw new Refusal(samples.missing);
  if (caller.domain.frozen) throw new Refusal(codes.frozen);
  return record;
}

function forget(world: World, record: Connection): void {
  const table = connections.of(world);
  if (record.phase === "hidden") {
    table.remove(record.id);
    return;
  }
  table.put({ ...record, phase: "lingering" });
  const course = plan(world, "connectionGone", record.name, record.transitions.connectionGone);
  if (course.end === "stuck") return;
  world.schedule.add(course.atMs, (atMs) => {
    const latest = table.get(record.id);
    if (latest?.phase !== "lingering") return;
    if (course.end === "done") table.remove(record.id, atMs);
    else table.put({ ...latest, phase: "shown" }, atMs);
  });
}
