import type { Clock } from "../http/clock.ts";

/** Nothing is said about a wait before it has lasted that long. */
const QUIET_MS = 3_000;
const EVERY_MS = 1_000;
/** A wait that has lasted that long is told of every so often only: a line costs the engine and the provider some time. */
const LONG_MS = 60_000;
const EVERY_LONG_MS = 10_000;

/** Writes on a resource's line in `pulumi up`. */
export interface EngineLog {
  /** Replaces the line's status for as long as nothing else does. */
  status(urn: string, text: string): void;
  /** Stays: the resource's line counts a warning, and it is listed at the end. */
  warning(urn: string, text: string): void;
}

interface Waiting {
  readonly since: number;
  readonly show: (text: string) => void;
  text: string;
}

/** Tells on the lines of all that wait what each is waiting for, and for how long. One timer serves all. */
export class Progress {
  readonly #clock: Clock;
  readonly #waiting = new Set<Waiting>();
  #ticking = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins one operation's line: `say` tells what it waits for, `end` ends it. */
  begin(show: (text: string) => void): { say: (text: string) => void; end: () => void } {
    const waiting: Waiting = {
      since: this.#clock.elapsed(),
      show,
      text: "waiting for the cloud to answer",
    };
    this.#waiting.add(waiting);
    void this.#tick();
    return {
      say: (text) => {
        waiting.text = text;
      },
      end: () => {
        this.#waiting.delete(waiting);
      },
    };
  }

  async #tick(): Promise<void> {
    if (this.#ticking) return;
    this.#ticking = true;
    while (this.#waiting.size > 0) {
      await this.#clock.sleep(EVERY_MS);
      const now = this.#clock.elapsed();
      for (const { since, show, text } of this.#waiting) {
        const waitedMs = now - since;
        const quiet = waitedMs >= LONG_MS && waitedMs % EVERY_LONG_MS >= EVERY_MS;
        if (waitedMs >= QUIET_MS && !quiet) show(`${text}, ${Math.floor(waitedMs / 1000)} s`);
      }
    }
    this.#ticking = false;
  }
}
