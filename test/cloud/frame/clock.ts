/** How the cloud's own time passes: with real time, or only when a test says so. */
export type ClockMode = "auto" | "manual";

/**
 * The cloud's own (virtual) time, in epoch milliseconds. Statuses move and temporary credentials expire by
 * it. Signatures, quotas and delays go by real time: their other party is a real client.
 */
export class Clock {
  #mode: ClockMode = "auto";
  #anchorMs: number;
  #anchorRealMs: number;
  #stepMs: number | undefined;

  constructor() {
    this.#anchorRealMs = Date.now();
    this.#anchorMs = this.#anchorRealMs;
  }

  /** How time passes at present. */
  get mode(): ClockMode {
    return this.#mode;
  }

  /** The time by the cloud's clock. */
  nowMs(): number {
    if (this.#stepMs !== undefined) return this.#stepMs;
    return this.#mode === "manual" ? this.#anchorMs : this.#anchorMs + Date.now() - this.#anchorRealMs;
  }

  /** Does something within one moment: while it runs, no time passes. */
  step<T>(run: () => T): T {
    this.#stepMs = this.nowMs();
    try {
      return run();
    } finally {
      this.#stepMs = undefined;
    }
  }

  /** When it was, by real time, that this clock showed a time which has passed already. */
  realMsAt(virtualMs: number): number {
    return this.#mode === "manual" ? Date.now() : this.#anchorRealMs + virtualMs - this.#anchorMs;
  }

  /** Changes how time passes from here on; the clock never jumps. */
  setMode(mode: ClockMode): void {
    this.#anchorMs = this.nowMs();
    this.#anchorRealMs = Date.now();
    this.#mode = mode;
  }

  /** Moves a manual clock forward. */
  moveTo(virtualMs: number): void {
    if (this.#mode === "auto")
      throw new Error('the clock is on "auto"; set it to "manual" before advancing it');
    this.#anchorMs = Math.max(this.#anchorMs, virtualMs);
  }
}
