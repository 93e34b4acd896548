import { type Operation, Unchanged } from "../alibaba.ts";
import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import { remember, repeated } from "./client-tokens.ts";
import { deleteErrors as errors } from "./errors.ts";
import { routerInterfaces } from "./interfaces.ts";
import { interfaceOf } from "./lookup.ts";

/** DeleteRouterInterface: Idle or Inactive, Deleting, gone. */
export const deleteRouterInterface: Operation = {
  write: true,
  errors,
  run(call) {
    const { world, params } = call;
    const asked = ["DeleteRouterInterface", params.get("RegionId"), params.required("RouterInterfaceId")];
    if (repeated(call, asked, errors.mismatch) !== undefined) return new Unchanged({});
    const record = interfaceOf(call, errors);
    if (record.routerOwner !== "" && record.routerOwner !== record.account) throw new Refusal(errors.owner);
    if (record.chargeType === "PrePaid") throw new Refusal(errors.prepaid);
    if (record.status !== "Idle" && record.status !== "Inactive") throw new Refusal(errors.status);
    if (record.hasRoutes) throw new Refusal(errors.routes);

    const table = routerInterfaces.of(world);
    table.put({ ...record, status: "Deleting" });
    remember(call, asked, {});
    const course = plan(world, "delete", record.id, record.transitions.delete);
    if (course.end === "stuck") return {};
    if (course.end === "fallsBack") {
      table.changeAt(course.atMs, record.id, (latest) => ({ ...latest, status: record.status }));
      return {};
    }
    const { generation } = table.life(record.id);
    world.schedule.add(course.atMs, (atMs) => {
      if (table.life(record.id).generation === generation) table.remove(record.id, atMs);
    });
    return {};
  },
};
