import type { Cloud } from "../cloud/client.ts";
import type { Seed } from "../cloud/control-types.ts";
import type { Entry } from "../cloud/frame/log.ts";
import type { Args } from "../support/resources.ts";
import type { Expected } from "./expectations.ts";

/** What one page is about. Cases share a cloud: each has things of its own, told apart by a number. */
export interface Subject {
  /** The class. */
  readonly type: string;
  /** As errors name it: `Vpc.ConnectRouterInterface`. */
  readonly operation: string;
  /** What calls the operation: making the resource, or deleting it once it is made. */
  readonly by: "create" | "delete";
  readonly seed: (n: number) => Seed;
  readonly args: (n: number) => Args;
  /** The id that every request for one of them holds. */
  readonly id: (n: number, cloud: Cloud) => string | Promise<string>;
  /** How errors name what was being done. */
  readonly doing: (n: number) => string;
}

type Act = (n: number, cloud: Cloud) => unknown;

/** One way to come by a code, and what the user then gets. */
export interface Case {
  /** For the test's name: "because the account does not exist". */
  readonly when: string;
  /** Brings the cloud into the state that calls for the code. */
  readonly before?: Act;
  /** What happens in the cloud while the provider is at work. */
  readonly meanwhile?: Act;
  /** Makes good what other cases would suffer from. Given, the case has the cloud to itself. */
  readonly after?: Act;
  /** Arguments that are not the usual ones. */
  readonly args?: (n: number) => Args;
  /** The id that its requests hold, where that is not the usual one either. */
  readonly id?: (n: number) => string;
  /** customTimeouts for everything. */
  readonly timeout?: string;
  /** Not as the subject says. */
  readonly by?: Subject["by"];
  /** Which of the page's provider processes does it. */
  readonly host?: string;
  readonly expect: Expected;
  /** Looks at the requests for this thing. */
  readonly verify?: (entries: readonly Entry[]) => void;
}

/** Says one thing for each row, by its key. */
export type Entries = Readonly<Record<string, readonly Case[]>>;

/** Changes the cloud between the provider's read and its write: the write is held up meanwhile. */
export function race(subject: Subject, change: Act, operation: string): Pick<Case, "before" | "meanwhile"> {
  const orders = new Map<number, number>();
  return {
    before: async (n, cloud) => {
      const id = await subject.id(n, cloud);
      orders.set(n, await cloud.order({ kind: "hold", operation, id }));
    },
    meanwhile: async (n, cloud) => {
      await cloud.waitFor({ operation, id: await subject.id(n, cloud) });
      await change(n, cloud);
      await cloud.release(orders.get(n));
    },
  };
}

/** Waits until the cloud has refused the operation with the code, then changes the cloud so that it no longer does. */
export function once(subject: Subject, code: string, change: Act): Pick<Case, "meanwhile"> {
  return {
    meanwhile: async (n, cloud) => {
      await cloud.waitFor({ id: await subject.id(n, cloud), code, write: true });
      await change(n, cloud);
    },
  };
}

type Course = Pick<Case, "before" | "meanwhile">;

/** One course after the other, the first parts of both before anything is asked for. */
export function chained(first: Course | Act, then: Course): Required<Course> {
  const courses = [typeof first === "function" ? { before: first } : first, then];
  const each =
    (part: keyof Course): Act =>
    async (n, cloud) => {
      for (const course of courses) await course[part]?.(n, cloud);
    };
  return { before: each("before"), meanwhile: each("meanwhile") };
}

/** What the cloud is ordered to say, where no page says what calls for it, or the provider never lets it come to that. */
export interface Refusal {
  readonly operation: string;
  readonly code: string;
  readonly status: number;
  readonly message: string | null;
  /** How often; then it is carried out. */
  readonly times: number | "always";
}

/** Orders a refusal. */
export function ordered(
  subject: Subject,
  { message, ...refusal }: Refusal,
): { readonly before: NonNullable<Case["before"]> } {
  return {
    before: async (n, cloud) => {
      const id = await subject.id(n, cloud);
      await cloud.order({ kind: "error", id, message: message ?? "said so", ...refusal });
    },
  };
}
