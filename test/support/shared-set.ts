import type { Cloud } from "../cloud/client.ts";
import type { Declaration } from "./program.ts";
import { isWriteOf, type Sample, samples } from "./resources.ts";

/** A value for each kind of resource. */
export type Each<Value> = Readonly<Record<string, Value>>;

/** Asks every sample the same. */
export function each<Value>(of: (sample: Sample) => Value): Each<Value> {
  return Object.fromEntries(samples.map((sample) => [sample.type, of(sample)]));
}

/** No writes of any kind. */
export const none: Each<string[]> = each(() => []);

/** The declaration of `thing-<n>` of a kind. */
export function thing(sample: Sample, n: number, more: Partial<Declaration> = {}): Declaration {
  return { type: sample.type, name: `thing-${n}`, args: sample.args(n), ...more };
}

/** The declaration of `thing-<n>` of each kind. */
export function things(
  n: number,
  more: (sample: Sample) => Partial<Declaration> = () => ({}),
): Declaration[] {
  return samples.map((sample) => thing(sample, n, more(sample)));
}

/** Back to the beginning, with what these things of each kind need. */
export async function prepare(cloud: Cloud, ...numbers: number[]): Promise<void> {
  await cloud.reset();
  await seedAll(cloud, numbers, (sample, n) => sample.prepare(n));
}

/** Adds records for each kind. */
export async function seedAll(
  cloud: Cloud,
  numbers: readonly number[],
  seed: (sample: Sample, n: number) => ReturnType<Sample["prepare"]>,
): Promise<void> {
  for (const n of numbers) for (const sample of samples) await cloud.seed(seed(sample, n));
}

/** The writes that the cloud carried out since then, by kind. Those of no kind are listed under their service. */
export async function writesSince(cloud: Cloud, afterSeq: number): Promise<Each<string[]>> {
  const writes: Record<string, string[]> = each(() => []);
  for (const entry of await cloud.writes({ afterSeq, applied: true })) {
    const sample = samples.find((it) => isWriteOf(it, entry));
    const lines = writes[sample?.type ?? entry.service] ?? [];
    writes[sample?.type ?? entry.service] = [...lines, sample?.line(entry) ?? `${entry.operation}`];
  }
  return writes;
}

/** Writes whose order is nobody's concern: things of a kind are made side by side. */
export function unordered(writes: Each<readonly string[]>): Each<readonly string[]> {
  return each(({ type }) => [...(writes[type] ?? [])].sort());
}

/** Longer than a test lasts, and the cloud's clock stands still. */
const SLOW_MS = 60_000;

/** From now on transitions do not end. */
export async function slowDown(cloud: Cloud): Promise<void> {
  await cloud.setClock("manual");
  const names = samples.flatMap(({ transitions }) => transitions);
  await cloud.configure({ transitions: Object.fromEntries(names.map((name) => [name, SLOW_MS])) });
}

/** Those under way come to their end, and all that follow take no time. */
export async function speedUp(cloud: Cloud): Promise<void> {
  await cloud.advance(SLOW_MS);
  const names = samples.flatMap(({ transitions }) => transitions);
  await cloud.configure({ transitions: Object.fromEntries(names.map((name) => [name, 0])) });
  await cloud.setClock("auto");
}
