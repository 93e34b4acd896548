import { parseArgs } from "node:util";
import { cliKillSweep } from "./cli-kill-sweep.ts";
import { faultSweep, learn } from "./fault-sweep.ts";
import { type Job, runAll, type Violation, withLanes } from "./jobs.ts";
import { killSweep } from "./kill-sweep.ts";
import { learnLives, staleSweep } from "./stale-sweep.ts";
import { walkSweep } from "./walk-sweep.ts";

// Every kind of fault at every request, an end of CLI and provider at every request, a stale view at every read, and
// random walks, each compared with the run in which nothing goes wrong. Ends with 1 on any violation.

/** Most of a run is waiting, also with a faster clock. */
const LANES = 8;
/** A CLI keeps a core busy. */
const CLIS = 3;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      /** Which parts, by name. Default: all. */
      only: { type: "string", multiple: true, default: ["faults", "kills", "cli-kills", "stale", "walks"] },
      /** How many random walks. */
      runs: { type: "string", default: "1000" },
      /** What the walks are drawn from. */
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
    },
  });
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  let made = 0;
  const violations = await withLanes(LANES, async (lanes): Promise<Violation[]> => {
    const found: Violation[] = [];
    const sweep = async (name: string, jobs: readonly Job[]): Promise<void> => {
      made += jobs.length;
      console.log(`${name}: ${jobs.length} runs to be made`);
      const bad = await runAll(jobs, lanes, tell);
      found.push(...bad);
      console.log(`${name}: ${jobs.length} runs, ${bad.length} violations`);
    };
    const wanted = (name: string): boolean => values.only.includes(name);
    if (wanted("faults") || wanted("kills")) {
      const parts = await learn(lanes[0]);
      if (wanted("faults")) await sweep("faults", faultSweep(parts));
      if (wanted("kills")) await sweep("kills", killSweep(parts));
    }
    if (wanted("cli-kills")) {
      const { runs: killed, violations: bad } = await cliKillSweep(CLIS, tell);
      made += killed;
      found.push(...bad);
      console.log(`cli-kills: ${killed} runs, ${bad.length} violations`);
    }
    if (wanted("stale")) await sweep("stale", staleSweep(await learnLives(lanes[0])));
    if (wanted("walks")) {
      console.log(`walks: from seed ${seed}`);
      const { walked, violations: bad } = await walkSweep(lanes, { runs, seed }, tell);
      made += walked;
      found.push(...bad);
      console.log(`walks: ${walked} runs from seed ${seed}, ${bad.length} violations`);
    }
    return found;
  });
  console.log(`${made} runs, ${violations.length} violations`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

function tell({ name, problems }: Violation): void {
  console.log([`VIOLATION ${name}`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
