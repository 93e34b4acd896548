import { describe, expect, test } from "vitest";
import type { Properties } from "../../provider/lifecycle/definition.ts";
import { type Difference, diff } from "../../provider/lifecycle/diff.ts";
import { METADATA } from "../../provider/lifecycle/state-metadata.ts";
import { handedOver, thing, UNKNOWN } from "./thing.ts";

const given = { thingId: "th-1", regionId: "here", owner: "1", label: "a", detail: { addr: "x", port: 1 } };

/** A state: arguments, outputs, and what the host keeps there. */
function state(args: Properties, more: Properties = {}): Properties {
  const { [METADATA]: hidden, ...rest } = handedOver("one");
  return {
    ...args,
    status: "Active",
    accountId: "7",
    ...rest,
    [METADATA]: { ...Object(hidden), keys: Object.keys(args), schema: 1 },
    ...more,
  };
}

/** Checked arguments. */
function wanted(args: Properties, more: Properties = {}): Properties {
  return { ...args, status: "Active", ...handedOver("one"), ...more };
}

function between(olds: Properties, news: Properties): Difference {
  return diff(thing, olds, news);
}

const { regionId, label, ...withoutBoth } = given;

describe("the difference between a state and what is wanted", () => {
  test.each<[string, Properties, { changes: boolean; replaces: string[] }]>([
    ["nothing", given, { changes: false, replaces: [] }],
    ["a change made in place", { ...given, owner: "2" }, { changes: true, replaces: [] }],
    ["a change that replaces", { ...given, thingId: "th-2" }, { changes: true, replaces: ["thingId"] }],
    [
      "a part changed in place",
      { ...given, detail: { addr: "x", port: 2 } },
      { changes: true, replaces: [] },
    ],
    [
      "a part whose change replaces",
      { ...given, detail: { addr: "y" } },
      { changes: true, replaces: ["detail"] },
    ],
    ["an argument added", { ...given, tags: ["t"] }, { changes: true, replaces: [] }],
    ["an argument taken away", { ...withoutBoth, regionId }, { changes: true, replaces: [] }],
    [
      "several at once",
      { ...given, thingId: "th-2", regionId: "there", owner: "2" },
      { changes: true, replaces: ["thingId", "regionId"] },
    ],
    ["a value not known yet", { ...given, owner: UNKNOWN }, { changes: true, replaces: [] }],
    [
      "a value not known yet that may replace",
      { ...given, thingId: UNKNOWN },
      { changes: true, replaces: ["thingId"] },
    ],
    [
      "a part not known yet",
      { ...given, detail: { addr: "x", port: UNKNOWN } },
      { changes: true, replaces: [] },
    ],
    [
      "a part not known yet that may replace",
      { ...given, detail: { addr: UNKNOWN, port: 1 } },
      { changes: true, replaces: ["detail"] },
    ],
  ])("is %s", (_, args, expected) => {
    const { properties, ...difference } = between(state(given), wanted(args));
    expect(difference).toEqual({ ...expected, deleteBeforeReplace: true });
    expect(properties.length > 0).toBe(expected.changes);
    expect(properties).toEqual(expect.arrayContaining(expected.replaces));
  });

  test("is nothing where only outputs, hidden inputs or the provider's text changed", () => {
    const olds = state(given, { accountId: "8", __provider: "other text" });
    expect(between(olds, wanted(given, handedOver("two", { create: "1h" }))).changes).toBe(false);
  });
});

describe("an argument whose value is kept while it is left out", () => {
  const { regionId: _, ...left } = given;

  test("makes no difference when it was left out before, too", () => {
    const olds = { ...state(left), regionId: "here" };
    expect(between(olds, wanted(left))).toMatchObject({ changes: false, replaces: [] });
  });

  test("that is left out from now on is only noted", () => {
    expect(between(state(given), wanted(left))).toMatchObject({ changes: true, replaces: [] });
  });

  test("that is spelled out from now on as it was is only noted", () => {
    const olds = { ...state(left), regionId: "here" };
    expect(between(olds, wanted(given))).toMatchObject({ changes: true, replaces: [] });
  });

  test("that is spelled out as something else replaces", () => {
    const olds = { ...state(left), regionId: "here" };
    expect(between(olds, wanted({ ...given, regionId: "there" }))).toMatchObject({ replaces: ["regionId"] });
    expect(between(olds, wanted({ ...given, regionId: UNKNOWN }))).toMatchObject({ replaces: ["regionId"] });
  });
});

describe("a resource that is not as it should be", () => {
  test("is to be changed", () => {
    expect(between(state(given, { status: "Inactive" }), wanted(given))).toMatchObject({
      changes: true,
      replaces: [],
    });
  });

  test("is to be replaced where nothing else helps", () => {
    expect(between(state(given, { status: "Broken" }), wanted(given))).toMatchObject({
      changes: true,
      replaces: ["status"],
    });
  });

  test.each(["Inactive", "Broken"])("is left alone where ignoreChanges says so: %s", (status) => {
    const olds = state(given, { status });
    expect(between(olds, wanted(given, { status }))).toMatchObject({ changes: false, replaces: [] });
  });
});

describe("a replacement that cannot work", () => {
  const pinned = state({ ...given, label: "pinned" });

  test("is refused, so that nothing is torn down for it", () => {
    expect(() => between(pinned, wanted({ ...given, label: "pinned", thingId: "th-2" }))).toThrow(
      "A pinned thing cannot be another one.",
    );
  });

  test("does not stand in the way of other changes and replacements", () => {
    expect(between(pinned, wanted({ ...given, label: "b" }))).toMatchObject({ changes: true, replaces: [] });
    expect(between(pinned, wanted({ ...given, label: "pinned", regionId: "there" }))).toMatchObject({
      replaces: ["regionId"],
    });
  });
});
