import type { Alibaba } from "../alibaba/client.ts";
import { type RouterInterface, STATUSES } from "../alibaba/vpc.ts";
import type { Context, InputsOf } from "../lifecycle/definition.ts";
import type { Fail } from "../lifecycle/step.ts";
import type { inputs } from "./router-interface-connection.ts";

/** The checked arguments of a RouterInterfaceConnection. */
export type Inputs = InputsOf<typeof inputs>;

/** What its steps get to work with. */
export type ConnectionContext = Context<Alibaba, Inputs>;

/** A peer, as a router interface stores it. */
export interface Peer {
  readonly interfaceId: string;
  readonly routerId: string;
  readonly routerType: string;
  readonly ownerId: string;
}

/** What is read besides this side before anything is written. */
export interface Dependencies {
  /** The peer as the same credentials see it. */
  readonly peer: RouterInterface | undefined;
  /** The account of the credentials; empty where it could not be asked. */
  readonly account: string;
}

/** Given all three or none. */
export const PEER_DETAILS = ["oppositeRouterId", "oppositeRouterType", "oppositeInterfaceOwnerId"] as const;

/** The peer that is wanted; why not, where it cannot be told. */
export function wantedPeer(
  self: RouterInterface,
  dependencies: Dependencies | undefined,
  { inputs, computed }: ConnectionContext,
): Peer | Fail {
  const { oppositeInterfaceId, oppositeRouterId, oppositeRouterType, oppositeInterfaceOwnerId } = inputs;
  const stored = storedPeer(self);
  if (oppositeInterfaceId === undefined) {
    if (
      PEER_FIELDS.some(([field, argument]) => argument in computed && computed[argument] !== stored[field])
    ) {
      const because = `${self.RouterInterfaceId} now names ${stored.interfaceId || "no peer"}, but belongs to ${String(computed["oppositeInterfaceId"])} in this stack. Give oppositeInterfaceId to say which peer is meant.`;
      return { do: "fail", because };
    }
    if (Object.values(stored).includes("")) {
      // The connection of the other side, where it belongs to the same stack, stores it.
      const because = `${self.RouterInterfaceId} does not store a complete peer. Give oppositeInterfaceId.`;
      return { do: "fail", because, mayPass: true };
    }
    return stored;
  }
  return {
    interfaceId: oppositeInterfaceId,
    routerId: oppositeRouterId ?? dependencies?.peer?.RouterId ?? stored.routerId,
    routerType: oppositeRouterType ?? dependencies?.peer?.RouterType ?? stored.routerType,
    ownerId: oppositeInterfaceOwnerId ?? ((dependencies?.peer && dependencies.account) || stored.ownerId),
  };
}

/** Everything that was read and stands in the way, so that the user hears of all of it at once. */
export function findObstacles(
  self: RouterInterface,
  wanted: Peer,
  dependencies: Dependencies | undefined,
  inputs: Inputs,
): string[] {
  const obstacles = [self, ...(dependencies?.peer ? [dependencies.peer] : [])]
    .filter((it) => it.BusinessStatus !== "" && it.BusinessStatus !== "Normal")
    .map(
      (it) =>
        `${it.RouterInterfaceId} is locked (${it.BusinessStatus}); settle the account's bills or ask support`,
    );
  if (dependencies === undefined) return obstacles;
  const { account, peer } = dependencies;
  if (peer === undefined) {
    const region = peerRegion(self, inputs);
    obstacles.push(
      `there is no ${wanted.interfaceId} in ${region} that these credentials can see; for a peer in another account also give ${PEER_DETAILS.join(", ")}`,
    );
    return obstacles;
  }
  if (peer.Role === self.Role) {
    obstacles.push(
      `both have the role ${self.Role}; a connection needs one InitiatingSide and one AcceptingSide`,
    );
  }
  if (peer.RouterId === self.RouterId) obstacles.push(`both belong to the router ${self.RouterId}`);
  if (account === "" && wanted.ownerId === "") {
    obstacles.push(
      `the credentials' account cannot be asked (GetCallerIdentity); give ${PEER_DETAILS.join(", ")}`,
    );
  }
  if (self.Role === "AcceptingSide") return obstacles;
  if (peer.OppositeInterfaceId !== "" && peer.OppositeInterfaceId !== self.RouterInterfaceId) {
    obstacles.push(`${peer.RouterInterfaceId} is set for ${peer.OppositeInterfaceId}`);
  }
  return obstacles;
}

/** An initiator and its peer connect from Idle. */
export function bothIdle(self: RouterInterface, peer: RouterInterface | undefined): string[] {
  if (peer === undefined || self.Role === "AcceptingSide") return [];
  if (self.Status !== "Idle" || peer.Status === "Idle") return [];
  const { RouterInterfaceId, Status } = peer;
  return [
    `${RouterInterfaceId} is ${named(Status)} while ${self.RouterInterfaceId} is Idle; both must be Idle`,
  ];
}

/** That this side belongs to another peer, in words. */
export function takenBy(self: RouterInterface, wanted: Peer): string {
  const stored = storedPeer(self);
  const differences = PEER_FIELDS.filter(([field]) => stored[field] !== wanted[field]).map(
    ([field, argument]) => `${argument} is ${stored[field] || "not set"}, not ${wanted[field]}`,
  );
  return `${self.RouterInterfaceId} is ${self.Status} and belongs to another peer: ${differences.join("; ")}. A router interface that was once connected cannot get another peer: create a new one, or name the peer it has.`;
}

/** The fields of a peer, and the arguments that stand for them. */
const PEER_FIELDS = [
  ["interfaceId", "oppositeInterfaceId"],
  ["routerId", "oppositeRouterId"],
  ["routerType", "oppositeRouterType"],
  ["ownerId", "oppositeInterfaceOwnerId"],
] as const;

/** The peer that a router interface stores. */
export function storedPeer(it: RouterInterface): Peer {
  return {
    interfaceId: it.OppositeInterfaceId,
    routerId: it.OppositeRouterId,
    routerType: it.OppositeRouterType,
    ownerId: it.OppositeInterfaceOwnerId,
  };
}

/** Whether two peers are one. */
export function samePeer(a: Peer, b: Peer): boolean {
  return PEER_FIELDS.every(([field]) => a[field] === b[field]);
}

/** A peer, as ModifyRouterInterfaceAttribute takes it. */
export function asOpposite(peer: Peer): {
  OppositeInterfaceId: string;
  OppositeRouterId: string;
  OppositeRouterType: string;
  OppositeInterfaceOwnerId: string;
} {
  return {
    OppositeInterfaceId: peer.interfaceId,
    OppositeRouterId: peer.routerId,
    OppositeRouterType: peer.routerType,
    OppositeInterfaceOwnerId: peer.ownerId,
  };
}

/** A router interface is created with its peer's region; within one region it may be left empty. */
export function peerRegion(self: RouterInterface, inputs: Inputs): string {
  return self.OppositeRegionId || inputs.regionId;
}

/** A status that no page names is said to be one. */
export function named(status: string): string {
  if (status === "") return "an unknown status, which is empty";
  return STATUSES.has(status) ? status : `an unknown status ${status}`;
}
