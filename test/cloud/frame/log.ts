import { z } from "zod";
import { Signal } from "./signal.ts";

/** One request, as the cloud saw it. Signatures, tokens and passwords are left out. */
export interface Entry {
  readonly seq: number;
  /** When it came, by real epoch time. */
  readonly atMs: number;
  readonly service: string;
  /** Undefined: the service has no such operation. */
  readonly operation: string | undefined;
  readonly region: string | undefined;
  /** The account that the access key belongs to, also when the signature was wrong. */
  readonly account: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** The operation changes something. */
  readonly write: boolean;
  readonly requestId: string;
  /** The cloud carried out the change; always false for reads and for refused writes. */
  applied: boolean;
  /** HTTP status of the answer; undefined while there is none, and for ever if there never is. */
  status?: number;
  /** The cloud's error code, where it refused. */
  code?: string;
  /** What was ordered to go wrong with this request. */
  fault?: string;
  /** The caller was gone before the answer. */
  aborted?: true;
}

/** Which log entries are meant; all members must fit. */
export const entryFilterSchema = z.strictObject({
  service: z.string().optional(),
  operation: z.union([z.string(), z.array(z.string())]).optional(),
  account: z.string().optional(),
  accessKeyId: z.string().optional(),
  region: z.string().optional(),
  /** Some parameter of the request has this value (or has it in a comma-separated list). */
  id: z.string().optional(),
  write: z.boolean().optional(),
  applied: z.boolean().optional(),
  /** An answer was sent. */
  answered: z.boolean().optional(),
  aborted: z.boolean().optional(),
  status: z.number().optional(),
  code: z.string().optional(),
  fault: z.string().optional(),
  /** Only what came after this entry. */
  afterSeq: z.number().optional(),
});

/** Which log entries are meant; all members must fit. */
export type EntryFilter = z.output<typeof entryFilterSchema>;

/** Everything that the cloud was asked. */
export class Log {
  readonly #entries: Entry[] = [];
  readonly #signal = new Signal();

  /** Writes down a request that has just come. */
  add(entry: Omit<Entry, "seq" | "applied">): Entry {
    const added: Entry = { ...entry, seq: this.#entries.length + 1, applied: false };
    this.#entries.push(added);
    this.#signal.notify();
    return added;
  }

  /** Adds what has become of a request. */
  update(
    entry: Entry,
    change: Partial<Pick<Entry, "applied" | "status" | "code" | "fault" | "aborted">>,
  ): void {
    Object.assign(entry, change);
    this.#signal.notify();
  }

  /** The requests so far. */
  list(filter: EntryFilter = {}): Entry[] {
    return this.#entries.filter((entry) => fits(entry, filter));
  }

  /** Resolves with the requests meant as soon as there are that many. */
  waitFor(filter: EntryFilter, count: number, timeoutMs: number): Promise<Entry[]> {
    const look = (): Entry[] | undefined => {
      const found = this.list(filter);
      return found.length >= count ? found : undefined;
    };
    return this.#signal.wait(look, timeoutMs, () => {
      const last = this.#entries.slice(-10).map((entry) => `  ${describe(entry)}`);
      const seen = `${this.list(filter).length} of ${count} requests ${JSON.stringify(filter)}`;
      return `saw ${seen} in ${timeoutMs} ms; the last requests were:\n${last.join("\n") || "  none"}`;
    });
  }

  /** Ends every wait. */
  close(): void {
    this.#signal.close("the cloud was reset");
  }
}

function fits(entry: Entry, filter: EntryFilter): boolean {
  const { operation, id, answered, aborted, afterSeq, ...equal } = filter;
  return (
    (operation === undefined || [operation].flat().some((name) => name === entry.operation)) &&
    (id === undefined || names(entry.params, id)) &&
    (answered === undefined || (entry.status !== undefined) === answered) &&
    (aborted === undefined || (entry.aborted === true) === aborted) &&
    (afterSeq === undefined || entry.seq > afterSeq) &&
    Object.entries(equal).every(([name, value]) => value === undefined || Reflect.get(entry, name) === value)
  );
}

/** Whether some value in the parameters is this id, or lists it. */
export function names(value: unknown, id: string): boolean {
  if (typeof value === "string") return value.split(",").includes(id);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => names(member, id));
}

function describe(entry: Entry): string {
  const outcome = entry.code ?? entry.status ?? "no answer";
  return `${entry.seq} ${entry.operation ?? "?"} ${entry.applied ? "applied, " : ""}${outcome}`;
}
