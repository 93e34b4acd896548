/** Time and chance, as parameters: tests drive them, nothing else in the provider reads them. */
export interface Clock {
  /** Milliseconds since the epoch, for dates that are sent and stored. */
  now(): number;
  /** Milliseconds on a clock that never jumps, for measuring waits. */
  elapsed(): number;
  /** Ends after `ms`, or at once with the signal's reason when it fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** A fresh random identifier: nonces and client tokens. */
  uuid(): string;
}

/** setTimeout fires at once above this many milliseconds. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's clock. Its timers hold the process only while somebody waits for an answer to a call. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  uuid: () => crypto.randomUUID(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      // A timer that comes late, since the process was busy, lets in first what has arrived meanwhile: it may change
      // what was slept for.
      const timer = setTimeout(() => setImmediate(done), Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
      signal?.addEventListener("abort", stop, { once: true });
      function done(): void {
        signal?.removeEventListener("abort", stop);
        resolve();
      }
      function stop(): void {
        clearTimeout(timer);
        reject(signal?.reason);
      }
    }),
};
