import { beforeEach, describe, expect, test } from "vitest";
import { Claims } from "../../provider/lifecycle/claims.ts";
import type { AnyDefinition, Properties } from "../../provider/lifecycle/definition.ts";
import { ResourceHandler } from "../../provider/lifecycle/handler.ts";
import { Progress } from "../../provider/lifecycle/progress.ts";
import { METADATA, metadataText, readMetadata } from "../../provider/lifecycle/state-metadata.ts";
import { VirtualClock } from "../support/virtual-clock.ts";
import { thing } from "./thing.ts";

let clock: VirtualClock;

beforeEach(() => {
  clock = new VirtualClock();
});

function handlerOf(definition: AnyDefinition): ResourceHandler {
  return new ResourceHandler(definition, {
    clock,
    stop: new AbortController().signal,
    log: { status: () => undefined, warning: () => undefined },
    claims: new Claims(),
    progress: new Progress(clock),
    debug: false,
    clouds: { alibaba: { settings: () => ({}), client: () => ({}) } },
  });
}

/** A state of a thing that is there. */
function state(more: Properties = {}): Properties {
  const keys = ["thingId", "regionId"];
  return { thingId: "th-1", regionId: "here", status: "Active", [METADATA]: { schema: 1, keys }, ...more };
}

describe("an account that is not known yet", () => {
  test("and cannot be asked holds the refreshes of a process up for five seconds, however many they are", async () => {
    const handler = handlerOf({
      ...thing,
      read: async () => ({}),
      account: () => new Promise(() => undefined),
    });
    for (let refresh = 0; refresh < 4; refresh += 1) {
      const { state: read } = await clock.runUntil(handler.read("th-1", state({ accountId: "" })));
      expect(read).toMatchObject({ accountId: "" });
    }
    expect(clock.elapsed()).toBe(5_000);
  });

  test("is taken by a later refresh all the same, once it can be asked", async () => {
    let account = new Promise<string>(() => undefined);
    const handler = handlerOf({ ...thing, read: async () => ({}), account: () => account });
    await clock.runUntil(handler.read("th-1", state({ accountId: "" })));
    account = Promise.resolve("12345");
    const { state: read } = await clock.runUntil(handler.read("th-1", state({ accountId: "" })));
    expect(read).toMatchObject({ accountId: "12345" });
  });
});

describe.each([
  ["a text that is none of ours", "2;th-1"],
  ["an object that is none of ours", { keys: "all" }],
  ["a later form", { schema: 2, keys: ["thingId"] }],
  ["a later form as text", '{"schema":2}'],
])("a state that holds %s", (_, metadata) => {
  test("is neither read nor compared nor deleted: what it names is not known", async () => {
    const touched: string[] = [];
    const handler = handlerOf({
      ...thing,
      read: async () => {
        touched.push("read");
        return undefined;
      },
    });
    const unreadable = state({ [METADATA]: metadata });
    await expect(handler.read("th-1", unreadable)).rejects.toThrow(
      "cannot be read: a newer version wrote it",
    );
    await expect(handler.delete("th-1", unreadable, undefined)).rejects.toThrow("dropped from state");
    expect(() => handler.diff("th-1", unreadable, state())).toThrow("Use the newest version");
    expect(touched).toEqual([]);
  });
});

test("metadata makes the same text in whichever order it was put together", () => {
  const one = { name: "a", urn: "u", keys: ["thingId"], schema: 1, imported: true };
  const other = { imported: true, schema: 1, keys: ["thingId"], urn: "u", name: "a" };
  const texts = [one, other].map((it) => metadataText({ ...readMetadata({}), ...it }, ["name"]));
  expect(texts[0]).toBe('{"urn":"u","keys":["thingId"],"imported":true,"schema":1}');
  expect(texts[1]).toBe(texts[0]);
  const reversed = { ...other, ...readMetadata({}), ...other };
  expect(metadataText(reversed, ["name"])).toBe(texts[0]);
});
