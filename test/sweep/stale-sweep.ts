import { samples } from "../support/resources.ts";
import { ASKED_ONCE, differential, type Part } from "./fault-sweep.ts";
import type { Job } from "./jobs.ts";
import { CLOCK_RATE, type Lane } from "./lane.ts";
import { type Moment, run } from "./run.ts";
import { longLifeOf } from "./scenario.ts";

/** For how long reads may lag behind a write. */
const LAG_MS = 10_000 / CLOCK_RATE;

/** Records the whole life of every resource: what a read may show instead is what was before the last write. */
export async function learnLives(lane: Lane): Promise<Part[]> {
  const parts: Part[] = [];
  for (const sample of samples) {
    const from: Moment = { seed: sample.prepare(1), state: { resources: [], pending: [] } };
    const phases = longLifeOf(sample);
    parts.push({ name: `${sample.type}, whole life`, from, phases, expected: await run(lane, from, phases) });
  }
  return parts;
}

/** (c) A stale view at every read, and at all reads for ten seconds after each write. */
export function staleSweep(lives: readonly Part[]): Job[] {
  const show = "beforeLastWrite";
  return lives.flatMap((life) => [
    ...life.expected.requests
      .filter(({ write, operation }) => !write && !ASKED_ONCE.has(operation))
      .map(({ operation, nth, phase }) =>
        differential(life, `stale at ${operation} ${nth} (${phase})`, async (cloud) => {
          await cloud.order({ kind: "stale", show, operation, nth });
        }),
      ),
    differential(life, "every read lags 10 s behind each write", async (cloud) => {
      await cloud.order({ kind: "stale", show, forMs: LAG_MS });
    }),
  ]);
}
