/** What goes back to the caller, before any fault spoils it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The cloud's code, where the answer is a refusal. */
  readonly code?: string;
  /** A write that changed nothing: a dry run, or the repetition of one that was carried out before. */
  readonly unchanged?: true;
}

/** A row of the error table on an operation's page. */
export interface ErrorRow {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** The error table of an operation, under names of ours. */
export type ErrorTable = Readonly<Record<string, ErrorRow>>;

/** One row of an error table, in the columns of the vendors' pages. */
export function row(status: number, code: string, message: string): ErrorRow {
  return { status, code, message };
}

/** A refusal: the operation was not carried out. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;
  readonly code: string;
  /** Members that the answer has besides code and message. */
  readonly details: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  /** How long to wait before the next attempt, where the cloud says. */
  readonly hintMs: number | undefined;

  constructor(
    error: ErrorRow,
    more: { filler?: string; details?: Refusal["details"]; hintMs?: number } = {},
  ) {
    super(more.filler === undefined ? error.message : error.message.replaceAll("%s", more.filler));
    this.status = error.status;
    this.code = error.code;
    this.details = more.details ?? {};
    this.hintMs = more.hintMs;
  }
}
