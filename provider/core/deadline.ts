import type { Clock } from "./clock.ts";

/**
 * The time an operation may take. It counts from the first write the cloud accepted, or from the start where none is
 * due; time spent waiting for a free place under a quota is not counted.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #from: number;
  #restarted = false;
  #excludedTo = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#from = clock.elapsed();
  }

  /** A write was accepted: the first one starts the count anew. */
  accepted(): void {
    if (this.#restarted) return;
    this.#restarted = true;
    this.#from = this.#clock.elapsed();
  }

  /** Takes out the time just passed, in which the operation could not go on because of a quota; none of it twice. */
  exclude(ms: number): void {
    const now = this.#clock.elapsed();
    this.#from += Math.max(0, now - Math.max(now - ms, this.#excludedTo));
    this.#excludedTo = now;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  get leftMs(): number {
    return this.#from + this.#timeoutMs - this.#clock.elapsed();
  }
}
