import { expect, test } from "vitest";
import { storable } from "../../provider/lifecycle/values.ts";

test("texts, numbers, truth values, lists and objects are stored as they are", () => {
  const properties = {
    text: "a",
    empty: "",
    number: 1.5,
    zero: 0,
    no: false,
    list: ["a", 1],
    inner: { key: "b" },
  };
  expect(storable(properties)).toEqual(properties);
});

test("what Pulumi's state has no word for is left out, at any depth", () => {
  const nothing = {
    gone: undefined,
    none: null,
    call: () => 1,
    symbol: Symbol("s"),
    nan: Number.NaN,
    infinite: Number.POSITIVE_INFINITY,
  };
  expect(storable({ ...nothing, inner: { ...nothing, kept: 1 }, list: [{ ...nothing, kept: 2 }] })).toEqual({
    inner: { kept: 1 },
    list: [{ kept: 2 }],
  });
});

test("a list keeps its length when something in it cannot be stored", () => {
  expect(storable({ list: ["a", undefined, null, "b"] })).toEqual({ list: ["a", "", "", "b"] });
});

test("a date is stored as an ISO 8601 text", () => {
  expect(storable({ at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)) })).toEqual({
    at: "2026-01-02T03:04:05.000Z",
  });
});

test("an integer that a number cannot hold is stored as its digits", () => {
  expect(storable({ id: 9_007_199_254_740_993n })).toEqual({ id: "9007199254740993" });
});

test("what is handed in stays as it was", () => {
  const inner = { gone: undefined, kept: 1 };
  storable({ inner });
  expect(Object.keys(inner)).toEqual(["gone", "kept"]);
});
