import { randomUUID } from "node:crypto";
import { type Call, type Operation, Unchanged } from "../alibaba.ts";
import { invalid, type Params } from "../alibaba-params.ts";
import { Refusal } from "../frame/answer.ts";
import { regionIds, regionOf } from "../regions.ts";
import { remember, repeated } from "./client-tokens.ts";
import { createErrors as errors } from "./errors.ts";
import { type RouterInterface, routerInterfaces, utcSeconds } from "./interfaces.ts";
import { bandwidths, fitsRole } from "./specs.ts";
import { vpcs } from "./vpcs.ts";

// "You can create a maximum of five router interfaces for a router."
const mostOnOneRouter = 5;

/** CreateRouterInterface: it is Idle at once, with what the call says of its peer. */
export const createRouterInterface: Operation = {
  write: true,
  errors,
  run(call) {
    const { world, account } = call;
    const wanted = wantedOf(call);
    const asked = ["CreateRouterInterface", wanted];
    const before = repeated(call, asked, errors.mismatch);
    if (before !== undefined) return new Unchanged(before);

    const mine = routerInterfaces
      .of(world)
      .list()
      .filter((record) => record.account === account.id);
    if (account.overdue || mine.some((record) => record.businessStatus === "FinancialLocked")) {
      throw new Refusal(errors.bills);
    }
    if (mine.filter((record) => record.routerId === wanted.routerId).length >= mostOnOneRouter) {
      throw new Refusal(errors.quota);
    }
    const id = `ri-${randomUUID().replaceAll("-", "").slice(0, 21)}`;
    const creationTime = utcSeconds(world.clock.nowMs());
    const vpcInstanceId =
      vpcs
        .of(world)
        .list()
        .find((vpc) => vpc.vRouterId === wanted.routerId)?.id ?? "";
    const made = { ...wanted, id, account: account.id, creationTime, vpcInstanceId };
    routerInterfaces.of(world).put(routerInterfaces.schema.parse(made));
    const answer = { RouterInterfaceId: id };
    remember(call, asked, answer);
    return answer;
  },
};

function wantedOf({ params }: Call): Partial<RouterInterface> & { readonly routerId: string } {
  const regionId = regionOf(params, errors.region);
  const oppositeRegionId = params.required("OppositeRegionId");
  if (!regionIds.has(oppositeRegionId)) throw new Refusal(errors.region);
  const role = oneOf(params, "Role", ["InitiatingSide", "AcceptingSide"], true);
  const routerType = oneOf(params, "RouterType", ["VRouter", "VBR"], true);
  const oppositeRouterType = oneOf(params, "OppositeRouterType", ["VRouter", "VBR"], false);
  // A VBR can only initiate.
  const side =
    routerType === "VBR" ? "InitiatingSide" : oppositeRouterType === "VBR" ? "AcceptingSide" : role;
  if (role === undefined || role !== side) throw invalid("Role");
  const spec = params.required("Spec");
  if (!fitsRole(spec, role)) throw invalid("Spec");
  const charge = oneOf(params, "InstanceChargeType", ["PrePaid", "PostPaid"], false);
  const text = (name: string): string => params.get(name) ?? "";
  return {
    regionId,
    oppositeRegionId,
    role,
    routerType: routerType ?? "VRouter",
    routerId: params.required("RouterId"),
    spec,
    bandwidth: bandwidths[spec] ?? 0,
    chargeType: charge === "PrePaid" ? "PrePaid" : "AfterPay",
    oppositeInterfaceId: text("OppositeInterfaceId"),
    oppositeRouterId: text("OppositeRouterId"),
    oppositeRouterType: oppositeRouterType ?? "",
    oppositeInterfaceOwnerId: text("OppositeInterfaceOwnerId"),
    name: text("Name"),
    description: text("Description"),
    accessPointId: text("AccessPointId"),
    healthCheckSourceIp: text("HealthCheckSourceIp"),
    healthCheckTargetIp: text("HealthCheckTargetIp"),
    resourceGroupId: text("ResourceGroupId"),
    fastLinkMode: params.boolean("FastLinkMode", false),
  };
}

function oneOf<const Value extends string>(
  params: Params,
  name: string,
  values: readonly Value[],
  required: boolean,
): Value | undefined {
  const given = required ? params.required(name) : params.get(name);
  if (given === undefined || given === "") return undefined;
  const value = values.find((known) => known === given);
  if (value === undefined) throw invalid(name);
  return value;
}
