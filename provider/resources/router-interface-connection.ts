import * as z from "zod";
import type { Alibaba } from "../alibaba/client.ts";
import { type AlibabaSettings, NO_REGION } from "../alibaba/settings.ts";
import { type RouterInterface, readRouterInterface } from "../alibaba/vpc.ts";
import type { Definition, InputProperties, OutputProperties, Problem } from "../lifecycle/definition.ts";
import { FromConfig } from "../lifecycle/example.ts";
import { accountId, oneOf, regionId, splitId, vendorId } from "../lifecycle/validators.ts";
import { planApply, planDelete } from "./router-interface-connection-plan.ts";
import { type Dependencies, type Inputs, PEER_DETAILS, peerRegion } from "./router-interface-peer.ts";

/** The arguments of a RouterInterfaceConnection. */
export const inputs = {
  routerInterfaceId: {
    schema: vendorId("ri", "a router interface"),
    description:
      "This side's router interface, `ri-…`: the initiator, or the acceptor where the initiator is not yours.",
    outputDescription: "This side's router interface.",
    onChange: "replace",
    identifies: true,
    from: ({ RouterInterfaceId }) => RouterInterfaceId,
  },
  regionId: {
    schema: regionId,
    description:
      "The region of this side's router interface. Default: the region that is configured; with none, it is refused.",
    outputDescription: "The region of this side's router interface.",
    onChange: "replace",
    hasDefault: true,
    optionalComputed: true,
    identifies: true,
    missing: NO_REGION,
    from: "as given",
  },
  oppositeInterfaceId: {
    schema: vendorId("ri", "a router interface").optional(),
    description:
      "The peer's router interface, `ri-…`. Given alone, the peer is read and set with the same credentials. Left out: the peer that the router interface already stores is kept, and neither side is modified.",
    outputDescription: "The peer's router interface, as this side stores it.",
    onChange: "replace",
    optionalComputed: true,
    from: ({ OppositeInterfaceId }) => OppositeInterfaceId,
  },
  oppositeRouterId: {
    schema: vendorId(["vrt", "vbr"], "a router").optional(),
    description:
      "The router of a peer in another account. All three of these or none; given, the peer is not read.",
    outputDescription: "The peer's router.",
    onChange: "replace",
    optionalComputed: true,
    from: ({ OppositeRouterId }) => OppositeRouterId,
  },
  oppositeRouterType: {
    schema: oneOf(["VRouter", "VBR"]).optional(),
    description: "The type of that router: `VRouter` or `VBR`.",
    outputDescription: "The type of the peer's router: `VRouter` or `VBR`.",
    onChange: "replace",
    optionalComputed: true,
    from: ({ OppositeRouterType }) => OppositeRouterType,
  },
  oppositeInterfaceOwnerId: {
    schema: accountId.optional(),
    description:
      "The id of the account that owns the peer; as a string, since ids may be too large for a number.",
    outputDescription: "The account that owns the peer.",
    onChange: "replace",
    optionalComputed: true,
    from: ({ OppositeInterfaceOwnerId }) => OppositeInterfaceOwnerId,
  },
} as const satisfies InputProperties<RouterInterface>;

const outputs = {
  role: {
    stable: true,
    schema: z.string(),
    description: "`InitiatingSide` or `AcceptingSide`.",
    from: ({ Role }) => Role,
  },
  status: {
    schema: z.string(),
    description: "`Active` once connected; an acceptor whose initiator has not connected yet is `Idle`.",
    from: ({ Status }) => Status,
  },
  businessStatus: {
    schema: z.string(),
    description: "`Normal`, `FinancialLocked` or `SecurityLocked`.",
    from: ({ BusinessStatus }) => BusinessStatus,
  },
  oppositeInterfaceStatus: {
    schema: z.string(),
    description: "The peer's status, as this side sees it.",
    from: ({ OppositeInterfaceStatus }) => OppositeInterfaceStatus,
  },
  oppositeRegionId: {
    stable: true,
    schema: z.string(),
    description: "The peer's region.",
    from: ({ OppositeRegionId }) => OppositeRegionId,
  },
  routerId: {
    stable: true,
    schema: z.string(),
    description: "This side's router.",
    from: ({ RouterId }) => RouterId,
  },
  routerType: {
    stable: true,
    schema: z.string(),
    description: "`VRouter` or `VBR`.",
    from: ({ RouterType }) => RouterType,
  },
  connectedTime: {
    schema: z.string(),
    description: "When the connection was established, as the cloud writes it.",
    from: ({ ConnectedTime }) => ConnectedTime,
  },
  crossBorder: {
    stable: true,
    schema: z.boolean(),
    description: "Whether the connection crosses the border of mainland China.",
    from: ({ CrossBorder }) => CrossBorder,
  },
} as const satisfies OutputProperties<RouterInterface>;

