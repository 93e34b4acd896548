import { bounded } from "./baselines.ts";
import { numbersOf } from "./fresh-process.ts";
import type { Lab } from "./lab.ts";
import { measureUp } from "./outcome.ts";
import { pairsOf } from "./pairs.ts";
import { median } from "./statistics.ts";
import type { Figure } from "./table.ts";

/** What the package costs before anything waits: in programs, in states, and when a provider process starts. */
export async function packageFigures(lab: Lab): Promise<Figure[]> {
  const program = median(numbersOf(require.resolve("./fifty-resources.ts"), 7));
  const load = median(numbersOf(require.resolve("./cold-load.ts"), 11));
  let textBytes = Number.NaN;
  const world = { pairs: pairsOf(1), strangers: true, instant: true };
  const up = await measureUp(lab, "interlink", world, {
    afterwards: async (stack) => {
      textBytes = await stack.providerTextBytes();
    },
  });
  const engine = await measureUp(lab, "instant", world);
  return [
    bounded({ name: "program side of 50 resources", unit: "ms", measured: program }),
    bounded({ name: "provider text in a state entry", unit: "bytes", measured: textBytes }),
    bounded({ name: "cold load of the host entry", unit: "ms", measured: load }),
    bounded({
      name: "one up, instant transitions: wall",
      unit: "s",
      measured: up.wallS,
      limit: engine.wallS,
    }),
    bounded({ name: "one up, instant transitions: requests", unit: "", measured: up.allCalls }),
    ...Object.entries(up.calls).map(
      ([operation, measured]): Figure => ({ name: `- of these ${operation}`, unit: "", measured }),
    ),
  ];
}
