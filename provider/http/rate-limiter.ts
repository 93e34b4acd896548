import type { Clock } from "./clock.ts";
import { MAX_IN_FLIGHT, type Permit, waitInQueue } from "./semaphore.ts";

/** What an operation does to the cloud. */
type Effect = "read" | "write";

const START_PER_SECOND = 10;
const SLOWEST_PER_SECOND = 0.2;
const FASTEST_PER_SECOND = 1000;
/** While throttled answers follow one another, calls go out as probes only. */
const PROBES_PER_SECOND = 2;
/**
 * How much may go out at once when nothing went out before, in seconds' worth: less once there is known to be a quota. Reads
 * are calls for a page of things each, so that few of them are all there is (12 for a refresh of 500 connections); of
 * writes there is one for each thing.
 */
const BURST_S = { read: 0.8, write: 0.5, limited: 0.1 };
/** How long after a throttled answer further ones count as the same lesson: they were sent before it was learned. */
const LESSON_MS = 1000;
/** A throttled answer without a hint: ECS counts by the second, others by the minute, so it doubles up to this. */
const LONGEST_PAUSE_MS = 15_000;
/** Quotas are counted by the minute at most; a hint beyond that is tried again sooner. */
const LONGEST_HINT_MS = 60_000;
/**
 * How much of the rate that was too much the quota is taken to be. A rate that doubles each second has gone well past it
 * by then; one that was too much again soon after a lesson has, too; one that was fine for long has not. These numbers,
 * and those below, did best in simulations of quotas of 5 and 20 a second (limiter.test.ts).
 */
const OVERSHOT = { doubling: 0.55, soon: 0.8, later: 0.92 };
const SOON_S = 4;
/** A lesson leaves the rate this far below what it takes to be the quota, and it takes that long to get back there. */
const BACK_OFF = 0.1;
const RECOVERY_S = 12;

/** The limiters of one account: one for each API. */
export class Limiters {
  readonly #clock: Clock;
  readonly #byApi = new Map<string, Limiter>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The limiter of an API, by its service and name. */
  of(api: string, effect: Effect): Limiter {
    const limiter = this.#byApi.get(api) ?? new Limiter(this.#clock, effect);
    this.#byApi.set(api, limiter);
    return limiter;
  }
}

