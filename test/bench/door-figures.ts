import { bounded } from "./baselines.ts";
import type { BenchStack, ProviderName } from "./bench-stack.ts";
import type { Lab, World } from "./lab.ts";
import { meanLagS, measureUp, type Outcome } from "./outcome.ts";
import { pairsOf } from "./pairs.ts";
import { mean, median, quantile } from "./statistics.ts";
import type { Figure } from "./table.ts";

/** How many resources stand for one, each with a provider process and an account of its own. */
const DRAWS = 30;
/** How often a preview is measured. */
const TIMES = 3;
/** How long a link that is Active may wait for its answer, on average: 0.15 of the Terraform provider's. */
const MEAN_LAG_S = 0.36;

const NAMES = { interlink: "dynamic provider", plugin: "plugin" } as const;
type DoorName = keyof typeof NAMES;

/** The dynamic provider and the plugin side by side, in the same Node.js program but for the resources' tokens. */
export async function doorFigures(lab: Lab, count: number): Promise<Figure[]> {
  return [...(await instantFigures(lab, count)), ...(await waitingFigures(lab, count))];
}

/** Transitions that take no time, and a preview after them that finds no change. */
async function instantFigures(lab: Lab, count: number): Promise<Figure[]> {
  const floor = await instantly(lab, "instantPlugin", count);
  const dynamic = await instantly(lab, "interlink", count);
  const plugin = await instantly(lab, "plugin", count);
  const title = `N=${count}, instant, `;
  const wallBound =
    count < 500 ? {} : { bound: { atMost: 0.6 * dynamic.upS, because: "0.6 × the dynamic provider" } };
  const previewBound =
    count < 500 ? {} : { bound: { atMost: 1.15 * floor.previewS, because: "1.15 × the engine alone" } };
  return [
    ...[dynamic, plugin].flatMap(({ name, upS, outcome, previewS, previewCalls }): Figure[] => [
      bounded({
        name: `${title}${name}: wall`,
        unit: "s",
        measured: upS,
        limit: floor.upS,
        ...(name === NAMES.plugin && wallBound),
      }),
      bounded({ name: `${title}${name}: calls`, unit: "", measured: outcome.allCalls }),
      bounded({
        name: `${title}${name}: provider memory, peak`,
        unit: "MB",
        measured: Math.max(...outcome.peakMb),
        limit: Math.max(...floor.outcome.peakMb),
      }),
      bounded({
        name: `${title}${name}: preview without a change, wall`,
        unit: "s",
        measured: previewS,
        limit: floor.previewS,
        ...(name === NAMES.plugin && previewBound),
      }),
      bounded({
        name: `${title}${name}: preview without a change, calls`,
        unit: "",
        measured: previewCalls,
      }),
    ]),
  ];
}

/** What an `up` and the previews after it came to. */
interface Instant {
  readonly name: string;
  readonly outcome: Outcome;
  readonly upS: number;
  readonly previewS: number;
  readonly previewCalls: number;
}

async function instantly(lab: Lab, provider: ProviderName, count: number): Promise<Instant> {
  const previews: { readonly wallS: number; readonly calls: number }[] = [];
  const preview = async (stack: BenchStack): Promise<void> => {
    for (let n = 0; n < TIMES; n += 1) {
      const afterSeq = (await lab.cloud.log()).at(-1)?.seq ?? 0;
      const { result, wallS } = await stack.run("preview", count);
      if (result.code !== 0 || !result.output.includes(`${count + 1} unchanged`)) {
        throw new Error(`not all is unchanged:\n${result.output.slice(-4_000)}`);
      }
      previews.push({ wallS, calls: (await lab.cloud.log({ afterSeq })).length });
    }
  };
  const world = { pairs: pairsOf(count), instant: true };
  const outcome = await measureUp(lab, provider, world, { afterwards: preview });
  return {
    name: provider === "plugin" || provider === "interlink" ? NAMES[provider] : provider,
    outcome,
    upS: outcome.wallS,
    previewS: median(previews.map(({ wallS }) => wallS)),
    previewCalls: mean(previews.map(({ calls }) => calls)),
  };
}

/** Transitions of some seconds, beside the naive provider on the same transition times. */
async function waitingFigures(lab: Lab, count: number): Promise<Figure[]> {
  // One connection is the mean over many: an engine, and a provider process and an account for each.
  const apart = count === 1;
  const world: World = { pairs: apart ? pairsOf(DRAWS, "each its own") : pairsOf(count), seed: 1 };
  const naive = await measureUp(lab, "naive", world, { apart });
  const figures: Figure[] = [];
  for (const door of ["interlink", "plugin"] satisfies DoorName[]) {
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
