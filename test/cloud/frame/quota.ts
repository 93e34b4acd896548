import { z } from "zod";

/** How often an account may call an operation. */
export const quotaSchema = z.strictObject({
  /** Left out: every operation, each with its own count. */
  operation: z.string().optional(),
  /** Left out: every account, each with its own count. */
  account: z.string().optional(),
  limit: z.int().positive(),
  perMs: z.int().positive(),
  /** Count each region apart, as ECS does. */
  perRegion: z.boolean().default(false),
  /**
   * `window`: `limit` calls in each window of `perMs` of the wall clock, all free again at its end (so ECS says
   * of itself). `bucket`: `limit` calls at once, one more each `perMs / limit`.
   */
  algorithm: z.enum(["window", "bucket"]).default("window"),
  /** What a throttled answer says of when to come back: nothing, a fixed time, or the time it really takes. */
  hint: z.union([z.literal("none"), z.literal("exact"), z.number().nonnegative()]).default("none"),
});

/** A quota as a test orders it. */
export type QuotaOrder = z.input<typeof quotaSchema>;

/** How often an account may call an operation. */
export type Quota = z.output<typeof quotaSchema>;

/** A call that came too early, and what the answer is to say of when to come back. */
export interface TooEarly {
  readonly hintMs: number | undefined;
}

/** Counts calls against the quotas, by real time. A throttled call counts nothing. */
export class Quotas {
  #quotas: readonly Quota[] = [];
  readonly #windows = new Map<string, { start: number; calls: number }>();
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  /** Replaces all quotas; counting begins anew. */
  set(quotas: readonly Quota[]): void {
    this.#quotas = quotas;
    this.#windows.clear();
    this.#buckets.clear();
  }

  /** Counts a call, or says that it came too early. */
  take(
    call: { account: string; operation: string; region: string | undefined },
    nowMs: number,
  ): TooEarly | undefined {
    for (const [index, quota] of this.#quotas.entries()) {
      if (quota.operation !== undefined && quota.operation !== call.operation) continue;
      if (quota.account !== undefined && quota.account !== call.account) continue;
      const region = quota.perRegion ? call.region : undefined;
      const key = JSON.stringify([index, call.account, call.operation, region]);
      const waitMs =
        quota.algorithm === "window"
          ? this.#fromWindow(quota, key, nowMs)
          : this.#fromBucket(quota, key, nowMs);
      if (waitMs === 0) continue;
      const hintMs = quota.hint === "none" ? undefined : quota.hint === "exact" ? waitMs : quota.hint;
      return { hintMs };
    }
    return undefined;
  }

  #fromWindow(quota: Quota, key: string, nowMs: number): number {
    const start = nowMs - (nowMs % quota.perMs);
    const known = this.#windows.get(key);
    const calls = known?.start === start ? known.calls : 0;
    if (calls >= quota.limit) return start + quota.perMs - nowMs;
    this.#windows.set(key, { start, calls: calls + 1 });
    return 0;
  }

  #fromBucket(quota: Quota, key: string, nowMs: number): number {
    const perToken = quota.perMs / quota.limit;
    const known = this.#buckets.get(key) ?? { tokens: quota.limit, atMs: nowMs };
    const tokens = Math.min(quota.limit, known.tokens + (nowMs - known.atMs) / perToken);
    if (tokens < 1) return Math.ceil((1 - tokens) * perToken);
    this.#buckets.set(key, { tokens: tokens - 1, atMs: nowMs });
    return 0;
  }
}