/**
 * Learns the quota of one API of one account: starts modestly, doubles each second while calls queue and nothing is
 * throttled, pauses on a throttled answer by the cloud's hint and backs off. From then on it grows along a cubic (as
 * TCP CUBIC does): soon near the rate that was last fine, long there, and ever faster beyond, so that throttled answers
 * stay rare and a quota that was raised is found. At most as many calls are let out as can be under way: those to a
 * cloud that does not answer for a while would go out all at once when it does. One limiter serves one operation only,
 * so reads never queue behind writes, and calls go out in the order they came.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #unlimitedBurstS: number;
  /** Calls that were sent before, and have to be sent again: they go first. */
  readonly #repeats: (() => void)[] = [];
  readonly #queue: (() => void)[] = [];
  #perSecond = START_PER_SECOND;
  #tokens: number;
  #refilledAt: number;
  /** Calls that were let out and have not ended. */
  #out = 0;
  /** What the quota is taken to be, once something was throttled. */
  #quota: number | undefined;
  /** For how many seconds calls have queued, and none was throttled. */
  #calmS = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #lessonAt = Number.NEGATIVE_INFINITY;
  #inARow = 0;
  #timer: AbortController | undefined;

  constructor(clock: Clock, effect: Effect) {
    this.#clock = clock;
    this.#unlimitedBurstS = BURST_S[effect];
    this.#tokens = START_PER_SECOND * this.#unlimitedBurstS;
    this.#refilledAt = clock.elapsed();
  }

  /** Ends when the call may go out, a repeated one before new ones. */
  async acquire(signal?: AbortSignal, repeated = false): Promise<Permit> {
    const from = this.#clock.elapsed();
    this.#refill();
    const queue = repeated ? this.#repeats : this.#queue;
    await waitInQueue(queue, () => this.#admit(), signal);
    const end = (): void => {
      this.#refill();
      this.#out -= 1;
      this.#admit();
    };
    return { end, waitedMs: this.#clock.elapsed() - from };
  }

  /** The cloud answered "too many": nothing goes out for the hinted time, and less from then on. */
  throttled(hintMs: number | undefined): void {
    this.#refill();
    const now = this.#clock.elapsed();
    if (now - this.#lessonAt >= LESSON_MS) {
      this.#lessonAt = now;
      this.#inARow += 1;
      if (this.#inARow === 1) this.#backOff();
    }
    const guessMs = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (this.#inARow - 1));
    const pauseMs = Math.min(LONGEST_HINT_MS, hintMs ?? guessMs);
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs * (1 + 0.1 * this.#clock.random()));
    this.#tokens = Math.min(this.#tokens, 1);
  }

  /** The cloud let a call through. */
  passed(): void {
    if (this.#inARow === 0) return;
    this.#inARow = 0;
    this.#timer?.abort();
    this.#timer = undefined;
    this.#admit();
  }

  get #queued(): number {
    return this.#repeats.length + this.#queue.length;
  }

  get #pace(): number {
    return this.#inARow > 0 ? Math.min(PROBES_PER_SECOND, this.#perSecond) : this.#perSecond;
  }

  #backOff(): void {
    const overshot = this.#quota === undefined ? "doubling" : this.#calmS < SOON_S ? "soon" : "later";
    this.#quota = this.#perSecond * OVERSHOT[overshot];
    this.#calmS = 0;
    this.#setRate(this.#quota * (1 - BACK_OFF));
  }

  #grow(seconds: number): void {
    this.#calmS += seconds;
    this.#setRate(
      this.#quota === undefined
        ? this.#perSecond * 2 ** seconds
        : this.#quota * (1 + BACK_OFF * (this.#calmS / RECOVERY_S - 1) ** 3),
    );
  }

  #setRate(perSecond: number): void {
    this.#perSecond = Math.min(FASTEST_PER_SECOND, Math.max(SLOWEST_PER_SECOND, perSecond));
  }

  #refill(): void {
    const now = this.#clock.elapsed();
    const seconds = (now - Math.max(this.#refilledAt, this.#pausedUntil)) / 1000;
    this.#refilledAt = now;
    if (seconds <= 0) return;
    const burstS = this.#quota === undefined ? this.#unlimitedBurstS : BURST_S.limited;
    this.#tokens = Math.min(Math.max(1, this.#perSecond * burstS), this.#tokens + seconds * this.#pace);
    // Only a rate that was really used has been shown to be allowed.
    if (this.#queued > 0 && this.#inARow === 0 && this.#out < MAX_IN_FLIGHT) this.#grow(seconds);
  }

  #admit(): void {
    this.#refill();
    const pausedMs = Math.max(0, this.#pausedUntil - this.#clock.elapsed());
    while (pausedMs === 0 && this.#tokens >= 1 && this.#queued > 0 && this.#out < MAX_IN_FLIGHT) {
      this.#tokens -= 1;
      this.#out += 1;
      (this.#repeats.shift() ?? this.#queue.shift())?.();
    }
    if (this.#queued > 0 && this.#out < MAX_IN_FLIGHT)
      this.#wakeIn(pausedMs + Math.max(1, ((1 - this.#tokens) / this.#pace) * 1000));
  }

  /** A timer that is set already comes soon enough: rates change slowly, and it sets itself anew if it comes too soon. */
  #wakeIn(ms: number): void {
    if (this.#timer !== undefined) return;
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(ms, timer.signal).then(
      () => {
        this.#timer = undefined;
        this.#admit();
      },
      () => undefined,
    );
  }
}
