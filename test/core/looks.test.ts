import { setMaxListeners } from "node:events";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError } from "../../provider/core/errors.ts";
import { type Batch, type CallOptions, SharedLooks } from "../../provider/core/looks.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

interface Call {
  readonly keys: readonly string[];
  readonly at: number;
  readonly options: CallOptions;
}

let clock: VirtualClock;
let stop: AbortController;
let looks: SharedLooks;
let calls: Call[];

beforeEach(() => {
  clock = new VirtualClock();
  stop = new AbortController();
  setMaxListeners(0, stop.signal);
  looks = new SharedLooks(clock, stop.signal);
  calls = [];
});

/** A describe call of `largest` keys that takes 100 ms; it shows when the call was sent, of all keys but those missing. */
function describing(
  missing: readonly string[] = [],
  { largest = 50, alone = "when missing or refused" }: Partial<Pick<Batch<number>, "largest" | "alone">> = {},
): Batch<number> {
  return {
    name: "things",
    largest,
    alone,
    fetch: async (keys, options) => {
      const at = clock.elapsed();
      calls.push({ keys, at, options });
      await clock.sleep(100);
      return new Map(keys.filter((key) => !missing.includes(key)).map((key) => [key, at]));
    },
  };
}

function named(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `thing-${index}`);
}

test("all who ask at about the same time share one call", async () => {
  const batch = describing();
  const seen = named(50).map((key) => looks.look(batch, key));
  await clock.runUntil(Promise.all(seen));
  expect(calls.map((call) => call.keys)).toEqual([named(50)]);
});

test("two who ask for the same thing cost one key, and both are answered", async () => {
  const batch = describing();
  expect(await clock.runUntil(Promise.all([looks.look(batch, "a"), looks.look(batch, "a")]))).toEqual([
    15, 15,
  ]);
  expect(calls.map((call) => call.keys)).toEqual([["a"]]);
});

test("more than fit into one call are asked for page by page", async () => {
  const batch = describing();
  await clock.runUntil(Promise.all(named(120).map((key) => looks.look(batch, key))));
  expect(calls.map((call) => call.keys.length)).toEqual([50, 50, 20]);
  expect(new Set(calls.flatMap((call) => call.keys)).size).toBe(120);
});

test("a full page goes out without waiting for more", async () => {
  const batch = describing([], { largest: 3 });
  await clock.runUntil(Promise.all(named(3).map((key) => looks.look(batch, key))));
  expect(calls[0]?.at).toBe(0);
});

test("they gather for as long as others keep coming, whatever those look at, but not for ever", async () => {
  const lists = ["here", "there"].map((name) => ({ ...describing([], { largest: 200 }), name }));
  const seen: Promise<unknown>[] = [];
  for (const [index, key] of named(180).entries()) {
    for (const list of lists.slice(index % 2, (index % 2) + 1)) seen.push(looks.look(list, key));
    await clock.advance(10);
  }
  await clock.runUntil(Promise.all(seen));
  expect(calls.slice(0, 2).map(({ at }) => at)).toEqual([1_500, 1_510]);
  expect(calls).toHaveLength(4);
});

test("those that have waited let others come for a short time only", async () => {
  const batch = describing();
  const seen = [looks.look(batch, "waited", { afterMs: 100 })];
  for (const key of named(40)) {
    await clock.advance(10);
    seen.push(looks.look(batch, key));
  }
  await clock.runUntil(Promise.all(seen));
  expect(calls[0]).toMatchObject({ at: 250, keys: expect.arrayContaining(["waited"]) });
});

test("a page is filled up with those due next, and they are not asked for again", async () => {
  const batch = describing();
  const due = [100, 900, 500].map((afterMs) => looks.look(batch, `after-${afterMs}`, { afterMs }));
  expect(await clock.runUntil(Promise.all(due))).toEqual([100, 100, 100]);
  expect(calls.map((call) => call.keys)).toEqual([["after-100", "after-500", "after-900"]]);
});

test("where not all fit, those due first are asked for first", async () => {
  const batch = describing([], { largest: 2 });
  const due = [900, 100, 500].map((afterMs) => looks.look(batch, `after-${afterMs}`, { afterMs }));
  expect(await clock.runUntil(Promise.all(due))).toEqual([900, 100, 100]);
});

test("different lists are asked for by different calls", async () => {
  const here = { ...describing(), name: "things in here" };
  const there = { ...describing(), name: "things in there" };
  await clock.runUntil(Promise.all([looks.look(here, "a"), looks.look(there, "a")]));
  expect(calls).toHaveLength(2);
});

test("what an answer lacks is missing at once for those who trust it", async () => {
  const batch = describing(["b"]);
  const seen = ["a", "b"].map((key) => looks.look(batch, key, { trustMissing: true }));
  expect(await clock.runUntil(Promise.all(seen))).toEqual([15, undefined]);
  expect(calls).toHaveLength(1);
});

