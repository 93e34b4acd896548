import { bounded } from "./baselines.ts";
import { type Lab, roundTripMs, TRANSITION } from "./lab.ts";
import { meanLagS, measureUp, type Outcome } from "./outcome.ts";
import { pairsOf } from "./pairs.ts";
import { mean, quantile } from "./statistics.ts";
import type { Bound, Figure } from "./table.ts";

/** Calls a second that the quota allows, of each account and operation. */
const QUOTA = 20;
/** How many resources stand for one, each with a provider process and an account of its own. */
const DRAWS = 30;

/** Many connections at once, with and without a quota, beside the naive provider on the same transition times. */
export async function scaleFigures(lab: Lab, count: number): Promise<Figure[]> {
  const engine = await measureUp(lab, "instant", { pairs: pairsOf(count), instant: true });
  const engineS = engine.wallS;
  const roundTripS = (await roundTripMs(lab)) / 1000;
  const rows: Figure[] = [
    bounded({ name: `N=${count}: the engine alone, wall`, unit: "s", measured: engineS }),
  ];
  for (const quota of [undefined, QUOTA]) {
    const world = { pairs: pairsOf(count), quota, seed: 1 };
    const ours = await measureUp(lab, "interlink", world);
    const naive = await measureUp(lab, "naive", world);
    rows.push(...figuresOf({ count, quota, engineS, roundTripS, ours, naive }));
    if (count === 500 && quota === undefined) rows.push(await memoryFigure(lab, ours, engine));
  }
  return rows;
}

/** One connection, as the mean over many: one engine, and a provider process and an account for each. */
export async function oneFigures(lab: Lab): Promise<Figure[]> {
  const alone = { pairs: pairsOf(1), seed: 1 };
  const engineS = (await measureUp(lab, "instant", { ...alone, instant: true })).wallS;
  const roundTripS = (await roundTripMs(lab)) / 1000;
  const rows: Figure[] = [bounded({ name: "N=1: the engine alone, wall", unit: "s", measured: engineS })];
  for (const quota of [undefined, QUOTA]) {
    // The wall time is that of one draw: thirty engines at once would measure each other.
    const wall = {
      ours: await measureUp(lab, "interlink", { ...alone, quota }),
      naive: await measureUp(lab, "naive", { ...alone, quota }),
    };
    const world = { pairs: pairsOf(DRAWS, "each its own"), quota, seed: 1 };
    const ours = await measureUp(lab, "interlink", world, { apart: true });
    const naive = await measureUp(lab, "naive", world, { apart: true });
    rows.push(
      ...figuresOf({
        count: 1,
        quota,
        engineS,
        roundTripS,
        ours: { ...eachOf(ours), wallS: wall.ours.wallS, transitionsS: wall.ours.transitionsS },
        naive: { ...eachOf(naive), wallS: wall.naive.wallS },
      }),
    );
  }
  return rows;
}

/** The outcome of one of many draws, on average. */
function eachOf(outcome: Outcome): Outcome {
  const calls = Object.entries(outcome.calls).map(([name, count]): [string, number] => [name, count / DRAWS]);
  return {
    ...outcome,
    calls: Object.fromEntries(calls),
    allCalls: outcome.allCalls / DRAWS,
    throttled: outcome.throttled / DRAWS,
    cpuS: [mean(outcome.cpuS)],
    peakMb: [mean(outcome.peakMb)],
  };
}

interface Case {
  readonly count: number;
  readonly quota: number | undefined;
  /** `pulumi up` of as many resources whose provider answers at once. */
  readonly engineS: number;
  readonly roundTripS: number;
  readonly ours: Outcome;
  readonly naive: Outcome;
}

function figuresOf(it: Case): Figure[] {
  const { count, quota, ours, naive, roundTripS } = it;
  const title = `N=${count}, ${quota === undefined ? "no quota" : `${quota}/s`}`;
  const both = (
    name: string,
    unit: Figure["unit"],
    of: (outcome: Outcome) => number,
    rest: Partial<Figure> = {},
  ) => bounded({ name: `${title}: ${name}`, unit, measured: of(ours), naive: of(naive), ...rest });
  const operation = (name: string, rest: Partial<Figure> = {}): Figure =>
    both(`${name} calls`, "", ({ calls }) => calls[name] ?? 0, rest);
  return [
    both("wall", "s", ({ wallS }) => wallS, wallRest(it)),
    operation("ConnectRouterInterface", { limit: 1 * count }),
    operation("DescribeRouterInterfaces", describesRest(it)),
    operation("GetCallerIdentity"),
    both("throttled", "", ({ throttled }) => throttled, throttledRest(it)),
    both("failed resources", "", ({ failed }) => failed, { limit: 0, bound: { atMost: 0 } }),
    both("mean lag", "s", meanLagS, { limit: roundTripS }),
    both("p95 lag", "s", ({ lagsMs }) => quantile(lagsMs, 0.95) / 1000, { limit: roundTripS }),
    both("mean lag, as the program hears", "s", ({ heardMs }) => mean(heardMs) / 1000),
    both("provider processor time", "s", ({ cpuS }) => Math.max(...cpuS)),
    both("provider memory, peak", "MB", ({ peakMb }) => Math.max(...peakMb)),
    both("sockets to one endpoint", "", ({ sockets }) => Math.max(...sockets), { bound: { atMost: 16 } }),
  ];
}

/** The cloud's share of the wall time cannot be less than this; the engine's own comes on top of it. */
function wallRest({ count, quota, engineS, roundTripS, ours }: Case): Partial<Figure> {
  const [shortestS, longestS] = [Math.min(...ours.transitionsS), Math.max(...ours.transitionsS)];
  // Each connection needs one Connect; reads can be shared, so that they are never the API that is called most.
  const admittedS = quota === undefined ? 0 : count / quota;
  // The last that is let in takes the shortest transition at best.
  const limit = Math.max(longestS, admittedS + shortestS) + roundTripS;
  if (quota === undefined || count < 500) return { limit };
  const meanS = (TRANSITION.min + TRANSITION.max) / 2000;
  const bound: Bound = {
    atMost: 1.5 * (admittedS + meanS) + engineS,
    because: `1.5 × (${count} / ${quota} + ${meanS}) + ${engineS.toFixed(1)}`,
  };
  return { limit, bound };
}

function describesRest({ count, quota, naive }: Case): Partial<Figure> {
  if (count !== 100 || quota !== undefined) return {};
  const { DescribeRouterInterfaces: describes = 0 } = naive.calls;
  return { bound: { atMost: describes / 4, because: "a quarter of the naive ones" } };
}

function throttledRest({ count, quota, ours }: Case): Partial<Figure> {
  if (count !== 500 || quota === undefined) return {};
  return { bound: { atMost: 0.02 * ours.allCalls, because: "2 % of the calls" } };
}

/** What more resources make a provider process grow by; the limit is what they do where the provider does nothing. */
async function memoryFigure(lab: Lab, many: Outcome, engine: Outcome): Promise<Figure> {
  const world = { pairs: pairsOf(1), seed: 1 };
  const one = await measureUp(lab, "interlink", world);
  const engineOne = await measureUp(lab, "instant", { ...world, instant: true });
  const growth = (to: Outcome, from: Outcome): number => Math.max(...to.peakMb) - Math.max(...from.peakMb);
  return bounded({
    name: "N=500: provider memory over that with 1 resource",
    unit: "MB",
    measured: growth(many, one),
    limit: growth(engine, engineOne),
  });
}
