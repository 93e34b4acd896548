import { bounded } from "./baselines.ts";
import { type BenchStack, benchStack } from "./bench-stack.ts";
import { type Lab, prepare } from "./lab.ts";
import { pairsOf } from "./pairs.ts";
import { median } from "./statistics.ts";
import type { Figure } from "./table.ts";

/** How often each preview is measured; the two kinds take turns, so that a busy machine meets both. */
const TIMES = 3;

/** `pulumi preview` with refresh of connections that have not changed, beside resources that answer at once. */
export async function previewFigures(lab: Lab, count: number): Promise<Figure[]> {
  const pairs = pairsOf(count);
  await prepare(lab, { pairs, instant: true });
  const ours = await benchStack(lab, "interlink", pairs);
  const instant = await benchStack(lab, "instant", pairs);
  try {
    for (const stack of [ours, instant]) await preview(stack, "up", count);
    const before = (await lab.cloud.log()).length;
    const times: [number, number][] = [];
    for (let n = 0; n < TIMES; n += 1) {
      times.push([await preview(ours, "preview", count), await preview(instant, "preview", count)]);
    }
    const calls = ((await lab.cloud.log()).length - before) / TIMES;
    const wallS = median(times.map(([measured]) => measured));
    const engineS = median(times.map(([, engine]) => engine));
    const name = `preview with refresh of ${count}`;
    return [
      bounded({ name: `${name}: calls`, unit: "", measured: calls }),
      bounded({
        name: `${name}: wall`,
        unit: "s",
        measured: wallS,
        limit: engineS,
        bound: { atMost: 1.3 * engineS, because: "1.3 × the engine alone" },
      }),
    ];
  } finally {
    await ours.remove();
    await instant.remove();
  }
}

async function preview(stack: BenchStack, command: "up" | "preview", count: number): Promise<number> {
  const { result, wallS } = await stack.run(command, count);
  if (result.code !== 0) throw new Error(`pulumi ${command} failed:\n${result.output.slice(-4_000)}`);
  if (command === "preview" && !new RegExp(`${count + 1} unchanged`).test(result.output)) {
    throw new Error(`not all is unchanged:\n${result.output.slice(-4_000)}`);
  }
  return wallS;
}
