import type { Clock } from "./clock.ts";
import { ApiError } from "./errors.ts";

/** What every call may be told. */
export interface CallOptions {
  /** Ends the call before its next attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Told how long a quota held the call up. */
  readonly onQueued?: ((ms: number) => void) | undefined;
  /** Whether there is no time left for another attempt. */
  readonly expired?: (() => boolean) | undefined;
  /** What a shared answer lacks is not asked for alone: for when nothing is dropped or given up on that word. */
  readonly trustMissing?: boolean | undefined;
  /** What a shared answer has will do if its call was sent at most that long ago. Default 0: none that was sent before. */
  readonly maxAgeMs?: number | undefined;
}

/** One describe call that can answer for many things at once. */
export interface Batch<Thing> {
  /** What is shared: service, operation, region and whatever else the things have in common. */
  readonly name: string;
  /** Most keys one call may ask for. */
  readonly largest: number;
  /** When a thing is asked for alone after a call for many: when its answer lacks it, or also when that was refused. */
  readonly alone: "when missing" | "when missing or refused" | "never";
  /** A call for several has all there is for an answer, also what nobody asked for. */
  readonly whole?: true;
  readonly fetch: (keys: readonly string[], options: CallOptions) => Promise<ReadonlyMap<string, Thing>>;
}

/** One thing that somebody waits to see. */
interface Entry {
  readonly key: string;
  readonly dueAt: number;
  /** For how long it lets others come, at most. */
  readonly latestAt: number;
  readonly onQueued: ((ms: number) => void) | undefined;
  readonly expired: (() => boolean) | undefined;
  readonly trustMissing: boolean;
  readonly settle: (thing: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** All that wait to see something that one call can answer. */
interface Group {
  readonly entries: Set<Entry>;
  /** When the first of them is due, or sooner. */
  dueAt: number;
  /** When the first of them has to be asked for, however many still come, or sooner. */
  latestAt: number;
  /** How many asked to look at once, since the last call. */
  atOnce: number;
  calledAt: number;
  /** How many waited when the last call went out. */
  calledFor: number;
  /** Calls that are not answered yet. */
  underWay: number;
  /** The last answer that had all there is; undefined: there was none after all. */
  whole:
    | { readonly calledAt: number; readonly found: Promise<ReadonlyMap<string, unknown> | undefined> }
    | undefined;
  timer: { readonly at: number; readonly off: AbortController } | undefined;
}

/**
 * How long a call waits for others to share it with, anew for each that asks to look at once, whatever at. Where many
 * asked, more will: 500 reads of a refresh come with pauses of up to 130 ms (measured).
 */
const GATHER_MS = { few: 15, many: 150 };
const MANY = 10;
/** That comes to an end: soon for those that have waited already. */
const GATHER_AT_MOST_MS = { waited: 150, atOnce: 1_500 };
/** How far apart calls are at least, per thing that is waited for and at most: where many wait, others soon come. */
const APART_MS = { each: 2, most: 100 };
/** How long those who come while a call is under way wait for its answer: under a quota, or from afar, many share the next. */
const ANSWER_MS = 1_000;

/**
 * One look for all that wait: keys that are due go into one call, and its page is filled up with those due next.
 * A look is answered only by a call sent after it was asked for, unless it says that an older one will do.
 */
export class SharedLooks {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #groups = new Map<string, Group>();
  /** Looks that were asked for at once, one soon after the other. */
  #burst = 0;
  /** Until when further ones are waited for. */
  #gatheredAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Looks at one thing in `afterMs` or, where that saves a call, sooner. Undefined: it is not there. */
  look<Thing>(
    batch: Batch<Thing>,
    key: string,
    options: CallOptions & { afterMs?: number | undefined } = {},
  ): Promise<Thing | undefined> {
    const { whole } = this.#group(batch.name);
    const { maxAgeMs = 0 } = options;
    const ask = (): Promise<Thing | undefined> => this.#ask(batch, key, options);
    // By default none will do, not even one that was sent in the same instant.
    if (maxAgeMs === 0 || whole === undefined || this.#clock.elapsed() - whole.calledAt > maxAgeMs)
      return ask();
    return whole.found.then((found) => (found?.has(key) ? (found.get(key) as Thing) : ask()));
  }

  #ask<Thing>(
    batch: Batch<Thing>,
    key: string,
    {
      afterMs = 0,
      onQueued,
      expired,
      trustMissing = false,
      maxAgeMs = 0,
      signal = this.#stop,
    }: CallOptions & { afterMs?: number | undefined },
  ): Promise<Thing | undefined> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const now = this.#clock.elapsed();
      const group = this.#group(batch.name);
      const entry: Entry = {
        key,
        dueAt: now + afterMs,
        latestAt: now + (afterMs > 0 ? afterMs + GATHER_AT_MOST_MS.waited : GATHER_AT_MOST_MS.atOnce),
        onQueued,
        expired,
        trustMissing,
        settle: (thing) => {
          signal.removeEventListener("abort", leave);
          resolve(thing as Thing | undefined);
        },
        fail: (error) => {
          signal.removeEventListener("abort", leave);
          reject(error);
        },
      };
      const leave = (): void => {
        if (group.entries.delete(entry)) this.#schedule(batch, group);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      group.entries.add(entry);
      group.dueAt = Math.min(group.dueAt, entry.dueAt);
      group.latestAt = Math.min(group.latestAt, entry.latestAt);
      if (afterMs <= 0) {
        group.atOnce += 1;
        this.#burst = now < this.#gatheredAt ? this.#burst + 1 : 0;
        // An answer that serves for a while is worth waiting for.
        const serves = batch.whole === true && maxAgeMs > 0;
        this.#gatheredAt = now + (this.#burst < MANY && !serves ? GATHER_MS.few : GATHER_MS.many);
      }
      this.#schedule(batch, group);
    });
  }

