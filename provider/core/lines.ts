import type { Clock } from "./clock.ts";
import { type Turn, turnIn } from "./turn.ts";

/** How many calls may be under way to one service at once: as many as there are sockets to one host. */
export const LINES = 16;
/** So many of them at most are writes: looks never queue behind those. */
const LINES_FOR_WRITES = 12;

/** The calls under way to one service. Without a bound they would queue for sockets, where their time runs out. */
export class Lines {
  readonly #clock: Clock;
  readonly #queues: Record<"read" | "write", (() => void)[]> = { read: [], write: [] };
  #taken = 0;
  #writes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Ends when a line is free. */
  async take(effect: "read" | "write", signal?: AbortSignal): Promise<Turn> {
    const from = this.#clock.elapsed();
    const queue = this.#queues[effect];
    await turnIn(queue, () => this.#admit(), signal);
    const end = (): void => {
      this.#taken -= 1;
      if (effect === "write") this.#writes -= 1;
      this.#admit();
    };
    return { end, waitedMs: this.#clock.elapsed() - from };
  }

  #admit(): void {
    const { read, write } = this.#queues;
    while (this.#taken < LINES) {
      const next = read.shift() ?? (this.#writes < LINES_FOR_WRITES ? this.#nextWrite(write) : undefined);
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
