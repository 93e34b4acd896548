import type { Cloud } from "../cloud/client.ts";
import type { Seed } from "../cloud/control-types.ts";
import type { Entry } from "../cloud/frame/log.ts";
import type { MiniEngine } from "../support/mini-engine.ts";
import type { Result, State } from "../support/mini-state.ts";
import { CLOCK_RATE, type Lane } from "./lane.ts";
import {
  differences,
  type Likeness,
  likenessOfCloud,
  likenessOfState,
  likenessOfWrite,
  seedLike,
} from "./likeness.ts";
import { type Phase, TIMEOUT_S } from "./scenario.ts";
import { leaks } from "./secrets.ts";

/** What there is at some moment, so that a run can begin there. */
export interface Moment {
  readonly seed: Seed;
  readonly state: State;
}

/** What one run came to. */
export interface Outcome {
  /** What there was after each phase. */
  readonly ends: Readonly<Record<string, End>>;
  /** Writes that were carried out, in order. */
  readonly writes: readonly string[];
  readonly requests: readonly Request[];
  /** What commands said that failed, and had to be run once more. */
  readonly failures: readonly string[];
  /** What must never be, and was. */
  readonly problems: readonly string[];
}

interface End {
  readonly cloud: Likeness;
  readonly state: Likeness;
  readonly moment: Moment;
}

/** One request of a run: the n-th of its operation. */
export interface Request {
  readonly operation: string;
  readonly nth: number;
  readonly write: boolean;
  readonly phase: string;
}

/** What goes wrong in a run; called when the cloud is ready. */
export type Spoil = (cloud: Cloud, engine: MiniEngine) => Promise<void>;

/** How often a command may be repeated after the one that failed (I3). */
const REPEATS = 2;
/** Deadlines count anew from the first write, and an attempt may take 30 s; the rest is for a busy machine (I6). */
const LONGEST_COMMAND_MS = ((2 * TIMEOUT_S + 30 + 90) * 1000) / CLOCK_RATE;

/** Goes through phases from some moment on, and notes what became of them. */
export async function run(
  lane: Lane,
  { seed, state }: Moment,
  phases: readonly Phase[],
  spoil?: Spoil,
): Promise<Outcome> {
  const { cloud } = lane;
  const engine = lane.engine();
  const ends: Record<string, End> = {};
  const problems: string[] = [];
  const failures: string[] = [];
  const starts: { readonly phase: string; readonly seq: number }[] = [];
  await lane.clear(seed);
  engine.state = structuredClone(state);
  await spoil?.(cloud, engine);
  for (const { name, before, program, forced, previewed } of phases) {
    starts.push({ phase: name, seq: await lastSeq(cloud) });
    await before?.(cloud);
    const replace = forced ? program.map((resource) => resource.name) : [];
    const up = () => engine.up(program, { refresh: true, replace });
    const said = await untilDone(engine, name, up, ({ ok }) => ok, problems);
    if (previewed) {
      const since = await lastSeq(cloud);
      const preview = () => engine.preview(program, { refresh: true });
      said.push(...(await untilDone(engine, `preview after ${name}`, preview, showsNothing, problems)));
      const written = await cloud.writes({ afterSeq: since });
      if (written.length > 0) problems.push(`a preview after ${name} sent a write (I7)`);
    }
    problems.push(...leaks(JSON.stringify(engine.state), "the state"), ...leaks(said.join("\n"), "an error"));
    failures.push(...said);
    ends[name] = {
      cloud: await likenessOfCloud(cloud),
      state: likenessOfState(engine.state),
      moment: { seed: await seedLike(cloud), state: structuredClone(engine.state) },
    };
  }
  const log = await cloud.log();
  const host = await engine.host();
  problems.push(...leaks(host.output + JSON.stringify(host.log), "the log"));
  return {
    ends,
    writes: log.filter(({ applied }) => applied).map(likenessOfWrite),
    requests: requestsOf(log, starts),
    failures,
    problems,
  };
}

/** In what a run differs from one without faults. */
export function compare(expected: Outcome, found: Outcome): string[] {
  return [
    ...found.problems,
    ...differences(expected.writes, found.writes, "writes (I2)"),
    ...Object.entries(expected.ends).flatMap(([phase, { cloud, state }]) => [
      ...differences(cloud, found.ends[phase]?.cloud, `cloud after ${phase}`),
      ...differences(state, found.ends[phase]?.state, `state after ${phase}`),
    ]),
  ].slice(0, 8);
}

/** Repeats a command until it has come to what it is for, but not for ever. Gives what those said that had not. */
async function untilDone(
  engine: MiniEngine,
  name: string,
  command: () => Promise<Result>,
  isDone: (result: Result) => boolean,
  problems: string[],
): Promise<string[]> {
  const said: string[] = [];
  for (let attempt = 0; attempt <= REPEATS; attempt += 1) {
    await engine.host();
    const from = performance.now();
    const result = await command();
    const tookMs = performance.now() - from;
    if (tookMs > LONGEST_COMMAND_MS) {
      const seconds = Math.round((tookMs * CLOCK_RATE) / 1000);
      problems.push(`${name} took ${seconds} s by the provider's clock (I6)`);
    }
    if (isDone(result)) return said;
    said.push(JSON.stringify(result.resources));
    // The next command of a CLI has a provider process of its own.
    await engine.restart();
  }
  problems.push(`${name} did not come to its end in ${REPEATS + 1} runs (I3): ${said.join(" ")}`);
  return said;
}

function showsNothing({ ok, resources }: Result): boolean {
  return ok && Object.values(resources).every(({ did }) => did === "same");
}

async function lastSeq(cloud: Cloud): Promise<number> {
  return (await cloud.log()).at(-1)?.seq ?? 0;
}

function requestsOf(
  log: readonly Entry[],
  starts: readonly { readonly phase: string; readonly seq: number }[],
): Request[] {
  const counts = new Map<string, number>();
  return log.map(({ operation = "?", seq, write }) => {
    const nth = (counts.get(operation) ?? 0) + 1;
    counts.set(operation, nth);
    return { operation, nth, write, phase: starts.findLast((start) => start.seq < seq)?.phase ?? "?" };
  });
}
