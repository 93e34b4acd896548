import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { Cloud } from "../cloud/client.ts";
import type { EntryFilter } from "../cloud/frame/log.ts";
import { succeeded } from "../engine/command.ts";
import { doors } from "../support/doors.ts";
import type { Declaration } from "../support/program.ts";
import { operation, type Sample, samples, services } from "../support/resources.ts";
import {
  each,
  prepare,
  slowDown,
  speedUp,
  thing,
  things,
  unordered,
  writesSince,
} from "../support/shared-set.ts";
import type { Stack } from "../support/stack.ts";
import { PATIENCE_MS, stage } from "../support/stage.ts";

// The shared set, second half: what every resource does when a command does not get to its end. One stack holds all of
// them. What is to be expected of each stands in its sample. It is the same through each door.

const at = stage();

/** Nothing waits for a free place in the engine, however few cores there are. */
const ALL_AT_ONCE = ["--parallel", "64"];

/** Waits until the cloud has seen such a call. */
async function seen(cloud: Cloud, name: string, filter: EntryFilter): Promise<void> {
  await cloud.waitFor({ operation: name, ...filter, timeoutMs: PATIENCE_MS });
}

const make = (sample: Sample): string => operation(sample.makes(sample.args(1)).at(-1));
const unmake = (sample: Sample): string => operation(sample.unmakes(sample.args(1))[0]);

async function namesInState(stack: Stack): Promise<string[]> {
  const { resources, pending_operations } = await stack.export();
  expect(pending_operations).toEqual([]);
  return resources
    .filter(({ type }) => type.includes("interlink:") && !type.startsWith("pulumi:providers:"))
    .map(({ urn }) => nameOf(urn))
    .sort();
}

function nameOf(urn: string): string {
  return urn.replace(/^.*:(?=\w+::)/, "");
}

function names(...numbers: number[]): string[] {
  return numbers.flatMap((n) => samples.map(({ type }) => `${type}::thing-${n}`)).sort();
}

