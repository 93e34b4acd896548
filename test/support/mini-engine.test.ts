import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { MiniEngine } from "./mini-engine.ts";
import type { Resource } from "./mini-state.ts";

/** What the toy provider does: `fail` and `init` (partial failure) name calls, `hang` keeps them unanswered. */
interface Behaviour {
  readonly fail?: readonly string[];
  readonly init?: readonly string[];
  readonly hang?: readonly string[];
  readonly gone?: boolean;
  readonly drift?: Readonly<Record<string, unknown>>;
}

// It changes in place on `value`, is replaced on `place`, and notes every call.
const TOY = `exports.handler = () => {
  const { appendFileSync, readFileSync } = require("fs");
  const behaviour = () => JSON.parse(readFileSync(process.env.BEHAVIOUR, "utf8"));
  const note = (call) => appendFileSync(process.env.CALLS, call + "\\n");
  const called = async (name, what, outs) => {
    note(name + " " + what);
    const { fail = [], init = [], hang = [] } = behaviour();
    if (hang.includes(name)) await new Promise(() => {});
    if (fail.includes(name)) throw new Error(name + " failed");
    if (init.includes(name)) throw Object.assign(new Error("not ready"), { id: "id", properties: { ...outs, status: "pending" }, reasons: ["not ready"] });
  };
  return {
    check: async (olds, news) => {
      note("check " + news.label + (Object.keys(olds).length > 0 ? " with olds" : ""));
      return news.wrong ? { inputs: news, failures: [{ property: "wrong", reason: "is wrong" }] } : { inputs: news };
    },
    diff: async (id, olds, news) => {
      await called("diff", news.label);
      const replaces = olds.place === news.place ? [] : ["place"];
      return { changes: replaces.length > 0 || olds.value !== news.value, replaces, deleteBeforeReplace: true };
    },
    create: async (inputs) => {
      await called("create", inputs.label, inputs);
      return { id: "id-" + inputs.value, outs: { ...inputs, made: "created" } };
    },
    update: async (id, olds, news) => {
      await called("update", news.label, { ...news, id });
      return { outs: { ...news, made: "updated" } };
    },
    delete: (id, props) => called("delete", props.label),
    read: async (id, props) => {
      await called("read", props.label);
      const { gone, drift } = behaviour();
      if (gone) return {};
      const { made, ...inputs } = { ...props, ...drift };
      return { id, props: { ...props, ...drift }, inputs };
    },
  };
};`;

/** A provider process takes a second to start, and more on a busy machine. */
const PATIENCE = { timeout: 60_000 };

const directory = mkdtempSync(join(tmpdir(), "toy-"));
const behaviour = join(directory, "behaviour.json");
const noted = join(directory, "calls");
const engine = new MiniEngine({ env: { BEHAVIOUR: behaviour, CALLS: noted }, parallel: 4 });

afterAll(async () => {
  await engine.restart();
  rmSync(directory, { recursive: true });
});

beforeEach(() => {
  behave({});
  writeFileSync(noted, "");
  engine.state = { resources: [], pending: [] };
});

function behave(wanted: Behaviour): void {
  writeFileSync(behaviour, JSON.stringify(wanted));
}

function toy(args: Record<string, unknown> = {}, more: Partial<Resource> = {}): Resource {
  const name = more.name ?? "toy";
  return { type: "Toy", name, provider: TOY, args: { value: 1, place: "a", label: name, ...args }, ...more };
}

/** The provider's calls since this was asked last. */
function calls(): string[] {
  const lines = readFileSync(noted, "utf8").split("\n").slice(0, -1);
  writeFileSync(noted, "");
  return lines;
}

async function up(args: Record<string, unknown> = {}, refresh = false) {
  const { resources } = await engine.up([toy(args)], { refresh });
  return resources["toy"];
}

test("a resource is created, stays the same, is updated, replaced and destroyed, by the calls the engine makes", async () => {
  expect(await up()).toEqual({ did: "create" });
  expect(calls()).toEqual(["check toy", "create toy"]);
  expect(await up()).toEqual({ did: "same" });
  expect(calls()).toEqual(["check toy with olds", "diff toy"]);
  expect(await up({ value: 2 })).toEqual({ did: "update" });
  expect(calls()).toEqual(["check toy with olds", "diff toy", "update toy"]);
  expect(await up({ value: 2, place: "b" })).toEqual({ did: "replace" });
  expect(calls()).toEqual(["check toy with olds", "diff toy", "check toy", "delete toy", "create toy"]);
  expect((await engine.destroy()).resources["toy"]).toEqual({ did: "delete" });
  expect(calls()).toEqual(["delete toy"]);
  expect(engine.state).toEqual({ resources: [], pending: [] });
});

