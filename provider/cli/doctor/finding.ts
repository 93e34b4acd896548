import { ApiError, oneLine } from "../../http/errors.ts";
import { connectRemedy } from "../../http/transport.ts";

/** How something was found: wrong, likely not meant so, in order, or not looked at because of another finding. */
export type Verdict = "wrong" | "doubtful" | "skipped" | "fine";

/** One line of a report. */
export interface Finding {
  readonly verdict: Verdict;
  /** What was looked at: `alicloud region`. */
  readonly about: string;
  readonly says: string;
  /** What to do, as a sentence. */
  readonly remedy?: string;
}

const ORDER: readonly Verdict[] = ["wrong", "doubtful", "skipped", "fine"];

/** What is wrong first; within that, causes before what may follow from them, as they were found. */
export function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((one, other) => ORDER.indexOf(one.verdict) - ORDER.indexOf(other.verdict));
}

/** One line: `wrong     alicloud region: none is configured. Do: …` */
export function lineOf({ verdict, about, says, remedy }: Finding): string {
  const sentence = /[.!?]$/.test(says) ? says : `${says}.`;
  return oneLine(`${verdict} ${about}: ${sentence} ${remedy === undefined ? "" : `Do: ${remedy}`}`).replace(
    verdict,
    verdict.padEnd(LONGEST),
  );
}

const LONGEST = Math.max(...ORDER.map((it) => it.length));

/** What an error says, and what can be done about it, apart. */
export function explained(error: unknown): { readonly says: string; readonly remedy?: string } {
  const message = oneLine(error instanceof Error ? error.message : String(error));
  const remedy = apiErrorIn(error)?.fact?.remedy ?? connectRemedy(error);
  if (!remedy) return { says: message };
  // Where the sentence stands at the end of the message, too.
  return { says: message.endsWith(remedy) ? message.slice(0, -remedy.length).trim() : message, remedy };
}

/** The refusal of the cloud that an error reports. */
export function apiErrorIn(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  return error instanceof Error ? apiErrorIn(error.cause) : undefined;
}
