import { afterAll, beforeAll } from "vitest";
import type { Seed } from "../cloud/control-types.ts";
import type { Entry } from "../cloud/frame/log.ts";
import type { MiniEngine } from "../support/mini-engine.ts";
import type { Resource, Result } from "../support/mini-state.ts";
import { type Args, operation, type Sample, samples } from "../support/resources.ts";
import { type Each, each, writesSince } from "../support/shared-set.ts";
import { CLOCK_RATE, type Lane, openLane } from "../sweep/lane.ts";

/** What tests of faults work with: the cloud, and one stack with one thing of each kind, named after its kind. */
export interface Stand extends Pick<Lane, "cloud"> {
  readonly engine: MiniEngine;
  /** Back to the beginning, with what the things need. */
  readonly begin: (...seeds: readonly Seed[]) => Promise<void>;
  /** The writes that were carried out, by kind, in the words of the samples; those of no kind are listed, too. */
  readonly applied: (afterSeq?: number) => Promise<Each<readonly string[]>>;
  /** Where the log ends now. */
  readonly mark: () => Promise<number>;
  /** What the provider showed as warnings since the beginning. */
  readonly warnings: () => Promise<string[]>;
}

/** Opens a stand for a test file. */
export function stand(): () => Stand {
  let lane: Lane | undefined;
  let shown: { readonly by: number; readonly lines: number } | undefined;
  beforeAll(async () => {
    lane = await openLane();
  });
  afterAll(() => lane?.close());
  return () => {
    if (lane === undefined) throw new Error("the cloud has not started yet");
    const { cloud, engine, clear } = lane;
    return {
      cloud,
      engine: engine(),
      async begin(...seeds) {
        await clear(...samples.map((sample) => sample.prepare(1)), ...seeds);
        const { pid, log } = await engine().host();
        shown = { by: pid, lines: log.length };
      },
      applied: (afterSeq = 0) => writesSince(cloud, afterSeq),
      mark: async () => (await cloud.log()).at(-1)?.seq ?? 0,
      async warnings() {
        const { pid, log } = await engine().host();
        return log
          .slice(shown?.by === pid ? shown.lines : 0)
          .filter(({ severity }) => severity === "warning")
          .map(({ message }) => message);
      },
    };
  };
}

/** Milliseconds of the cloud's clock while that many seconds pass on the provider's. */
export function seconds(count: number): number {
  return (count * 1000) / CLOCK_RATE;
}

/** One thing of each kind. */
export function things(
  args: (sample: Sample) => Args = (sample) => sample.args(1),
  more: Partial<Resource> = {},
): Resource[] {
  return samples.map((sample) => thing(sample, args(sample), more));
}

/** One thing. */
export function thing(sample: Sample, args = sample.args(1), more: Partial<Resource> = {}): Resource {
  return { type: sample.type, name: sample.type, args, ...more };
}

/** The sample of a kind. */
export function sampleOf(type: string): Sample {
  const found = samples.find((sample) => sample.type === type);
  if (found === undefined) throw new Error(`no sample of ${type}`);
  return found;
}

/** The operations that make a thing, and those that unmake it: each once. */
export function makingOf(sample: Sample): string[] {
  return [...new Set(sample.makes(sample.args(1)).map(operation))];
}

/** The operations that unmake a thing. */
export function unmakingOf(sample: Sample): string[] {
  return sample.unmakes(sample.args(1)).map(operation);
}

/** The writes of a creation and a deletion. */
export const madeAndUnmade = each((sample) => [
  ...sample.makes(sample.args(1)),
  ...sample.unmakes(sample.args(1)),
]);

/** What became of each thing. */
export function did(result: Result): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(result.resources).map(([name, outcome]) => [name, outcome.did]));
}

/** All things, each with the same outcome. */
export function all(outcome: string): Readonly<Record<string, string>> {
  return Object.fromEntries(samples.map(({ type }) => [type, outcome]));
}

/** What a failed thing said. */
export function messageOf(result: Result, type: string): string {
  const outcome = result.resources[type];
  return outcome?.did === "failed" ? outcome.message : "";
}

/** How often each operation was asked for. */
export function counts(entries: readonly Entry[]): Readonly<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const { operation: name = "?" } of entries) counted[name] = (counted[name] ?? 0) + 1;
  return counted;
}
