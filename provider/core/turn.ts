/** What was waited for, had until it is given back. */
export interface Turn {
  readonly waitedMs: number;
  readonly end: () => void;
}

/** Waits in a queue until it is called; leaves it when the signal fires. `admit` calls those whose turn it is. */
export function turnIn(
  queue: (() => void)[],
  admit: () => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const call = (): void => {
      signal?.removeEventListener("abort", leave);
      resolve();
    };
    const leave = (): void => {
      queue.splice(queue.indexOf(call), 1);
      reject(signal?.reason);
    };
    queue.push(call);
    signal?.addEventListener("abort", leave, { once: true });
    admit();
  });
}
