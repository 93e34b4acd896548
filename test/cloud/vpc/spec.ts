import type { Operation } from "../alibaba.ts";
import { invalid } from "../alibaba-params.ts";
import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import { modifySpecErrors as errors } from "./errors.ts";
import { routerInterfaces } from "./interfaces.ts";
import { interfaceOf } from "./lookup.ts";
import { bandwidths, fitsRole } from "./specs.ts";

/** ModifyRouterInterfaceSpec: an Active interface is Activating for a while, any other stays what it is. */
export const modifyRouterInterfaceSpec: Operation = {
  write: true,
  errors,
  run(call) {
    const { world, params } = call;
    const record = interfaceOf(call, errors);
    const spec = params.required("Spec");
    if (!fitsRole(spec, record.role)) throw invalid("Spec");
    if (record.businessStatus === "FinancialLocked") throw new Refusal(errors.locked);
    if (!["Active", "Idle", "Inactive"].includes(record.status)) throw new Refusal(errors.status);

    const table = routerInterfaces.of(world);
    const changed = { ...record, spec, bandwidth: bandwidths[spec] ?? 0 };
    if (record.status !== "Active") {
      table.put(changed);
      return { Spec: spec };
    }
    table.put({ ...changed, status: "Activating" });
    const course = plan(world, "activate", record.id, record.transitions.activate);
    if (course.end !== "stuck") {
      table.changeAt(course.atMs, record.id, (latest) => ({ ...latest, status: "Active" }));
    }
    return { Spec: spec };
  },
};
