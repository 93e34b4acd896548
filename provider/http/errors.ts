/**
 * What an error code means to a user, and what follows from it for the operation under way.
 *
 * On `fail` it will not clear by itself. `retry`: it clears by itself; read again and go on.
 * `recheck`: the thing may already be as wanted, or reads may lag behind; read again for a while, then fail.
 * `notFound`: the thing itself does not exist.
 */
export interface ErrorFact {
  /** The cloud's code; a trailing `*` stands for the part the cloud fills in. */
  readonly code: string;
  /** Tells rows of one code apart where the code alone has several meanings. */
  readonly message?: RegExp;
  readonly onError: "fail" | "retry" | "recheck" | "notFound";
  /** What the code means, as a sentence. */
  readonly means: string;
  /** What the user can do about it, as a sentence. */
  readonly remedy: string;
}

/** What a cloud said when it refused a call. */
export interface Refusal {
  /** Service and operation, as the vendor writes them: `Vpc.ConnectRouterInterface`. */
  readonly operation: string;
  readonly code: string;
  readonly text: string;
  readonly status: number;
  readonly requestId: string | undefined;
  /** Which permission was missing, in the cloud's own words. */
  readonly denied?: string | undefined;
}

/** The cloud refused a call, in words that could be read. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly refusal: Refusal;
  readonly fact: ErrorFact | undefined;

  constructor(refusal: Refusal, facts: readonly ErrorFact[]) {
    const fact = facts.find((row) => matches(row, refusal));
    super(describe(refusal, fact));
    this.refusal = refusal;
    this.fact = fact;
  }

  get code(): string {
    return this.refusal.code;
  }
}

/** A write may or may not have been carried out: its answer was lost or could not be read. Never thrown for reads. */
export class UnknownOutcomeError extends Error {
  override readonly name = "UnknownOutcomeError";
}

/** No readable answer after every attempt, and nothing can have been changed by it. */
export class UnreachableError extends Error {
  override readonly name = "UnreachableError";
}

/** The user, or the end of the Pulumi CLI, ended the operation. */
export class StoppedError extends Error {
  override readonly name = "StoppedError";
}

/** The operation cannot go on, for a reason found before a call was refused by the cloud. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** Whether an error says that what was asked for, or what it belongs to, does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.fact?.onError === "notFound";
}

/** Whether what the cloud refused clears by itself. */
export function isRetryable(error: unknown): boolean {
  return error instanceof ApiError && error.fact?.onError === "retry";
}

/** Puts what was being done in front of an error's message; the cause stays attached. */
export function whileDoing(doing: string, error: unknown): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  return new RefusedError(`${doing}: ${cause.message}`, { cause });
}

function matches(row: ErrorFact, { code, text }: Refusal): boolean {
  return hasCode(row, code) && (row.message === undefined || row.message.test(text));
}

/** Whether a row is about this code, in some message at least. */
export function hasCode(row: ErrorFact, code: string): boolean {
  return row.code.endsWith("*") ? code.startsWith(row.code.slice(0, -1)) : row.code === code;
}

function describe(refusal: Refusal, fact: ErrorFact | undefined): string {
  const { operation, code, text, status, requestId, denied } = refusal;
  const where = [operation, `HTTP ${status}`, `request id ${requestId ?? "unknown"}`].join(", ");
  return [
    `${code}: ${oneLine(text) || "no message"} (${where}).`,
    denied ? `Missing permission: ${denied}.` : undefined,
    fact?.means,
    fact?.remedy,
  ]
    .filter((part) => part !== undefined)
    .join(" ");
}

/** A text in one line: some clouds, and OpenSSL, break theirs. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
