import { afterAll, beforeAll, expect, test } from "vitest";
import { METADATA, readMetadata } from "../../provider/lifecycle/state-metadata.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import type { Result } from "../engine/command.ts";
import { ensureEngine } from "../engine/engine.ts";
import { MiniEngine } from "../support/mini-engine.ts";
import type { Resource } from "../support/mini-state.ts";
import { program } from "../support/program.ts";
import { type Args, type Sample, samples } from "../support/resources.ts";
import { writesSince } from "../support/shared-set.ts";
import { createStack, type Stack } from "../support/stack.ts";
import { fasterClock } from "./lane.ts";
import { likeness, likenessOfCloud } from "./likeness.ts";

// The sweeps and walks drive the real provider process with a model of Pulumi's engine. Here the same commands are given
// to that model and to the real CLI, each with a cloud of its own, and have to come to the same in cloud and state; some
// of them end by a kill or by Ctrl-C.

/** What a command is cut short by, at the first request of each kind of resource that an order names. */
interface Cut {
  readonly how: "kill" | "Ctrl-C";
  readonly at: (sample: Sample) => { readonly operation: string; readonly when: "before" | "after" };
}

/** One engine: the model, or the CLI. */
interface Side {
  readonly cloud: Cloud;
  readonly declare: (resources: readonly Resource[]) => void;
  readonly run: (command: "up" | "refresh" | "destroy", cut?: Cut) => Promise<boolean>;
  readonly state: () => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** What is left once its clients are gone: the requests that were held. */
const HELD = samples.length;
const TIMEOUTS = { create: "30s", update: "30s", delete: "30s" };

async function hold(cloud: Cloud, { at }: Cut): Promise<void> {
  for (const sample of samples) await cloud.order({ kind: "hold", ...at(sample) });
}

async function model(): Promise<Side> {
  const cloud = await startCloud();
  const engine = new MiniEngine({ parallel: 64, env: { ...cloud.env(), ...fasterClock() } });
  let resources: readonly Resource[] = [];
  const commands = {
    up: () => engine.up(resources, { refresh: true }),
    refresh: () => engine.refresh(),
    destroy: () => engine.destroy({ refresh: true }),
  };
  return {
    cloud,
    declare: (declared) => {
      resources = declared;
    },
    async run(command, cut) {
      if (cut === undefined) return (await commands[command]()).ok;
      await hold(cloud, cut);
      const result = commands[command]();
      await cloud.held(HELD, 60_000);
      if (cut.how === "kill") await engine.kill("ends by itself");
      else await engine.interrupt();
      await cloud.release();
      const { ok } = await result;
      await engine.restart();
      return ok;
    },
    state: async () => ({
      resources: engine.state.resources
        .map(({ urn, id, inputs, outputs, initErrors, pendingReplacement }) => ({
          urn,
          id,
          ...properties(inputs, outputs),
          initErrors,
          pendingReplacement,
        }))
        .sort(byUrn),
      pending: engine.state.pending.map(({ urn, operation }) => `${operation} ${urn}`).sort(),
    }),
    close: async () => {
      await engine.restart();
      await cloud.stop();
    },
  };
}

async function cli(): Promise<Side> {
  const cloud = await startCloud();
  const stack: Stack = await createStack(await ensureEngine(), {
    files: program([]),
    env: { ...cloud.env(), ...fasterClock() },
  });
  const more = { skipPreview: true, args: ["--parallel", "64"] };
  const ended = async (running: Promise<Result>): Promise<boolean> => (await running).code === 0;
  return {
    cloud,
    declare: (resources) =>
      stack.write(
        program(
          resources.map(({ type, name, args, timeouts }) => ({
            type,
            name,
            args,
            opts: { customTimeouts: timeouts },
          })),
        ),
      ),
    async run(command, cut) {
      if (cut === undefined) return await ended(stack.run([command], more));
      await hold(cloud, cut);
      const running = stack.start([command], more);
      await cloud.held(HELD, 60_000);
      if (cut.how === "kill") {
        running.kill();
        await running.result;
        await stack.unlock();
      } else {
        running.interrupt();
        await running.waitForOutput(/^\^C received/m).catch(() => undefined);
      }
      await cloud.release();
      return await ended(running.result);
    },
    async state() {
      const { resources, pending_operations } = await stack.export();
      return {
        resources: resources
          .filter(({ urn }) => urn.includes("interlink:"))
          .map((it) => ({
            urn: it.urn,
            id: it.id,
            ...properties(it.inputs ?? {}, it.outputs ?? {}),
            initErrors: it.initErrors ?? [],
            pendingReplacement: "pendingReplacement" in it,
          }))
          .sort(byUrn),
        pending: pending_operations.map(({ type, resource }) => `${type} ${resource.urn}`).sort(),
      };
    },
    async close() {
      await stack.remove();
      await cloud.stop();
    },
  };
}

function byUrn(one: { readonly urn: string }, other: { readonly urn: string }): number {
  return one.urn < other.urn ? -1 : 1;
}

/** What a resource that stays the same keeps among its outputs of arguments it was once given is left out. */
function properties(inputs: Args, outputs: Args): { readonly inputs: unknown; readonly outputs: unknown } {
  const { schema, urn, name } = readMetadata(outputs);
  return { inputs, outputs: { ...outputs, [METADATA]: { schema, urn, name } } };
}

let sides: readonly Side[] = [];

beforeAll(async () => {
  sides = await Promise.all([model(), cli()]);
});
afterAll(async () => {
  await Promise.all(sides.map((side) => side.close()));
});

function things(n: number, args: (sample: Sample) => Args = (sample) => sample.args(n)): Resource[] {
  return samples.map((sample) => ({
    type: sample.type,
    name: `${sample.type}-${n}`,
    args: args(sample),
    timeouts: TIMEOUTS,
  }));
}

/** Does the same on both sides, and expects the same of both. */
async function both(what: string, work: (side: Side) => Promise<unknown>): Promise<void> {
  const [one, other] = await Promise.all(
    sides.map(async (side) => {
      const afterSeq = (await side.cloud.log()).at(-1)?.seq ?? 0;
      const answer = await work(side);
      return {
        answer,
        writes: await writesSince(side.cloud, afterSeq),
        cloud: await likenessOfCloud(side.cloud),
        state: likeness(await side.state()),
      };
    }),
  );
  expect(one, what).toEqual(other);
}

const made = (sample: Sample): string => sample.makes(sample.args(1)).at(-1)?.split(" ")[0] ?? "";
const unmade = (sample: Sample): string => sample.unmakes(sample.args(1))[0]?.split(" ")[0] ?? "";

test("the model of Pulumi's engine comes to the same as the real CLI, command by command", async () => {
  for (const side of sides) {
    for (const sample of samples) {
      await side.cloud.seed(sample.prepare(1));
      await side.cloud.seed(sample.prepare(2));
    }
    side.declare(things(1));
  }
  await both("up", (side) => side.run("up"));
  await both("up again", (side) => side.run("up"));
  await both("drift, and refresh", async (side) => {
    for (const { drift } of samples) await drift?.cause(1, side.cloud);
    return await side.run("refresh");
  });
  await both("heal and update", async (side) => {
    side.declare(things(1, (sample) => sample.updated?.args(1) ?? sample.args(1)));
    return await side.run("up");
  });
  await both("vanish, and make again", async (side) => {
    for (const sample of samples) {
      await sample.vanish(1, side.cloud);
      await side.cloud.seed(sample.prepare(1));
    }
    return await side.run("up");
  });
  await both("killed while it replaces, when the old ones are deleted", async (side) => {
    side.declare(things(1, (sample) => sample.replaced(1)));
    return await side.run("up", {
      how: "kill",
      at: (sample) => ({ operation: made(sample), when: "after" }),
    });
  });
  await both("up after that", (side) => side.run("up"));
  await both("interrupted while it makes more", async (side) => {
    side.declare([...things(1, (sample) => sample.replaced(1)), ...things(2)]);
    return await side.run("up", {
      how: "Ctrl-C",
      at: (sample) => ({ operation: made(sample), when: "before" }),
    });
  });
  await both("up after that", (side) => side.run("up"));
  await both("killed while it deletes", async (side) => {
    side.declare(things(2));
    return await side.run("up", {
      how: "kill",
      at: (sample) => ({ operation: unmade(sample), when: "before" }),
    });
  });
  await both("destroy", (side) => side.run("destroy"));
});
