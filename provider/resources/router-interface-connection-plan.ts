import { type RouterInterface, STATUSES, TRANSIENT } from "../alibaba/vpc.ts";
import type { Fail, Step } from "../lifecycle/step.ts";
import {
  bothIdle,
  type ConnectionContext,
  type Dependencies,
  findObstacles,
  named,
  type Peer,
  samePeer,
  storedPeer,
  takenBy,
  wantedPeer,
} from "./router-interface-peer.ts";
import { deactivation, interfaceWrite, type WriteName } from "./router-interface-writes.ts";

/** What to do next so that this side is connected as wanted; an acceptor, so that its peer can connect. */
export function planApply(
  self: RouterInterface | undefined,
  context: ConnectionContext,
  dependencies: Dependencies | undefined,
): Step {
  const { inputs, history } = context;
  if (self === undefined) {
    const otherwise: Fail = {
      do: "fail",
      because: `There is no ${inputs.routerInterfaceId} in ${inputs.regionId} that these credentials can see. Check routerInterfaceId, regionId and whose credentials are used.`,
    };
    const waitingFor = `${inputs.routerInterfaceId} to be listed`;
    if (history.mayHaveSideEffects) return { do: "wait", why: "lag", waitingFor, otherwise };
    return isNew(context) ? { do: "wait", why: "new", waitingFor, otherwise } : otherwise;
  }
  const wanted = wantedPeer(self, dependencies, context);
  if ("do" in wanted) return wanted;
  return new Plan(self, wanted, dependencies, context).next();
}

/** What to do next so that this side is connected no longer: the cloud can only deactivate it. */
export function planDelete(self: RouterInterface, context: ConnectionContext): Step {
  const { history, prior } = context;
  const { Status } = self;
  if (Status === "Idle" || Status === "Inactive" || Status === "Deleting") return { do: "done" };
  // Connected to somebody else meanwhile: that connection is not ours to interrupt.
  const ours = prior["oppositeInterfaceId"];
  if (typeof ours === "string" && ours !== "" && ours !== self.OppositeInterfaceId) return { do: "done" };
  const waitingFor = waitingText(Status, "Inactive");
  if (history.acknowledged("deactivate")) return { do: "wait", why: "acknowledged", waitingFor };
  if (TRANSIENT.has(Status)) return { do: "wait", why: "transition", waitingFor };
  const deactivate = deactivation(context);
  return Status === "Active" ? deactivate : { do: "wait", why: "lag", waitingFor, otherwise: deactivate };
}

/** Decides the next step from what was seen of this side and its peer. */
class Plan {
  readonly #self: RouterInterface;
  readonly #wanted: Peer;
  readonly #dependencies: Dependencies | undefined;
  readonly #context: ConnectionContext;

  constructor(
    self: RouterInterface,
    wanted: Peer,
    dependencies: Dependencies | undefined,
    context: ConnectionContext,
  ) {
    this.#self = self;
    this.#wanted = wanted;
    this.#dependencies = dependencies;
    this.#context = context;
  }

