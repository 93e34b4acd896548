import { samples } from "../support/resources.ts";
import { endsACommand, type FaultKind, faultKinds } from "./fault-kinds.ts";
import type { Job } from "./jobs.ts";
import type { Lane } from "./lane.ts";
import { compare, type Moment, type Outcome, run, type Spoil } from "./run.ts";
import { lifeOf, type Phase } from "./scenario.ts";

/** One phase of a life and what follows it, as it goes when nothing goes wrong. */
export interface Part {
  /** "RouterInterfaceConnection, replace" */
  readonly name: string;
  readonly from: Moment;
  readonly phases: readonly Phase[];
  readonly expected: Outcome;
}

/** Records every phase of every resource's life, each with the deletion behind it. */
export async function learn(lane: Lane): Promise<Part[]> {
  const parts: Part[] = [];
  for (const sample of samples) {
    const life = lifeOf(sample);
    const end = life.at(-1);
    let from: Moment = { seed: sample.prepare(1), state: { resources: [], pending: [] } };
    for (const phase of life) {
      const phases = phase === end || end === undefined ? [phase] : [phase, end];
      const expected = await run(lane, from, phases);
      if (expected.problems.length > 0) throw new Error(`without faults: ${expected.problems.join("; ")}`);
      parts.push({ name: `${sample.type}, ${phase.name}`, from, phases, expected });
      from = expected.ends[phase.name]?.moment ?? from;
    }
  }
  return parts;
}

/** (a) Every kind of fault at every request. */
export function faultSweep(parts: readonly Part[]): Job[] {
  return parts.flatMap((part) =>
    part.expected.requests
      .filter(({ phase }) => phase === part.phases[0]?.name)
      .flatMap(({ operation, nth }) =>
        (Object.keys(faultKinds) as FaultKind[]).map((kind) =>
          differential(
            part,
            `${kind} at ${operation} ${nth}`,
            async (cloud, engine) => {
              // These are asked once by each process.
              if (ASKED_ONCE.has(operation)) await engine.restart();
              await cloud.order({ ...faultKinds[kind], operation, nth });
            },
            {
              survived: !endsACommand.has(kind),
              // A resource is made also where nobody says whose account this is: then the next refresh finds out.
              refreshed: ASKED_ONCE.has(operation) && endsACommand.has(kind),
            },
          ),
        ),
      ),
  );
}

/** What a process asks once; nothing about it can be stale. */
export const ASKED_ONCE = new Set(["GetCallerIdentity", "KeystoneListProjects"]);

/**
 * A run that has to end as the one without faults did; `survived`: without a command that fails; `refreshed`: after the
 * first phase's command was run once more.
 */
export function differential(
  part: Part,
  what: string,
  spoil: Spoil,
  { survived = false, refreshed = false } = {},
): Job {
  return {
    name: `${part.name}: ${what}`,
    run: async (lane) => {
      const phases = refreshed ? firstOnceMore(part.phases, lane) : part.phases;
      const found = await run(lane, part.from, phases, spoil);
      const orders = await lane.cloud.orders();
      return [
        ...compare(part.expected, found),
        ...orders.filter(({ fired }) => fired === 0).map(() => "the fault never came about"),
        ...(survived ? found.failures.map((failure) => `a command failed of it: ${failure}`) : []),
      ];
    },
  };
}

/** Phases of which the first comes again, in a process that knows nothing of it, and finds nothing to do. */
function firstOnceMore([first, ...others]: readonly Phase[], lane: Lane): Phase[] {
  if (first === undefined) return [];
  const { name, program } = first;
  return [first, { name, program, before: () => lane.engine().restart() }, ...others];
}
