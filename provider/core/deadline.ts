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

  /** Takes out time in which the operation could not go on because of a quota. */
  exclude(ms: number): void {
    this.#from += ms;
  }

  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  get leftMs(): number {
    return this.#from + this.#timeoutMs - this.#clock.elapsed();
  }
}