  next(): Step {
    const { Status } = this.#self;
    if (Status === "Deleting")
      return { do: "fail", because: `${this.#self.RouterInterfaceId} is Deleting: it is being deleted.` };
    if (!STATUSES.has(Status)) return this.#unknownStatus();
    if (Status !== "Idle" && !samePeer(storedPeer(this.#self), this.#wanted)) {
      return { do: "fail", because: takenBy(this.#self, this.#wanted) };
    }
    if (Status === "Inactive") {
      return this.#context.history.acknowledged("activate")
        ? this.#waitFor("Active", "acknowledged")
        : this.#write("activate");
    }
    return this.#self.Role === "AcceptingSide" ? this.#prepareAcceptor() : this.#connectInitiator();
  }

  /** An acceptor only has to name its peer; the peer then connects. */
  #prepareAcceptor(): Step {
    const { Status } = this.#self;
    if (Status === "Activating" || Status === "Deactivating") return this.#waitFor("Active", "transition");
    return Status === "Idle" ? (this.#setThisSide() ?? { do: "done" }) : { do: "done" };
  }

  /** An initiator: both sides are set, then it connects, then it is waited for. */
  #connectInitiator(): Step {
    const { history } = this.#context;
    const { Status, OppositeInterfaceStatus } = this.#self;
    const peer = this.#dependencies?.peer;
    if (Status === "Active") {
      if (OppositeInterfaceStatus !== "Inactive" && peer?.Status !== "Inactive") return { do: "done" };
      return this.#activatePeer();
    }
    if (Status !== "Idle") return this.#waitFor("Active", "transition");
    if (history.sawStatus("Connecting")) {
      return {
        do: "fail",
        because: `The connection of ${this.#self.RouterInterfaceId} to ${this.#wanted.interfaceId} failed: the cloud took it from Connecting back to Idle. Look at both router interfaces in the console, then run \`pulumi up\` again.`,
      };
    }
    // Reads may lag behind: what was accepted is not sent twice.
    if (history.acknowledged("connect")) return this.#waitFor("Active", "acknowledged");
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
    const { history } = this.#context;
    const peer = this.#dependencies?.peer;
    const { interfaceId } = this.#wanted;
    if (history.acknowledged("activate peer")) {
      const waitingFor = "the peer, which is Inactive, to be activated";
      return { do: "wait", why: "acknowledged", waitingFor };
    }
    if (peer?.Status === "Inactive") return this.#write("activate peer");
    if (peer !== undefined && TRANSIENT.has(peer.Status)) {
      const waitingFor = `the peer, which is ${peer.Status}, to be Active`;
      return { do: "wait", why: "transition", waitingFor };
    }
    const activate = peer === undefined ? undefined : this.#write("activate peer");
    if (activate !== undefined && activate.do !== "write") return activate;
    const otherwise = activate ?? {
      do: "fail" as const,
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
      otherwise: { do: "fail", because },
    };
  }

  /** What is left to do so that this side names its peer; nothing once it shows. */
  #setThisSide(): Step | undefined {
    if (samePeer(storedPeer(this.#self), this.#wanted)) return undefined;
    return this.#context.history.acknowledged("set") ? this.#waitToShow() : this.#write("set");
  }

  /** What is left to do so that the acceptor, where it is ours too, names this side. */
  #setPeer(): Step | undefined {
    if (
      this.#dependencies?.peer === undefined ||
      samePeer(storedPeer(this.#dependencies.peer), this.#thisSide())
    )
      return undefined;
    const { history } = this.#context;
    if (!history.acknowledged("set peer")) return this.#write("set peer");
    // Both are set before either is waited for.
    return history.acknowledged("set") ? this.#waitToShow() : (this.#setThisSide() ?? this.#waitToShow());
  }

  /** This side, as the acceptor has to name it. */
  #thisSide(): Peer {
    const { RouterInterfaceId, RouterId, RouterType } = this.#self;
    const known = this.#dependencies?.peer?.OppositeInterfaceOwnerId ?? "";
    return {
      interfaceId: RouterInterfaceId,
      routerId: RouterId,
      routerType: RouterType,
      ownerId: this.#dependencies?.account || known,
    };
  }

  #waitFor(goal: string, why: "acknowledged" | "transition"): Step {
    return { do: "wait", why, waitingFor: waitingText(this.#self.Status, goal) };
  }

  /** Both sides' information was accepted. */
  #waitToShow(): Step {
    return { do: "wait", why: "acknowledged", waitingFor: "the peer information to show" };
  }

  /** One write, unless something that was read says that it cannot work. */
  #write(
    name: WriteName,
    peerStatus: "as it has to be" | "whatever the peer's status" = "as it has to be",
  ): Step {
    const { inputs, history } = this.#context;
    const self = this.#self;
    const { interfaceId } = this.#wanted;
    // Activating needs nothing of the peer, which may be another account's.
    const dependencies = name === "activate" ? undefined : this.#dependencies;
    const obstacles = findObstacles(self, this.#wanted, dependencies, inputs);
    if (peerStatus === "as it has to be") obstacles.push(...bothIdle(self, dependencies?.peer));
    if (obstacles.length > 0) {
      const unchanged = history.maybeSent() ? "" : ", and nothing was changed for it";
      const because = `${self.RouterInterfaceId} cannot be connected to ${interfaceId}${unchanged}: ${obstacles.join("; ")}.`;
      const otherwise: Fail = { do: "fail", because };
      // Where that is all that stands in the way, the peer may have been made a moment ago.
      const onlyMissing =
        dependencies !== undefined && dependencies.peer === undefined && obstacles.length === 1;
      return onlyMissing && isNew(this.#context)
        ? { do: "wait", why: "new", waitingFor: `${interfaceId} to be listed`, otherwise }
        : otherwise;
    }
    const sides = { self, wanted: this.#wanted, thisSide: this.#thisSide() };
    return interfaceWrite(name, sides, this.#context);
  }
}

/** "Connecting", or "Active (now Idle)" where the status is none of a transition. */
function waitingText(status: string, goal: string): string {
  return TRANSIENT.has(status) ? status : `${goal} (now ${named(status)})`;
}

/** What arguments name may have been made a moment ago only while this resource is created. */
function isNew({ prior }: ConnectionContext): boolean {
  return prior["id"] === undefined;
}