describe.each(doors)("through $name", ({ language }) => {
  const startStack = (declarations: readonly Declaration[]): Promise<Stack> =>
    at().stack(declarations, { language });

  test("Ctrl-C ends waits at once, and writes with their answer; all is in state, and the next up carries on", async () => {
    const { cloud } = at();
    // Thing 1 waits; each of the others is interrupted at another of its writes.
    const cases = samples.flatMap((it) => [
      { it, n: 1, nth: undefined },
      ...it.makes(it.args(1)).map((_, index) => ({ it, n: index + 2, nth: index + 1 })),
    ]);
    await prepare(cloud, ...new Set(cases.map(({ n }) => n)));
    await slowDown(cloud);
    const held = cases.filter(({ nth }) => nth !== undefined);
    for (const { it, n, nth } of held) {
      const id = String(Object.values(it.args(n))[0]);
      await cloud.order({ kind: "hold", service: it.service, write: true, id, nth });
    }
    const stack = await startStack(cases.map(({ it, n }) => thing(it, n)));

    const running = stack.start(["up"], { skipPreview: true, args: ALL_AT_ONCE });
    await cloud.held(held.length, PATIENCE_MS);
    for (const it of samples) await seen(cloud, make(it), { applied: true });
    running.interrupt();
    // Only what waits ends now: so Cancel has arrived.
    for (const { type } of samples) await running.waitForOutput(`${type} thing-1 **creating failed**`);
    const cancelled = await at().mark();
    await cloud.release();
    const { code, output } = await running.result;

    expect(code).not.toBe(0);
    expect(output).toContain("not finished: interrupted; run `pulumi up` again to go on");
    expect(await cloud.log({ afterSeq: cancelled })).toEqual([]);
    expect(await namesInState(stack)).toEqual(cases.map(({ it, n }) => `${it.type}::thing-${n}`).sort());

    await speedUp(cloud);
    succeeded(await stack.up({ skipPreview: true }));
    expect(unordered(await writesSince(cloud, 0))).toEqual(
      unordered(each((it) => cases.filter((one) => one.it === it).flatMap(({ n }) => it.makes(it.args(n))))),
    );
  });

  test("Ctrl-C during destroy ends waits at once; what is left is in state, and the next destroy carries on", async () => {
    const { cloud } = at();
    await prepare(cloud, 1, 2);
    const stack = await startStack([...things(1), ...things(2)]);
    succeeded(await stack.up({ skipPreview: true }));
    await slowDown(cloud);
    for (const it of samples) await cloud.order({ kind: "hold", operation: unmake(it), nth: 2 });
    const since = await at().mark();

    const running = stack.start(["destroy"], { skipPreview: true, args: ALL_AT_ONCE });
    await cloud.held(samples.length, PATIENCE_MS);
    for (const it of samples) await seen(cloud, unmake(it), { applied: true });
    running.interrupt();
    for (const { type } of samples)
      await running.waitForOutput(new RegExp(`${type} .* \\*\\*deleting failed\\*\\*`));
    const cancelled = await at().mark();
    await cloud.release(undefined, "drop");
    expect((await running.result).code).not.toBe(0);

    expect(await cloud.log({ afterSeq: cancelled })).toEqual([]);
    expect(await namesInState(stack)).toEqual(names(1, 2));

    await speedUp(cloud);
    succeeded(await stack.destroy({ skipPreview: true }));
    expect(unordered(await writesSince(cloud, since))).toEqual(
      unordered(each((it) => [1, 2].flatMap((n) => it.unmakes(it.args(n))))),
    );
  });

  test("a wait that runs out leaves the thing in state, and the next command carries on without a second write", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    await slowDown(cloud);
    const opts = { customTimeouts: { create: "500ms", delete: "500ms" } };
    const stack = await startStack(things(1, () => ({ opts })));

    const up = await stack.up({ skipPreview: true });
    expect(up.code).not.toBe(0);
    for (const { type } of samples) {
      expect(up.output).toMatch(new RegExp(`${type} \\(thing-1\\):\n.*\n.*still waiting for `));
    }
    expect(await namesInState(stack)).toEqual(names(1));
    await speedUp(cloud);
    succeeded(await stack.up({ skipPreview: true }));
    expect(await writesSince(cloud, 0)).toEqual(each((it) => it.makes(it.args(1))));

    const since = await at().mark();
    await slowDown(cloud);
    const destroy = await stack.destroy({ skipPreview: true });
    expect(destroy.code).not.toBe(0);
    expect(destroy.output).toContain("still waiting for");
    expect(await namesInState(stack)).toEqual(names(1));
    await speedUp(cloud);
    succeeded(await stack.destroy({ skipPreview: true }));
    expect(await writesSince(cloud, since)).toEqual(each((it) => it.unmakes(it.args(1))));
  });

  test("a cloud that throttles and loses answers delays a thing, and makes and deletes it once", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    for (const service of services) {
      await cloud.order({ kind: "throttle", service, write: false, hintMs: 50 });
    }
    for (const name of samples.flatMap((it) => [make(it), unmake(it)])) {
      await cloud.order({ kind: "throttle", operation: name, hintMs: 50 });
      await cloud.order({ kind: "applyThenReset", operation: name, nth: 2 });
    }
    const stack = await startStack(things(1));
    const up = succeeded(await stack.up({ skipPreview: true }));
    expect(up.output).not.toContain("adopted");
    succeeded(await stack.destroy({ skipPreview: true }));
    expect(await writesSince(cloud, 0)).toEqual(
      each((it) => [...it.makes(it.args(1)), ...it.unmakes(it.args(1))]),
    );
    for (const order of await cloud.orders()) expect(order.fired).toBe(order.fault.times ?? 1);
  });

  test("destroy works from every status, and from gone", async () => {
    const { cloud } = at();
    // Thing 1 stays as it was made, thing 2 is gone, each of the others is in another condition.
    const ends = samples.flatMap((it) =>
      Object.values(it.ends).map((end, index) => ({ it, end, n: index + 3 })),
    );
    await prepare(cloud, 1, 2, ...new Set(ends.map(({ n }) => n)));
    const stack = await startStack([...things(1), ...things(2), ...ends.map(({ it, n }) => thing(it, n))]);
    succeeded(await stack.up({ skipPreview: true }));
    for (const { vanish } of samples) await vanish(2, cloud);
    for (const { end, n } of ends) await end.become(n, cloud);
    const since = await at().mark();

    const running = stack.start(["destroy"], { skipPreview: true, args: ALL_AT_ONCE });
    for (const it of samples) await seen(cloud, unmake(it), { applied: true });
    for (const { end, n } of ends) await end.meanwhile?.(n, cloud);
    succeeded(await running.result);

    const there = ends.filter(({ end }) => !end.undone);
    expect(unordered(await writesSince(cloud, since))).toEqual(
      unordered(
        each((it) =>
          [1, ...there.filter((one) => one.it === it).map(({ n }) => n)].flatMap((n) =>
            it.unmakes(it.args(n)),
          ),
        ),
      ),
    );
    expect((await stack.export()).resources).toEqual([]);
  });

  test("a provider whose CLI is killed sends nothing more and ends; the next up adopts what was made, and goes on", async () => {
    const { cloud } = at();
    await prepare(cloud, 1, 2);
    const answered: number[] = [];
    for (const it of samples) {
      const [id1, id2] = [1, 2].map((n) => String(Object.values(it.args(n))[0]));
      await cloud.order({ kind: "hold", operation: make(it), id: id1, when: "after" });
      answered.push(await cloud.order({ kind: "hold", service: it.service, write: true, id: id2 }));
    }
    const declarations = [...things(1), ...things(2)];
    const stack = await startStack(declarations);
    stack.write({ "note-pid.cjs": NOTE_PID });
    const running = stack.start(["up"], {
      skipPreview: true,
      args: ALL_AT_ONCE,
      env: { NODE_OPTIONS: `--require ${join(stack.directory, "note-pid.cjs")}` },
    });
    await cloud.held(2 * samples.length, PATIENCE_MS);
    const killed = await at().mark();
    running.kill();
    await running.result;

    // Things 1 never get their answer, things 2 get it now: of a process that knows, nothing follows.
    for (const order of answered) await cloud.release(order);
    for (const it of samples) await seen(cloud, make(it), { aborted: true });
    const pid = Number(readFileSync(join(stack.directory, "provider.pid"), "utf8"));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), PATIENCE_MS);
    expect(await cloud.writes({ afterSeq: killed })).toEqual([]);

    await cloud.release(undefined, "drop");
    succeeded(await stack.unlock());
    const up = succeeded(await stack.up({ skipPreview: true }));
    for (const { type } of samples) {
      expect(up.output).toMatch(new RegExp(`${type} thing-1 .*warning: adopted: `));
    }
    expect(unordered(await writesSince(cloud, 0))).toEqual(
      unordered(each((it) => [1, 2].flatMap((n) => it.makes(it.args(n))))),
    );
    const { resources } = await stack.export();
    expect(resources.map(({ urn }) => nameOf(urn))).toEqual(expect.arrayContaining(names(1, 2)));
  });
});

/** Loaded by every Node.js process of a command: the provider's leaves its number. */
const NOTE_PID = `
const { join } = require("node:path");
if (/dynamic-provider|pulumi-resource-interlink/.test(process.argv[1])) {
  require("node:fs").writeFileSync(join(__dirname, "provider.pid"), String(process.pid));
}
`;
