import * as z from "zod";
import { RefusedError } from "../http/errors.ts";

/** The key under which the class hands the host what Pulumi does not; keys beginning with `__` are never displayed. */
export const METADATA = "__interlink";
/** Where Pulumi keeps the text that loads this package. */
export const PROVIDER = "__provider";

/** The version of the form of states written today. */
export const SCHEMA = 1;

const hidden = z.object({
  name: z.string().default(""),
  urn: z.string().default(""),
  /** customTimeouts, as the program gave them. */
  timeouts: z.record(z.string(), z.string()).default({}),
  /** Arguments that were left out and got a default. */
  defaulted: z.array(z.string()).default([]),
  /** Which arguments the inputs hold: what a read returns, no more and no less. */
  keys: z.array(z.string()).default([]),
  /** What arguments that were left out, and have no default, turned out to be when the resource was made. */
  pinned: z.record(z.string(), z.unknown()).default({}),
  /** These arguments were read for an import: a program may leave out or spell out what has a default. */
  imported: z.boolean().optional(),
  /** The version of the state's form; missing in what a `get` starts from. */
  schema: z.number().optional(),
});

const KEYS = hidden.keyof().options;

/** What the class and the host tell each other through inputs and state. */
export type StateMetadata = z.infer<typeof hidden>;

/** What inputs and states have that hold none. */
const NONE: StateMetadata = hidden.parse({});

/** Each is read several times in a request. */
const read = new WeakMap<object, StateMetadata>();

/** Reads the hidden part of inputs or state; what is not there, or not known yet, is empty. */
export function readMetadata(properties: Readonly<Record<string, unknown>>): StateMetadata {
  const stored = properties[METADATA];
  if (stored === undefined) return NONE;
  if (typeof stored !== "object" || stored === null) return parsed(stored);
  const metadata = read.get(stored) ?? parsed(stored);
  read.set(stored, metadata);
  return metadata;
}

/**
 * The same of a state, of which nothing may be taken for empty: without its arguments, a thing that is there would be
 * read as gone.
 */
export function readStateMetadata(state: Readonly<Record<string, unknown>>): StateMetadata {
  const metadata = readMetadata(state);
  const isReadable = state[METADATA] === undefined || metadata !== NONE;
  if (isReadable && (metadata.schema ?? SCHEMA) <= SCHEMA) return metadata;
  throw new RefusedError(
    `What pulumi-interlink keeps in the state of this resource (${METADATA}) cannot be read: a newer version wrote it, or it is damaged. Nothing was sent and nothing was dropped from state. Use the newest version that has worked with this stack.`,
  );
}

function parsed(stored: unknown): StateMetadata {
  const { data } = hidden.safeParse(typeof stored === "string" ? fromText(stored) : stored);
  return data ?? NONE;
}

/** Inputs or a state with this metadata in the place of theirs. */
export function withMetadata(
  properties: Readonly<Record<string, unknown>>,
  metadata: StateMetadata,
): Readonly<Record<string, unknown>> {
  read.set(metadata, metadata);
  return { ...properties, [METADATA]: metadata };
}

function fromText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Metadata as one text, without what is empty and what whoever reads it is told with each request. Undefined where nothing
 * is left. The engine writes all states anew at each step and takes each value in them apart, so that few count.
 */
export function metadataText(
  metadata: StateMetadata,
  told: readonly (keyof StateMetadata)[],
): string | undefined {
  // In one order, whichever the metadata was put together in: the engine takes another text for another value.
  const left = KEYS.flatMap((key) => {
    const value = metadata[key];
    return told.includes(key) || isEmpty(value) ? [] : [[key, value]];
  });
  return left.length === 0 ? undefined : JSON.stringify(Object.fromEntries(left));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === "") return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
