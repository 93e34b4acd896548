import type { CallOptions } from "./operation.ts";

/** One describe call that can answer for many things at once. */
export interface Batch<Found> {
  /** What is shared: service, operation, region and whatever else the things have in common. */
  readonly name: string;
  /** Most keys one call may ask for. */
  readonly maxKeys: number;
  /** When a thing is asked for alone after a call for many: when its answer lacks it, or also when that was refused. */
  readonly fallback: "when missing" | "when missing or refused" | "never";
  /** A call for several has all there is for an answer, also what nobody asked for. */
  readonly isFullList?: true;
  /** What was found, by key; what each key takes a call of its own for may still be under way, and may fail by itself. */
  readonly fetch: (
    keys: readonly string[],
    options: CallOptions,
  ) => Promise<ReadonlyMap<string, Found | Promise<Found>>>;
}

/** One thing that somebody waits to see. */
export interface Entry {
  readonly key: string;
  readonly dueAt: number;
  /** For how long it lets others come, at most. */
  readonly latestAt: number;
  readonly onQueued: ((ms: number) => void) | undefined;
  readonly expired: (() => boolean) | undefined;
  readonly acceptAbsent: boolean;
  readonly settle: (thing: unknown) => void;
  readonly fail: (error: unknown) => void;
}

/** All that wait to see something that one call can answer. */
export interface Group {
  readonly entries: Set<Entry>;
  /** When the first of them is due, or sooner. */
  dueAt: number;
  /** When the first of them has to be asked for, however many still come, or sooner. */
  latestAt: number;
  /** How many asked to read at once and wait for a call. */
  atOnce: number;
  calledAt: number;
  /** How many waited when the last call went out. */
  calledFor: number;
  /** Calls that are not answered yet. */
  underWay: number;
  /** The last answer that had all there is; undefined: there was none after all. */
  lastFullList:
    | { readonly calledAt: number; readonly found: Promise<ReadonlyMap<string, unknown> | undefined> }
    | undefined;
  timer: { readonly at: number; readonly off: AbortController } | undefined;
}

/**
 * How long a call waits for others to share it with, anew for each that asks to read at once, of any kind. Where many
 * asked, more will: 500 reads of a refresh come with pauses of up to 130 ms (measured).
 */
export const GATHER_MS = { few: 15, many: 150 };
export const MANY = 10;
/** That comes to an end: soon for those that have waited already. */
export const GATHER_AT_MOST_MS = { waited: 150, atOnce: 1_500 };
/** How far apart calls are at least, per thing that is waited for and at most: where many wait, others soon come. */
const APART_MS = { each: 2, most: 100 };
/** How long those who come while a call is under way wait for its answer: under a quota, or from afar, many share the next. */
const ANSWER_MS = 1_000;

/** Until when a call that is not full waits for others. */
export function gathersUntil({ latestAt }: Group, gatheredAt: number): number {
  return Math.min(gatheredAt, latestAt);
}

/** When the next call goes out: when the first is due, after a little while in which others may come, unless they fill a page. */
export function wakeAt<Found>(batch: Batch<Found>, group: Group, gatheredAt: number): number {
  const { entries, dueAt, atOnce, calledAt, calledFor, underWay } = group;
  if (atOnce >= batch.maxKeys) return dueAt;
  const apartMs = Math.min(APART_MS.most, APART_MS.each * Math.max(entries.size, calledFor));
  return Math.max(dueAt, gathersUntil(group, gatheredAt), calledAt + (underWay > 0 ? ANSWER_MS : apartMs));
}
