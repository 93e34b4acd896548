import { describe, expect, test } from "vitest";
import type { FaultOrder } from "../cloud/frame/fault-schema.ts";
import { samples } from "../support/resources.ts";
import { each } from "../support/shared-set.ts";
import { CLOCK_RATE } from "../sweep/lane.ts";
import {
  all,
  did,
  madeAndUnmade,
  makingOf,
  sampleOf,
  seconds,
  stand,
  thing,
  things,
  unmakingOf,
} from "./fixture.ts";

// Case 19: too many requests.

const at = stand();

describe("case 19: a throttled call is sent again, not before the cloud's hint", () => {
  test.each<[string, Partial<FaultOrder>, number]>([
    ["with x-acs-retry-after or Retry-After", { hintMs: 3_000 }, 3_000],
    ["without a hint", {}, 1_000],
    ["with HTTP 429", { status: 429, hintMs: 2_000 }, 2_000],
  ])("%s", async (_, how, pauseMs) => {
    const { cloud, engine, begin, applied } = at();
    await begin();
    const operations = samples.flatMap((sample) => [...makingOf(sample), ...unmakingOf(sample)]);
    for (const operation of operations) {
      await cloud.order({ kind: "throttle", ...how, operation, times: 2 } as FaultOrder);
    }
    expect(did(await engine.up(things()))).toEqual(all("create"));
    expect(did(await engine.destroy())).toEqual(all("delete"));
    expect(await applied()).toEqual(madeAndUnmade);
    for (const operation of operations) {
      const [first, second, third] = await cloud.writes({ operation });
      for (const [earlier, later] of [
        [first, second],
        [second, third],
      ] as const) {
        // A few milliseconds for the clocks of two processes.
        expect((later?.atMs ?? 0) - (earlier?.atMs ?? 0)).toBeGreaterThanOrEqual(pauseMs / CLOCK_RATE - 5);
      }
    }
  });
});

test("case 19: a quota of 5 a second delays a hundred things, and throttles at most one call in fifty", async () => {
  const { cloud, engine, begin, applied } = at();
  const sample = sampleOf("RouterInterfaceConnection");
  const numbers = Array.from({ length: 100 }, (_, index) => index + 100);
  // Interfaces that hold their peer's information, so that Connect is the only write.
  const seed = (n: number) => ({
    routerInterfaces: (sample.made(n).routerInterfaces ?? []).map((it) => ({
      ...it,
      status: "Idle" as const,
    })),
  });
  const program = numbers.map((n) => ({ ...thing(sample, sample.args(n)), name: `thing-${n}` }));
  const run = async (quota: boolean) => {
    await begin(...numbers.map(seed));
    await cloud.configure({ transitions: { connect: seconds(5) } });
    if (quota) await cloud.quotas([{ limit: 5, perMs: 1_000 / CLOCK_RATE }]);
    const { ok } = await engine.up(program);
    expect(ok).toBe(true);
    expect(await applied()).toEqual(
      each(({ type }) =>
        type === sample.type
          ? expect.arrayContaining(numbers.map((n) => `ConnectRouterInterface ri-${n}a`))
          : [],
      ),
    );
    return await cloud.log();
  };
  const free = await run(false);
  const limited = await run(true);
  const throttled = limited.filter(({ code }) => code?.startsWith("Throttling"));
  expect(throttled.length).toBeLessThanOrEqual(limited.length * 0.02);
  expect(limited.filter(({ write }) => write).length).toBeLessThanOrEqual(100 * 1.2);
  // While writes queue, those that were sent are read: that takes longer than without a quota.
  expect(limited.length).toBeLessThanOrEqual(free.length * 1.2);
});
