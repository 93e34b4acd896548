import { setMaxListeners } from "node:events";
import { beforeEach, describe, expect, test } from "vitest";
import { ApiError } from "../../provider/http/errors.ts";
import type { CallOptions } from "../../provider/http/operation.ts";
import { ReadBatcher } from "../../provider/http/read-batcher.ts";
import type { Batch } from "../../provider/http/read-group.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

interface Call {
  readonly keys: readonly string[];
  readonly at: number;
  readonly options: CallOptions;
}

let clock: VirtualClock;
let stop: AbortController;
let batcher: ReadBatcher;
let calls: Call[];

beforeEach(() => {
  clock = new VirtualClock();
  stop = new AbortController();
  setMaxListeners(0, stop.signal);
  batcher = new ReadBatcher(clock, stop.signal);
  calls = [];
});

/** A describe call of `maxKeys` keys that takes 100 ms; it shows when the call was sent, of all keys but those missing. */
function describing(
  missing: readonly string[] = [],
  {
    maxKeys = 50,
    fallback = "when missing or refused",
  }: Partial<Pick<Batch<number>, "maxKeys" | "fallback">> = {},
): Batch<number> {
  return {
    name: "things",
    maxKeys,
    fallback,
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
  const seen = named(50).map((key) => batcher.read(batch, key));
  await clock.runUntil(Promise.all(seen));
  expect(calls.map((call) => call.keys)).toEqual([named(50)]);
});

test("two who ask for the same thing cost one key, and both are answered", async () => {
  const batch = describing();
  expect(await clock.runUntil(Promise.all([batcher.read(batch, "a"), batcher.read(batch, "a")]))).toEqual([
    15, 15,
  ]);
  expect(calls.map((call) => call.keys)).toEqual([["a"]]);
});

test("more than fit into one call are asked for page by page", async () => {
  const batch = describing();
  await clock.runUntil(Promise.all(named(120).map((key) => batcher.read(batch, key))));
  expect(calls.map((call) => call.keys.length)).toEqual([50, 50, 20]);
  expect(new Set(calls.flatMap((call) => call.keys)).size).toBe(120);
});

test("a full page goes out without waiting for more", async () => {
  const batch = describing([], { maxKeys: 3 });
  await clock.runUntil(Promise.all(named(3).map((key) => batcher.read(batch, key))));
  expect(calls[0]?.at).toBe(0);
});

test("full pages go out without waiting for more, and what they leave does wait", async () => {
  const batch = describing();
  const seen = named(120).map((key) => batcher.read(batch, key));
  await clock.advance(20);
  seen.push(
    ...named(150)
      .slice(120)
      .map((key) => batcher.read(batch, key)),
  );
  await clock.runUntil(Promise.all(seen));
  expect(calls.map(({ at, keys }) => [at, keys.length])).toEqual([
    [0, 50],
    [0, 50],
    [20, 50],
  ]);
});

test("they gather for as long as others keep coming, whatever those read, but not for ever", async () => {
  const lists = ["here", "there"].map((name) => ({ ...describing([], { maxKeys: 200 }), name }));
  const seen: Promise<unknown>[] = [];
  for (const [index, key] of named(180).entries()) {
    for (const list of lists.slice(index % 2, (index % 2) + 1)) seen.push(batcher.read(list, key));
    await clock.advance(10);
  }
  await clock.runUntil(Promise.all(seen));
  expect(calls.slice(0, 2).map(({ at }) => at)).toEqual([1_500, 1_510]);
  expect(calls).toHaveLength(4);
});

test("those that have waited let others come for a short time only", async () => {
  const batch = describing();
  const seen = [batcher.read(batch, "waited", { afterMs: 100 })];
  for (const key of named(40)) {
    await clock.advance(10);
    seen.push(batcher.read(batch, key));
  }
  await clock.runUntil(Promise.all(seen));
  expect(calls[0]).toMatchObject({ at: 250, keys: expect.arrayContaining(["waited"]) });
});

