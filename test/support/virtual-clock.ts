import type { Clock } from "../../provider/http/clock.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that stands still until a test moves it, and chance that is the same in every run. */
export class VirtualClock implements Clock {
  readonly #epoch: number;
  /** In the order in which they wake. */
  readonly #sleepers: Sleeper[] = [];
  #elapsed = 0;
  #seed: number;

  constructor({ seed = 1, epoch = Date.UTC(2026, 0, 1) } = {}) {
    this.#seed = seed;
    this.#epoch = epoch;
  }

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** How many sleep at present. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const stop = (): void => {
        this.#remove(sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#elapsed + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener("abort", stop);
          resolve();
        },
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.#sleepers.splice(this.#placeAfter(sleeper.at), 0, sleeper);
    });
  }

  /** mulberry32: small, and good enough to spread intervals. */
  random(): number {
    this.#seed = (this.#seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#seed ^ (this.#seed >>> 15), this.#seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  uuid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.random() * 16).toString(16)).join("");
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }

  /** Lets everything go on that does not wait for time. */
  settle(): Promise<void> {
    // Microtasks are done, down to the last, before an immediate runs.
    return new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves on by `ms`; all that are due meanwhile wake, one after the other, each at its own time. */
  async advance(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    await this.settle();
    while (this.#sleepers[0] !== undefined && this.#sleepers[0].at <= until) await this.#wakeNext();
    this.#elapsed = until;
    await this.settle();
  }

  /** Moves on, from one sleeper to the next, until the promise settles; gives what the promise gives. */
  async runUntil<Result>(promise: Promise<Result>): Promise<Result> {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await this.settle();
    while (!settled) {
      if (this.#sleepers.length === 0) throw new Error("nobody sleeps, and still the promise is not settled");
      await this.#wakeNext();
    }
    return await promise;
  }

  async #wakeNext(): Promise<void> {
    const next = this.#sleepers.shift();
    if (next === undefined) return;
    this.#elapsed = Math.max(this.#elapsed, next.at);
    next.wake();
    await this.settle();
  }

  /** Behind all that wake at the same time or sooner. */
  #placeAfter(at: number): number {
    let low = 0;
    let high = this.#sleepers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sleepers[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #remove(sleeper: Sleeper): void {
    const index = this.#sleepers.indexOf(sleeper);
    if (index >= 0) this.#sleepers.splice(index, 1);
  }
}
