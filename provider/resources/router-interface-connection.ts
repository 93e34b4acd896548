import type * as pulumi from "@pulumi/pulumi";
import { accountId, oneOf, regionId, vendorId } from "../core/forms.ts";
import { NO_REGION, splitId } from "../core/identity.ts";
import type { Lifecycle, Problem } from "../core/lifecycle.ts";
import { InterlinkResource, noArguments } from "../core/resource.ts";
import { lookAtRouterInterface, type RouterInterface } from "../services/alibaba-vpc.ts";
import {
  type Around,
  away,
  type Inputs,
  PEER_DETAILS,
  peerRegion,
  toward,
} from "./router-interface-connection-steps.ts";

/** Arguments of a {@link RouterInterfaceConnection}. */
export interface RouterInterfaceConnectionArgs {
  /** This side's router interface, `ri-…`: the initiator, or the acceptor where the initiator is not yours. */
  routerInterfaceId: pulumi.Input<string>;
  /** The region of this side's router interface. Default: the region that is configured; with none, it is refused. */
  regionId?: pulumi.Input<string>;
  /**
   * The peer's router interface, `ri-…`. Given alone, the peer is read and set with the same credentials. Left out: the
   * peer that the router interface already stores is kept, and neither side is modified.
   */
  oppositeInterfaceId?: pulumi.Input<string>;
  /** The router of a peer in another account. All three of these or none; given, the peer is not read. */
  oppositeRouterId?: pulumi.Input<string>;
  /** The type of that router: `VRouter` or `VBR`. */
  oppositeRouterType?: pulumi.Input<"VRouter" | "VBR">;
  /** The id of the account that owns the peer; as a string, since ids may be too large for a number. */
  oppositeInterfaceOwnerId?: pulumi.Input<string | number>;
}

/**
 * Connects two Express Connect router interfaces of Alibaba Cloud and waits until traffic can flow.
 *
 * The cloud knows no disconnect: deletion deactivates this side, and the stored peer stays. A router interface that was
 * once connected cannot get another peer.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink";
 *
 * const config = new pulumi.Config();
 * const connection = new interlink.RouterInterfaceConnection("office-to-cloud", {
 *   routerInterfaceId: config.require("initiatorId"),
 *   oppositeInterfaceId: config.require("acceptorId"),
 * });
 *
 * export const status = connection.status; // "Active": traffic can flow
 * ```
 */
export class RouterInterfaceConnection extends InterlinkResource {
  /** This side's router interface. */
  declare readonly routerInterfaceId: pulumi.Output<string>;
  /** The region of this side's router interface. */
  declare readonly regionId: pulumi.Output<string>;
  /** The peer's router interface, as this side stores it. */
  declare readonly oppositeInterfaceId: pulumi.Output<string>;
  /** The peer's router. */
  declare readonly oppositeRouterId: pulumi.Output<string>;
  /** The type of the peer's router: `VRouter` or `VBR`. */
  declare readonly oppositeRouterType: pulumi.Output<string>;
  /** The account that owns the peer. */
  declare readonly oppositeInterfaceOwnerId: pulumi.Output<string>;
  /** `InitiatingSide` or `AcceptingSide`. */
  declare readonly role: pulumi.Output<string>;
  /** `Active` once connected; an acceptor whose initiator has not connected yet is `Idle`. */
  declare readonly status: pulumi.Output<string>;
  /** `Normal`, `FinancialLocked` or `SecurityLocked`. */
  declare readonly businessStatus: pulumi.Output<string>;
  /** The peer's status, as this side sees it. */
  declare readonly oppositeInterfaceStatus: pulumi.Output<string>;
  /** The peer's region. */
  declare readonly oppositeRegionId: pulumi.Output<string>;
  /** This side's router. */
  declare readonly routerId: pulumi.Output<string>;
  /** `VRouter` or `VBR`. */
  declare readonly routerType: pulumi.Output<string>;
  /** When the connection was established, as the cloud writes it. */
  declare readonly connectedTime: pulumi.Output<string>;
  /** Whether the connection crosses the border of mainland China. */
  declare readonly crossBorder: pulumi.Output<boolean>;

  /** Connects a router interface, or adopts a connection that is equal. */
  constructor(name: string, args: RouterInterfaceConnectionArgs, opts?: pulumi.CustomResourceOptions) {
    super("RouterInterfaceConnection", PROPERTIES, name, args, opts);
  }

  /** Reads a connection that another stack manages. `id` is `<regionId>:<routerInterfaceId>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): RouterInterfaceConnection {
    return new RouterInterfaceConnection(name, noArguments, { ...opts, id });
  }

  /** Whether a value is a RouterInterfaceConnection, of whatever copy of this package. */
  static override isInstance(value: unknown): value is RouterInterfaceConnection {
    return InterlinkResource.isA(value, "RouterInterfaceConnection");
  }
}

const PROPERTIES = [
  "routerInterfaceId",
  "regionId",
  "oppositeInterfaceId",
  "oppositeRouterId",
  "oppositeRouterType",
  "oppositeInterfaceOwnerId",
  "role",
  "status",
  "businessStatus",
  "oppositeInterfaceStatus",
  "oppositeRegionId",
  "routerId",
  "routerType",
  "connectedTime",
  "crossBorder",
] as const satisfies readonly (keyof RouterInterfaceConnection)[];

