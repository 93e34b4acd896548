import type { Operation } from "../alibaba.ts";
import { type ErrorRow, type ErrorTable, Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import { activateErrors, deactivateErrors, olderCodes } from "./errors.ts";
import { type RouterInterface, routerInterfaces, type transitionNames } from "./interfaces.ts";
import { interfaceOf } from "./lookup.ts";
import { optionsOf } from "./options.ts";

/** A transition between Active and Inactive, as data. */
interface Switch {
  readonly name: (typeof transitionNames)[number];
  readonly from: RouterInterface["status"];
  readonly over: RouterInterface["status"];
  readonly to: RouterInterface["status"];
}

const on: Switch = { name: "activate", from: "Inactive", over: "Activating", to: "Active" };
const off: Switch = { name: "deactivate", from: "Active", over: "Deactivating", to: "Inactive" };

/** ActivateRouterInterface: Inactive, Activating, Active. */
export const activateRouterInterface: Operation = {
  write: true,
  errors: activateErrors,
  run(call) {
    const { world } = call;
    const record = interfaceOf(call, activateErrors);
    refuseCommon(world, record, activateErrors);
    const peer = routerInterfaces.of(world).get(record.oppositeInterfaceId);
    if (peer === undefined || peer.status === "Deleted") throw new Refusal(activateErrors.peerDeleted);
    refuseStatus(world, record, on, activateErrors);
    begin(world, record, on);
    return {};
  },
};

/** DeactivateRouterInterface: Active, Deactivating, Inactive. */
export const deactivateRouterInterface: Operation = {
  write: true,
  errors: deactivateErrors,
  run(call) {
    const { world } = call;
    const record = interfaceOf(call, deactivateErrors);
    refuseCommon(world, record, deactivateErrors);
    refuseStatus(world, record, off, deactivateErrors);
    begin(world, record, off);
    const peer = routerInterfaces.of(world).get(record.oppositeInterfaceId);
    if (optionsOf(world).deactivateReachesPeer && peer?.status === off.from) begin(world, peer, off);
    return {};
  },
};

function refuseCommon(
  world: World,
  record: RouterInterface,
  errors: ErrorTable & { owner: ErrorRow; locked: ErrorRow },
): void {
  if (record.routerOwner !== "" && record.routerOwner !== record.account) throw new Refusal(errors.owner);
  if (record.businessStatus === "FinancialLocked") throw new Refusal(spelled(world, errors.locked));
}

function refuseStatus(
  world: World,
  record: RouterInterface,
  { from }: Switch,
  errors: { status: ErrorRow },
): void {
  if (record.status !== from) throw new Refusal(spelled(world, errors.status));
}

function spelled(world: World, error: ErrorRow): ErrorRow {
  return optionsOf(world).olderSpelling ? { ...error, code: olderCodes[error.code] ?? error.code } : error;
}

function begin(world: World, record: RouterInterface, { name, from, over, to }: Switch): void {
  const table = routerInterfaces.of(world);
  table.put({ ...record, status: over });
  const course = plan(world, name, record.id, record.transitions[name]);
  if (course.end === "stuck") return;
  const end = course.end === "done" ? to : from;
  table.changeAt(course.atMs, record.id, (latest) => ({ ...latest, status: end }));
}
