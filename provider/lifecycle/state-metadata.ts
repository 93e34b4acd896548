import * as z from "zod";

/** The key under which the class hands the host what Pulumi does not; keys beginning with `__` are never displayed. */
export const METADATA = "__interlink";
/** Where Pulumi keeps the text that loads this package. */
export const PROVIDER = "__provider";

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

/** What the class and the host tell each other through inputs and state. */
export type StateMetadata = z.infer<typeof hidden>;

/** Reads the hidden part of inputs or state; what is not there, or not known yet, is empty. */
export function readMetadata(properties: Readonly<Record<string, unknown>>): StateMetadata {
  const read = hidden.safeParse(properties[METADATA] ?? {});
  return read.success ? read.data : hidden.parse({});
}
