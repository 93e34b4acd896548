import type { z } from "zod";
import type { Answer, ErrorTable, Refusal } from "./answer.ts";
import type { Kind, View } from "./store.ts";
import type { World } from "./world.ts";

/** A request as it came over the wire. */
export interface Request {
  readonly method: string;
  /** What stands before the question mark, as received. */
  readonly path: string;
  /** What stands behind the question mark, as received. */
  readonly query: string;
  /** Names in lower case; a header that came twice is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** A request that its service has read, but not yet judged. */
export interface Opened {
  /** Undefined: the service has no such operation. */
  readonly operation: string | undefined;
  readonly write: boolean;
  readonly region: string | undefined;
  /** The account that the access key or token belongs to, whether or not the signature holds. */
  readonly account: string | undefined;
  readonly accessKeyId: string | undefined;
  /** The parameters, for the log: without secrets. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly requestId: string;
  /** Checks that the operation exists and the caller is who it says; throws a Refusal. */
  admit(): void;
  /** Checks the rest and carries the operation out; throws a Refusal. A read shows the given view. */
  run(view: View): Answer;
  /** How this service says no. */
  refuse(refusal: Refusal): Answer;
  /** How this service says no within HTTP 200, where it does. */
  softFail?(refusal: Refusal, httpStatusCode: number): Answer;
  /** The refusal that this service gives a caller who is too fast; what is given replaces what it usually says. */
  throttled(said: { code?: string; status?: number; message?: string; hintMs?: number }): Refusal;
}

/** What the frame knows of an operation. */
export interface OperationInfo {
  /** It changes something. */
  readonly write: boolean;
  /** The error table of its page. */
  readonly errors: ErrorTable;
}

/**
 * A service of the cloud: one file exports it, one line in `services.ts` registers it, and it has a port of its
 * own. `alibabaService` and `huaweiService` make one from its operations.
 */
export interface Service {
  readonly name: string;
  readonly operations: Readonly<Record<string, OperationInfo>>;
  /** The kinds of records that it brings. */
  readonly kinds: readonly Kind[];
  /** The names of the transitions whose durations can be set; unique in the whole cloud. */
  readonly transitions: readonly string[];
  /** Choices where the real behaviour is not known; every member has a default. */
  readonly options: z.ZodObject;
  /** The permissions that an account may be denied. */
  readonly actions: readonly string[];
  /** Reads a request. It never throws. */
  open(world: World, request: Request): Opened;
}
