import { z } from "zod";
import { defaultAccountId } from "../defaults.ts";
import type { WireObject } from "../frame/json.ts";
import { kind, type View } from "../frame/store.ts";
import { overridesSchema } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";

/** The transitions of router interfaces whose durations can be set. */
export const transitionNames = ["connect", "activate", "deactivate", "modifyVisible", "delete"] as const;

const statuses = [
  ...["Idle", "Connecting", "AcceptingConnecting", "Activating", "Active", "Modifying"],
  ...["Deactivating", "Inactive", "Deleting", "Deleted"],
] as const;

const text = z.string().default("");
const routerType = z.enum(["VRouter", "VBR"]);
const businessStatus = z.enum(["Normal", "FinancialLocked", "SecurityLocked"]).default("Normal");

/** Router interfaces; what is mirrored from the peer is not stored, but looked up when it is shown. */
export const routerInterfaces = kind({
  name: "routerInterfaces",
  schema: z.strictObject({
    id: z.string().min(1),
    account: z.string().default(defaultAccountId),
    regionId: z.string().default("cn-hangzhou"),
    role: z.enum(["InitiatingSide", "AcceptingSide"]).default("InitiatingSide"),
    routerId: z.string().min(1),
    routerType: routerType.default("VRouter"),
    /** The account that owns the router; empty: the interface's own. */
    routerOwner: text,
    status: z.enum(statuses).default("Idle"),
    businessStatus,
    /** The region of the peer, fixed when the interface is made; empty: its own region. */
    oppositeRegionId: text,
    oppositeInterfaceId: text,
    oppositeRouterId: text,
    oppositeRouterType: z.union([routerType, z.literal("")]).default(""),
    oppositeInterfaceOwnerId: text,
    name: text,
    description: text,
    spec: z.string().default("Large.2"),
    bandwidth: z.int().default(2048),
    vpcInstanceId: text,
    accessPointId: text,
    resourceGroupId: text,
    chargeType: z.enum(["AfterPay", "PrePaid"]).default("AfterPay"),
    fastLinkMode: z.boolean().default(false),
    /** Custom routes point to it, which keeps it from being deleted. */
    hasRoutes: z.boolean().default(false),
    crossBorder: z.boolean().default(false),
    hcRate: z.int().default(0),
    hcThreshold: z.int().default(0),
    healthCheckSourceIp: text,
    healthCheckTargetIp: text,
    creationTime: z.string().default("2026-01-02T03:04:05Z"),
    connectedTime: text,
    endTime: z.string().default("2999-09-08T16:00:00Z"),
    tags: z.array(z.strictObject({ key: z.string(), value: z.string() })).default([]),
    transitions: overridesSchema(transitionNames),
  }),
  id: (record) => record.id,
  status: (record) => record.status,
});

/** A router interface. */
export type RouterInterface = z.output<typeof routerInterfaces.schema>;

/** The region in which a router interface expects its peer. */
export function peerRegion(record: RouterInterface): string {
  return record.oppositeRegionId || record.regionId;
}

/** The interface as it is once connected. */
export function connected(record: RouterInterface, atMs: number): RouterInterface {
  return { ...record, status: "Active", connectedTime: utcSeconds(atMs) };
}

/** How both describe operations show a router interface (DescribeRouterInterfaces, response parameters). */
export function shown(world: World, record: RouterInterface, view: View): WireObject {
  const known =
    record.oppositeInterfaceId === ""
      ? undefined
      : routerInterfaces.of(world).get(record.oppositeInterfaceId, view);
  const peer = known?.account === record.oppositeInterfaceOwnerId ? known : undefined;
  const gone = record.oppositeInterfaceId === "" || record.status === "Idle" ? "" : "Deleted";
  return {
    AccessPointId: record.accessPointId,
    Bandwidth: record.bandwidth,
    BusinessStatus: record.businessStatus,
    ChargeType: record.chargeType,
    ConnectedTime: record.connectedTime,
    CreationTime: record.creationTime,
    CrossBorder: record.crossBorder,
    Description: record.description,
    EndTime: record.endTime,
    HasReservationData: "false",
    HcRate: record.hcRate,
    HcThreshold: record.hcThreshold,
    HealthCheckSourceIp: record.healthCheckSourceIp,
    HealthCheckTargetIp: record.healthCheckTargetIp,
    Name: record.name,
    OppositeAccessPointId: peer?.accessPointId ?? "",
    OppositeBandwidth: peer?.bandwidth ?? 0,
    OppositeInterfaceBusinessStatus: peer?.businessStatus ?? "",
    OppositeInterfaceId: record.oppositeInterfaceId,
    OppositeInterfaceOwnerId: record.oppositeInterfaceOwnerId,
    OppositeInterfaceSpec: peer === undefined ? "" : specOf(peer),
    OppositeInterfaceStatus: peer?.status ?? gone,
    OppositeRegionId: peerRegion(record),
    OppositeRouterId: record.oppositeRouterId,
    OppositeRouterType: record.oppositeRouterType,
    OppositeVpcInstanceId: peer?.vpcInstanceId ?? "",
    ResourceGroupId: record.resourceGroupId,
    Role: record.role,
    RouterId: record.routerId,
    RouterInterfaceId: record.id,
    RouterType: record.routerType,
    Spec: specOf(record),
    Status: record.status,
    Tags: { Tags: record.tags.map(({ key, value }) => ({ Key: key, Value: value })) },
    VpcInstanceId: record.vpcInstanceId,
  };
}

/** CreateRouterInterface, parameter Spec: an accepting side has none of its own. */
function specOf(record: RouterInterface): string {
  return record.role === "AcceptingSide" ? "Negative" : record.spec;
}

/** A time as the service writes it. */
export function utcSeconds(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
