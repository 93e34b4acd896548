import { readHidden } from "../core/hidden.ts";
import type { Context } from "../core/lifecycle.ts";
import type { CallOptions } from "../core/looks.ts";
import type { AlibabaOperation } from "../core/service.ts";
import type { Step, Stop, WaitOut, Write } from "../core/step.ts";
import {
  activateRouterInterface,
  connectRouterInterface,
  deactivateRouterInterface,
  modifyRouterInterfaceAttribute,
  type RouterInterface,
  type RouterInterfaceRef,
  STATUSES,
  TRANSIENT,
} from "../services/alibaba-vpc.ts";

/** The checked arguments of a RouterInterfaceConnection. */
export interface Inputs {
  routerInterfaceId: string;
  regionId: string;
  oppositeInterfaceId?: string;
  oppositeRouterId?: string;
  oppositeRouterType?: "VRouter" | "VBR";
  oppositeInterfaceOwnerId?: string;
}

/** A peer, as a router interface stores it. */
interface Peer {
  readonly interfaceId: string;
  readonly routerId: string;
  readonly routerType: string;
  readonly ownerId: string;
}

/** What is read besides this side before anything is written. */
export interface Around {
  /** The peer as the same credentials see it. */
  readonly peer: RouterInterface | undefined;
  /** The account of the credentials; empty where it could not be asked. */
  readonly account: string;
}

/** Given all three or none. */
export const PEER_DETAILS = ["oppositeRouterId", "oppositeRouterType", "oppositeInterfaceOwnerId"] as const;

/** What to do next so that this side is connected as wanted; an acceptor, so that its peer can connect. */
export function toward(
  self: RouterInterface | undefined,
  context: Context<Inputs>,
  around: Around | undefined,
): Step {
  const { inputs, past } = context;
  if (self === undefined) {
    const otherwise: Stop = {
      do: "stop",
      because: `There is no ${inputs.routerInterfaceId} in ${inputs.regionId} that these credentials can see. Check routerInterfaceId, regionId and whose credentials are used.`,
    };
    const waitingFor = `${inputs.routerInterfaceId} to be listed`;
    if (past.engaged) return { do: "wait", why: "lag", waitingFor, otherwise };
    return isNew(context) ? { do: "wait", why: "new", waitingFor, otherwise } : otherwise;
  }
  const wanted = wantedPeer(self, around, context);
  if (typeof wanted === "string") return { do: "stop", because: wanted };
  return new Plan(self, wanted, around, context).next();
}

/** What to do next so that this side is connected no longer: the cloud can only deactivate it. */
export function away(self: RouterInterface, { clouds, inputs, past, prior }: Context<Inputs>): Step {
  const { Status } = self;
  if (Status === "Idle" || Status === "Inactive" || Status === "Deleting") return { do: "finish" };
  // Connected to somebody else meanwhile: that connection is not ours to interrupt.
  const ours = prior["oppositeInterfaceId"];
  if (typeof ours === "string" && ours !== "" && ours !== self.OppositeInterfaceId) return { do: "finish" };
  const waitingFor = waitingText(Status, "Inactive");
  if (past.accepted("deactivate")) return { do: "wait", why: "accepted", waitingFor };
  if (TRANSIENT.has(Status)) return { do: "wait", why: "transition", waitingFor };
  const deactivate: Write = {
    do: "write",
    name: "deactivate",
    doing: `Deactivating router interface ${inputs.routerInterfaceId}`,
    takesMs: 500,
    send: (options) => clouds.alibaba.call(deactivateRouterInterface, inputs.regionId, ref(inputs), options),
  };
  return Status === "Active" ? deactivate : { do: "wait", why: "lag", waitingFor, otherwise: deactivate };
}

/** The peer that is wanted; a sentence where it cannot be told. */
function wantedPeer(
  self: RouterInterface,
  around: Around | undefined,
  { inputs, prior }: Context<Inputs>,
): Peer | string {
  const { oppositeInterfaceId, oppositeRouterId, oppositeRouterType, oppositeInterfaceOwnerId } = inputs;
  const stored = storedPeer(self);
  if (oppositeInterfaceId === undefined) {
    const { pinned } = readHidden(prior);
    if (PEER_FIELDS.some(([field, argument]) => argument in pinned && pinned[argument] !== stored[field])) {
      return `${self.RouterInterfaceId} now names ${stored.interfaceId || "no peer"}, but belongs to ${String(pinned["oppositeInterfaceId"])} in this stack. Give oppositeInterfaceId to say which peer is meant.`;
    }
    if (Object.values(stored).includes("")) {
      return `${self.RouterInterfaceId} does not store a complete peer. Give oppositeInterfaceId.`;
    }
    return stored;
  }
  return {
    interfaceId: oppositeInterfaceId,
    routerId: oppositeRouterId ?? around?.peer?.RouterId ?? stored.routerId,
    routerType: oppositeRouterType ?? around?.peer?.RouterType ?? stored.routerType,
    ownerId: oppositeInterfaceOwnerId ?? ((around?.peer && around.account) || stored.ownerId),
  };
}

