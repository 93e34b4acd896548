interface Due {
  readonly atMs: number;
  readonly run: (atMs: number) => void;
}

/** What is to happen in the cloud later, by its own clock. Nothing here sets a timer: whoever looks, settles first. */
export class Schedule {
  #dues: Due[] = [];

  /** Plans something; things planned for one moment happen in the order in which they were planned. */
  add(atMs: number, run: (atMs: number) => void): void {
    let low = 0;
    let high = this.#dues.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const due = this.#dues[middle];
      if (due !== undefined && due.atMs <= atMs) low = middle + 1;
      else high = middle;
    }
    this.#dues.splice(low, 0, { atMs, run });
  }

  /** When the next thing is due. */
  nextMs(): number | undefined {
    return this.#dues[0]?.atMs;
  }

  /** Does everything that is due by then, each at its own moment, also what that brings about. */
  runUntil(nowMs: number): void {
    for (let due = this.#dues[0]; due !== undefined && due.atMs <= nowMs; due = this.#dues[0]) {
      this.#dues.shift();
      due.run(due.atMs);
    }
  }
}
