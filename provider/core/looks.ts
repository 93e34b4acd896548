import type { Clock } from "./clock.ts";
import { ApiError } from "./errors.ts";

/** What every call may be told. */
export interface CallOptions {
  /** Ends the call before its next attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Told how long a quota held the call up. */
  readonly onQueued?: ((ms: number) => void) | undefined;
}

/** One describe call that can answer for many things at once. */
export interface Batch<Thing> {
  /** What is shared: service, operation, region and whatever else the things have in common. */
  readonly name: string;
  /** Most keys one call may ask for. */
  readonly largest: number;
  /** An answer lists everything there is, so that what it lacks is not there; else it is asked for alone first. */
  readonly complete: boolean;
  readonly fetch: (keys: readonly string[], options: CallOptions) => Promise<ReadonlyMap<string, Thing>>;
}

/** One thing that somebody waits to see. */
interface Entry {
  readonly key: string;
  readonly dueAt: number;
  readonly onQueued: ((ms: number) => void) | undefined;
  readonly settle: (thing: unknown) => void;
  readonly fail: (error: unknown) => void;
}

interface Group {
  entries: Set<Entry>;
  wake: AbortController | undefined;
}

/** How long the first look waits for others to share the call with. */
const GATHER_MS = 15;

/**
 * One look for all that wait: keys that are due go into one call, and its page is filled up with those due next.
 * A look is answered only by a call sent after it was asked for.
 */
export class SharedLooks {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #groups = new Map<string, Group>();

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Looks at one thing in `afterMs` or, where that saves a call, sooner. Undefined: it is not there. */
  look<Thing>(
    batch: Batch<Thing>,
    key: string,
    { afterMs = 0, onQueued, signal = this.#stop }: CallOptions & { afterMs?: number | undefined } = {},
  ): Promise<Thing | undefined> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const group = this.#group(batch.name);
      const entry: Entry = {
        key,
        dueAt: this.#clock.elapsed() + afterMs,
        onQueued,
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
        group.entries.delete(entry);
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      group.entries.add(entry);
      this.#schedule(batch, group);
    });
  }

  #group(name: string): Group {
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { entries: new Set(), wake: undefined };
      this.#groups.set(name, group);
    }
    return group;
  }

  #schedule<Thing>(batch: Batch<Thing>, group: Group): void {
    group.wake?.abort();
    group.wake = undefined;
    if (group.entries.size === 0) {
      this.#groups.delete(batch.name);
      return;
    }
    let next = Number.POSITIVE_INFINITY;
    for (const entry of group.entries) next = Math.min(next, entry.dueAt);
    const wake = new AbortController();
    group.wake = wake;
    this.#clock.sleep(Math.max(GATHER_MS, next - this.#clock.elapsed()), wake.signal).then(
      () => {
        for (const entries of this.#takeDue(batch, group)) void this.#answer(batch, entries);
        this.#schedule(batch, group);
      },
      () => undefined,
    );
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

  async #answer<Thing>(batch: Batch<Thing>, entries: readonly Entry[]): Promise<void> {
    const options: CallOptions = {
      signal: this.#stop,
      onQueued: (ms) => {
        for (const entry of entries) entry.onQueued?.(ms);
      },
    };
    const keys = [...new Set(entries.map((entry) => entry.key))];
    const alone = (entry: Entry): void => {
      batch.fetch([entry.key], { ...options, onQueued: entry.onQueued }).then(
        (found) => entry.settle(found.get(entry.key)),
        (error: unknown) => entry.fail(error),
      );
    };
    let found: ReadonlyMap<string, Thing>;
    try {
      found = await batch.fetch(keys, options);
    } catch (error) {
      for (const entry of entries) {
        // What the cloud refuses to say of many, it may say of all but one.
        if (error instanceof ApiError && keys.length > 1 && !batch.complete) alone(entry);
        else entry.fail(error);
      }
      return;
    }
    for (const entry of entries) {
      if (found.has(entry.key) || batch.complete || keys.length === 1) entry.settle(found.get(entry.key));
      else alone(entry);
    }
  }
}
