import type { Fault, FaultOf } from "./fault-schema.ts";
import { type Entry, names } from "./log.ts";
import type { View } from "./store.ts";
import type { World } from "./world.ts";

/** An order and how far it has got. */
export interface OrderState {
  readonly id: number;
  readonly fault: Fault;
  /** Calls that it was for, so far. */
  matched: number;
  /** Calls that got it. */
  fired: number;
}

interface Order extends OrderState {
  readonly givenAtMs: number;
}

/** What is to go wrong with one call. */
export interface Trouble {
  readonly order: number | undefined;
  readonly spoiler: Exclude<Fault, FaultOf<"stale" | "delay">> | undefined;
  readonly delay: FaultOf<"delay"> | undefined;
  readonly view: View;
}

/** The faults that tests have ordered. */
export class Faults {
  readonly #world: World;
  #orders: Order[] = [];
  #lastId = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Takes an order. */
  add(fault: Fault): number {
    this.#lastId += 1;
    this.#orders.push({
      id: this.#lastId,
      fault,
      matched: 0,
      fired: 0,
      givenAtMs: this.#world.clock.nowMs(),
    });
    return this.#lastId;
  }

  /** All orders, spent ones too. */
  list(): OrderState[] {
    return this.#orders.map(({ id, fault, matched, fired }) => ({ id, fault, matched, fired }));
  }

  /** Withdraws an order, or all. */
  cancel(id: number | undefined): void {
    if (id !== undefined && !this.#orders.some((order) => order.id === id)) throw new Error(`no order ${id}`);
    this.#orders = id === undefined ? [] : this.#orders.filter((order) => order.id !== id);
  }

  /** Counts a call against every order, and says what is to go wrong with it: the oldest spoiler wins. */
  take(entry: Entry): Trouble {
    const fired = this.#orders.filter((order) => fires(order, entry));
    const faults = fired.map((order) => order.fault);
    const spoiling = fired.find((order) => order.fault.kind !== "stale" && order.fault.kind !== "delay");
    const spoiler = spoiling?.fault;
    return {
      order: spoiling?.id,
      spoiler: spoiler?.kind === "stale" || spoiler?.kind === "delay" ? undefined : spoiler,
      delay: faults.find((fault) => fault.kind === "delay"),
      view: fired.map((order) => this.#view(order)).find((view) => view !== undefined),
    };
  }

  #view({ fault, givenAtMs }: Order): View {
    if (fault.kind !== "stale") return undefined;
    const nowMs = this.#world.clock.nowMs();
    const { lastWrite } = this.#world;
    const { forMs = Number.POSITIVE_INFINITY, show } = fault;
    if (show !== "beforeLastWrite")
      return nowMs - givenAtMs > forMs ? undefined : { atMs: nowMs - show.agoMs };
    return lastWrite === undefined || nowMs - lastWrite.atMs > forMs
      ? undefined
      : { change: lastWrite.change };
  }
}

function fires(order: Order, entry: Entry): boolean {
  const { fault } = order;
  if (!matches(fault, entry)) return false;
  order.matched += 1;
  const forEver = fault.kind === "stale" && fault.forMs !== undefined;
  const times = fault.times ?? (forEver ? "always" : 1);
  const fire = order.matched >= fault.nth && (times === "always" || order.matched < fault.nth + times);
  if (fire) order.fired += 1;
  return fire;
}

function matches(fault: Fault, entry: Entry): boolean {
  if (fault.kind === "stale" && entry.write) return false;
  return (
    (fault.service === undefined || fault.service === entry.service) &&
    (fault.operation === undefined || fault.operation === entry.operation) &&
    (fault.write === undefined || fault.write === entry.write) &&
    (fault.account === undefined || fault.account === entry.account) &&
    (fault.region === undefined || fault.region === entry.region) &&
    (fault.id === undefined || names(entry.params, fault.id))
  );
}
