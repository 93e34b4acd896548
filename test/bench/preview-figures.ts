import { defaultHuawei } from "../cloud/defaults.ts";
import { program } from "../support/program.ts";
import { createStack } from "../support/stack.ts";
import { bounded } from "./baselines.ts";
import { BenchStack } from "./bench-stack.ts";
import { type Lab, prepare } from "./lab.ts";
import { type Kind, kindsOf } from "./preview-kinds.ts";
import { mean, median } from "./statistics.ts";
import type { Figure } from "./table.ts";

/** How often each preview is measured, each time beside one of the engine alone: a busy machine meets both. */
const TIMES = 3;

/** `pulumi preview` with refresh of things that have not changed, beside twins whose provider answers at once. */
export async function previewFigures(lab: Lab, count: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const kind of kindsOf(count)) figures.push(...(await kindFigures(lab, kind, count)));
  return figures;
}

async function kindFigures(
  lab: Lab,
  { type, seed, declarations, calls: bound }: Kind,
  count: number,
): Promise<Figure[]> {
  await prepare(lab, { pairs: [], instant: true });
  await lab.cloud.seed(seed);
  await lab.cloud.change("projects", defaultHuawei.projectId, { connectionQuota: count });
  const { engine, cloud } = lab;
  const stack = new BenchStack(await createStack(engine, { files: program(declarations), env: cloud.env() }));
  const stacks = [stack];
  try {
    await run(stack, "up", count);
    const twins = await stack.twins(lab, type);
    stacks.push(twins);
    await run(twins, "up", count);
    const calls: number[] = [];
    const times: [number, number][] = [];
    for (let n = 0; n < TIMES; n += 1) {
      const afterSeq = (await cloud.log()).at(-1)?.seq ?? 0;
      times.push([await run(stack, "preview", count), await run(twins, "preview", count)]);
      // Who is calling is no describe.
      const seen = await cloud.log({ afterSeq });
      calls.push(seen.filter(({ operation }) => operation !== "GetCallerIdentity").length);
    }
    const wallS = median(times.map(([measured]) => measured));
    const engineS = median(times.map(([, alone]) => alone));
    const name = `preview with refresh of ${count} ${type}`;
    return [
      bounded({ name: `${name}: calls`, unit: "", measured: mean(calls), bound }),
      bounded({
        name: `${name}: wall`,
        unit: "s",
        measured: wallS,
        limit: engineS,
        bound: { atMost: 1.3 * engineS, because: "1.3 × the engine alone" },
      }),
    ];
  } finally {
    for (const each of stacks) await each.remove();
  }
}

async function run(stack: BenchStack, command: "up" | "preview", count: number): Promise<number> {
  const { result, wallS } = await stack.run(command, count);
  if (result.code !== 0) throw new Error(`pulumi ${command} failed:\n${result.output.slice(-4_000)}`);
  if (command === "preview" && !new RegExp(`${count + 1} unchanged`).test(result.output)) {
    throw new Error(`not all is unchanged:\n${result.output.slice(-4_000)}`);
  }
  return wallS;
}