/** A connection of two Express Connect router interfaces, seen from one of them. */
export const routerInterfaceConnection: Definition<
  Alibaba,
  AlibabaSettings,
  Inputs,
  "routerInterfaceId" | "regionId",
  RouterInterface,
  Dependencies | undefined
> = {
  type: "RouterInterfaceConnection",
  description: `Connects two Express Connect router interfaces of Alibaba Cloud and waits until traffic can flow.

The cloud knows no disconnect: deletion deactivates this side, and the stored peer stays. A router interface that was once connected cannot get another peer.`,
  example: {
    variable: "connection",
    name: "office-to-cloud",
    args: {
      routerInterfaceId: new FromConfig("initiatorId"),
      oppositeInterfaceId: new FromConfig("acceptorId"),
    },
    output: { name: "status", property: "status", note: '"Active": traffic can flow' },
  },
  idFormat: "<regionId>:<routerInterfaceId>",
  docs: {
    create: "Connects a router interface, or adopts a connection that is equal.",
    get: "Reads a connection that another stack manages.",
  },
  cloud: "alibaba",
  inputs,
  outputs,
  healthyStatus: "Active",
  minutes: { create: 10, update: 10, delete: 10 },

  problems(given, unknown) {
    const details = PEER_DETAILS.filter((key) => given[key] !== undefined || unknown.has(key));
    const missing = PEER_DETAILS.filter((key) => !details.includes(key));
    const problems: Problem[] = [];
    if (details.length > 0 && missing.length > 0) {
      problems.push(
        ...missing.map((property) => ({
          property,
          reason: `must be given together with ${details.join(", ")}`,
        })),
      );
    }
    const peerGiven = given.oppositeInterfaceId !== undefined || unknown.has("oppositeInterfaceId");
    if (details.length > 0 && !peerGiven) {
      problems.push({
        property: "oppositeInterfaceId",
        reason: `must be given together with ${details.join(", ")}`,
      });
    }
    if (peerGiven && given.oppositeInterfaceId === given.routerInterfaceId && given.routerInterfaceId) {
      problems.push({ property: "oppositeInterfaceId", reason: "must be another router interface" });
    }
    return problems;
  },

  defaults: ({ regionId: given }, settings) => ({ regionId: given ?? settings.region }),
  title: (it) => `router interface ${it.routerInterfaceId} in ${it.regionId}`,
  id: (it) => `${it.regionId}:${it.routerInterfaceId}`,
  fromId: (id) => splitId(id, ["regionId", "routerInterfaceId"]),
  account: ({ client, inputs: wanted }) => client.accountId(wanted.regionId),

  async read({ client, inputs: wanted, options }, afterMs) {
    const { regionId: region, routerInterfaceId } = wanted;
    const self = await readRouterInterface(client, region, routerInterfaceId, { ...options, afterMs });
    return self?.Status === "Deleted" ? undefined : self;
  },

  async readDependencies(self, { client, inputs: wanted, options }) {
    const { oppositeInterfaceId } = wanted;
    if (self === undefined || oppositeInterfaceId === undefined || wanted.oppositeRouterId !== undefined)
      return undefined;
    // While a transition is under way, this side alone tells all there is to know.
    const settled =
      self.Status === "Idle" || self.Status === "Inactive" || self.OppositeInterfaceStatus === "Inactive";
    if (!settled) return undefined;
    const [account, peer] = await Promise.all([
      client.accountId(wanted.regionId),
      readRouterInterface(client, peerRegion(self, wanted), oppositeInterfaceId, options),
    ]);
    return { account, peer };
  },

  status: (self) => self.Status,
  planApply,
  planDelete,

  health({ status, role, oppositeInterfaceStatus }) {
    // A specification that is being changed does not interrupt the connection.
    const fine =
      role === "AcceptingSide"
        ? ["Idle", "AcceptingConnecting", "Active", "Modifying"]
        : ["Active", "Modifying"];
    if (!fine.includes(String(status))) return { shows: String(status) };
    // An acceptor cannot do anything about its initiator.
    if (role !== "AcceptingSide" && oppositeInterfaceStatus === "Inactive") {
      return { shows: `${status}, peer Inactive` };
    }
    return "healthy";
  },

  // Of a peer that is the same account's the id says all, and it can then be set and healed too.
  notImported: ({ accountId: own, oppositeInterfaceOwnerId: owner }) => (own === owner ? PEER_DETAILS : []),

  irreplaceable(olds, changed) {
    const neverConnected = olds["status"] === "Idle" || olds["status"] === "";
    if (changed.has("routerInterfaceId") || changed.has("regionId") || neverConnected) return undefined;
    return `${olds["routerInterfaceId"]} was connected to ${olds["oppositeInterfaceId"]}, and a router interface that was once connected cannot get another peer: the cloud has no disconnect. Create a new router interface and give its id as routerInterfaceId.`;
  },
};
