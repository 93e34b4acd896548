import { expect, test } from "vitest";
import { definitions } from "../../provider/resources/index.ts";
import { samples, writingOf } from "../support/resources.ts";
import { readingOf } from "../sweep/walk-things.ts";

// The tests that every resource has to pass run over the samples.

test("each definition has one sample, and each sample a definition", () => {
  expect(samples.map(({ type }) => type).toSorted()).toEqual(definitions.map(({ type }) => type).toSorted());
});

test("no two kinds share a write: so it is known whose it was", () => {
  const writes = samples.flatMap((sample) => writingOf(sample).map((name) => `${sample.service} ${name}`));
  expect(new Set(writes).size).toBe(writes.length);
});

test("no two things share their first argument: so their requests can be told apart", () => {
  const first = samples.flatMap(({ args }) => [1, 2].map((n) => Object.values(args(n))[0]));
  expect(new Set(first).size).toBe(first.length);
});

test.each(samples)("walks know how to read $type", (sample) => {
  expect(readingOf({ name: sample.type, sample, n: 1 })).toMatchObject(
    sample.drift ? { canDrift: expect.any(Function) } : {},
  );
});
