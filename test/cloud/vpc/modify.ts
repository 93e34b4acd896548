import { isIPv4 } from "node:net";
import type { Operation } from "../alibaba.ts";
import { invalid, type Params } from "../alibaba-params.ts";
import { Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import { modifyErrors as errors } from "./errors.ts";
import { type RouterInterface, routerInterfaces } from "./interfaces.ts";
import { interfaceOf } from "./lookup.ts";

type Change = Partial<RouterInterface>;

/** ModifyRouterInterfaceAttribute: takes effect at once, or after the lag `modifyVisible`. */
export const modifyRouterInterfaceAttribute: Operation = {
  write: true,
  errors,
  run(call) {
    const { world, params } = call;
    const record = interfaceOf(call, errors);
    if (record.routerOwner !== "" && record.routerOwner !== record.account) throw new Refusal(errors.owner);
    if (record.businessStatus === "FinancialLocked") throw new Refusal(errors.locked);
    if (record.status === "Modifying") throw new Refusal(errors.inProcess);
    if (!["Active", "Idle", "Inactive"].includes(record.status)) throw new Refusal(errors.status);

    const peer = peerChange(params);
    refusePeerChange(record, peer);
    const change = { ...peer, ...textChange(params), ...healthCheckChange(params) };
    if (Object.keys(change).length === 0) throw new Refusal(errors.param);

    const table = routerInterfaces.of(world);
    const course = plan(world, "modifyVisible", record.id, record.transitions.modifyVisible);
    if (course.end === "stuck") return {};
    // Not tied to the status: a Connect that comes too early must not undo it.
    world.schedule.add(course.atMs, (atMs) => {
      const latest = table.get(record.id);
      if (latest !== undefined && course.end === "done") table.put({ ...latest, ...change }, atMs);
    });
    return {};
  },
};

function peerChange(params: Params): Change {
  const oppositeInterfaceId = params.get("OppositeInterfaceId");
  const oppositeRouterId = params.get("OppositeRouterId");
  const oppositeInterfaceOwnerId = params.get("OppositeInterfaceOwnerId");
  const type = params.get("OppositeRouterType");
  if (type !== undefined && type !== "VRouter" && type !== "VBR")
    throw new Refusal(errors.oppositeRouterType);
  if (oppositeInterfaceOwnerId !== undefined && !/^\d{1,19}$/.test(oppositeInterfaceOwnerId)) {
    throw invalid("OppositeInterfaceOwnerId");
  }
  const given = {
    ...(oppositeInterfaceId !== undefined && { oppositeInterfaceId }),
    ...(oppositeRouterId !== undefined && { oppositeRouterId }),
    ...(oppositeInterfaceOwnerId !== undefined && { oppositeInterfaceOwnerId }),
  };
  // "Valid values: VRouter, VBR (default)": left out beside other peer information, it is taken for VBR.
  const usual = Object.keys(given).length > 0 ? "VBR" : undefined;
  const oppositeRouterType = type ?? usual;
  return { ...given, ...(oppositeRouterType !== undefined && { oppositeRouterType }) };
}

/** Peer information is not checked against the peer here; that happens at Connect. */
function refusePeerChange(record: RouterInterface, change: Change): void {
  const differs = Object.entries(change).filter(([name, value]) => Reflect.get(record, name) !== value);
  if (differs.length === 0) return;
  if (record.status !== "Idle") throw new Refusal(errors.status);
  const peerIsVbr = record.oppositeRouterType === "VBR" && record.oppositeRouterId !== "";
  if (peerIsVbr && differs.some(([name]) => name !== "oppositeInterfaceOwnerId")) {
    throw new Refusal(errors.oppositeIsVbr);
  }
}

function textChange(params: Params): Change {
  const name = params.get("Name");
  const description = params.get("Description");
  if (name !== undefined && !/^\p{L}[\p{L}\p{N}_.-]{1,127}$/u.test(name)) throw new Refusal(errors.name);
  if (description !== undefined && !/^(?!https?:\/\/).{2,256}$/su.test(description)) {
    throw new Refusal(errors.description);
  }
  return { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
}

function healthCheckChange(params: Params): Change {
  const source = params.get("HealthCheckSourceIp");
  const target = params.get("HealthCheckTargetIp");
  const addresses = [source, target].filter((address) => address !== undefined);
  const hcRate = positive(params, "HcRate");
  const hcThreshold = positive(params, "HcThreshold");
  const checks = {
    ...(hcRate !== undefined && { hcRate }),
    ...(hcThreshold !== undefined && { hcThreshold }),
  };
  if (params.boolean("DeleteHealthCheckIp", false)) {
    if (addresses.length > 0) throw new Refusal(errors.deleteIp);
    return { ...checks, healthCheckSourceIp: "", healthCheckTargetIp: "" };
  }
  if (!addresses.every((address) => isIPv4(address))) throw new Refusal(errors.healthCheckIp);
  if (source === undefined || target === undefined) {
    if (addresses.length > 0) throw new Refusal(errors.sourceIp);
    return checks;
  }
  return { ...checks, healthCheckSourceIp: source, healthCheckTargetIp: target };
}

function positive(params: Params, name: "HcRate" | "HcThreshold"): number | undefined {
  const text = params.get(name);
  if (text === undefined) return undefined;
  const error = name === "HcRate" ? errors.hcRate : errors.hcThreshold;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Refusal(error, { filler: `${name} "${text}" is illegal.` });
  return Number(text);
}