/** @internal */
export const routerInterfaceConnection = (): Lifecycle<Inputs, RouterInterface, Around | undefined> => ({
  cloud: "alibaba",
  healthyStatus: "Active",
  minutes: { create: 10, update: 10, delete: 10 },
  properties: {
    routerInterfaceId: {
      schema: vendorId("ri", "a router interface"),
      onChange: "replace",
      identifies: true,
    },
    regionId: { schema: regionId, onChange: "replace", keeps: true, missing: NO_REGION, identifies: true },
    oppositeInterfaceId: {
      schema: vendorId("ri", "a router interface").optional(),
      onChange: "replace",
      keeps: true,
    },
    oppositeRouterId: {
      schema: vendorId(["vrt", "vbr"], "a router").optional(),
      onChange: "replace",
      keeps: true,
    },
    oppositeRouterType: { schema: oneOf(["VRouter", "VBR"]).optional(), onChange: "replace", keeps: true },
    oppositeInterfaceOwnerId: { schema: accountId.optional(), onChange: "replace", keeps: true },
  },

  problems(inputs, unknown) {
    const given = PEER_DETAILS.filter((key) => inputs[key] !== undefined || unknown.has(key));
    const missing = PEER_DETAILS.filter((key) => !given.includes(key));
    const problems: Problem[] = [];
    if (given.length > 0 && missing.length > 0) {
      problems.push(
        ...missing.map((property) => ({
          property,
          reason: `must be given together with ${given.join(", ")}`,
        })),
      );
    }
    const peerGiven = inputs.oppositeInterfaceId !== undefined || unknown.has("oppositeInterfaceId");
    if (given.length > 0 && !peerGiven) {
      problems.push({
        property: "oppositeInterfaceId",
        reason: `must be given together with ${given.join(", ")}`,
      });
    }
    if (peerGiven && inputs.oppositeInterfaceId === inputs.routerInterfaceId && inputs.routerInterfaceId) {
      problems.push({ property: "oppositeInterfaceId", reason: "must be another router interface" });
    }
    return problems;
  },

  defaults: ({ regionId }, settings) => ({ regionId: regionId ?? settings.alibaba.region }),
  title: ({ routerInterfaceId, regionId }) => `router interface ${routerInterfaceId} in ${regionId}`,
  id: ({ routerInterfaceId, regionId }) => `${regionId}:${routerInterfaceId}`,
  fromId: (id) => splitId(id, ["regionId", "routerInterfaceId"]),
  account: ({ clouds, inputs }) => clouds.alibaba.accountId(inputs.regionId),

  async look({ clouds, inputs, options }, afterMs) {
    const { regionId, routerInterfaceId } = inputs;
    const self = await lookAtRouterInterface(clouds.alibaba, regionId, routerInterfaceId, {
      ...options,
      afterMs,
    });
    return self?.Status === "Deleted" ? undefined : self;
  },

  async lookAround(self, { clouds, inputs, options }) {
    const { oppositeInterfaceId } = inputs;
    if (self === undefined || oppositeInterfaceId === undefined || inputs.oppositeRouterId !== undefined)
      return undefined;
    // While a transition is under way, this side alone tells all there is to know.
    const settled =
      self.Status === "Idle" || self.Status === "Inactive" || self.OppositeInterfaceStatus === "Inactive";
    if (!settled) return undefined;
    const [account, peer] = await Promise.all([
      clouds.alibaba.accountId(inputs.regionId),
      lookAtRouterInterface(clouds.alibaba, peerRegion(self, inputs), oppositeInterfaceId, options),
    ]);
    return { account, peer };
  },

  status: (self) => self.Status,

  toward,
  away,

  outputs: (self, { inputs }) => ({
    routerInterfaceId: self.RouterInterfaceId,
    regionId: inputs.regionId,
    oppositeInterfaceId: self.OppositeInterfaceId,
    oppositeRouterId: self.OppositeRouterId,
    oppositeRouterType: self.OppositeRouterType,
    oppositeInterfaceOwnerId: self.OppositeInterfaceOwnerId,
    role: self.Role,
    status: self.Status,
    businessStatus: self.BusinessStatus,
    oppositeInterfaceStatus: self.OppositeInterfaceStatus,
    oppositeRegionId: self.OppositeRegionId,
    routerId: self.RouterId,
    routerType: self.RouterType,
    connectedTime: self.ConnectedTime,
    crossBorder: self.CrossBorder,
  }),

  condition({ status, role, oppositeInterfaceStatus }) {
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

  irreplaceable(olds, changed) {
    const neverConnected = olds["status"] === "Idle" || olds["status"] === "";
    if (changed.has("routerInterfaceId") || changed.has("regionId") || neverConnected) return undefined;
    return `${olds["routerInterfaceId"]} was connected to ${olds["oppositeInterfaceId"]}, and a router interface that was once connected cannot get another peer: the cloud has no disconnect. Create a new router interface and give its id as routerInterfaceId.`;
  },
});
