import { parseArgs } from "node:util";
import { type Door, dynamicDoor, pluginDoor } from "../support/doors.ts";
import { cliKillSweep } from "./cli-kill-sweep.ts";
import { faultSweep, learn } from "./fault-sweep.ts";
import { type Job, runAll, type Violation, withLanes } from "./jobs.ts";
import { killSweep } from "./kill-sweep.ts";
import { learnLives, staleSweep } from "./stale-sweep.ts";
import { walkSweep } from "./walk-sweep.ts";

// Every kind of fault at every request, an end of CLI and provider at every request, a stale view at every read, and
// random walks, each compared with the run in which nothing goes wrong; through both provider processes. The real CLI is
// killed with the dynamic provider only. Ends with 1 on any violation.

/** Most of a run is waiting, also with a faster clock. */
const LANES = 8;
/** A CLI keeps a core busy. */
const CLIS = 3;

/** The provider processes, by the name that `--door` takes. */
const DOORS: Readonly<Record<string, Door>> = { dynamic: dynamicDoor, plugin: pluginDoor };

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      /** Which parts, by name. Default: all. */
      only: { type: "string", multiple: true, default: ["faults", "kills", "cli-kills", "stale", "walks"] },
      /** How many random walks. */
      runs: { type: "string", default: "1000" },
      /** What the walks are drawn from. */
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      /** Through which door: dynamic, plugin. Default: both. */
      door: { type: "string", multiple: true, default: Object.keys(DOORS) },
      /** Of the faults, kills and stale reads through the plugin every so many are made; the walks are all. */
      every: { type: "string", default: "1" },
    },
  });
  let [made, violations] = [0, 0];
  for (const name of values.door) {
    const door = DOORS[name];
    if (door === undefined) throw new Error(`--door knows ${Object.keys(DOORS).join(", ")}, not ${name}`);
    const every = door === pluginDoor ? Number(values.every) : 1;
    const choice = { only: values.only, runs: Number(values.runs), seed: Number(values.seed), every };
    const ofDoor = await sweepThrough(door, choice);
    made += ofDoor.made;
    violations += ofDoor.violations.length;
  }
  console.log(`${made} runs, ${violations} violations`);
  process.exitCode = violations > 0 ? 1 : 0;
}

interface Choice {
  readonly only: readonly string[];
  readonly runs: number;
  readonly seed: number;
  readonly every: number;
}

/** All parts that are wanted, with one kind of provider process. */
async function sweepThrough(
  door: Door,
  { only, runs, seed, every }: Choice,
): Promise<{ readonly made: number; readonly violations: readonly Violation[] }> {
  let made = 0;
  const title = (name: string): string => `${name} through ${door.name}`;
  const violations = await withLanes(door, LANES, async (lanes): Promise<Violation[]> => {
    const found: Violation[] = [];
    const tell = ({ name, problems }: Violation): void => {
      const lines = [`VIOLATION through ${door.name}: ${name}`, ...problems.map((problem) => `  ${problem}`)];
      console.log(lines.join("\n"));
    };
    const sweep = async (name: string, all: readonly Job[]): Promise<void> => {
      const jobs = all.filter((_, index) => index % every === 0);
      made += jobs.length;
      const chosen = every === 1 ? "all of them" : `every ${every}th of ${all.length}`;
      console.log(`${title(name)}: ${jobs.length} runs to be made, ${chosen}`);
      const bad = await runAll(jobs, lanes, tell);
      found.push(...bad);
      console.log(`${title(name)}: ${jobs.length} runs, ${bad.length} violations`);
    };
    const wanted = (name: string): boolean => only.includes(name);
    if (wanted("faults") || wanted("kills")) {
      const parts = await learn(lanes[0]);
      if (wanted("faults")) await sweep("faults", faultSweep(parts));
      if (wanted("kills")) await sweep("kills", killSweep(parts));
    }
    if (wanted("cli-kills") && door !== dynamicDoor) {
      console.log(`${title("cli-kills")}: none, the real CLI is killed with ${dynamicDoor.name} only`);
    } else if (wanted("cli-kills")) {
      const { runs: killed, violations: bad } = await cliKillSweep(CLIS, tell);
      made += killed;
      found.push(...bad);
      console.log(`${title("cli-kills")}: ${killed} runs, ${bad.length} violations`);
    }
    if (wanted("stale")) await sweep("stale", staleSweep(await learnLives(lanes[0])));
    if (wanted("walks")) {
      console.log(`${title("walks")}: ${runs} from seed ${seed}`);
      const { walked, violations: bad } = await walkSweep(lanes, { runs, seed }, tell);
      made += walked;
      found.push(...bad);
      console.log(`${title("walks")}: ${walked} runs from seed ${seed}, ${bad.length} violations`);
    }
    return found;
  });
  return { made, violations };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
