import pRetry from "p-retry";
import type { Clock } from "./clock.ts";
import { type ApiError, oneLine, StoppedError, UnknownOutcomeError, UnreachableError } from "./errors.ts";
import type { Limiter } from "./rate-limiter.ts";
import { Semaphore } from "./semaphore.ts";
import {
  connectRemedy,
  type HttpAnswer,
  type HttpRequest,
  isNetworkFault,
  neverSent,
  type Transport,
} from "./transport.ts";

/** What one answer of the cloud amounts to, apart from success. */
export type Failure =
  /** Too many requests: the call was not carried out. */
  | { readonly kind: "throttled"; readonly hintMs: number | undefined; readonly error: Error }
  /** The credential was not accepted: the call was not carried out. */
  | { readonly kind: "unauthenticated"; readonly error: Error }
  /** The cloud is not well, or the answer is unreadable: the call may have been carried out. */
  | { readonly kind: "unavailable"; readonly error: Error }
  /** A refusal in the service's own words: the call was not carried out. */
  | { readonly kind: "rejected"; readonly error: ApiError };

/** One call, ready to be tried. */
export interface Sending<Answer> {
  /** For messages: `Vpc.ConnectRouterInterface`; what stands before the dot shares its lines. */
  readonly operation: string;
  /** A read may be repeated after any failure; a write only when it certainly was not carried out. */
  readonly effect: "read" | "write";
  /** Builds and signs the request anew: date and nonce may not be used twice. */
  readonly sign: () => Promise<HttpRequest>;
  readonly interpret: (answer: HttpAnswer) => { readonly value: Answer } | Failure;
  /** Fetches a new credential after the cloud refused the one in use; false when there is no other to be had. */
  readonly renew: () => Promise<boolean>;
  readonly limiter: Limiter;
  /** Ends the call. Only a write's attempt under way is waited for: its outcome must be known. */
  readonly signal?: AbortSignal | undefined;
  /** Told how long a quota held the call up. */
  readonly onQueued?: ((ms: number) => void) | undefined;
  /** Whether there is no time left for another attempt. */
  readonly expired?: (() => boolean) | undefined;
}

/** Attempts at one call, throttled ones and one renewed credential not counted. */
const ATTEMPTS = 4;
/** Longest time of one attempt, from connecting to the last byte of the answer. */
const ATTEMPT_MS = 30_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;

/** The pipeline around one call: limiter ⟶ [sign ⟶ transport ⟶ interpret] with retries ⟶ value or error. */
export class Sender {
  readonly #clock: Clock;
  readonly #transport: Transport;
  readonly #attemptMs: number;
  readonly #retries = new RetryBudget();
  readonly #semaphores = new Map<string, Semaphore>();

  constructor(clock: Clock, transport: Transport, attemptMs = ATTEMPT_MS) {
    this.#clock = clock;
    this.#transport = transport;
    this.#attemptMs = attemptMs;
  }

