import { describe, expect, test } from "vitest";
import { type Checked, check } from "../../provider/lifecycle/check.ts";
import type { Properties } from "../../provider/lifecycle/definition.ts";
import { METADATA } from "../../provider/lifecycle/state-metadata.ts";
import { handedOver, thing, UNKNOWN } from "./thing.ts";

const handed = handedOver("one");

/** Checks arguments; what the class adds is added. */
function checked(args: Properties, olds: Properties = {}): Checked {
  return check(thing, olds, { ...handed, ...args }, undefined);
}

/** The arguments alone, without what the host keeps among them. */
function args({ inputs: { __provider, [METADATA]: _, ...rest } }: Checked): Properties {
  return rest;
}

function problems(given: Properties, olds: Properties = {}): string[] {
  return checked(given, olds).problems.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("arguments that are right", () => {
  test("come back in their one form, with defaults and the status that is wanted", () => {
    const result = checked({ thingId: "th-1", owner: 12, label: "a" });
    expect(result.problems).toEqual([]);
    expect(args(result)).toEqual({
      thingId: "th-1",
      owner: "12",
      label: "a",
      regionId: "region-of-one",
      status: "Active",
    });
  });

  test("come back the same when they are checked once more", () => {
    const once = checked({ thingId: "th-1", owner: 12, label: "a" });
    expect(args(checked({ ...args(once), status: undefined }))).toEqual(args(once));
  });

  test("come back with what the host needs: the provider's text, names, timeouts, and which were given", () => {
    const given = { ...handedOver("one", { create: "1h" }), thingId: "th-1" };
    const { inputs } = check(thing, {}, given, undefined);
    expect(inputs["__provider"]).toBe("text");
    expect(inputs[METADATA]).toMatchObject({
      name: "one",
      urn: "urn:pulumi:dev::test::things:Thing::one",
      timeouts: { create: "1h" },
      defaulted: ["regionId"],
      keys: ["thingId", "regionId"],
    });
  });

  test("that are null or undefined count as left out", () => {
    const result = checked({ thingId: "th-1", label: null, tags: undefined });
    expect(result.problems).toEqual([]);
    expect(args(result)).not.toHaveProperty("label");
  });
});

describe("arguments that are wrong", () => {
  test.each<[string, Properties, string[]]>([
    ["a form", { thingId: "x-1" }, ["thingId: must be the id of a thing"]],
    ["a type", { thingId: 1 }, ["thingId: must be a text"]],
    ["a part", { thingId: "th-1", detail: { addr: "a", port: "x" } }, ["detail.port: must be a number"]],
    [
      "a part of a part",
      { thingId: "th-1", detail: { addr: "a", inner: { key: 1 } } },
      ["detail.inner.key: must be a text"],
    ],
    ["an element", { thingId: "th-1", tags: ["a", 2] }, ["tags.1: must be a text"]],
    ["what is required and left out", {}, ["thingId: is required"]],
    [
      "arguments that go together",
      { thingId: "th-1", owner: "1" },
      ["label: must be given together with owner"],
    ],
    ["an output", { thingId: "th-1", status: "Active" }, ["status: is an output and cannot be set"]],
  ])("are named by property: %s", (_, given, expected) => {
    expect(problems(given)).toEqual(expected);
  });

  test("are all named at once", () => {
    expect(problems({ owner: "1", tags: 1, status: "x" })).toHaveLength(4);
  });

  test.each(["thingid", "toString", "constructor", "__proto__2"])(
    "are named when they are none: %s",
    (name) => {
      expect(problems({ thingId: "th-1", [name]: "x" })).toEqual([
        `${name}: is not an argument of Thing; its arguments are thingId, regionId, owner, label, detail, tags`,
      ]);
    },
  );

  test("are named when a part of them is none", () => {
    expect(problems({ thingId: "th-1", detail: { addr: "a", prot: 1 } })).toEqual([
      expect.stringContaining("detail: "),
    ]);
  });

  test("are not held against rules that join several: one mistake is one sentence", () => {
    expect(problems({ thingId: "th-1", owner: "1", label: 5 })).toEqual(["label: must be a text"]);
  });

  test("without a default say what to do where the property says so", () => {
    const given = { ...handedOver(""), thingId: "th-1" };
    expect(check(thing, {}, given, undefined).problems).toEqual([
      { property: "regionId", reason: "is required: configure it" },
    ]);
  });
});

describe("arguments that are not known yet", () => {
  test.each<[string, Properties]>([
    ["as a whole", { thingId: UNKNOWN }],
    ["an object as a whole", { thingId: "th-1", detail: UNKNOWN }],
    ["a part", { thingId: "th-1", detail: { addr: UNKNOWN, port: 1 } }],
    ["a part of a part", { thingId: "th-1", detail: { addr: "a", inner: { key: UNKNOWN } } }],
    ["an element", { thingId: "th-1", tags: ["a", UNKNOWN] }],
  ])("pass unchanged: %s", (_, given) => {
    const result = checked(given);
    expect(result.problems).toEqual([]);
    expect(args(result)).toMatchObject(given);
  });

  test.each([
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "030794c1-ac77-496b-92df-f27374a8bd58",
    "e48ece36-62e2-4504-bad9-02848725956a",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ])("pass whatever their type will be: %s", (unknown) => {
    expect(problems({ thingId: unknown })).toEqual([]);
  });

  test("do not hide what is wrong beside them", () => {
    const detail = { addr: UNKNOWN, port: "x", inner: { key: 1 } };
    expect(problems({ thingId: "th-1", detail })).toEqual([
      "detail.port: must be a number",
      "detail.inner.key: must be a text",
    ]);
    expect(problems({ thingId: "th-1", detail: { addr: UNKNOWN, prot: 1 } })).toEqual([
      expect.stringContaining("detail.prot: "),
    ]);
    expect(problems({ thingId: "th-1", thingid: UNKNOWN })).toHaveLength(1);
  });

  test("count as given where arguments go together", () => {
    expect(problems({ thingId: "th-1", owner: "1", label: UNKNOWN })).toEqual([]);
  });
});

describe("arguments that were left out before", () => {
  const olds = checked({ thingId: "th-1" }).inputs;
  const renamed = handedOver("two");

  test("keep the value they got, also when the default would be another one now", () => {
    const { inputs } = check(thing, olds, { ...renamed, thingId: "th-1" }, undefined);
    expect(inputs).toMatchObject({ regionId: "region-of-one", [METADATA]: { defaulted: ["regionId"] } });
  });

  test("get a new default where the resource is replaced: nothing of before is handed in", () => {
    const { inputs } = check(thing, {}, { ...renamed, thingId: "th-1" }, undefined);
    expect(inputs["regionId"]).toBe("region-of-two");
  });

  test("give way to what is given now", () => {
    const { inputs } = check(thing, olds, { ...renamed, thingId: "th-1", regionId: "here" }, undefined);
    expect(inputs).toMatchObject({ regionId: "here", [METADATA]: { defaulted: [] } });
  });
});

test("an argument that was given before and is left out now gets the default", () => {
  const olds = checked({ thingId: "th-1", regionId: "here" }).inputs;
  expect(args(checked({ thingId: "th-1" }, olds))["regionId"]).toBe("region-of-one");
});

describe("ignoreChanges on the status", () => {
  test("hands in the status that was read, and it is kept", () => {
    const result = checked({ thingId: "th-1", status: "Inactive" }, { status: "Inactive" });
    expect(result.problems).toEqual([]);
    expect(args(result)["status"]).toBe("Inactive");
  });

  test("does not open the status to programs", () => {
    expect(problems({ thingId: "th-1", status: "Idle" }, { status: "Inactive" })).toEqual([
      "status: is an output and cannot be set",
    ]);
  });
});

describe("customTimeouts", () => {
  const timed = (timeouts: Record<string, string>) =>
    check(thing, {}, { ...handedOver("one", timeouts), thingId: "th-1" }, undefined).problems;

  test("are refused, by operation, where they are no durations", () => {
    expect(timed({ create: "10 minutes", delete: "5m" })).toEqual([
      {
        property: "customTimeouts.create",
        reason: '"10 minutes" is not a duration such as "30s", "10m" or "1h30m"',
      },
    ]);
  });

  test("pass where they are not known yet", () => {
    expect(timed({ create: UNKNOWN })).toEqual([]);
  });
});

test("what is handed in stays as it was", () => {
  const given = { ...handed, thingId: "th-1", owner: 12, detail: { addr: "a" } };
  const before = structuredClone(given);
  check(thing, {}, given, undefined);
  expect(given).toEqual(before);
});