test("a page is filled up with those due next, and they are not asked for again", async () => {
  const batch = describing();
  const due = [100, 900, 500].map((afterMs) => batcher.read(batch, `after-${afterMs}`, { afterMs }));
  expect(await clock.runUntil(Promise.all(due))).toEqual([100, 100, 100]);
  expect(calls.map((call) => call.keys)).toEqual([["after-100", "after-500", "after-900"]]);
});

test("where not all fit, those due first are asked for first", async () => {
  const batch = describing([], { maxKeys: 2 });
  const due = [900, 100, 500].map((afterMs) => batcher.read(batch, `after-${afterMs}`, { afterMs }));
  expect(await clock.runUntil(Promise.all(due))).toEqual([900, 100, 100]);
});

test("different lists are asked for by different calls", async () => {
  const here = { ...describing(), name: "things in here" };
  const there = { ...describing(), name: "things in there" };
  await clock.runUntil(Promise.all([batcher.read(here, "a"), batcher.read(there, "a")]));
  expect(calls).toHaveLength(2);
});

test("what an answer lacks is missing at once for those who trust it", async () => {
  const batch = describing(["b"]);
  const seen = ["a", "b"].map((key) => batcher.read(batch, key, { acceptAbsent: true }));
  expect(await clock.runUntil(Promise.all(seen))).toEqual([15, undefined]);
  expect(calls).toHaveLength(1);
});

test("what an answer lacks is asked for fallback before it counts as missing", async () => {
  const batch = describing(["b"]);
  const seen = ["a", "b", "c"].map((key) => batcher.read(batch, key));
  expect(await clock.runUntil(Promise.all(seen))).toEqual([15, undefined, 15]);
  expect(calls.map((call) => call.keys)).toEqual([["a", "b", "c"], ["b"]]);
});

test("what was asked for alone and is missing is not asked for again", async () => {
  expect(await clock.runUntil(batcher.read(describing(["a"]), "a"))).toBeUndefined();
  expect(calls).toHaveLength(1);
});

test("what is never asked for alone is missing where an answer lacks it", async () => {
  const batch = describing(["b"], { maxKeys: Number.POSITIVE_INFINITY, fallback: "never" });
  const seen = ["a", "b", "c"].map((key) => batcher.read(batch, key));
  expect(await clock.runUntil(Promise.all(seen))).toEqual([15, undefined, 15]);
  expect(calls).toHaveLength(1);
});

test.each([
  {
    fallback: "when missing or refused",
    sent: [["a", "b"], ["a"], ["b"]],
    outcomes: ["fulfilled", "rejected"],
  },
  { fallback: "when missing", sent: [["a", "b"]], outcomes: ["rejected", "rejected"] },
] as const)(
  "what was refused for many is asked for fallback only $alone",
  async ({ fallback, sent, outcomes }) => {
    const batch: Batch<number> = {
      ...describing([], { fallback }),
      fetch: async (keys, options) => {
        calls.push({ keys, at: clock.elapsed(), options });
        if (!keys.includes("b")) return new Map(keys.map((key) => [key, 1]));
        throw new ApiError(
          { operation: "Things", code: "Bad.Id", text: "", status: 400, requestId: "r" },
          [],
        );
      },
    };
    const seen = await clock.runUntil(Promise.allSettled(["a", "b"].map((key) => batcher.read(batch, key))));
    expect(seen.map(({ status }) => status)).toEqual(outcomes);
    expect(calls.map(({ keys }) => keys)).toEqual(sent);
  },
);

