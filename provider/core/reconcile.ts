import type { Clock } from "./clock.ts";
import { Deadline } from "./deadline.ts";
import {
  ApiError,
  RefusedError,
  StoppedError,
  UnknownOutcomeError,
  UnreachableError,
  whileDoing,
} from "./errors.ts";
import type { CallOptions } from "./looks.ts";
import type { Guess, Step, Stop, Write } from "./step.ts";

/** What an operation has done and seen so far. */
export class Past {
  readonly #clock: Clock;
  readonly #answers = new Map<string, unknown>();
  readonly #tokens = new Map<string, string>();
  readonly #statuses = new Set<string>();
  #waited = false;
  readonly #unsure = new Set<string>();
  #missingSince: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether the cloud accepted that write in this operation. */
  accepted(name: string): boolean {
    return this.#answers.has(name);
  }

  /** Whether that write was sent in this operation and may have been carried out. */
  sent(name: string): boolean {
    return this.#answers.has(name) || this.#unsure.has(name);
  }

  /** What the cloud answered to an accepted write. */
  answer(name: string): unknown {
    return this.#answers.get(name);
  }

  /** The client token of a write: random, and the same through all repeats of it in this operation. */
  token(name: string): string {
    const token = this.#tokens.get(name) ?? this.#clock.uuid();
    this.#tokens.set(name, token);
    return token;
  }

  /** Whether that status was seen since the last accepted write. */
  saw(status: string): boolean {
    return this.#statuses.has(status);
  }

  /** Whether something may have been changed, or something there was waited for: from here on it belongs in state. */
  get engaged(): boolean {
    return this.#waited || this.wrote;
  }

  /** Whether the thing has been missing only for so long that reads may still lag behind. */
  get missingBriefly(): boolean {
    return this.#missingSince !== undefined && this.#clock.elapsed() - this.#missingSince < GUESS_MS.lag;
  }

  /** Whether any write was sent that may have changed something. */
  get wrote(): boolean {
    return this.#unsure.size > 0 || this.#answers.size > 0;
  }

  /** @internal */
  see(status: string | undefined): void {
    if (status === undefined) {
      this.#missingSince ??= this.#clock.elapsed();
      return;
    }
    this.#missingSince = undefined;
    this.#statuses.add(status);
  }

  /** @internal */
  accept(name: string, answer: unknown): void {
    this.#answers.set(name, answer);
    this.#statuses.clear();
    this.#missingSince = undefined;
  }

  /** @internal */
  unsure(name: string): void {
    this.#unsure.add(name);
  }

  /** @internal */
  waited(): void {
    this.#waited = true;
  }
}

/** One operation on one thing: look, decide, act, until it is as wanted. */
export interface Job<Thing> {
  readonly look: (options: CallOptions & { readonly afterMs: number }) => Promise<Thing | undefined>;
  /** May read more; changes nothing. */
  readonly decide: (thing: Thing | undefined, options: CallOptions) => Step | Promise<Step>;
  /** The thing's status as the cloud says; kept in `past`. */
  readonly status: (thing: Thing) => string;
  /** For errors: "router interface ri-1 in cn-hangzhou". */
  readonly title: string;
  /** The thing is to be removed: that it does not exist is the goal. */
  readonly removing: boolean;
  readonly past: Past;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Ends waits and keeps further calls from being sent. */
  readonly stop: AbortSignal;
  /** Told what is being waited for, whenever that changes. */
  readonly onWait: (waitingFor: string) => void;
}

/** How often one write is sent when its answer gets lost each time. */
const LOST_ANSWERS = 4;
/** How long reads may lag behind, also about a thing that was just made, or just seen; and how long new things take to be known. */
const GUESS_MS: Readonly<Record<Guess, number>> = { lag: 60_000, new: 30_000 };
/** How long a refusal may be due to a read that lags behind. */
const REFUSED_MS = 15_000;

/**
 * Brings one thing to where it is wanted. Every decision rests on a look at the cloud, so that a write whose answer
 * was lost, an interrupted run and a thing that is there already are all the same case. Returns what was seen last.
 */