test("a resource that is the same keeps its old outputs, and gets the new inputs", async () => {
  await up();
  await up({ note: "new" });
  expect(engine.state.resources).toMatchObject([{ inputs: { note: "new" }, outputs: { made: "created" } }]);
  expect(engine.state.resources[0]?.outputs).not.toHaveProperty("note");
});

test("a create that fails leaves nothing, one that fails half way leaves the resource, which is then updated", async () => {
  behave({ fail: ["create"] });
  expect(await up()).toEqual({ did: "failed", during: "create", message: "create failed" });
  expect(engine.state).toEqual({ resources: [], pending: [] });
  behave({ init: ["create"] });
  expect(await up()).toEqual({ did: "failed", during: "create", message: "not ready" });
  expect(engine.state.resources).toMatchObject([
    { id: "id", initErrors: ["not ready"], inputs: { value: 1 }, outputs: { status: "pending", value: 1 } },
  ]);
  behave({});
  expect(await up()).toEqual({ did: "update" });
  expect(engine.state.resources).toMatchObject([{ initErrors: [], outputs: { made: "updated" } }]);
  expect(await up()).toEqual({ did: "same" });
});

test("an update that fails changes nothing, one that fails half way keeps new outputs and old inputs", async () => {
  await up();
  behave({ fail: ["update"] });
  expect(await up({ value: 2 })).toMatchObject({ did: "failed", during: "update" });
  expect(engine.state.resources).toMatchObject([
    { inputs: { value: 1 }, outputs: { value: 1 }, initErrors: [] },
  ]);
  behave({ init: ["update"] });
  expect(await up({ value: 2 })).toMatchObject({ did: "failed", during: "update" });
  expect(engine.state.resources).toMatchObject([
    { inputs: { value: 1 }, outputs: { value: 2, status: "pending" }, initErrors: ["not ready"] },
  ]);
});

test("a replacement whose create fails is created by the next command, without another deletion", async () => {
  await up();
  behave({ fail: ["create"] });
  expect(await up({ place: "b" })).toMatchObject({ did: "failed", during: "create" });
  expect(engine.state.resources).toMatchObject([{ pendingReplacement: true }]);
  behave({});
  calls();
  expect(await up({ place: "b" })).toEqual({ did: "replace" });
  expect(calls()).toEqual(["check toy with olds", "diff toy", "check toy", "create toy"]);
  expect(engine.state.resources).toMatchObject([{ pendingReplacement: false, inputs: { place: "b" } }]);
});

test("a replacement whose deletion fails leaves the resource as it was", async () => {
  await up();
  behave({ fail: ["delete"] });
  expect(await up({ place: "b" })).toMatchObject({ did: "failed", during: "delete" });
  expect(engine.state.resources).toMatchObject([{ pendingReplacement: false, inputs: { place: "a" } }]);
});

test("a replacement that is asked for by name deletes first, and does not ask for the difference", async () => {
  await up();
  calls();
  await engine.up([toy()], { replace: ["toy"] });
  expect(calls()).toEqual(["check toy", "delete toy", "create toy"]);
});

test("a preview changes nothing, and says what would be done", async () => {
  expect((await engine.preview([toy()])).resources["toy"]).toEqual({ did: "create" });
  await up();
  calls();
  const state = structuredClone(engine.state);
  behave({ drift: { value: 3 } });
  expect((await engine.preview([toy({ value: 2 })], { refresh: true })).resources["toy"]).toEqual({
    did: "update",
  });
  expect((await engine.preview([toy({ place: "b" })])).resources["toy"]).toEqual({ did: "replace" });
  expect((await engine.preview([])).resources["toy"]).toEqual({ did: "delete" });
  const made = calls().map((call) => call.split(" ")[0]);
  expect(new Set(made)).toEqual(new Set(["check", "diff", "read"]));
  expect(engine.state).toEqual(state);
});

