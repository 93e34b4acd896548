import type { Clock } from "./clock.ts";

/** How many calls may be under way to one service at once: as many as there are sockets to one host. */
export const MAX_IN_FLIGHT = 16;
/** So many of them at most are writes: reads never queue behind those. */
const MAX_WRITES_IN_FLIGHT = 12;

/** The calls under way to one service. Without a bound they would queue for sockets, where their time runs out. */
export class Semaphore {
  readonly #clock: Clock;
  readonly #queues: Record<"read" | "write", (() => void)[]> = { read: [], write: [] };
  #taken = 0;
  #writes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends when there is a permit. */
  async acquire(effect: "read" | "write", signal?: AbortSignal): Promise<Permit> {
    const from = this.#clock.elapsed();
    const queue = this.#queues[effect];
    await waitInQueue(queue, () => this.#admit(), signal);
    const end = (): void => {
      this.#taken -= 1;
      if (effect === "write") this.#writes -= 1;
      this.#admit();
    };
    return { end, waitedMs: this.#clock.elapsed() - from };
  }

  #admit(): void {
    const { read, write } = this.#queues;
    while (this.#taken < MAX_IN_FLIGHT) {
      const next = read.shift() ?? (this.#writes < MAX_WRITES_IN_FLIGHT ? this.#nextWrite(write) : undefined);
      if (next === undefined) return;
      this.#taken += 1;
      next();
    }
  }

  #nextWrite(queue: (() => void)[]): (() => void) | undefined {
    const next = queue.shift();
    if (next !== undefined) this.#writes += 1;
    return next;
  }
}

/** What was waited for, had until it is given back. */
export interface Permit {
  readonly waitedMs: number;
  readonly end: () => void;
}

/** Waits in a queue until it is called; leaves it when the signal fires. `admit` calls those whose turn it is. */
export function waitInQueue(
  queue: (() => void)[],
  admit: () => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const call = (): void => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    const leave = (): void => {
      queue.splice(queue.indexOf(call), 1);
      reject(signal?.reason);
    };
    queue.push(call);
    signal?.addEventListener("abort", leave, { once: true });
    admit();
  });
}