export async function reconcile<Thing>(job: Job<Thing>): Promise<Thing | undefined> {
  const { clock, past, stop } = job;
  const deadline = new Deadline(clock, job.timeoutMs);
  const options: CallOptions = {
    signal: stop,
    onQueued: (ms) => deadline.exclude(ms),
    expired: () => deadline.leftMs <= 0,
  };
  const lost = new Map<string, UnknownOutcomeError[]>();
  let afterMs = 0;
  let waitingSince = clock.elapsed();
  let refusedSince: number | undefined;
  let guess: { readonly why: Guess; readonly since: number } | undefined;

  /** Whether that guess has had its time. */
  const hadItsTime = (why: Guess): boolean => {
    if (guess?.why !== why) guess = { why, since: clock.elapsed() };
    return clock.elapsed() - guess.since >= GUESS_MS[why];
  };

  /** Plans the next look, unless time is up. `error` is what the operation then failed of. */
  const lookAgain = (waitingFor: string, error?: Error): void => {
    // While it is not even known whether there is something to work on, nothing is begun.
    if (guess?.why !== "new") past.waited();
    job.onWait(waitingFor);
    if (deadline.leftMs <= 0) throw timedOut(job, waitingFor, error);
    afterMs = Math.min(pollInterval(clock.elapsed() - waitingSince, clock), Math.max(1, deadline.leftMs));
  };

  for (;;) {
    let thing: Thing | undefined;
    let step: Step;
    try {
      thing = await job.look({ ...options, afterMs });
      past.see(thing === undefined ? undefined : job.status(thing));
      step = await job.decide(thing, options);
    } catch (error) {
      // A look that got through to nobody, or that the cloud has no time for, says nothing about the thing. Before
      // anything began it is the end, though.
      const passes = error instanceof UnreachableError || (error instanceof ApiError && clears(error));
      if (!passes || !past.engaged) throw error;
      lookAgain("an answer of the cloud", error);
      continue;
    }
    if (step.do === "wait") {
      let otherwise: Write | Stop | undefined;
      if (!("otherwise" in step)) guess = undefined;
      else if (hadItsTime(step.why) || deadline.leftMs <= 0) otherwise = step.otherwise;
      if (otherwise === undefined) {
        refusedSince = undefined;
        lookAgain(step.waitingFor);
        continue;
      }
      step = otherwise;
    }
    if (step.do === "finish") return thing;
    if (step.do === "stop") throw new RefusedError(step.because);
    const losses = lost.get(step.name) ?? [];
    const loss = losses.at(-1);
    if (loss !== undefined && (losses.length >= LOST_ANSWERS || deadline.leftMs <= 0)) {
      throw new RefusedError(`${step.doing}: ${loss.message}`, { cause: loss });
    }
    stop.throwIfAborted();
    try {
      past.accept(step.name, await step.send(options));
      deadline.accepted();
      waitingSince = clock.elapsed();
      refusedSince = undefined;
      guess = undefined;
      afterMs = step.takesMs ?? 0;
    } catch (error) {
      if (error instanceof UnknownOutcomeError) {
        past.unsure(step.name);
        lost.set(step.name, [...losses, error]);
        afterMs = 250 * 2 ** (losses.length + 1) * clock.random();
        continue;
      }
      if (error instanceof StoppedError) throw error;
      if (error instanceof UnreachableError && past.engaged) {
        lookAgain("the cloud to be reached", whileDoing(step.doing, error));
        continue;
      }
      if (!(error instanceof ApiError)) throw whileDoing(step.doing, error);
      lost.delete(step.name);
      const leadsTo = error.fact?.leadsTo ?? "stop";
      if (leadsTo === "gone" && job.removing) return undefined;
      const refused = new RefusedError(`${step.doing}: ${error.message}`, { cause: error });
      const waitOut = step.waitOut?.(error);
      if (waitOut !== undefined && waitOut.why !== "others") {
        if (hadItsTime(waitOut.why) || (waitOut.why === "new" && deadline.leftMs <= 0)) throw refused;
      } else if (waitOut === undefined && leadsTo !== "wait") {
        refusedSince ??= clock.elapsed();
        if (leadsTo !== "look" || clock.elapsed() - refusedSince > REFUSED_MS) throw refused;
      }
      // What the cloud says now is another matter than what it did not find.
      if (waitOut?.why !== "new" && guess?.why === "new") guess = undefined;
      lookAgain(waitOut?.waitingFor ?? error.code, refused);
    }
  }
}

/** Whether what the cloud refused clears by itself. */
export function clears({ fact }: ApiError): boolean {
  return fact?.leadsTo === "wait";
}

/**
 * Half a second to the first look, then 0.8 s from each answer to the next look, which makes it about a second from look
 * to look; 5 % of the wait once that is more, up to 10 s. Spread by 10 %.
 */
function pollInterval(waitedMs: number, clock: Clock): number {
  const intervalMs = waitedMs < 500 ? 500 : Math.min(10_000, Math.max(800, waitedMs / 20));
  return intervalMs * (0.95 + 0.1 * clock.random());
}

function timedOut<Thing>(job: Job<Thing>, waitingFor: string, error: Error | undefined): Error {
  const text = `${job.title}: still waiting for ${waitingFor} after ${Math.round(job.timeoutMs / 1000)} s`;
  const command = job.removing ? "pulumi destroy" : "pulumi up";
  const advice = `Run \`${command}\` again to go on, or allow more time with customTimeouts.`;
  return new RefusedError(error ? `${text}: ${error.message} ${advice}` : `${text}. ${advice}`, {
    cause: error,
  });
}
