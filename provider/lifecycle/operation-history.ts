import type { Clock } from "../http/clock.ts";

/** How long reads may lag behind writes, also about a thing that was just made, or just seen. */
export const READ_LAG_MS = 60_000;

/** What an operation has done and seen so far. */
export class OperationHistory {
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
  acknowledged(name: string): boolean {
    return this.#answers.has(name);
  }

  /** Whether that write, or any, was sent in this operation and may have been carried out. */
  maybeSent(name?: string): boolean {
    if (name === undefined) return this.#unsure.size > 0 || this.#answers.size > 0;
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
  sawStatus(status: string): boolean {
    return this.#statuses.has(status);
  }

  /** Whether something may have been changed, or something there was waited for: from here on it belongs in state. */
  get mayHaveSideEffects(): boolean {
    return this.#waited || this.maybeSent();
  }

  /** Whether the thing has been missing only for so long that reads may still lag behind. */
  get missingBriefly(): boolean {
    return this.#missingSince !== undefined && this.#clock.elapsed() - this.#missingSince < READ_LAG_MS;
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
  acknowledge(name: string, answer: unknown): void {
    this.#answers.set(name, answer);
    this.#statuses.clear();
    this.#missingSince = undefined;
  }

  /** @internal */
  lostAnswer(name: string): void {
    this.#unsure.add(name);
  }

  /** @internal */
  waited(): void {
    this.#waited = true;
  }
}
