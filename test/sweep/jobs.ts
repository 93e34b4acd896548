import type { Door } from "../support/doors.ts";
import { type Lane, openLane } from "./lane.ts";

/** One run that can be made on any lane. */
export interface Job {
  /** What is run, so that it can be run again. */
  readonly name: string;
  /** What was wrong; empty: nothing. */
  readonly run: (lane: Lane) => Promise<readonly string[]>;
}

/** A run that was not as it has to be. */
export interface Violation {
  readonly name: string;
  readonly problems: readonly string[];
}

/** After how many runs it is told that they were made. */
const TOLD_EVERY = 250;

/** Makes runs side by side, each lane one after the other; tells of each violation as it is found. */
export async function runAll(
  jobs: readonly Job[],
  lanes: readonly Lane[],
  tell: (violation: Violation) => void,
): Promise<Violation[]> {
  const queue = [...jobs];
  const violations: Violation[] = [];
  let made = 0;
  const work = async (lane: Lane): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      const { name } = job;
      const problems = await job
        .run(lane)
        .catch((error: unknown) => [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
      made += 1;
      if (made % TOLD_EVERY === 0) console.log(`  ${made} of ${jobs.length}`);
      if (problems.length === 0) continue;
      violations.push({ name, problems });
      tell({ name, problems });
    }
  };
  await Promise.all(lanes.map(work));
  return violations;
}

/** Opens lanes through a door for some work, and closes them after it. */
export async function withLanes<Value>(
  door: Door,
  count: number,
  work: (lanes: readonly [Lane, ...Lane[]]) => Promise<Value>,
): Promise<Value> {
  const first = await openLane(door);
  const lanes: [Lane, ...Lane[]] = [first];
  try {
    lanes.push(...(await Promise.all(Array.from({ length: count - 1 }, () => openLane(door)))));
    return await work(lanes);
  } finally {
    await Promise.all(lanes.map((lane) => lane.close()));
  }
}
