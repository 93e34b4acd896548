import { describe, expect, test } from "vitest";
import { Limiter } from "../../provider/http/rate-limiter.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** A call that ends as soon as it may go out. Gives how long it had to wait. */
async function pass(limiter: Limiter, ...args: Parameters<Limiter["acquire"]>): Promise<number> {
  const { end, waitedMs } = await limiter.acquire(...args);
  end();
  return waitedMs;
}

/** Asks for `count` places at once; gives the times at which they were had, as far as they were. */
function ask(limiter: Limiter, clock: VirtualClock, count: number): number[] {
  const times: number[] = [];
  for (let asked = 0; asked < count; asked += 1) {
    void pass(limiter).then(() => times.push(clock.elapsed()));
  }
  return times;
}

test.each([
  // A read asks for a page of things at a time: few of them are all that most stacks have.
  { effect: "read", atOnce: 8 },
  { effect: "write", atOnce: 5 },
] as const)(
  "$atOnce calls that $effect go out at once, the others at ten a second",
  async ({ effect, atOnce }) => {
    const clock = new VirtualClock();
    const limiter = new Limiter(clock, effect);
    const times = ask(limiter, clock, 100);
    await clock.settle();
    expect(times).toHaveLength(atOnce);
    await clock.advance(200);
    expect(times).toHaveLength(atOnce + 2);
  },
);

test("the rate doubles each second while calls queue and nothing is throttled", async () => {
  const clock = new VirtualClock();
  const times = ask(new Limiter(clock, "write"), clock, 1000);
  const perSecond: number[] = [];
  for (let second = 0; second < 4; second += 1) {
    const before = times.length;
    await clock.advance(1000);
    perSecond.push(times.length - before);
  }
  const [, second = 0, third = 0, fourth = 0] = perSecond;
  expect(third / second).toBeCloseTo(2, 0);
  expect(fourth / third).toBeCloseTo(2, 0);
});

test("a rate that is not used does not grow", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  for (let call = 0; call < 60; call += 1) {
    expect(await pass(limiter)).toBe(0);
    await clock.advance(1000);
  }
  const times = ask(limiter, clock, 100);
  await clock.advance(500);
  expect(times.length).toBeLessThanOrEqual(5 + 6);
});

test("calls go out in the order in which they came", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  const order: number[] = [];
  const calls = Array.from({ length: 50 }, async (_, call) => {
    await pass(limiter);
    order.push(call);
  });
  await clock.runUntil(Promise.all(calls));
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test("a call that has to be repeated goes before those that were never sent", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  const order: string[] = [];
  const calls = Array.from({ length: 20 }, async () => {
    await pass(limiter);
    order.push("new");
  });
  await clock.settle();
  const sent = order.length;
  calls.push(pass(limiter, undefined, true).then(() => void order.push("repeated")));
  await clock.runUntil(Promise.all(calls));
  expect(order[sent]).toBe("repeated");
});

test("a place tells how long it had to be waited for", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  ask(limiter, clock, 5);
  expect(await clock.runUntil(pass(limiter))).toBe(100);
});

test("a call that is given up leaves the queue at once, and holds up nobody", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  ask(limiter, clock, 5);
  const stop = new AbortController();
  const given = pass(limiter, stop.signal);
  const next = pass(limiter);
  stop.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  expect(await clock.runUntil(next)).toBe(100);
});

test("a call that was given up before gets no place", async () => {
  const limiter = new Limiter(new VirtualClock(), "write");
  await expect(pass(limiter, AbortSignal.abort(new Error("enough")))).rejects.toThrow("enough");
});

test("after a throttled answer nothing goes out for as long as the cloud says", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  await pass(limiter);
  limiter.throttled(7_000);
  const times = ask(limiter, clock, 10);
  await clock.advance(6_999);
  expect(times).toEqual([]);
  await clock.advance(1_000);
  expect(times.length).toBeGreaterThan(0);
});

test("without a hint the pause is a second, and doubles up to fifteen while answers stay the same", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  const pauses: number[] = [];
  for (let answer = 0; answer < 7; answer += 1) {
    limiter.throttled(undefined);
    pauses.push(await clock.runUntil(pass(limiter)));
  }
  const least = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];
  for (const [index, pause] of pauses.entries()) {
    expect(pause).toBeGreaterThanOrEqual(least[index] ?? 0);
    // A tenth on top spreads those that wait; a probe goes out half a second later at most.
    expect(pause).toBeLessThanOrEqual((least[index] ?? 0) * 1.1 + 500);
  }
});

