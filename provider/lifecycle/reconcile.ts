import type { Clock } from "../http/clock.ts";
import {
  ApiError,
  isRetryable,
  RefusedError,
  StoppedError,
  UnknownOutcomeError,
  UnreachableError,
  whileDoing,
} from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import { type OperationHistory, READ_LAG_MS } from "./operation-history.ts";
import type { Fail, Guess, Step, Write } from "./step.ts";
import { Deadline } from "./timeouts.ts";

/** One operation on one thing: read, plan, write, until it is as wanted. */
export interface Job<Found> {
  readonly read: (options: CallOptions & { readonly afterMs: number }) => Promise<Found | undefined>;
  /** May read more; changes nothing. */
  readonly plan: (found: Found | undefined, options: CallOptions) => Step | Promise<Step>;
  /** The thing's status as the cloud says; kept in the history. */
  readonly status: (found: Found) => string;
  /** For errors: "router interface ri-1 in cn-hangzhou". */
  readonly title: string;
  /** The thing is to be removed: that it does not exist is the goal. */
  readonly removing: boolean;
  readonly history: OperationHistory;
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
const GUESS_MS: Readonly<Record<Guess, number>> = { lag: READ_LAG_MS, new: 30_000 };
/** How long a refusal may be due to a read that lags behind. */
const REFUSED_MS = 15_000;

/**
 * Brings one thing to where it is wanted. Every plan rests on a read of the cloud, so that a write whose answer
 * was lost, an interrupted run and a thing that is there already are all the same case. Returns what was seen last.
 */
export async function reconcile<Found>(job: Job<Found>): Promise<Found | undefined> {
  const { clock, history, stop } = job;
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

  /** Plans the next read, unless time is up. `error` is what the operation then failed of. */
  const readAgain = (waitingFor: string, error?: Error): void => {
    // While it is not even known whether there is something to work on, nothing is begun.
    if (guess?.why !== "new") history.waited();
    job.onWait(waitingFor);
    if (deadline.leftMs <= 0) throw timedOut(job, waitingFor, error);
    afterMs = Math.min(pollInterval(clock.elapsed() - waitingSince, clock), Math.max(1, deadline.leftMs));
  };

  for (;;) {
    let found: Found | undefined;
    let step: Step;
    try {
      found = await job.read({ ...options, afterMs });
      history.see(found === undefined ? undefined : job.status(found));
      step = await job.plan(found, options);
    } catch (error) {
      // A read that reached no service, or that the cloud throttled, says nothing about the thing. Before
      // anything began it is the end, though.
      const passes = error instanceof UnreachableError || (error instanceof ApiError && isRetryable(error));
      if (!passes || !history.mayHaveSideEffects) throw error;
      readAgain("an answer of the cloud", error);
      continue;
    }
    if (step.do === "wait") {
      let otherwise: Write | Fail | undefined;
      if (!("otherwise" in step)) guess = undefined;
      else if (hadItsTime(step.why) || deadline.leftMs <= 0) otherwise = step.otherwise;
      if (otherwise === undefined) {
        refusedSince = undefined;
        readAgain(step.waitingFor);
        continue;
      }
      step = otherwise;
    }
    if (step.do === "done") return found;
    if (step.do === "fail") throw new RefusedError(step.because);
    const losses = lost.get(step.name) ?? [];
    const loss = losses.at(-1);
    if (loss !== undefined && (losses.length >= LOST_ANSWERS || deadline.leftMs <= 0)) {
      throw new RefusedError(`${step.doing}: ${loss.message}`, { cause: loss });
    }
    stop.throwIfAborted();
    try {
      history.acknowledge(step.name, await step.send(options));
      deadline.accepted();
      waitingSince = clock.elapsed();
      refusedSince = undefined;
      guess = undefined;
      afterMs = step.takesMs ?? 0;
    } catch (error) {
      if (error instanceof UnknownOutcomeError) {
        history.lostAnswer(step.name);
        lost.set(step.name, [...losses, error]);
        afterMs = 250 * 2 ** (losses.length + 1) * clock.random();
        continue;
      }
      if (error instanceof StoppedError) throw error;
      if (error instanceof UnreachableError && history.mayHaveSideEffects) {
        readAgain("the cloud to be reached", whileDoing(step.doing, error));
        continue;
      }
      if (!(error instanceof ApiError)) throw whileDoing(step.doing, error);
      lost.delete(step.name);
      const onError = error.fact?.onError ?? "fail";
      if (onError === "notFound" && job.removing) return undefined;
      const refused = new RefusedError(`${step.doing}: ${error.message}`, { cause: error });
      const waitOut = step.waitOut?.(error);
      if (waitOut !== undefined && waitOut.why !== "others") {
        if (hadItsTime(waitOut.why) || (waitOut.why === "new" && deadline.leftMs <= 0)) throw refused;
      } else if (waitOut === undefined && onError !== "retry") {
        refusedSince ??= clock.elapsed();
        if (onError !== "recheck" || clock.elapsed() - refusedSince > REFUSED_MS) throw refused;
      }
      // What the cloud says now is another matter than what it did not find.
      if (waitOut?.why !== "new" && guess?.why === "new") guess = undefined;
      readAgain(waitOut?.waitingFor ?? error.code, refused);
    }
  }
}

/**
 * Half a second to the first read, then 0.6 s from each answer to the next read, which makes it about 0.7 s from read
 * to read; 5 % of the wait once that is more, up to 10 s. Spread by 10 %.
 */
function pollInterval(waitedMs: number, clock: Clock): number {
  const intervalMs = waitedMs < 500 ? 500 : Math.min(10_000, Math.max(600, waitedMs / 20));
  return intervalMs * (0.95 + 0.1 * clock.random());
}

function timedOut<Found>(job: Job<Found>, waitingFor: string, error: Error | undefined): Error {
  const text = `${job.title}: still waiting for ${waitingFor} after ${Math.round(job.timeoutMs / 1000)} s`;
  const command = job.removing ? "pulumi destroy" : "pulumi up";
  const advice = `Run \`${command}\` again to go on, or allow more time with customTimeouts.`;
  return new RefusedError(error ? `${text}: ${error.message} ${advice}` : `${text}. ${advice}`, {
    cause: error,
  });
}
