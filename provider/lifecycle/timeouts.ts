import type { Clock } from "../http/clock.ts";
import type { DefaultMinutes } from "./definition.ts";

/** How long the engine lets an operation take, as customTimeouts say after all transformations. */
export interface EngineTimeout {
  /** 0: the resource's default. */
  readonly seconds: number;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Pulumi writes it (`1h30m`, `90s`); undefined where it is none, or not positive. */
export function durationMs(text: string): number | undefined {
  if (!/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/([0-9.]+)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return total > 0 ? total : undefined;
}

/**
 * How long an operation may take: what the engine says; where that cannot be told, what the class was given; else the
 * resource's default.
 */
export function timeoutMs(
  operation: keyof DefaultMinutes,
  engine: EngineTimeout | undefined,
  timeouts: Readonly<Record<string, string>>,
  defaults: DefaultMinutes,
): number {
  const given = engine === undefined ? durationMs(timeouts[operation] ?? "") : engine.seconds * 1_000;
  return given || defaults[operation] * 60_000;
}

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
