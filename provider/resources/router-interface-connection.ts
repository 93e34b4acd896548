import type * as pulumi from "@pulumi/pulumi";
import { accountId, oneOf, regionId, vendorId } from "../core/forms.ts";
import { readHidden } from "../core/hidden.ts";
import { NO_REGION, splitId } from "../core/identity.ts";
import type { Context, Lifecycle, Problem } from "../core/lifecycle.ts";
import type { CallOptions } from "../core/looks.ts";
import type { Step } from "../core/reconcile.ts";
import { InterlinkResource, noArguments } from "../core/resource.ts";
import type { AlibabaOperation } from "../core/service.ts";
import {
  activateRouterInterface,
  connectRouterInterface,
  deactivateRouterInterface,
  lookAtRouterInterface,
  modifyRouterInterfaceAttribute,
  type RouterInterface,
  type RouterInterfaceRef,
  TRANSIENT,
} from "../services/alibaba-vpc.ts";

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

interface Inputs {
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
interface Around {
  /** The peer as the same credentials see it. */
  readonly peer: RouterInterface | undefined;
  /** The account of the credentials; empty where it could not be asked. */
  readonly account: string;
}

const PEER_DETAILS = ["oppositeRouterId", "oppositeRouterType", "oppositeInterfaceOwnerId"] as const;

/** @internal */
export const routerInterfaceConnection = (): Lifecycle<Inputs, RouterInterface, Around | undefined> => ({
  cloud: "alibaba",
  healthyStatus: "Active",
  minutes: { create: 10, update: 10, delete: 10 },
  properties: {
    routerInterfaceId: { schema: vendorId("ri", "a router interface"), onChange: "replace" },
    regionId: { schema: regionId, onChange: "replace", keeps: true, missing: NO_REGION },
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

  toward(self, context, around) {
    const { inputs, past } = context;
    if (self === undefined) {
      if (past.engaged && past.missingBriefly)
        return { do: "wait", waitingFor: "the router interface to be listed" };
      return {
        do: "stop",
        because: `There is no ${inputs.routerInterfaceId} in ${inputs.regionId} that these credentials can see. Check routerInterfaceId, regionId and whose credentials are used.`,
      };
    }
    const wanted = wantedPeer(self, around, context);
    if (typeof wanted === "string") return { do: "stop", because: wanted };
    return new Plan(self, wanted, around, context).next();
  },

  away({ Status }, { clouds, inputs, past }) {
    if (Status === "Idle" || Status === "Inactive" || Status === "Deleting") return { do: "finish" };
    if (Status !== "Active" || past.accepted("deactivate"))
      return { do: "wait", waitingFor: waitingText(Status, "Inactive") };
    return {
      do: "write",
      name: "deactivate",
      doing: `Deactivating router interface ${inputs.routerInterfaceId}`,
      takesMs: 500,
      send: (options) =>
        clouds.alibaba.call(deactivateRouterInterface, inputs.regionId, ref(inputs), options),
    };
  },

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
      return { do: "stop", because: `${this.#self.RouterInterfaceId} is being deleted.` };
    if (Status !== "Idle" && !samePeer(storedPeer(this.#self), this.#wanted)) {
      return { do: "stop", because: takenBy(this.#self, this.#wanted) };
    }
    if (Status === "Inactive") {
      return this.#context.past.accepted("activate") ? this.#waitFor("Active") : this.#write("activate");
    }
    return this.#self.Role === "AcceptingSide" ? this.#prepareAcceptor() : this.#connectInitiator();
  }

  /** An acceptor only has to name its peer; the peer then connects. */
  #prepareAcceptor(): Step {
    const { Status } = this.#self;
    if (Status === "Activating" || Status === "Deactivating") return this.#waitFor("Active");
    return Status === "Idle" ? (this.#setThisSide() ?? { do: "finish" }) : { do: "finish" };
  }

  /** An initiator: both sides are set, then it connects, then it is waited for. */
  #connectInitiator(): Step {
    const { past } = this.#context;
    const { Status, OppositeInterfaceStatus } = this.#self;
    const peer = this.#around?.peer;
    if (Status === "Active") {
      if (OppositeInterfaceStatus !== "Inactive" && peer?.Status !== "Inactive") return { do: "finish" };
      return peer?.Status === "Inactive" && !past.accepted("activate peer")
        ? this.#write("activate peer")
        : { do: "wait", waitingFor: "the peer, which is Inactive, to be activated" };
    }
    if (Status !== "Idle") return this.#waitFor("Active");
    if (past.saw("Connecting")) {
      return {
        do: "stop",
        because: `The connection of ${this.#self.RouterInterfaceId} to ${this.#wanted.interfaceId} failed: the cloud took it from Connecting back to Idle. Look at both router interfaces in the console, then run \`pulumi up\` again.`,
      };
    }
    // Reads may lag behind: what was accepted is not sent twice.
    if (past.accepted("connect")) return this.#waitFor("Active");
    // So may this side alone: its acceptor is past Idle, and for this side.
    if (peer !== undefined && peer.Status !== "Idle" && samePeer(storedPeer(peer), this.#thisSide())) {
      return this.#waitFor("Active");
    }
    return this.#setPeer() ?? this.#setThisSide() ?? this.#write("connect");
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

  #waitFor(goal: string): Step {
    return { do: "wait", waitingFor: waitingText(this.#self.Status, goal) };
  }

  #waitToShow(): Step {
    return { do: "wait", waitingFor: "the peer information to show" };
  }

  /** One write, unless something that was read says that it cannot work. */
  #write(name: "set" | "set peer" | "connect" | "activate" | "activate peer"): Step {
    const { clouds, inputs, past } = this.#context;
    const self = this.#self;
    const { interfaceId } = this.#wanted;
    // Activating needs nothing of the peer, which may be another account's.
    const around = name === "activate" ? undefined : this.#around;
    const obstacles = findObstacles(self, this.#wanted, around, inputs);
    if (obstacles.length > 0) {
      const unchanged = past.wrote ? "" : ", and nothing was changed for it";
      const because = `${self.RouterInterfaceId} cannot be connected to ${interfaceId}${unchanged}: ${obstacles.join("; ")}.`;
      return { do: "stop", because };
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
          waitOut: (error) =>
            inputs.oppositeRouterId === undefined ? undefined : othersTurn(error.code, interfaceId),
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
function othersTurn(code: string, interfaceId: string): string | undefined {
  const prefix = "AttrMismatching.AcceptingSide";
  if (!code.startsWith(prefix)) return undefined;
  return `the owner of ${interfaceId} to set its side (${code.slice(prefix.length)} differs)`;
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
  if (self.Status === "Idle" && peer.Status !== "Idle") {
    obstacles.push(
      `${peer.RouterInterfaceId} is ${peer.Status} while ${self.RouterInterfaceId} is Idle; both must be Idle`,
    );
  }
  return obstacles;
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
function peerRegion(self: RouterInterface, inputs: Inputs): string {
  return self.OppositeRegionId || inputs.regionId;
}

/** "Connecting", or "Active (now Idle)" where the status is none of a transition. */
function waitingText(status: string, goal: string): string {
  return TRANSIENT.has(status) ? status : `${goal} (now ${status})`;
}