describe("an answer that has all there is", () => {
  const all = ["a", "b", "c"];
  /** A list of all there is, whoever asks. */
  const listing = (): Batch<number> => ({
    ...describing([], { fallback: "when missing" }),
    isFullList: true,
    fetch: async (keys, options) => {
      const at = clock.elapsed();
      calls.push({ keys, at, options });
      await clock.sleep(100);
      return new Map(all.map((key) => [key, at]));
    },
  });

  test("will do for those to whom it is not too old, also while it is on its way", async () => {
    const batch = listing();
    const first = ["a", "b"].map((key) => batcher.read(batch, key));
    await clock.advance(50);
    const meanwhile = batcher.read(batch, "c", { maxAgeMs: 1_000 });
    expect(await clock.runUntil(Promise.all([...first, meanwhile]))).toEqual([15, 15, 15]);
    await clock.advance(900);
    expect(await clock.runUntil(batcher.read(batch, "c", { maxAgeMs: 1_000 }))).toBe(15);
    expect(calls).toHaveLength(1);
    await clock.advance(200);
    expect(await clock.runUntil(batcher.read(batch, "c", { maxAgeMs: 1_000 }))).toBeGreaterThan(1_000);
    expect(await clock.runUntil(batcher.read(batch, "c"))).toBeGreaterThan(1_000);
    expect(calls).toHaveLength(3);
  });

  test("is no word on what it lacks: that is asked for", async () => {
    const batch = listing();
    await clock.runUntil(Promise.all(["a", "b"].map((key) => batcher.read(batch, key))));
    expect(await clock.runUntil(batcher.read(batch, "d", { maxAgeMs: 1_000 }))).toBeUndefined();
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
    const first = ["a", "b"].map((key) => batcher.read(batch, key));
    await clock.runUntil(Promise.allSettled(first));
    expect(await clock.runUntil(batcher.read(batch, "a", { maxAgeMs: 1_000 }))).toBeGreaterThan(15);
  });
});

test("a read is never answered by a call that was sent before it", async () => {
  const batch = describing();
  const first = batcher.read(batch, "a");
  await clock.advance(50);
  expect(calls).toHaveLength(1);
  const asked = clock.elapsed();
  const second = batcher.read(batch, "a");
  expect(await clock.runUntil(first)).toBeLessThan(asked);
  expect(await clock.runUntil(second)).toBeGreaterThanOrEqual(asked);
});

test("one who gives up gets the reason, and the others get their answer", async () => {
  const batch = describing();
  const mine = new AbortController();
  const given = batcher.read(batch, "a", { signal: mine.signal });
  const kept = batcher.read(batch, "b");
  mine.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  await clock.runUntil(kept);
  expect(calls.map((call) => call.keys)).toEqual([["b"]]);
});

test("one who gives up while the call is under way does not disturb it", async () => {
  const batch = describing();
  const mine = new AbortController();
  const given = batcher.read(batch, "a", { signal: mine.signal });
  const kept = batcher.read(batch, "a");
  await clock.advance(50);
  mine.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  expect(await clock.runUntil(kept)).toBe(15);
  expect(calls).toHaveLength(1);
});

test("giving up late leaves later reads together", async () => {
  const batch = describing();
  const mine = new AbortController();
  const given = batcher.read(batch, "a", { signal: mine.signal });
  await clock.advance(50);
  const second = batcher.read(batch, "b");
  mine.abort(new Error("enough"));
  await expect(given).rejects.toThrow("enough");
  const third = batcher.read(batch, "c");
  await clock.runUntil(Promise.all([second, third]));
  expect(calls.map((call) => call.keys)).toEqual([["a"], ["b", "c"]]);
});

test("when everything stops, all waits end at once and no timer is left", async () => {
  const batch = describing();
  const seen = named(500).map((key, index) => batcher.read(batch, key, { afterMs: 1000 + index }));
  stop.abort(new Error("interrupted"));
  const outcomes = await Promise.allSettled(seen);
  expect(outcomes.every((outcome) => outcome.status === "rejected")).toBe(true);
  await clock.settle();
  expect(clock.sleeping).toBe(0);
  await expect(batcher.read(batch, "late")).rejects.toThrow("interrupted");
  expect(calls).toEqual([]);
});