  #group(name: string): Group {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = {
        entries: new Set(),
        dueAt: Number.POSITIVE_INFINITY,
        latestAt: Number.POSITIVE_INFINITY,
        atOnce: 0,
        calledAt: Number.NEGATIVE_INFINITY,
        calledFor: 0,
        underWay: 0,
        whole: undefined,
        timer: undefined,
      };
      this.#groups.set(name, group);
    }
    return group;
  }

  #schedule<Thing>(batch: Batch<Thing>, group: Group): void {
    if (group.entries.size === 0) {
      group.timer?.off.abort();
      group.timer = undefined;
      return;
    }
    const at = wakeAt(batch, group, this.#gatheredAt);
    // A timer that comes too soon is set anew; that is rare, and cheaper than to move it each time somebody asks.
    if (group.timer !== undefined && group.timer.at <= at) return;
    group.timer?.off.abort();
    const off = new AbortController();
    group.timer = { at, off };
    this.#clock.sleep(at - this.#clock.elapsed(), off.signal).then(
      () => {
        group.timer = undefined;
        this.#wake(batch, group);
      },
      () => undefined,
    );
  }

  #wake<Thing>(batch: Batch<Thing>, group: Group): void {
    const now = this.#clock.elapsed();
    if (now >= wakeAt(batch, group, this.#gatheredAt)) {
      const waiting = group.entries.size;
      for (const entries of this.#takeDue(batch, group)) {
        group.calledAt = now;
        group.calledFor = waiting;
        group.underWay += 1;
        void this.#answer(batch, group, entries).then(() => {
          group.underWay -= 1;
          this.#schedule(batch, group);
        });
      }
      group.atOnce = 0;
      group.dueAt = Number.POSITIVE_INFINITY;
      group.latestAt = Number.POSITIVE_INFINITY;
      for (const { dueAt, latestAt } of group.entries) {
        group.dueAt = Math.min(group.dueAt, dueAt);
        group.latestAt = Math.min(group.latestAt, latestAt);
      }
    }
    this.#schedule(batch, group);
  }

  /** Pages of entries whose keys fit into one call each: all that are due, then those due next as far as there is room. */
  #takeDue<Thing>(batch: Batch<Thing>, group: Group): Entry[][] {
    const now = this.#clock.elapsed();
    const byKey = new Map<string, Entry[]>();
    for (const entry of [...group.entries].sort((a, b) => a.dueAt - b.dueAt)) {
      const same = byKey.get(entry.key);
      if (same) same.push(entry);
      else byKey.set(entry.key, [entry]);
    }
    const pages: Entry[][] = [];
    let page: Entry[] = [];
    let keys = batch.largest;
    for (const entries of byKey.values()) {
      const due = entries.some((entry) => entry.dueAt <= now);
      if (keys === batch.largest) {
        if (!due) break;
        page = [];
        pages.push(page);
        keys = 0;
      }
      page.push(...entries);
      keys += 1;
      for (const entry of entries) group.entries.delete(entry);
    }
    return pages;
  }

  async #answer<Thing>(batch: Batch<Thing>, group: Group, entries: readonly Entry[]): Promise<void> {
    const options: CallOptions = {
      signal: this.#stop,
      onQueued: (ms) => {
        for (const entry of entries) entry.onQueued?.(ms);
      },
      expired: () => entries.every((entry) => entry.expired?.() === true),
    };
    const keys = [...new Set(entries.map((entry) => entry.key))];
    const alone = (entry: Entry): void => {
      batch.fetch([entry.key], { ...options, onQueued: entry.onQueued, expired: entry.expired }).then(
        (found) => entry.settle(found.get(entry.key)),
        (error: unknown) => entry.fail(error),
      );
    };
    let found: ReadonlyMap<string, Thing>;
    try {
      const fetched = batch.fetch(keys, options);
      if (batch.whole && keys.length > 1) {
        group.whole = { calledAt: this.#clock.elapsed(), found: fetched.catch(() => undefined) };
      }
      found = await fetched;
    } catch (error) {
      for (const entry of entries) {
        // What the cloud refuses to say of many, it may say of all but one.
        if (error instanceof ApiError && keys.length > 1 && batch.alone === "when missing or refused")
          alone(entry);
        else entry.fail(error);
      }
      return;
    }
    for (const entry of entries) {
      const settled = found.has(entry.key) || keys.length === 1 || entry.trustMissing;
      if (settled || batch.alone === "never") entry.settle(found.get(entry.key));
      else alone(entry);
    }
  }
}

/** When the next call goes out: when the first is due, after a little while in which others may come, unless they fill a page. */
function wakeAt<Thing>(batch: Batch<Thing>, group: Group, gatheredAt: number): number {
  const { entries, dueAt, latestAt, atOnce, calledAt, calledFor, underWay } = group;
  if (atOnce >= batch.largest) return dueAt;
  const apartMs = Math.min(APART_MS.most, APART_MS.each * Math.max(entries.size, calledFor));
  return Math.max(dueAt, Math.min(gatheredAt, latestAt), calledAt + (underWay > 0 ? ANSWER_MS : apartMs));
}
