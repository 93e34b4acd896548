import type { Entry } from "./log.ts";
import { Signal } from "./signal.ts";

/** What becomes of a held request: it goes on, or it is thrown away and its connection with it. */
export type Release = "go" | "drop";

interface Held {
  readonly entry: Entry;
  readonly order: number | undefined;
  readonly release: (how: Release) => void;
}

/** The requests that are being held at present. */
export class Holds {
  #held: Held[] = [];
  readonly #signal = new Signal();

  /** Holds a request until somebody releases it. */
  hold(entry: Entry, order: number | undefined): Promise<Release> {
    return new Promise((release) => {
      this.#held.push({ entry, order, release });
      this.#signal.notify();
    });
  }

  /** Resolves with the held requests as soon as there are that many. */
  waitFor(count: number, timeoutMs: number): Promise<Entry[]> {
    const look = (): Entry[] | undefined =>
      this.#held.length >= count ? this.#held.map((held) => held.entry) : undefined;
    return this.#signal.wait(
      look,
      timeoutMs,
      () => `${this.#held.length} of ${count} requests were held after ${timeoutMs} ms`,
    );
  }

  /** Lets the held requests of one order, or all, go on (or not). */
  release(order: number | undefined, how: Release): number {
    const meant = this.#held.filter((held) => order === undefined || held.order === order);
    if (meant.length === 0) throw new Error("no request is being held; await held() first");
    this.#held = this.#held.filter((held) => !meant.includes(held));
    for (const held of meant) held.release(how);
    return meant.length;
  }

  /** Throws all held requests away. */
  close(): void {
    for (const held of this.#held) held.release("drop");
    this.#held = [];
    this.#signal.close("the cloud was reset");
  }
}