test("an error of a shared call is everybody's, and the next read starts afresh", async () => {
  const batch = describing();
  let broken = true;
  const shaky: Batch<number> = {
    ...batch,
    fetch: async (keys, options) => {
      if (broken) throw new Error("unreachable");
      return await batch.fetch(keys, options);
    },
  };
  const both = Promise.allSettled([batcher.read(shaky, "a"), batcher.read(shaky, "b")]);
  for (const outcome of await clock.runUntil(both)) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { message: "unreachable" } });
  }
  broken = false;
  expect(await clock.runUntil(batcher.read(shaky, "a"))).toBeTypeOf("number");
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
  const both = Promise.allSettled([batcher.read(shaky, "a"), batcher.read(shaky, "b")]);
  expect(await clock.runUntil(both)).toMatchObject([{ value: 15 }, { reason: { message: "unreachable" } }]);
});

test("time that a quota held a call up is told to all who waited for it", async () => {
  const batch = describing();
  const queued: number[] = [];
  const seen = ["a", "b"].map((key) => batcher.read(batch, key, { onQueued: (ms) => queued.push(ms) }));
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
    await batcher.read(batch, key);
    while (clock.elapsed() < until) await batcher.read(batch, key, { afterMs: 1_000 });
  };
  await clock.runUntil(Promise.all(named(200).map((key, index) => wait(key, index * 25))));
  expect(calls.length / (until / 1000)).toBeLessThan(11);
});

test("those who come while a call is under way share the next one, once it is answered", async () => {
  const batch = describing();
  const first = batcher.read(batch, "a");
  await clock.advance(20);
  const others = ["b", "c", "d"].map(async (key, index) => {
    await clock.sleep(index * 30);
    return await batcher.read(batch, key);
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
  const first = batcher.read(hanging, "a");
  await clock.advance(20);
  await clock.runUntil(batcher.read(hanging, "b"));
  expect(clock.elapsed()).toBeLessThan(1_200);
  await clock.runUntil(first);
});

test("one who reads again and again on its own is not held up", async () => {
  const batch = describing();
  for (let asked = 0; asked < 10; asked += 1) await clock.runUntil(batcher.read(batch, "a"));
  expect(clock.elapsed()).toBe(10 * (15 + 100));
});

test("five hundred that read once a second cost ten calls a second", async () => {
  const batch = describing();
  const until = 60_000;
  const wait = async (key: string): Promise<void> => {
    while (clock.elapsed() < until) {
      await batcher.read(batch, key, { afterMs: 1000 * (0.95 + 0.1 * clock.random()) });
    }
  };
  await clock.runUntil(Promise.all(named(500).map(wait)));
  expect(calls.length / (until / 1000)).toBeLessThan(11);
});

test("one who cannot be told of a quota fails alone; the call goes on for the others", async () => {
  const told: number[] = [];
  const batch: Batch<string> = {
    name: "queued things",
    maxKeys: 50,
    fallback: "never",
    fetch: async (keys, { onQueued }) => {
      onQueued?.(70);
      return new Map(keys.map((key) => [key, `found ${key}`]));
    },
  };
  const onQueued = (): void => {
    throw new Error("nobody listens");
  };
  const reads = Promise.allSettled([
    batcher.read(batch, "a", { onQueued }),
    batcher.read(batch, "b", { onQueued: (ms) => told.push(ms) }),
  ]);
  expect(await clock.runUntil(reads)).toEqual([
    { status: "rejected", reason: new Error("nobody listens") },
    { status: "fulfilled", value: "found b" },
  ]);
  expect(told).toEqual([70]);
});

test("who leaves while a thing of its own call is under way is let go at once", async () => {
  const leaving = new AbortController();
  const batch: Batch<number> = {
    name: "slow things",
    maxKeys: 50,
    fallback: "never",
    fetch: async (keys) =>
      new Map(
        keys.map((key) => [
          key,
          clock.sleep(60_000).then((): number => {
            throw new Error(`${key} failed`);
          }),
        ]),
      ),
  };
  const left = batcher.read(batch, "a", { signal: leaving.signal });
  const stayed = batcher.read(batch, "b");
  stayed.catch(() => undefined);
  await clock.advance(1_000);
  leaving.abort(new Error("left"));
  await expect(left).rejects.toThrow("left");
  await expect(clock.runUntil(stayed)).rejects.toThrow("b failed");
});
