import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pluginDoor } from "../support/doors.ts";
import { faultSweep, learn } from "./fault-sweep.ts";
import { type Job, runAll, type Violation } from "./jobs.ts";
import { killSweep } from "./kill-sweep.ts";
import { type Lane, openLane } from "./lane.ts";
import { learnLives, staleSweep } from "./stale-sweep.ts";
import { walk } from "./walk.ts";
import type { Step } from "./walk-script.ts";
import { walkSweep } from "./walk-sweep.ts";

// A part of the sweeps and walks: `npm run sweep` makes all of them.

let first: Lane;
let lanes: readonly Lane[];

beforeAll(async () => {
  first = await openLane();
  lanes = [first, ...(await Promise.all([openLane(), openLane(), openLane()]))];
});
afterAll(() => Promise.all(lanes.map((lane) => lane.close())));

/** Every so many of them, from one on. */
function someOf(jobs: readonly Job[], every: number): Job[] {
  return jobs.filter((_, index) => index % every === 3);
}

async function violationsOf(jobs: readonly Job[]): Promise<Violation[]> {
  expect(jobs.length).toBeGreaterThan(10);
  return await runAll(jobs, lanes, () => undefined);
}

test("a fault at a request, or an end of CLI and provider, changes nothing of what becomes of a thing", async () => {
  const parts = await learn(first);
  expect(await violationsOf([...someOf(faultSweep(parts), 31), ...someOf(killSweep(parts), 5)])).toEqual([]);
});

test("a read that is stale changes nothing of what becomes of a thing", async () => {
  expect(await violationsOf(someOf(staleSweep(await learnLives(first)), 6))).toEqual([]);
});

test("a random walk makes, leaves and tells all as it should", async () => {
  const violations: Violation[] = [];
  await walkSweep(lanes, { runs: 24, seed: 20_261_121 }, (it) => violations.push(it));
  expect(violations).toEqual([]);
});

describe("through the plugin", () => {
  let plugins: readonly [Lane, ...Lane[]];

  beforeAll(async () => {
    plugins = [await openLane(pluginDoor), await openLane(pluginDoor), await openLane(pluginDoor)];
  });
  afterAll(() => Promise.all(plugins.map((lane) => lane.close())));

  test("a fault at a request, or an end of CLI and plugin, changes nothing of what becomes of a thing", async () => {
    const parts = await learn(plugins[0]);
    const jobs = [...someOf(faultSweep(parts), 151), ...someOf(killSweep(parts), 23)];
    expect(jobs.length).toBeGreaterThan(10);
    expect(await runAll(jobs, plugins, () => undefined)).toEqual([]);
  }, 600_000);

  test("a random walk makes, leaves and tells all as it should", async () => {
    const violations: Violation[] = [];
    await walkSweep(plugins, { runs: 6, seed: 20_261_127 }, (it) => violations.push(it));
    expect(violations).toEqual([]);
  });
});

describe("a walk that once went wrong", () => {
  test.each<[string, readonly Step[]]>([
    [
      "a thing that another stack holds is left there by the replacement of its own",
      [
        { do: "declare", slot: 0, variant: "base" },
        { do: "other up" },
        { do: "declare", slot: 0, variant: "replaced" },
        { do: "fault", kind: "dropBefore", nth: 1 },
        { do: "up", refresh: true },
      ],
    ],
    [
      "a write whose answer was lost while reads lag behind",
      [
        { do: "declare", slot: 0, variant: "base" },
        { do: "lag", seconds: 10 },
        { do: "fault", kind: "applyThenReset", write: true, nth: 1 },
        { do: "up", refresh: true },
      ],
    ],
    [
      "a router interface made anew, refreshed in a provider process that had checked its arguments before",
      [
        { do: "declare", slot: 0, variant: "base" },
        { do: "up", refresh: true },
        { do: "vanish", slot: 0 },
        { do: "refresh" },
        { do: "other up" },
        { do: "up", refresh: true },
        { do: "fault", kind: "dropBefore", nth: 1 },
      ],
    ],
    [
      "a router interface that could not be set, refreshed, and then connected by another stack",
      [
        { do: "declare", slot: 0, variant: "base" },
        { do: "fault", kind: "error of a code that nobody knows", nth: 4 },
        { do: "up", refresh: true },
        { do: "refresh" },
        { do: "other up" },
      ],
    ],
  ])("%s", async (_, steps) => {
    expect(await walk(first, steps)).toEqual([]);
  });
});
