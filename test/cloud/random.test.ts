import { expect, test } from "vitest";
import { draw } from "./frame/random.ts";

test("a draw depends on its words alone, and spreads over [0, 1)", () => {
  const draws = Array.from({ length: 1000 }, (_, n) => draw(7, "connect", `ri-${n}`, 1));
  expect(draws).toEqual(Array.from({ length: 1000 }, (_, n) => draw(7, "connect", `ri-${n}`, 1)));
  expect(new Set(draws).size).toBe(1000);
  const tenths = Array.from(
    { length: 10 },
    (_, tenth) => draws.filter((d) => Math.floor(d * 10) === tenth).length,
  );
  for (const count of tenths) expect(Math.abs(count - 100)).toBeLessThan(40);
});
