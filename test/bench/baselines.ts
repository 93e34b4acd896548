import baselines from "./baselines.json";
import type { Figure } from "./table.ts";

/** What is known of a figure from elsewhere, and what it may at most be. */
interface Known {
  readonly baseline?: number;
  readonly atMost?: number;
  /** Where the baseline comes from. */
  readonly from?: string;
}

const known: Readonly<Record<string, Known>> = baselines;

/** A figure with the baseline and the bound that `baselines.json` has for its name; a bound of its own stays. */
export function bounded(figure: Figure): Figure {
  const { baseline, atMost } = known[figure.name] ?? {};
  return {
    ...(atMost !== undefined && { bound: { atMost } }),
    ...(baseline !== undefined && { baseline }),
    ...figure,
  };
}

/** Where the baselines of these figures come from. */
export function sources(figures: readonly Figure[]): string[] {
  return figures.flatMap(({ name }) => {
    const from = known[name]?.from;
    return from === undefined ? [] : [`${name}: ${from}`];
  });
}
