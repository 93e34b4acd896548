/** What a figure may at most be. */
export interface Bound {
  readonly atMost: number;
  /** What it is made of, where it is no constant. */
  readonly because?: string;
}

/** One line of the table. */
export interface Figure {
  /** Names the line; figures of `baselines.json` are found by it. */
  readonly name: string;
  readonly unit: "ms" | "s" | "MB" | "bytes" | "";
  readonly measured: number;
  /** The same figure of the naive provider, in the same run. */
  readonly naive?: number;
  /** What no provider can go below, in the same run. */
  readonly limit?: number;
  /** From elsewhere, or from an earlier time. */
  readonly baseline?: number;
  readonly bound?: Bound;
}

const HEADINGS = ["figure", "measured", "naive", "limit", "baseline", "bound", ""] as const;

/** Whether a figure keeps its bound; undefined where it has none. */
export function kept({ measured, bound }: Figure): boolean | undefined {
  return bound === undefined ? undefined : measured <= bound.atMost;
}

/** The table for a terminal. */
export function plain(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        column === 0 || column > 4 ? cell.padEnd(at(widths, column)) : cell.padStart(at(widths, column)),
      )
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

/** The table for a Markdown file. */
export function markdown(figures: readonly Figure[]): string {
  const line = (row: readonly string[]): string => `| ${row.join(" | ")} |`;
  const rule = line(HEADINGS.map((_, column) => (column === 0 || column > 4 ? "---" : "--:")));
  return [line(HEADINGS), rule, ...figures.map((figure) => line(cells(figure)))].join("\n");
}

/** How many bounds were kept, in words. */
export function verdict(figures: readonly Figure[]): string {
  const missed = figures.filter((figure) => kept(figure) === false);
  const bounds = figures.filter(({ bound }) => bound !== undefined).length;
  if (missed.length === 0) return `All ${bounds} bounds are kept.`;
  return `${missed.length} of ${bounds} bounds are missed: ${missed.map(({ name }) => name).join("; ")}.`;
}

function cells(figure: Figure): string[] {
  const { name, unit, measured, naive, limit, baseline, bound } = figure;
  const number = (value: number | undefined): string => (value === undefined ? "" : shown(value, unit));
  const because = bound?.because === undefined ? "" : ` (${bound.because})`;
  const keeps = kept(figure);
  return [
    unit === "" ? name : `${name}, ${unit}`,
    number(measured),
    number(naive),
    number(limit),
    number(baseline),
    bound === undefined ? "" : `≤ ${number(bound.atMost)}${because}`,
    keeps === undefined ? "" : keeps ? "ok" : "MISSED",
  ];
}

function shown(value: number, unit: Figure["unit"]): string {
  if (!Number.isFinite(value)) return "–";
  const digits = unit === "s" ? 2 : unit === "ms" || unit === "MB" ? 0 : Number.isInteger(value) ? 0 : 1;
  return value.toFixed(digits);
}

function at(widths: readonly number[], column: number): number {
  return widths[column] ?? 0;
}