test("what an answer lacks is asked for alone before it counts as missing", async () => {
  const batch = describing(["b"]);
  const seen = ["a", "b", "c"].map((key) => looks.look(batch, key));
  expect(await clock.runUntil(Promise.all(seen))).toEqual([15, undefined, 15]);
  expect(calls.map((call) => call.keys)).toEqual([["a", "b", "c"], ["b"]]);
});

test("what was asked for alone and is missing is not asked for again", async () => {
  expect(await clock.runUntil(looks.look(describing(["a"]), "a"))).toBeUndefined();
  expect(calls).toHaveLength(1);
});

test("what is never asked for alone is missing where an answer lacks it", async () => {
  const batch = describing(["b"], { largest: Number.POSITIVE_INFINITY, alone: "never" });
  const seen = ["a", "b", "c"].map((key) => looks.look(batch, key));
  expect(await clock.runUntil(Promise.all(seen))).toEqual([15, undefined, 15]);
  expect(calls).toHaveLength(1);
});

test.each([
  { alone: "when missing or refused", sent: [["a", "b"], ["a"], ["b"]], outcomes: ["fulfilled", "rejected"] },
  { alone: "when missing", sent: [["a", "b"]], outcomes: ["rejected", "rejected"] },
] as const)("what was refused for many is asked for alone only $alone", async ({ alone, sent, outcomes }) => {
  const batch: Batch<number> = {
    ...describing([], { alone }),
    fetch: async (keys, options) => {
      calls.push({ keys, at: clock.elapsed(), options });
      if (!keys.includes("b")) return new Map(keys.map((key) => [key, 1]));
      throw new ApiError({ operation: "Things", code: "Bad.Id", text: "", status: 400, requestId: "r" }, []);
    },
  };
  const seen = await clock.runUntil(Promise.allSettled(["a", "b"].map((key) => looks.look(batch, key))));
  expect(seen.map(({ status }) => status)).toEqual(outcomes);
  expect(calls.map(({ keys }) => keys)).toEqual(sent);
});

describe("an answer that has all there is", () => {
  const all = ["a", "b", "c"];
  /** A list of all there is, whoever asks. */
  const listing = (): Batch<number> => ({
    ...describing([], { alone: "when missing" }),
    whole: true,
    fetch: async (keys, options) => {
      const at = clock.elapsed();
      calls.push({ keys, at, options });
      await clock.sleep(100);
      return new Map(all.map((key) => [key, at]));
    },
  });

  test("will do for those to whom it is not too old, also while it is on its way", async () => {
    const batch = listing();
    const first = ["a", "b"].map((key) => looks.look(batch, key));
    await clock.advance(50);
    const meanwhile = looks.look(batch, "c", { maxAgeMs: 1_000 });
    expect(await clock.runUntil(Promise.all([...first, meanwhile]))).toEqual([15, 15, 15]);
    await clock.advance(900);
    expect(await clock.runUntil(looks.look(batch, "c", { maxAgeMs: 1_000 }))).toBe(15);
    expect(calls).toHaveLength(1);
    await clock.advance(200);
    expect(await clock.runUntil(looks.look(batch, "c", { maxAgeMs: 1_000 }))).toBeGreaterThan(1_000);
    expect(await clock.runUntil(looks.look(batch, "c"))).toBeGreaterThan(1_000);
    expect(calls).toHaveLength(3);
  });

  test("is no word on what it lacks: that is asked for", async () => {
    const batch = listing();
    await clock.runUntil(Promise.all(["a", "b"].map((key) => looks.look(batch, key))));
    expect(await clock.runUntil(looks.look(batch, "d", { maxAgeMs: 1_000 }))).toBeUndefined();
    expect(calls.map(({ keys }) => keys)).toEqual([["a", "b"], ["d"]]);
  });

  test("that fails is asked for anew", async () => {
    const { fetch, ...rest } = listing();
    const batch: Batch<number> = {
      ...rest,
      fetch: async (keys, options) => {
        if (calls.length > 0) return await fetch(keys, options);
        calls.push({ keys, at: clock.elapsed(), options });
        throw new Error("unreachable");
      },
    };
    const first = ["a", "b"].map((key) => looks.look(batch, key));
    await clock.runUntil(Promise.allSettled(first));
    expect(await clock.runUntil(looks.look(batch, "a", { maxAgeMs: 1_000 }))).toBeGreaterThan(15);
  });
});

test("a look is never answered by a call that was sent before it", async () => {
  const batch = describing();
  const first = looks.look(batch, "a");
  await clock.advance(50);
  expect(calls).toHaveLength(1);
  const asked = clock.elapsed();
  const second = looks.look(batch, "a");
  expect(await clock.runUntil(first)).toBeLessThan(asked);
  expect(await clock.runUntil(second)).toBeGreaterThanOrEqual(asked);
});

test("one who gives up gets the reason, and the others get their answer", async () => {
  const batch = describing();
  const mine = new AbortController();
  const given = looks.look(batch, "a", { signal: mine.signal });
  const kept = looks.look(batch, "b");
  mine.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  await clock.runUntil(kept);
  expect(calls.map((call) => call.keys)).toEqual([["b"]]);
});

