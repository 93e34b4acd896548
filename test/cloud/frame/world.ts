import { Clock } from "./clock.ts";
import { Faults } from "./faults.ts";
import { Holds } from "./holds.ts";
import { Log } from "./log.ts";
import { Quotas } from "./quota.ts";
import { Schedule } from "./schedule.ts";
import type { Duration } from "./transitions.ts";

/** Everything that one run of the cloud knows. A reset makes a new one. */
export class World {
  readonly clock = new Clock();
  readonly schedule = new Schedule();
  readonly log = new Log();
  readonly quotas = new Quotas();
  readonly holds = new Holds();
  readonly faults = new Faults(this);
  /** How long transitions take, by name; 0 where nothing is said. */
  readonly durations = new Map<string, Duration>();
  /** What tests have chosen where the real cloud's behaviour is not known, by service. */
  readonly options = new Map<string, Readonly<Record<string, unknown>>>();
  /** Nonces that were used already, with the real time of their use, by access key. */
  readonly nonces = new Map<string, Map<string, number>>();
  /** From this the durations are drawn. */
  randomSeed = 1;
  /** How far the gateways' wall clock is ahead of ours. */
  skewMs = 0;
  /** The last write that was carried out: the change that came before it, and when. */
  lastWrite: { readonly change: number; readonly atMs: number } | undefined;
  #changes = 0;
  readonly #draws = new Map<string, number>();

  /** Does what is due by now. Everything that looks at the state calls this first. */
  settle(): void {
    this.schedule.runUntil(this.clock.nowMs());
  }

  /** Moves the manual clock on; everything due on the way happens at its own moment. */
  advance(ms: number): void {
    const endMs = this.clock.nowMs() + ms;
    for (
      let next = this.schedule.nextMs();
      next !== undefined && next <= endMs;
      next = this.schedule.nextMs()
    ) {
      this.clock.moveTo(next);
      this.schedule.runUntil(next);
    }
    this.clock.moveTo(endMs);
  }

  /** The number of the latest change to any record. */
  get change(): number {
    return this.#changes;
  }

  /** Numbers a change to a record. */
  nextChange(): number {
    this.#changes += 1;
    return this.#changes;
  }

  /** The wall clock of the gateways, in epoch ms. */
  gatewayMs(): number {
    return Date.now() + this.skewMs;
  }

  /** How often this was asked for: the n-th draw for one thing. */
  countDraw(what: string): number {
    const nth = (this.#draws.get(what) ?? 0) + 1;
    this.#draws.set(what, nth);
    return nth;
  }

  /** Ends every wait and throws held requests away. */
  close(): void {
    this.log.close();
    this.holds.close();
  }
}
