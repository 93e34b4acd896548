import type { Clock } from "./clock.ts";

const START_PER_SECOND = 10;
const FLOOR_PER_SECOND = 0.2;
/** How long after a throttled answer further ones count as the same lesson: they were sent before it was learned. */
const LESSON_MS = 1000;
/** A throttled answer without a hint: ECS counts by the second, others by the minute, so it doubles up to this. */
const LONGEST_PAUSE_MS = 15_000;

/**
 * Learns the quota of one API of one account: starts modestly, doubles each second while it is used and nothing is
 * throttled, backs off on a throttled answer by the cloud's hint, and grows slowly above the rate that was too much.
 * One limiter serves one operation only, so looks never queue behind writes, and calls go out in the order they came.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #queue: (() => void)[] = [];
  #perSecond = START_PER_SECOND;
  #tokens = START_PER_SECOND;
  #refilledAt: number;
  #grewAt: number;
  #used = 0;
  /** The rate that was once too much; growth beyond it is slow. */
  #tooMuch = Number.POSITIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #lessonAt = Number.NEGATIVE_INFINITY;
  #inARow = 0;
  #timer: AbortController | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#refilledAt = clock.elapsed();
    this.#grewAt = this.#refilledAt;
  }

  /** Ends when the call may go out. Resolves to the milliseconds it had to wait. */
  async place(signal?: AbortSignal): Promise<number> {
    signal?.throwIfAborted();
    const from = this.#clock.elapsed();
    const { promise, resolve, reject } = withResolvers();
    const leave = (): void => {
      const index = this.#queue.indexOf(resolve);
      if (index >= 0) this.#queue.splice(index, 1);
      reject(signal?.reason);
    };
    this.#queue.push(resolve);
    signal?.addEventListener("abort", leave, { once: true });
    this.#admit();
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
    return this.#clock.elapsed() - from;
  }

  /** The cloud answered "too many": nothing goes out for the hinted time, and less from then on. */
  throttled(hintMs: number | undefined): void {
    const now = this.#clock.elapsed();
    if (now - this.#lessonAt >= LESSON_MS) {
      this.#inARow += 1;
      this.#lessonAt = now;
      this.#tooMuch = this.#perSecond;
      this.#perSecond = Math.max(FLOOR_PER_SECOND, this.#perSecond / 2);
    }
    const pauseMs = hintMs ?? Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** (this.#inARow - 1));
    this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseMs * (1 + 0.1 * this.#clock.random()));
    this.#tokens = Math.min(this.#tokens, 1);
    this.#admit();
  }

  /** The cloud let a call through. */
  passed(): void {
    this.#inARow = 0;
  }

  #refill(): void {
    const now = this.#clock.elapsed();
    if (now < this.#pausedUntil) {
      this.#refilledAt = now;
      this.#grewAt = now;
      return;
    }
    const seconds = (now - this.#refilledAt) / 1000;
    this.#tokens = Math.min(Math.max(1, this.#perSecond), this.#tokens + seconds * this.#perSecond);
    this.#refilledAt = now;
    if (now - this.#grewAt < 1000) return;
    // Only a rate that was really used has been shown to be allowed.
    if (this.#used >= this.#perSecond * 0.8) {
      const doubled = this.#perSecond * 2;
      this.#perSecond = doubled < this.#tooMuch ? doubled : this.#perSecond * 1.05;
    }
    this.#used = 0;
    this.#grewAt = now;
  }

  #admit(): void {
    this.#refill();
    const paused = this.#pausedUntil - this.#clock.elapsed();
    while (paused <= 0 && this.#tokens >= 1) {
      const admit = this.#queue.shift();
      if (admit === undefined) return;
      this.#tokens -= 1;
      this.#used += 1;
      admit();
    }
    if (this.#queue.length === 0) return;
    const untilToken = ((1 - this.#tokens) / this.#perSecond) * 1000;
    this.#wake(Math.max(1, paused, untilToken));
  }

  #wake(ms: number): void {
    this.#timer?.abort();
    const timer = new AbortController();
    this.#timer = timer;
    this.#clock.sleep(ms, timer.signal).then(
      () => this.#admit(),
      () => undefined,
    );
  }
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (reason: unknown) => void } {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
