import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sources } from "./baselines.ts";
import { doorFigures } from "./door-figures.ts";
import { LATENCY_MS, type Lab, openLab, TRANSITION } from "./lab.ts";
import { packageFigures } from "./package-figures.ts";
import { pluginFigures } from "./plugin-process.ts";
import { previewFigures } from "./preview-figures.ts";
import { oneFigures, scaleFigures } from "./scale-figures.ts";
import { type Figure, markdown, plain, verdict } from "./table.ts";

// `npm run bench`: measures everything and prints one table. `--quick`: only what takes seconds. `--only <name>`, as
// often as wanted: only that, as in `npm run bench -- --only doors100`. A whole run also writes the table into figures.md.

interface Family {
  readonly quick: boolean;
  readonly measure: (lab: Lab) => Promise<Figure[]>;
}

const families: Readonly<Record<string, Family>> = {
  package: { quick: true, measure: packageFigures },
  plugin: { quick: true, measure: pluginFigures },
  n1: { quick: true, measure: oneFigures },
  n10: { quick: true, measure: (lab) => scaleFigures(lab, 10) },
  n100: { quick: false, measure: (lab) => scaleFigures(lab, 100) },
  n500: { quick: false, measure: (lab) => scaleFigures(lab, 500) },
  doors1: { quick: false, measure: (lab) => doorFigures(lab, 1) },
  doors100: { quick: false, measure: (lab) => doorFigures(lab, 100) },
  doors500: { quick: false, measure: (lab) => doorFigures(lab, 500) },
  preview: { quick: false, measure: (lab) => previewFigures(lab, 500) },
};

const FIGURES = join(__dirname, "figures.md");

async function main(): Promise<void> {
  const wanted = chosen();
  const lab = await openLab();
  const conditions = [
    `${availableParallelism()} processors, of which ${loadavg()[0]?.toFixed(1)} were busy at the start; Node.js ${process.versions.node}, Pulumi ${lab.engine.version}, ${process.platform} ${process.arch}.`,
    `The local cloud in a process of its own, each answer kept back for ${LATENCY_MS} ms; connections take ${TRANSITION.min / 1000} to ${TRANSITION.max / 1000} s, drawn evenly from one seed; a quota counts calls of an account and operation in each second of the clock, without a hint when to come back. Router interfaces hold their peer information already.`,
    "`pulumi up --skip-preview --parallel N --continue-on-error`. N = 1: means over 30 draws, each with a provider process and an account of its own, in one `up`; wall time of one draw.",
    "Lag: from the moment the cloud's state turns Active to the moment the provider process hands its answer to the engine. The limit of a wall time is what no order of calls can go below: the longest transition, or calls / quota + the shortest transition, and one round trip; without the engine's own time.",
    "A preview's limit: that of as many resources with the same inputs and outputs whose provider answers at once, run in turns with it; medians of three.",
    "Doors: one Node.js program, whose resources are this package's classes or, for the plugin, registered by their token without a generated SDK. Their limit: a plugin that answers at once, run before them; previews without a change are run in turns with its, medians of seven. Calls that ask who is calling are counted.",
    "Naive: polls each resource at once and then every 5 s, no limiter, no second attempt; the same transition times.",
  ];
  const figures: Figure[] = [];
  try {
    for (const [name, { measure }] of wanted) {
      console.error(`measuring ${name} …`);
      figures.push(...(await measure(lab)));
    }
  } finally {
    await lab.cloud.stop();
  }
  const whole = wanted.length === Object.keys(families).length;
  const remarks = [...conditions, ...sources(figures).map((source) => `Baseline of ${source}.`)];
  console.log(`${plain(figures)}\n\n${remarks.join("\n")}\n\n${verdict(figures)}`);
  if (!whole) return;
  const list = remarks.map((remark) => `- ${remark}`).join("\n");
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(
    FIGURES,
    `# Figures of \`npm run bench\`, ${day}\n\n${markdown(figures)}\n\n${verdict(figures)}\n\n## Conditions\n\n${list}\n`,
  );
}

function chosen(): [string, Family][] {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
    },
  });
  const unknown = values.only.filter((name) => !Object.hasOwn(families, name));
  if (unknown.length > 0) {
    throw new Error(`--only knows ${Object.keys(families).join(", ")}, not ${unknown.join(", ")}`);
  }
  return Object.entries(families).filter(
    ([name, { quick }]) =>
      (values.only.length === 0 || values.only.includes(name)) && (quick || !values.quick),
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