  async send<Answer>(sending: Sending<Answer>): Promise<Answer> {
    let renewed = false;
    // p-retry counts attempts and asks whether to go on; pauses are ours, so that tests can drive the clock.
    return await pRetry((attempt) => this.#attempt(sending, attempt > 1), {
      retries: ATTEMPTS, // one more than is used: the last one is judged below
      minTimeout: 0,
      onFailedAttempt: async ({ error, retriesConsumed }) => {
        if (!(error instanceof AttemptError)) throw error;
        const { failure } = error;
        if (failure.kind === "throttled") return;
        if (failure.kind === "rejected") throw failure.error;
        if (failure.kind === "unauthenticated") {
          if (renewed || !(await sending.renew())) throw failure.error;
          renewed = true;
          return;
        }
        if (!error.repeatable) {
          throw new UnknownOutcomeError(naming(sending, failure.error.message), { cause: failure.error });
        }
        if (retriesConsumed + 1 >= ATTEMPTS || sending.expired?.() || !this.#retries.take()) {
          const times = `after ${retriesConsumed + 1} attempt${retriesConsumed > 0 ? "s" : ""}`;
          const remedy = connectRemedy(failure.error);
          const text = `no usable answer ${times}: ${oneLine(failure.error.message)}${remedy && `. ${remedy}`}`;
          throw new UnreachableError(naming(sending, text), { cause: failure.error });
        }
        const ceiling = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (retriesConsumed + 1));
        await this.#clock.sleep(ceiling * this.#clock.random(), sending.signal);
      },
      shouldConsumeRetry: ({ error }) =>
        error instanceof AttemptError && error.failure.kind === "unavailable",
    });
  }

  async #attempt<Answer>(sending: Sending<Answer>, repeated: boolean): Promise<Answer> {
    const { limiter, signal } = sending;
    const queued = await limiter.acquire(signal, repeated);
    try {
      // Signed before there is a line for it: that may need calls of its own, to the same service.
      const request = await sending.sign();
      if (signal?.aborted) throw stopped(signal);
      const permit = await this.#semaphoreOf(sending).acquire(sending.effect, signal);
      sending.onQueued?.(queued.waitedMs + permit.waitedMs);
      try {
        return await this.#tryOnce(sending, request);
      } finally {
        permit.end();
      }
    } finally {
      queued.end();
    }
  }

  async #tryOnce<Answer>(sending: Sending<Answer>, request: HttpRequest): Promise<Answer> {
    const { limiter, signal } = sending;
    const attempt = new Attempt(this.#attemptMs, sending.effect === "read" ? signal : undefined);
    let answer: HttpAnswer;
    try {
      answer = await this.#transport(request, attempt.signal);
    } catch (error) {
      if (attempt.signal.aborted && signal?.aborted) throw stopped(signal);
      if (!isNetworkFault(error)) throw error;
      const repeatable = sending.effect === "read" || neverSent(error);
      throw new AttemptError({ kind: "unavailable", error: asError(error, this.#attemptMs) }, repeatable);
    } finally {
      attempt.end();
    }
    const outcome = sending.interpret(answer);
    if ("value" in outcome) {
      limiter.passed();
      this.#retries.give();
      return outcome.value;
    }
    if (outcome.kind === "throttled") limiter.throttled(outcome.hintMs);
    // A refusal got through the quota as well.
    else if (outcome.kind !== "unavailable") limiter.passed();
    throw new AttemptError(outcome, sending.effect === "read");
  }

  #semaphoreOf({ operation }: Sending<unknown>): Semaphore {
    const service = operation.slice(0, operation.indexOf("."));
    const semaphore = this.#semaphores.get(service) ?? new Semaphore(this.#clock);
    this.#semaphores.set(service, semaphore);
    return semaphore;
  }
}

/** Bounds one attempt in time, and ends it early with a signal. (AbortSignal.any would keep it alive as long as that.) */
class Attempt {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #stop: AbortSignal | undefined;
  readonly #onStop = (): void => this.#controller.abort(this.#stop?.reason);

  constructor(ms: number, stop: AbortSignal | undefined) {
    this.#stop = stop;
    this.#timer = setTimeout(() => this.#controller.abort(new DOMException("", "TimeoutError")), ms);
    stop?.addEventListener("abort", this.#onStop, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#stop?.removeEventListener("abort", this.#onStop);
  }
}

/** A text that names the operation, once. */
function naming({ operation }: Sending<unknown>, text: string): string {
  return text.includes(operation) ? text : `${operation}: ${text}`;
}

/** Carries an attempt's failure through p-retry. */
class AttemptError extends Error {
  readonly failure: Failure;
  readonly repeatable: boolean;

  constructor(failure: Failure, repeatable: boolean) {
    super(failure.error.message);
    this.failure = failure;
    this.repeatable = repeatable;
  }
}

/** Keeps a cloud in failure from being flooded with repeats: each costs 5 of 500, a success gives one back. */
class RetryBudget {
  #left = 500;

  take(): boolean {
    if (this.#left < 5) return false;
    this.#left -= 5;
    return true;
  }

  give(): void {
    this.#left = Math.min(500, this.#left + 1);
  }
}

function stopped(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new StoppedError("interrupted");
}

function asError(error: unknown, attemptMs: number): Error {
  if (error instanceof Error && error.name === "TimeoutError") {
    return new Error(`no complete answer within ${Math.round(attemptMs / 1000)} s`, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
