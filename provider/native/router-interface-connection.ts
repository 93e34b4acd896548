// Generated from the resource's definition by `npm run generate`: change it there.
import type * as pulumi from "@pulumi/pulumi";
import { noArguments } from "../program/registration.ts";
import type { RouterInterfaceConnectionArgs } from "../program/router-interface-connection.ts";
import { NativeResource } from "./resource.ts";

/**
 * Connects two Express Connect router interfaces of Alibaba Cloud and waits until traffic can flow.
 *
 * The cloud knows no disconnect: deletion deactivates this side, and the stored peer stays. A router
 * interface that was once connected cannot get another peer.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink/native";
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
export class RouterInterfaceConnection extends NativeResource {
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
    super(ROUTER_INTERFACE_CONNECTION, name, args, opts);
  }

  /** Reads a connection that another stack manages. `id` is `<regionId>:<routerInterfaceId>`. */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    opts?: pulumi.CustomResourceOptions,
  ): RouterInterfaceConnection {
    return new RouterInterfaceConnection(name, noArguments, { ...opts, id });
  }

  /** Whether a value is of this class, of whatever copy of this package. */
  static override isInstance(value: unknown): value is RouterInterfaceConnection {
    return NativeResource.isA(value, "RouterInterfaceConnection");
  }
}

const ROUTER_INTERFACE_CONNECTION = {
  type: "RouterInterfaceConnection",
  inputs: [
    "routerInterfaceId",
    "regionId",
    "oppositeInterfaceId",
    "oppositeRouterId",
    "oppositeRouterType",
    "oppositeInterfaceOwnerId",
  ],
  outputs: [
    "role",
    "status",
    "businessStatus",
    "oppositeInterfaceStatus",
    "oppositeRegionId",
    "routerId",
    "routerType",
    "connectedTime",
    "crossBorder",
  ],
} as const;
