interface Waiter {
  check(): void;
  give(reason: Error): void;
}

/** Lets somebody wait for a condition that is looked at whenever something changed. */
export class Signal {
  readonly #waiters = new Set<Waiter>();

  /** Resolves with the first result of `look` that is not undefined. */
  wait<T>(look: () => T | undefined, timeoutMs: number, complaint: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter: Waiter = {
        check: () => {
          const found = look();
          if (found === undefined) return;
          end();
          resolve(found);
        },
        give: (reason) => {
          end();
          reject(reason);
        },
      };
      const timer = setTimeout(() => waiter.give(new Error(complaint())), timeoutMs);
      this.#waiters.add(waiter);
      waiter.check();
    });
  }

  /** Says that something changed. */
  notify(): void {
    for (const waiter of [...this.#waiters]) waiter.check();
  }

  /** Ends every wait with an error. */
  close(reason: string): void {
    for (const waiter of [...this.#waiters]) waiter.give(new Error(reason));
  }
}
