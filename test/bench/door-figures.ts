import { bounded } from "./baselines.ts";
import type { BenchStack } from "./bench-stack.ts";
import type { Lab, World } from "./lab.ts";
import { meanLagS, measureUp, type Outcome } from "./outcome.ts";
import { pairsOf } from "./pairs.ts";
import { mean, median, quantile } from "./statistics.ts";
import type { Figure } from "./table.ts";

/** How many resources stand for one, each with a provider process and an account of its own. */
const DRAWS = 30;
/** How often a preview is measured, each time beside one of the engine alone: a busy machine meets both. */
const TIMES = 7;
/** How long a link that is Active may wait for its answer, on average: 0.15 of the Terraform provider's. */
const MEAN_LAG_S = 0.36;

const NAMES = { interlink: "dynamic provider", plugin: "plugin" } as const;
type DoorName = keyof typeof NAMES;
const DOORS = ["interlink", "plugin"] as const satisfies DoorName[];

/** The dynamic provider and the plugin side by side, in the same Node.js program but for the resources' tokens. */
export async function doorFigures(lab: Lab, count: number): Promise<Figure[]> {
  return [...(await instantFigures(lab, count)), ...(await waitingFigures(lab, count))];
}

/** Transitions that take no time, and a preview after them that finds no change. */
async function instantFigures(lab: Lab, count: number): Promise<Figure[]> {
  const doors: Instant[] = [];
  const floor = await measureUp(lab, "instantPlugin", instantWorld(count), {
    afterwards: async (alone) => {
      for (const door of DOORS) doors.push(await instantly(lab, door, count, alone));
    },
  });
  return doors.flatMap(({ door, outcome, previewS, aloneS, previewCalls }): Figure[] => {
    const title = `N=${count}, instant, ${NAMES[door]}`;
    const isBound = door === "plugin" && count >= 500;
    const dynamicS = doors[0]?.outcome.wallS ?? Number.NaN;
    return [
      bounded({
        name: `${title}: wall`,
        unit: "s",
        measured: outcome.wallS,
        limit: floor.wallS,
        ...(isBound && { bound: { atMost: 0.6 * dynamicS, because: "0.6 × the dynamic provider" } }),
      }),
      bounded({ name: `${title}: calls`, unit: "", measured: outcome.allCalls }),
      bounded({
        name: `${title}: provider memory, peak`,
        unit: "MB",
        measured: Math.max(...outcome.peakMb),
        limit: Math.max(...floor.peakMb),
      }),
      bounded({
        name: `${title}: preview without a change, wall`,
        unit: "s",
        measured: previewS,
        limit: aloneS,
        ...(isBound && { bound: { atMost: 1.15 * aloneS, because: "1.15 × the engine alone" } }),
      }),
      bounded({ name: `${title}: preview without a change, calls`, unit: "", measured: previewCalls }),
    ];
  });
}

/** What an `up` and the previews after it came to. */
interface Instant {
  readonly door: DoorName;
  readonly outcome: Outcome;
  readonly previewS: number;
  /** Previews of the engine alone, in turns with those. */
  readonly aloneS: number;
  readonly previewCalls: number;
}

async function instantly(lab: Lab, door: DoorName, count: number, alone: BenchStack): Promise<Instant> {
  const previews: { readonly wallS: number; readonly aloneS: number; readonly calls: number }[] = [];
  const afterwards = async (stack: BenchStack): Promise<void> => {
    for (let n = 0; n < TIMES; n += 1) {
      const aloneS = await unchangedS(alone, count);
      const afterSeq = (await lab.cloud.log()).at(-1)?.seq ?? 0;
      const wallS = await unchangedS(stack, count);
      previews.push({ wallS, aloneS, calls: (await lab.cloud.log({ afterSeq })).length });
    }
  };
  const outcome = await measureUp(lab, door, instantWorld(count), { afterwards });
  return {
    door,
    outcome,
    previewS: median(previews.map(({ wallS }) => wallS)),
    aloneS: median(previews.map(({ aloneS }) => aloneS)),
    previewCalls: mean(previews.map(({ calls }) => calls)),
  };
}

function instantWorld(count: number): World {
  return { pairs: pairsOf(count), instant: true };
}

/** How long a preview takes that finds no change. */
async function unchangedS(stack: BenchStack, count: number): Promise<number> {
  const { result, wallS } = await stack.run("preview", count);
  if (result.code !== 0 || !result.output.includes(`${count + 1} unchanged`)) {
    throw new Error(`not all is unchanged:\n${result.output.slice(-4_000)}`);
  }
  return wallS;
}

/** Transitions of some seconds, beside the naive provider on the same transition times. */
async function waitingFigures(lab: Lab, count: number): Promise<Figure[]> {
  // One connection is the mean over many: an engine, and a provider process and an account for each.
  const apart = count === 1;
  const world: World = { pairs: apart ? pairsOf(DRAWS, "each its own") : pairsOf(count), seed: 1 };
  const naive = await measureUp(lab, "naive", world, { apart });
  const figures: Figure[] = [];
  for (const door of DOORS) {
    const outcome = await measureUp(lab, door, world, { apart });
    const title = `N=${count}, 4 to 14 s, ${NAMES[door]}`;
    const share = apart ? DRAWS : 1;
    const both = (
      name: string,
      unit: Figure["unit"],
      of: (it: Outcome) => number,
      rest: Partial<Figure> = {},
    ): Figure =>
      bounded({ name: `${title}: ${name}`, unit, measured: of(outcome), naive: of(naive), ...rest });
    figures.push(
      both(apart ? `wall of ${DRAWS} at once` : "wall", "s", ({ wallS }) => wallS),
      both("calls", "", ({ allCalls }) => allCalls / share),
      // What a wait costs; each connection takes its one write whoever waits for it.
      both("describe calls", "", (it) => describeCalls(it) / share, describeBound(count, naive)),
      both("failed resources", "", ({ failed }) => failed, { limit: 0, bound: { atMost: 0 } }),
      both("mean lag", "s", meanLagS, count <= 100 ? { bound: { atMost: MEAN_LAG_S } } : {}),
      both("p95 lag", "s", ({ lagsMs }) => quantile(lagsMs, 0.95) / 1000),
      both("provider memory, peak", "MB", ({ peakMb }) => (apart ? mean(peakMb) : Math.max(...peakMb))),
    );
  }
  return figures;
}

function describeCalls({ calls }: Outcome): number {
  return calls["DescribeRouterInterfaces"] ?? 0;
}

function describeBound(count: number, naive: Outcome): Partial<Figure> {
  if (count !== 100) return {};
  return { bound: { atMost: describeCalls(naive) / 4, because: "a quarter of the naive ones" } };
}
