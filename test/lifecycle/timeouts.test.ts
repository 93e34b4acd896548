import { expect, test } from "vitest";
import { durationMs, timeoutMs } from "../../provider/lifecycle/timeouts.ts";

test.each([
  ["500ms", 500],
  ["90s", 90_000],
  ["10m", 600_000],
  ["1.5h", 5_400_000],
  ["1h30m", 5_400_000],
  ["1h0m0.5s", 3_600_500],
  ["1m30s250ms", 90_250],
])("%s is a duration", (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each([
  "",
  "10",
  "ten minutes",
  "10 m",
  "-5m",
  "5d",
  "m",
  "1.2.3s",
  "0s",
  "0h0m",
  "5m!",
  "1h 30m",
  ".5.s",
])("%j is no duration that an operation could take", (text) => {
  expect(durationMs(text)).toBeUndefined();
});

const defaults = { create: 10, update: 5, delete: 2 };

test("an operation may take what the engine says, and the resource's default where it says nothing", () => {
  expect(timeoutMs("create", { seconds: 90 }, { create: "30s" }, defaults)).toBe(90_000);
  expect(timeoutMs("create", { seconds: 0 }, { create: "30s" }, defaults)).toBe(600_000);
});

test("where the engine cannot be heard, it may take what the class was given as customTimeouts", () => {
  expect(timeoutMs("create", undefined, { create: "30s", delete: "1h" }, defaults)).toBe(30_000);
});

test("an operation that customTimeouts do not name, or name wrongly, may take the resource's default", () => {
  expect(timeoutMs("update", undefined, { create: "30s" }, defaults)).toBe(300_000);
  expect(timeoutMs("delete", undefined, { delete: "soon" }, defaults)).toBe(120_000);
});
