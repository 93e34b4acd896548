import { join } from "node:path";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { type Result, succeeded } from "../engine/command.ts";
import { ensureEngine } from "../engine/engine.ts";
import { program } from "../support/program.ts";
import { type Args, type Sample, samples } from "../support/resources.ts";
import { createStack, type Stack } from "../support/stack.ts";
import type { Violation } from "./jobs.ts";
import { fasterClock } from "./lane.ts";
import { differences, type Likeness, likeness, likenessOfCloud, likenessOfWrite } from "./likeness.ts";

// The real CLI is killed at every request of a stack with one thing of each kind: while they are made, while they are
// replaced, and while they are deleted. What follows has to come to where it comes without a kill.

interface Phase {
  readonly name: string;
  /** What is declared; undefined: all is destroyed. */
  readonly args: ((sample: Sample) => Args) | undefined;
}

const PHASES: readonly Phase[] = [
  { name: "create", args: (sample) => sample.args(1) },
  { name: "replace", args: (sample) => sample.replaced(1) },
  { name: "destroy", args: undefined },
];

/** What a whole life came to. */
interface Life {
  readonly writes: readonly string[];
  readonly clouds: readonly Likeness[];
  readonly requests: Readonly<Record<string, number>>;
  readonly left: number;
}

/** A kill at a request of a phase, before it was carried out or after. */
interface Kill {
  readonly phase: string;
  readonly nth: number;
  readonly when: "before" | "after";
}

/** How often a kill is made once more, at most, that came while the CLI wrote its checkpoint. */
const AGAIN = 3;

/** Makes all of them, so many at a time; tells of each violation. */
export async function cliKillSweep(
  side: number,
  tell: (violation: Violation) => void,
): Promise<{ readonly runs: number; readonly violations: readonly Violation[] }> {
  const clouds = await Promise.all(Array.from({ length: side }, () => startCloud()));
  try {
    const [first] = clouds;
    if (first === undefined) throw new Error("there is nowhere to run");
    const expected = await live(first);
    const kills = Object.entries(expected.requests).flatMap(([phase, count]) =>
      Array.from(
        { length: count },
        (_, index): Kill => ({
          phase,
          nth: index + 1,
          when: index % 2 === 0 ? "after" : "before",
        }),
      ),
    );
    const queue = kills.map((kill) => ({ kill, times: 0 }));
    const violations: Violation[] = [];
    const work = async (cloud: Cloud): Promise<void> => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const { kill, times } = next;
        const problems = await live(cloud, kill).then(
          (found) => compare(expected, found),
          (error: unknown) => [String(error)],
        );
        // The file backend writes a checkpoint in place: a kill may leave half of it. That is Pulumi's; once more.
        const halfWritten = problems.some((it) => it.includes("failed to load checkpoint"));
        if (halfWritten && times < AGAIN) queue.push({ kill, times: times + 1 });
        else if (problems.length > 0) {
          const violation = {
            name: `CLI killed ${kill.when} request ${kill.nth} of ${kill.phase}`,
            problems,
          };
          violations.push(violation);
          tell(violation);
        }
      }
    };
    await Promise.all(clouds.map(work));
    return { runs: kills.length, violations };
  } finally {
    await Promise.all(clouds.map((cloud) => cloud.stop()));
  }
}

function compare(expected: Life, found: Life): string[] {
  return [
    ...differences([...expected.writes].sort(), [...found.writes].sort(), "writes (I2)"),
    ...differences(expected.clouds, found.clouds, "cloud"),
    ...(found.left === 0 ? [] : [`${found.left} resources are left in state`]),
  ].slice(0, 8);
}

/** All phases on a stack of its own; the CLI is killed once. */
async function live(cloud: Cloud, kill?: Kill): Promise<Life> {
  await cloud.reset();
  for (const sample of samples) await cloud.seed(sample.prepare(1));
  const clock = fasterClock();
  const stack = await createStack(await ensureEngine(), {
    files: program([]),
    env: {
      ...cloud.env(),
      ...clock,
      NODE_OPTIONS: `${clock["NODE_OPTIONS"]} --require=${join(__dirname, "orphan.cjs")}`,
    },
  });
  try {
    const requests: Record<string, number> = {};
    const clouds: Likeness[] = [];
    for (const { name, args } of PHASES) {
      const before = (await cloud.log()).length;
      stack.write(
        program(samples.map((sample) => ({ type: sample.type, name: "thing", args: args?.(sample) ?? {} }))),
      );
      const command = args === undefined ? "destroy" : "up";
      if (kill?.phase === name) await runAndKill(stack, cloud, command, kill);
      // A destroy would not know what a killed up has begun.
      succeeded(await run(stack, command));
      requests[name] = (await cloud.log()).length - before;
      clouds.push(await likenessOfCloud(cloud));
    }
    const log = await cloud.log();
    const { resources } = await stack.export();
    return {
      writes: log.filter(({ applied }) => applied).map(likenessOfWrite),
      clouds: clouds.map(likeness),
      requests,
      left: resources.length,
    };
  } finally {
    await stack.remove();
  }
}

function run(stack: Stack, command: "up" | "destroy"): Promise<Result> {
  return stack.run([command], { skipPreview: true, args: ["--parallel", "64"] });
}

/** The order of requests differs from run to run: it may end before the one that was meant. */
async function runAndKill(
  stack: Stack,
  cloud: Cloud,
  command: "up" | "destroy",
  { nth, when }: Kill,
): Promise<void> {
  const order = await cloud.order({ kind: "hold", nth, when });
  const running = stack.start([command], { skipPreview: true, args: ["--parallel", "64"] });
  const held = cloud.held(1, 120_000).then(
    () => true,
    () => false,
  );
  if (await Promise.race([held, running.result.then(() => false)])) {
    running.kill();
    await running.result;
    await cloud.release(order, "drop");
    succeeded(await stack.unlock());
  }
  await cloud.cancel(order);
}