test("an hour of throttled answers does not keep a later call waiting for longer than a pause", async () => {
  const clock = new VirtualClock();
  const limiter = new Limiter(clock, "write");
  while (clock.elapsed() < 3_600_000) {
    await clock.runUntil(pass(limiter));
    limiter.throttled(undefined);
  }
  await clock.runUntil(pass(limiter));
  limiter.passed();
  await clock.runUntil(Promise.all(Array.from({ length: 10 }, () => pass(limiter))));
  expect(await clock.runUntil(pass(limiter))).toBeLessThan(1_000);
});

/** Whether a call at that time is within a quota. */
type Quota = (now: number) => boolean;

/** So many calls in each second, counted from the full second on. */
function fixedWindow(perSecond: number): Quota {
  let window = -1;
  let count = 0;
  return (now) => {
    if (Math.floor(now / 1000) !== window) count = 0;
    window = Math.floor(now / 1000);
    count += 1;
    return count <= perSecond;
  };
}

function tokenBucket(perSecond: number): Quota {
  let tokens = perSecond;
  let at = 0;
  return (now) => {
    tokens = Math.min(perSecond, tokens + ((now - at) / 1000) * perSecond);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}

/** Calls that all want to be sent at once, to a cloud that is some 100 ms away, each repeated while it is throttled. */
async function callAll(
  calls: number,
  quota: Quota,
  seed: number,
  { effect = "write" as "read" | "write", stall = { fromMs: 0, untilMs: 0 } } = {},
) {
  const clock = new VirtualClock({ seed });
  const limiter = new Limiter(clock, effect);
  await clock.advance(1000 * clock.random());
  const from = clock.elapsed();
  let sent = 0;
  const way = (): Promise<void> => clock.sleep(25 + 50 * clock.random());
  const call = async (): Promise<void> => {
    for (let repeated = false; ; repeated = true) {
      const { end } = await limiter.acquire(undefined, repeated);
      sent += 1;
      await way();
      const stalledMs = from + stall.untilMs - clock.elapsed();
      if (stalledMs > 0 && clock.elapsed() >= from + stall.fromMs) await clock.sleep(stalledMs);
      const allowed = quota(clock.elapsed());
      await way();
      if (allowed) limiter.passed();
      else limiter.throttled(undefined);
      end();
      if (allowed) return;
    }
  };
  await clock.runUntil(Promise.all(Array.from({ length: calls }, call)));
  const seconds = (clock.elapsed() - from) / 1000;
  return { perSecond: calls / seconds, throttled: (sent - calls) / sent };
}

describe.each([
  { kind: "fixed windows", quotaOf: fixedWindow },
  { kind: "a token bucket", quotaOf: tokenBucket },
])("five hundred calls at once against a quota kept by $kind", ({ quotaOf }) => {
  test.each([
    { effect: "read", quota: 5 },
    { effect: "read", quota: 20 },
    { effect: "write", quota: 5 },
    { effect: "write", quota: 20 },
  ] as const)(
    "all that $effect end, use four fifths of $quota a second, and at most one in fifty is throttled",
    async ({ effect, quota }) => {
      const runs: { perSecond: number; throttled: number }[] = [];
      for (let seed = 1; seed <= 10; seed += 1) {
        runs.push(await callAll(500, quotaOf(quota), seed, { effect }));
      }
      const mean = (figure: (run: (typeof runs)[number]) => number): number =>
        runs.reduce((sum, run) => sum + figure(run), 0) / runs.length;
      expect(mean((run) => run.perSecond) / quota).toBeGreaterThanOrEqual(0.8);
      expect(mean((run) => run.throttled)).toBeLessThanOrEqual(0.02);
    },
  );
});

test.each([
  { fromMs: 0, untilMs: 5_000 },
  { fromMs: 300, untilMs: 5_300 },
  { fromMs: 8_000, untilMs: 13_000 },
  { fromMs: 8_000, untilMs: 18_000 },
])(
  "a cloud with a quota of 20 a second that stalls from $fromMs to $untilMs ms is not flooded afterwards",
  async (stall) => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const { throttled } = await callAll(500, fixedWindow(20), seed, { stall });
      expect(throttled).toBeLessThanOrEqual(0.02);
    }
  },
);

test("a quota that is raised is found", async () => {
  const low = fixedWindow(5);
  const high = fixedWindow(100);
  const { perSecond } = await callAll(2000, (now) => (now < 20_000 ? low(now) : high(now)), 1);
  expect(perSecond).toBeGreaterThan(20);
});

test("a quota that is lowered is met", async () => {
  const low = fixedWindow(5);
  const high = fixedWindow(100);
  const { throttled } = await callAll(1000, (now) => (now < 5_000 ? high(now) : low(now)), 1);
  expect(throttled).toBeLessThan(0.07);
});
