import type { Clock } from "./clock.ts";
import { ApiError } from "./errors.ts";
import type { CallOptions } from "./operation.ts";
import {
  type Batch,
  type Entry,
  GATHER_AT_MOST_MS,
  GATHER_MS,
  type Group,
  gathersUntil,
  MANY,
  wakeAt,
} from "./read-group.ts";

/**
 * One call for all that wait: keys that are due go into one call, and its page is filled up with those due next.
 * A read is answered only by a call sent after it was asked for, unless it says that an older one will do.
 */
export class ReadBatcher {
  readonly #clock: Clock;
  readonly #stop: AbortSignal;
  readonly #groups = new Map<string, Group>();
  /** Reads that were asked for at once, one soon after the other. */
  #burst = 0;
  /** Until when further ones are waited for. */
  #gatheredAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, stop: AbortSignal) {
    this.#clock = clock;
    this.#stop = stop;
  }

  /** Reads one thing in `afterMs` or, where that saves a call, sooner. Undefined: it is not there. */
  read<Found>(
    batch: Batch<Found>,
    key: string,
    options: CallOptions & { afterMs?: number | undefined } = {},
  ): Promise<Found | undefined> {
    const { lastFullList } = this.#group(batch.name);
    const { maxAgeMs = 0 } = options;
    const ask = (): Promise<Found | undefined> => this.#ask(batch, key, options);
    // By default none will do, not even one that was sent in the same instant.
    if (
      maxAgeMs === 0 ||
      lastFullList === undefined ||
      this.#clock.elapsed() - lastFullList.calledAt > maxAgeMs
    )
      return ask();
    return lastFullList.found.then((found) => (found?.has(key) ? (found.get(key) as Found) : ask()));
  }

  #ask<Found>(
    batch: Batch<Found>,
    key: string,
    {
      afterMs = 0,
      onQueued,
      expired,
      acceptAbsent = false,
      maxAgeMs = 0,
      signal = this.#stop,
    }: CallOptions & { afterMs?: number | undefined },
  ): Promise<Found | undefined> {
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
        acceptAbsent,
        // What is still under way may be left, too; and its failure is heard also when nobody waits any more.
        settle: (thing) => {
          Promise.resolve(thing as Found | undefined | Promise<Found>).then((found) => {
            signal.removeEventListener("abort", leave);
            resolve(found);
          }, entry.fail);
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
        const serves = batch.isFullList === true && maxAgeMs > 0;
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
        lastFullList: undefined,
        timer: undefined,
      };
      this.#groups.set(name, group);
    }
    return group;
  }

  #schedule<Found>(batch: Batch<Found>, group: Group): void {
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

  #wake<Found>(batch: Batch<Found>, group: Group): void {
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
        if (dueAt <= now) group.atOnce += 1;
        group.dueAt = Math.min(group.dueAt, dueAt);
        group.latestAt = Math.min(group.latestAt, latestAt);
      }
    }
    this.#schedule(batch, group);
  }

  /**
   * Pages of entries whose keys fit into one call each: all that are due, then those due next as far as there is room.
   * Where full pages go out before their time, what does not fill another one waits on.
   */
  #takeDue<Found>({ maxKeys }: Batch<Found>, group: Group): Entry[][] {
    const now = this.#clock.elapsed();
    const byKey = new Map<string, Entry[]>();
    for (const entry of [...group.entries].sort((a, b) => a.dueAt - b.dueAt)) {
      const same = byKey.get(entry.key);
      if (same) same.push(entry);
      else byKey.set(entry.key, [entry]);
    }
    const pages: Entry[][] = [];
    let page: Entry[] = [];
    let keys = maxKeys;
    for (const entries of byKey.values()) {
      const due = entries.some((entry) => entry.dueAt <= now);
      if (keys === maxKeys) {
        if (!due) break;
        page = [];
        pages.push(page);
        keys = 0;
      }
      page.push(...entries);
      keys += 1;
    }
    if (pages.length > 1 && keys < maxKeys && now < gathersUntil(group, this.#gatheredAt)) pages.pop();
    for (const entry of pages.flat()) group.entries.delete(entry);
    return pages;
  }

  async #answer<Found>(batch: Batch<Found>, group: Group, entries: readonly Entry[]): Promise<void> {
    const options: CallOptions = {
      signal: this.#stop,
      onQueued: (ms) => {
        for (const entry of entries) {
          try {
            entry.onQueued?.(ms);
          } catch (error) {
            // The call goes on for the others.
            entry.fail(error);
          }
        }
      },
      expired: () => entries.every((entry) => entry.expired?.() === true),
    };
    const keys = [...new Set(entries.map((entry) => entry.key))];
    const readAlone = (entry: Entry): void => {
      batch.fetch([entry.key], { ...options, onQueued: entry.onQueued, expired: entry.expired }).then(
        (found) => entry.settle(found.get(entry.key)),
        (error: unknown) => entry.fail(error),
      );
    };
    let found: ReadonlyMap<string, Found | Promise<Found>>;
    try {
      const fetched = batch.fetch(keys, options);
      if (batch.isFullList && keys.length > 1) {
        group.lastFullList = { calledAt: this.#clock.elapsed(), found: fetched.catch(() => undefined) };
      }
      found = await fetched;
    } catch (error) {
      for (const entry of entries) {
        // What the cloud refuses to say of many, it may say of all but one.
        if (error instanceof ApiError && keys.length > 1 && batch.fallback === "when missing or refused")
          readAlone(entry);
        else entry.fail(error);
      }
      return;
    }
    for (const entry of entries) {
      const settled = found.has(entry.key) || keys.length === 1 || entry.acceptAbsent;
      if (settled || batch.fallback === "never") entry.settle(found.get(entry.key));
      else readAlone(entry);
    }
  }
}