test("one who gives up while the call is under way does not disturb it", async () => {
  const batch = describing();
  const mine = new AbortController();
  const given = looks.look(batch, "a", { signal: mine.signal });
  const kept = looks.look(batch, "a");
  await clock.advance(50);
  mine.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  expect(await clock.runUntil(kept)).toBe(15);
  expect(calls).toHaveLength(1);
});

test("giving up late leaves later looks together", async () => {
  const batch = describing();
  const mine = new AbortController();
  const given = looks.look(batch, "a", { signal: mine.signal });
  await clock.advance(50);
  const second = looks.look(batch, "b");
  mine.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  const third = looks.look(batch, "c");
  await clock.runUntil(Promise.all([second, third]));
  expect(calls.map((call) => call.keys)).toEqual([["a"], ["b", "c"]]);
});

test("when everything stops, all waits end at once and no timer is left", async () => {
  const batch = describing();
  const seen = named(500).map((key, index) => looks.look(batch, key, { afterMs: 1000 + index }));
  stop.abort(new Error("interrupted"));
  const outcomes = await Promise.allSettled(seen);
  expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
  await clock.settle();
  expect(clock.sleeping).toBe(0);
  await expect(looks.look(batch, "late")).rejects.toThrow("interrupted");
  expect(calls).toEqual([]);
});

test("an error of a shared call is everybody's, and the next look starts afresh", async () => {
  const batch = describing();
  let broken = true;
  const shaky: Batch<number> = {
    ...batch,
    fetch: async (keys, options) => {
      if (broken) throw new Error("unreachable");
      return await batch.fetch(keys, options);
    },
  };
  const both = Promise.allSettled([looks.look(shaky, "a"), looks.look(shaky, "b")]);
  for (const outcome of await clock.runUntil(both)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { message: "unreachable" } });
  }
  broken = false;
  expect(await clock.runUntil(looks.look(shaky, "a"))).toBeTypeOf("number");
});

test("an error in asking for one alone is that one's only", async () => {
  const batch = describing(["b"]);
  const shaky: Batch<number> = {
    ...batch,
    fetch: async (keys, options) => {
      if (keys.length === 1) throw new Error("unreachable");
      return await batch.fetch(keys, options);
    },
  };
  const both = Promise.allSettled([looks.look(shaky, "a"), looks.look(shaky, "b")]);
  expect(await clock.runUntil(both)).toMatchObject([{ value: 15 }, { reason: { message: "unreachable" } }]);
});

test("time that a quota held a call up is told to all who waited for it", async () => {
  const batch = describing();
  const queued: number[] = [];
  const seen = ["a", "b"].map((key) => looks.look(batch, key, { onQueued: (ms) => queued.push(ms) }));
  await clock.advance(20);
  calls[0]?.options.onQueued?.(700);
  await clock.runUntil(Promise.all(seen));
  expect(queued).toEqual([700, 700]);
});

test("where many wait, those who come one after the other share calls, too", async () => {
  const batch = describing();
  const until = 10_000;
  const wait = async (key: string, from: number): Promise<void> => {
    await clock.sleep(from);
    await looks.look(batch, key);
    while (clock.elapsed() < until) await looks.look(batch, key, { afterMs: 1_000 });
  };
  await clock.runUntil(Promise.all(named(200).map((key, index) => wait(key, index * 25))));
  expect(calls.length / (until / 1000)).toBeLessThan(11);
});

test("those who come while a call is under way share the next one, once it is answered", async () => {
  const batch = describing();
  const first = looks.look(batch, "a");
  await clock.advance(20);
  const others = ["b", "c", "d"].map(async (key, index) => {
    await clock.sleep(index * 30);
    return await looks.look(batch, key);
  });
  await clock.runUntil(Promise.all([first, ...others]));
  expect(calls.map((call) => call.keys)).toEqual([["a"], ["b", "c", "d"]]);
  expect(calls[1]?.at).toBe(15 + 100);
});

test("a call that is not answered holds up nobody for long", async () => {
  const batch = describing();
  const hanging: Batch<number> = {
    ...batch,
    fetch: async (keys, options) => {
      if (keys.includes("a")) await clock.sleep(30_000);
      return await batch.fetch(keys, options);
    },
  };
  const first = looks.look(hanging, "a");
  await clock.advance(20);
  await clock.runUntil(looks.look(hanging, "b"));
  expect(clock.elapsed()).toBeLessThan(1_200);
  await clock.runUntil(first);
});

test("one who looks again and again on its own is not held up", async () => {
  const batch = describing();
  for (let asked = 0; asked < 10; asked += 1) await clock.runUntil(looks.look(batch, "a"));
  expect(clock.elapsed()).toBe(10 * (15 + 100));
});

test("five hundred that look once a second cost ten calls a second", async () => {
  const batch = describing();
  const until = 60_000;
  const wait = async (key: string): Promise<void> => {
    while (clock.elapsed() < until) {
      await looks.look(batch, key, { afterMs: 1000 * (0.95 + 0.1 * clock.random()) });
    }
  };
  await clock.runUntil(Promise.all(named(500).map(wait)));
  expect(calls.length / (until / 1000)).toBeLessThan(11);
});