/** Decides the next step from what was seen of this side and its peer. */
class Plan {
  readonly #self: RouterInterface;
  readonly #wanted: Peer;
  readonly #around: Around | undefined;
  readonly #context: Context<Inputs>;

  constructor(self: RouterInterface, wanted: Peer, around: Around | undefined, context: Context<Inputs>) {
    this.#self = self;
    this.#wanted = wanted;
    this.#around = around;
    this.#context = context;
  }

  next(): Step {
    const { Status } = this.#self;
    if (Status === "Deleting")
      return { do: "stop", because: `${this.#self.RouterInterfaceId} is Deleting: it is being deleted.` };
    if (!STATUSES.has(Status)) return this.#unknownStatus();
    if (Status !== "Idle" && !samePeer(storedPeer(this.#self), this.#wanted)) {
      return { do: "stop", because: takenBy(this.#self, this.#wanted) };
    }
    if (Status === "Inactive") {
      return this.#context.past.accepted("activate")
        ? this.#waitFor("Active", "accepted")
        : this.#write("activate");
    }
    return this.#self.Role === "AcceptingSide" ? this.#prepareAcceptor() : this.#connectInitiator();
  }

  /** An acceptor only has to name its peer; the peer then connects. */
  #prepareAcceptor(): Step {
    const { Status } = this.#self;
    if (Status === "Activating" || Status === "Deactivating") return this.#waitFor("Active", "transition");
    return Status === "Idle" ? (this.#setThisSide() ?? { do: "finish" }) : { do: "finish" };
  }

  /** An initiator: both sides are set, then it connects, then it is waited for. */
  #connectInitiator(): Step {
    const { past } = this.#context;
    const { Status, OppositeInterfaceStatus } = this.#self;
    const peer = this.#around?.peer;
    if (Status === "Active") {
      if (OppositeInterfaceStatus !== "Inactive" && peer?.Status !== "Inactive") return { do: "finish" };
      return this.#activatePeer();
    }
    if (Status !== "Idle") return this.#waitFor("Active", "transition");
    if (past.saw("Connecting")) {
      return {
        do: "stop",
        because: `The connection of ${this.#self.RouterInterfaceId} to ${this.#wanted.interfaceId} failed: the cloud took it from Connecting back to Idle. Look at both router interfaces in the console, then run \`pulumi up\` again.`,
      };
    }
    // Reads may lag behind: what was accepted is not sent twice.
    if (past.accepted("connect")) return this.#waitFor("Active", "accepted");
    // So may this side alone: its acceptor is past Idle, and for this side. Or this side alone fell back to Idle.
    if (peer !== undefined && peer.Status !== "Idle" && samePeer(storedPeer(peer), this.#thisSide())) {
      const connect = this.#setThisSide() ?? this.#write("connect", "whatever the peer's status");
      if (connect.do !== "write") return connect;
      const waitingFor = `${waitingText(Status, "Active")} while ${peer.RouterInterfaceId} is ${named(peer.Status)}`;
      return { do: "wait", why: "lag", waitingFor, otherwise: connect };
    }
    return this.#setPeer() ?? this.#setThisSide() ?? this.#write("connect");
  }

  /** This side is Active, and says or was read to have a peer that is Inactive. */
  #activatePeer(): Step {
    const { past } = this.#context;
    const peer = this.#around?.peer;
    const { interfaceId } = this.#wanted;
    if (past.accepted("activate peer")) {
      const waitingFor = "the peer, which is Inactive, to be activated";
      return { do: "wait", why: "accepted", waitingFor };
    }
    if (peer?.Status === "Inactive") return this.#write("activate peer");
    if (peer !== undefined && TRANSIENT.has(peer.Status)) {
      const waitingFor = `the peer, which is ${peer.Status}, to be Active`;
      return { do: "wait", why: "transition", waitingFor };
    }
    const activate = peer === undefined ? undefined : this.#write("activate peer");
    if (activate !== undefined && activate.do !== "write") return activate;
    const otherwise = activate ?? {
      do: "stop" as const,
      because: `${this.#self.RouterInterfaceId} is Active, but its peer ${interfaceId} is Inactive: its owner has to activate it. Then run \`pulumi up\` again.`,
    };
    return {
      do: "wait",
      why: "lag",
      waitingFor: `${interfaceId}, which is Inactive, to be activated`,
      otherwise,
    };
  }

  /** A status that no page names. */
  #unknownStatus(): Step {
    const { RouterInterfaceId, Status } = this.#self;
    const because = `${RouterInterfaceId} has ${named(Status)}, of which this package does not know what to do. Look at it in the console.`;
    return {
      do: "wait",
      why: "lag",
      waitingFor: waitingText(Status, "Active"),
      otherwise: { do: "stop", because },
    };
  }

  /** What is left to do so that this side names its peer; nothing once it shows. */
  #setThisSide(): Step | undefined {
    if (samePeer(storedPeer(this.#self), this.#wanted)) return undefined;
    return this.#context.past.accepted("set") ? this.#waitToShow() : this.#write("set");
  }

  /** What is left to do so that the acceptor, where it is ours too, names this side. */
  #setPeer(): Step | undefined {
    if (this.#around?.peer === undefined || samePeer(storedPeer(this.#around.peer), this.#thisSide()))
      return undefined;
    const { past } = this.#context;
    if (!past.accepted("set peer")) return this.#write("set peer");
    // Both are set before either is waited for.
    return past.accepted("set") ? this.#waitToShow() : (this.#setThisSide() ?? this.#waitToShow());
  }

  /** This side, as the acceptor has to name it. */
  #thisSide(): Peer {
    const { RouterInterfaceId, RouterId, RouterType } = this.#self;
    const known = this.#around?.peer?.OppositeInterfaceOwnerId ?? "";
    return {
      interfaceId: RouterInterfaceId,
      routerId: RouterId,
      routerType: RouterType,
      ownerId: this.#around?.account || known,
    };
  }

  #waitFor(goal: string, why: "accepted" | "transition"): Step {
    return { do: "wait", why, waitingFor: waitingText(this.#self.Status, goal) };
  }

  /** Both sides' information was accepted. */
  #waitToShow(): Step {
    return { do: "wait", why: "accepted", waitingFor: "the peer information to show" };
  }

  /** One write, unless something that was read says that it cannot work. */
  #write(
    name: "set" | "set peer" | "connect" | "activate" | "activate peer",
    peerStatus: "as it has to be" | "whatever the peer's status" = "as it has to be",
  ): Step {
    const { clouds, inputs, past } = this.#context;
    const self = this.#self;
    const { interfaceId } = this.#wanted;
    // Activating needs nothing of the peer, which may be another account's.
    const around = name === "activate" ? undefined : this.#around;
    const obstacles = findObstacles(self, this.#wanted, around, inputs);
    if (peerStatus === "as it has to be") obstacles.push(...bothIdle(self, around?.peer));
    if (obstacles.length > 0) {
      const unchanged = past.wrote ? "" : ", and nothing was changed for it";
      const because = `${self.RouterInterfaceId} cannot be connected to ${interfaceId}${unchanged}: ${obstacles.join("; ")}.`;
      const otherwise: Stop = { do: "stop", because };
      // Where that is all that stands in the way, the peer may have been made a moment ago.
      const onlyMissing = around !== undefined && around.peer === undefined && obstacles.length === 1;
      return onlyMissing && isNew(this.#context)
        ? { do: "wait", why: "new", waitingFor: `${interfaceId} to be listed`, otherwise }
        : otherwise;
    }
    const here = ref(inputs);
    const there = { RegionId: peerRegion(self, inputs), RouterInterfaceId: interfaceId };
    const call = <Parameters extends RouterInterfaceRef>(
      operation: AlibabaOperation<Parameters, object>,
      parameters: Parameters,
    ) => ({
      do: "write" as const,
      name,
      send: (options: CallOptions) =>
        clouds.alibaba.call(operation, parameters.RegionId, parameters, options),
    });
    switch (name) {
      case "set":
        return {
          ...call(modifyRouterInterfaceAttribute, { ...here, ...asOpposite(this.#wanted) }),
          doing: `Setting ${interfaceId} as the peer of router interface ${self.RouterInterfaceId}`,
        };
      case "set peer":
        return {
          ...call(modifyRouterInterfaceAttribute, { ...there, ...asOpposite(this.#thisSide()) }),
          doing: `Setting ${self.RouterInterfaceId} as the peer of router interface ${interfaceId}`,
        };
      case "connect":
        return {
          ...call(connectRouterInterface, here),
          doing: `Connecting router interface ${self.RouterInterfaceId} to ${interfaceId}`,
          takesMs: 500,
          waitOut: ({ code }) =>
            inputs.oppositeRouterId === undefined ? notSeenYet(code) : othersTurn(code, interfaceId),
        };
      case "activate":
        return {
          ...call(activateRouterInterface, here),
          doing: `Activating router interface ${self.RouterInterfaceId}`,
          takesMs: 500,
        };
      case "activate peer":
        return {
          ...call(activateRouterInterface, there),
          doing: `Activating router interface ${interfaceId}, the peer of ${self.RouterInterfaceId}`,
          takesMs: 500,
        };
    }
  }
}

/** The other account may set its side at any time; the cloud names the field that still differs. */
function othersTurn(code: string, interfaceId: string): WaitOut | undefined {
  const prefix = "AttrMismatching.AcceptingSide";
  if (!code.startsWith(prefix)) return undefined;
  const waitingFor = `the owner of ${interfaceId} to set its side (${code.slice(prefix.length)} differs)`;
  return { why: "others", waitingFor };
}

/** Both sides show that they are set: only a cloud whose parts lag behind each other can miss that. */
function notSeenYet(code: string): WaitOut | undefined {
  return code === "IncorrectOppositeInterfaceInfo.NotSet" ? { why: "lag", waitingFor: code } : undefined;
}

/** Everything that was read and stands in the way, so that the user hears of all of it at once. */
function findObstacles(
  self: RouterInterface,
  wanted: Peer,
  around: Around | undefined,
  inputs: Inputs,
): string[] {
  const obstacles = [self, ...(around?.peer ? [around.peer] : [])]
    .filter((it) => it.BusinessStatus !== "" && it.BusinessStatus !== "Normal")
    .map(
      (it) =>
        `${it.RouterInterfaceId} is locked (${it.BusinessStatus}); settle the account's bills or ask support`,
    );
  if (around === undefined) return obstacles;
  const { account, peer } = around;
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
function bothIdle(self: RouterInterface, peer: RouterInterface | undefined): string[] {
  if (peer === undefined || self.Role === "AcceptingSide") return [];
  if (self.Status !== "Idle" || peer.Status === "Idle") return [];
  const { RouterInterfaceId, Status } = peer;
  return [
    `${RouterInterfaceId} is ${named(Status)} while ${self.RouterInterfaceId} is Idle; both must be Idle`,
  ];
}

function takenBy(self: RouterInterface, wanted: Peer): string {
  const stored = storedPeer(self);
  const differences = PEER_FIELDS.filter(([field]) => stored[field] !== wanted[field]).map(
    ([field, argument]) => `${argument} is ${stored[field] || "not set"}, not ${wanted[field]}`,
  );
  return `${self.RouterInterfaceId} is ${self.Status} and belongs to another peer: ${differences.join("; ")}. A router interface that was once connected cannot get another peer: create a new one, or name the peer it has.`;
}

const PEER_FIELDS = [
  ["interfaceId", "oppositeInterfaceId"],
  ["routerId", "oppositeRouterId"],
  ["routerType", "oppositeRouterType"],
  ["ownerId", "oppositeInterfaceOwnerId"],
] as const;

function storedPeer(it: RouterInterface): Peer {
  return {
    interfaceId: it.OppositeInterfaceId,
    routerId: it.OppositeRouterId,
    routerType: it.OppositeRouterType,
    ownerId: it.OppositeInterfaceOwnerId,
  };
}

function samePeer(a: Peer, b: Peer): boolean {
  return PEER_FIELDS.every(([field]) => a[field] === b[field]);
}

function asOpposite(peer: Peer): {
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

function ref({ regionId, routerInterfaceId }: Inputs): RouterInterfaceRef {
  return { RegionId: regionId, RouterInterfaceId: routerInterfaceId };
}

/** A router interface is created with its peer's region; within one region it may be left empty. */
export function peerRegion(self: RouterInterface, inputs: Inputs): string {
  return self.OppositeRegionId || inputs.regionId;
}

/** "Connecting", or "Active (now Idle)" where the status is none of a transition. */
function waitingText(status: string, goal: string): string {
  return TRANSIENT.has(status) ? status : `${goal} (now ${named(status)})`;
}

/** A status that no page names is said to be one. */
function named(status: string): string {
  if (status === "") return "an unknown status, which is empty";
  return STATUSES.has(status) ? status : `an unknown status ${status}`;
}

/** What arguments name may have been made a moment ago only while this resource is created. */
function isNew({ prior }: Context<Inputs>): boolean {
  return prior["id"] === undefined;
}