test("a refresh takes over what was read, and drops what is gone", async () => {
  await up();
  behave({ drift: { value: 3 } });
  await engine.refresh();
  expect(engine.state.resources).toMatchObject([
    { inputs: { value: 3 }, outputs: { value: 3, made: "created" } },
  ]);
  behave({});
  expect(await up()).toEqual({ did: "update" });
  behave({ gone: true });
  expect(await up({}, true)).toEqual({ did: "create" });
  expect((await engine.refresh()).resources["toy"]).toEqual({ did: "gone" });
  expect(engine.state.resources).toEqual([]);
});

test.each(["read", "diff"])("a refresh whose %s fails is the end of the command", async (call) => {
  await up();
  calls();
  behave({ fail: [call] });
  expect(await up({ value: 2 }, true)).toMatchObject({ did: "failed", during: "refresh" });
  expect(calls().join()).not.toMatch(/check|update/);
  expect(engine.state.resources).toHaveLength(1);
});

test("wrong arguments end the command before anything is done", async () => {
  expect(await up({ wrong: true })).toEqual({ did: "failed", during: "check", message: "wrong is wrong" });
  expect(calls()).toEqual(["check toy"]);
});

test("changes of inputs that are to be ignored are ignored", async () => {
  await up();
  const { resources } = await engine.up([toy({ value: 2 }, { ignoreChanges: ["value"] })]);
  expect(resources["toy"]).toEqual({ did: "same" });
});

test("resources wait for those they depend on, and are destroyed before them", async () => {
  const program = [toy({}, { name: "first" }), toy({}, { name: "second", dependsOn: ["first"] })];
  await engine.up(program);
  await engine.destroy();
  const made = calls().filter((call) => /create|delete/.test(call));
  expect(made).toEqual(["create first", "create second", "delete second", "delete first"]);
});

test("after a failure nothing new is begun", async () => {
  behave({ fail: ["create"] });
  const program = [toy({}, { name: "first" }), toy({}, { name: "second", dependsOn: ["first"] })];
  const { ok, resources } = await engine.up(program);
  expect(ok).toBe(false);
  expect(resources).toMatchObject({ first: { did: "failed" }, second: { did: "skipped" } });
});

test("so many creates run side by side as are allowed", async () => {
  behave({ hang: ["create"] });
  const program = Array.from({ length: 9 }, (_, index) => toy({}, { name: `toy-${index}` }));
  const run = engine.up(program);
  const created: string[] = [];
  await vi.waitFor(() => {
    created.push(...calls().filter((call) => call.startsWith("create")));
    expect(created).toHaveLength(4);
  }, PATIENCE);
  expect(engine.state.pending).toHaveLength(4);
  await engine.kill("is killed");
  expect((await run).ok).toBe(false);
});

test.each(["is killed", "ends by itself"] as const)(
  "a kill leaves the state as it was and a pending operation (the provider %s), and the next command creates again",
  async (provider) => {
    behave({ hang: ["create"] });
    const run = engine.up([toy()]);
    await vi.waitFor(() => expect(engine.state.pending).toHaveLength(1), PATIENCE);
    const host = await engine.host();
    const killed = engine.kill(provider);
    if (provider === "ends by itself") void host.kill(); // the toy does not watch its input
    await killed;
    expect((await run).ok).toBe(false);
    const pending = [{ urn: expect.stringContaining("::toy"), operation: "creating" }];
    expect(engine.state).toEqual({ resources: [], pending });
    behave({});
    expect(await up()).toEqual({ did: "create" });
    expect(engine.state.pending).toEqual(pending);
    await engine.refresh({ clearPendingCreates: true });
    expect(engine.state.pending).toEqual([]);
  },
);

test("after an interruption nothing new is begun, and the next command has a provider that goes on", async () => {
  behave({ hang: ["create"] });
  const run = engine.up([toy(), toy({}, { name: "second", dependsOn: ["toy"] })]);
  await vi.waitFor(() => expect(engine.state.pending).toHaveLength(1), PATIENCE);
  await engine.interrupt();
  const first = await engine.host();
  void first.kill(); // the toy does not hear of it
  expect(await run).toMatchObject({ ok: false, resources: { second: { did: "skipped" } } });
  behave({});
  expect(await up()).toEqual({ did: "create" });
  expect((await engine.host()).pid).not.toBe(first.pid);
});

test("a provider process that died is replaced by the next command", async () => {
  await up();
  await (await engine.host()).kill();
  expect(await up()).toEqual({ did: "same" });
});
