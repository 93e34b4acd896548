import type { ApiError } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";

/** What to do next, decided from what was seen. */
export type Step =
  /** It is as wanted. */
  | { readonly do: "done" }
  /** Nothing to do but read again. */
  | Wait
  /** One call that changes something. It is sent again only if a later read shows that it did not take effect. */
  | Write
  | Fail;

/** It cannot be brought about. */
export interface Fail {
  readonly do: "fail";
  readonly because: string;
  /** Another resource may change that before it is this one's turn: in a preview it is a warning. */
  readonly mayPass?: true;
}

/** A wait says why it may last. One that rests on a guess says besides what is done once the guess has had its time. */
export type Wait = { readonly do: "wait"; readonly waitingFor: string } & (
  | {
      /** A write of this operation was accepted and does not show yet; or the cloud names a status that is on its way. */
      readonly why: "acknowledged" | "transition";
    }
  | {
      /** The read may lag behind. */
      readonly why: "lag";
      readonly otherwise: Write | Fail;
    }
  | {
      /** What an argument names is not there, and may have been made a moment ago. Nothing is begun by this wait. */
      readonly why: "new";
      readonly otherwise: Fail;
    }
);

/** One call that changes something in the cloud. */
export interface Write {
  readonly do: "write";
  /** Tells the writes of one operation apart. */
  readonly name: string;
  /** For errors: "Connecting router interface ri-1". */
  readonly doing: string;
  readonly send: (options: CallOptions) => Promise<unknown>;
  /** The same call, of which the cloud only says whether it would be carried out; undefined: it knows no such call. */
  readonly dryRun?: (options: CallOptions) => Promise<unknown>;
  /** When the effect can be seen at the earliest; default 0. */
  readonly takesMs?: number;
  /** A refusal that the circumstances make worth waiting out, or not for as long as its code alone. */
  readonly waitOut?: (error: ApiError) => WaitOut | undefined;
}

/** What is waited for after a refusal, and why it may clear: somebody else has to act, or one of the guesses of a wait. */
export interface WaitOut {
  readonly waitingFor: string;
  readonly why: "others" | Guess;
}

/** Why a wait may be in vain. */
export type Guess = "lag" | "new";
