import type { Clock } from "./clock.ts";
import { whileDoing } from "./errors.ts";

/** Where an account's credential comes from; it may be fetched, and it may have to be renewed. */
export interface CredentialSource<Credential> {
  /** The credential to sign with now. All that ask while it is being fetched share one fetch. */
  current(): Promise<Credential>;
  /** After the cloud refused that credential: true when there is now another one to try. */
  renew(refused: Credential): Promise<boolean>;
}

/** The remedy that no refused credential tells by itself: Pulumi refreshes with the settings in state. */
export const AFTER_A_CHANGE =
  "If it was changed in the configuration or in a Provider's arguments just now, run `pulumi up --run-program` once: without that, the refresh before an update, and `refresh` and `destroy`, use what is in state.";

/** An Alibaba Cloud access key; with a token when it is temporary. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Whether two access keys are one and the same. */
export function sameAccessKey(one: AccessKey, other: AccessKey): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.accessKeySecret === other.accessKeySecret &&
    one.securityToken === other.securityToken
  );
}

/** A credential as it was fetched. */
export interface Fetched<Credential> {
  readonly credential: Credential;
  /** Milliseconds since the epoch; undefined: it does not say. */
  readonly endsAtMs: number | undefined;
}

/** Renewed this long before it ends; sooner for one that lives less than twice as long. */
const AHEAD_MS = 15 * 60_000;
/** A failed renewal is not repeated before this has passed: with many waiting, each would try in turn. */
const AFTER_FAILURE_MS = 10_000;
/** However soon it claims to end (this machine's clock may be wrong), a credential is used for this long. */
const SHORTEST_USE_MS = 1_000;
/** Renewals after refusals in a row; one more is allowed every so often. What is refused again and again stays so. */
const REFUSED_RENEWALS = 5;
const REFUSED_RENEWAL_EVERY_MS = 30_000;

/**
 * A credential that is fetched when it is first needed and renewed before it ends, once for all that wait. While the
 * old one still holds, a renewal that fails does not stand in the way.
 */
export class RenewingSource<Credential> implements CredentialSource<Credential> {
  readonly #clock: Clock;
  readonly #fetch: () => Promise<Fetched<Credential>>;
  readonly #same: (one: Credential, other: Credential) => boolean;
  #held: (Fetched<Credential> & { readonly renewAtMs: number }) | undefined;
  #failed: { readonly error: unknown; readonly untilMs: number } | undefined;
  #pending: Promise<Credential> | undefined;
  #spareRenewals = REFUSED_RENEWALS;
  #sparedAtMs: number;

  constructor(
    clock: Clock,
    fetch: () => Promise<Fetched<Credential>>,
    same: (one: Credential, other: Credential) => boolean,
  ) {
    this.#clock = clock;
    this.#fetch = fetch;
    this.#same = same;
    this.#sparedAtMs = clock.elapsed();
  }

  async current(): Promise<Credential> {
    const held = this.#held;
    const now = this.#clock.now();
    if (held !== undefined && now < held.renewAtMs) return held.credential;
    try {
      return await this.#renewed();
    } catch (error) {
      if (held === undefined || held.endsAtMs === undefined || held.endsAtMs <= now) throw error;
      return held.credential;
    }
  }

  async renew(refused: Credential): Promise<boolean> {
    // Another caller may have renewed it, or be about to.
    if (
      this.#pending === undefined &&
      this.#held !== undefined &&
      this.#same(this.#held.credential, refused)
    ) {
      if (!this.#mayRenewRefused()) return false;
      this.#held = undefined;
      this.#failed = undefined;
    }
    const credential = await this.#renewedAfterRefusal();
    return !this.#same(credential, refused);
  }

  async #renewedAfterRefusal(): Promise<Credential> {
    const held = this.#held;
    if (this.#pending === undefined && held !== undefined) return held.credential;
    try {
      return await this.#renewed();
    } catch (error) {
      throw whileDoing("The cloud refused the credential in use, and it could not be renewed", error);
    }
  }

  #renewed(): Promise<Credential> {
    const failed = this.#failed;
    if (failed !== undefined && this.#clock.elapsed() < failed.untilMs) return Promise.reject(failed.error);
    this.#pending ??= this.#fetchOnce().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #fetchOnce(): Promise<Credential> {
    try {
      const fetched = await this.#fetch();
      this.#held = { ...fetched, renewAtMs: this.#renewAtMs(fetched.endsAtMs) };
      this.#failed = undefined;
      return fetched.credential;
    } catch (error) {
      this.#failed = { error, untilMs: this.#clock.elapsed() + AFTER_FAILURE_MS };
      throw error;
    }
  }

  #renewAtMs(endsAtMs: number | undefined): number {
    if (endsAtMs === undefined) return Number.POSITIVE_INFINITY;
    const now = this.#clock.now();
    const left = endsAtMs - now;
    return now + Math.max(SHORTEST_USE_MS, left - Math.min(AHEAD_MS, left / 2));
  }

  #mayRenewRefused(): boolean {
    const now = this.#clock.elapsed();
    const more = Math.floor((now - this.#sparedAtMs) / REFUSED_RENEWAL_EVERY_MS);
    if (more > 0) {
      this.#spareRenewals = Math.min(REFUSED_RENEWALS, this.#spareRenewals + more);
      this.#sparedAtMs = now;
    }
    if (this.#spareRenewals === 0) return false;
    this.#spareRenewals -= 1;
    return true;
  }
}
