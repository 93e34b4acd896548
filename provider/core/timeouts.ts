import type { DefaultMinutes } from "./lifecycle.ts";
import type { EngineTimeout } from "./requests.ts";

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
