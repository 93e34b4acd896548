import fc from "fast-check";
import type { Violation } from "./jobs.ts";
import type { Lane } from "./lane.ts";
import { walk } from "./walk.ts";
import { walks } from "./walk-script.ts";

/**
 * So many random walks, side by side; tells of each violation with the shortest walk that shows it. A lane ends with its
 * first violation: what it would find next is most often the same.
 */
export async function walkSweep(
  lanes: readonly Lane[],
  { runs, seed }: { readonly runs: number; readonly seed: number },
  tell: (violation: Violation) => void,
): Promise<{ readonly walked: number; readonly violations: readonly Violation[] }> {
  const violations: Violation[] = [];
  const work = async (lane: Lane, index: number): Promise<number> => {
    const laneRuns = Math.floor(runs / lanes.length) + (index < runs % lanes.length ? 1 : 0);
    const laneSeed = seed * 1_000 + index * 100;
    const property = fc.asyncProperty(walks, async (steps) => {
      const problems = await walk(lane, steps);
      if (problems.length > 0) throw new Error(problems.join("\n"));
    });
    const found = await fc.check(property, { seed: laneSeed, numRuns: laneRuns });
    if (found.failed) {
      const steps = JSON.stringify(found.counterexample?.[0]);
      const problem = found.errorInstance instanceof Error ? found.errorInstance.message : "no error";
      const violation = {
        name: `walk ${found.counterexamplePath} of seed ${laneSeed}: ${steps}`,
        problems: problem.split("\n"),
      };
      violations.push(violation);
      tell(violation);
    }
    return found.numRuns;
  };
  const walked = await Promise.all(lanes.map(work));
  return { walked: walked.reduce((sum, count) => sum + count, 0), violations };
}
