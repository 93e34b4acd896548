import type * as z from "zod";

/** One operation of a service, as its vendor's page describes it. */
export interface Operation<Parameters, Answer> {
  readonly name: string;
  /** Whether it can change anything in the cloud. */
  readonly effect: "read" | "write";
  /** The part of the answer that is used; everything else in it is ignored. */
  readonly answer: z.ZodType<Answer>;
  /** Carries the type of the parameters; never set. */
  readonly parameters?: Parameters;
}

/** What every call may be told. */
export interface CallOptions {
  /** Ends the call before its next attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Told how long a quota held the call up. */
  readonly onQueued?: ((ms: number) => void) | undefined;
  /** Whether there is no time left for another attempt. */
  readonly expired?: (() => boolean) | undefined;
  /** What a shared answer lacks is not asked for fallback: for when nothing is dropped or given up on that word. */
  readonly acceptAbsent?: boolean | undefined;
  /** What a shared answer has will do if its call was sent at most that long ago. Default 0: none that was sent before. */
  readonly maxAgeMs?: number | undefined;
}
