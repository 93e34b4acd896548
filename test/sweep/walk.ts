import type { Cloud } from "../cloud/client.ts";
import type { Snapshot } from "../cloud/control-types.ts";
import type { Entry } from "../cloud/frame/log.ts";
import type { MiniEngine } from "../support/mini-engine.ts";
import type { Result } from "../support/mini-state.ts";
import { isWriteOf, operation } from "../support/resources.ts";
import { faultKinds } from "./fault-kinds.ts";
import { CLOCK_RATE, type Lane } from "./lane.ts";
import { differences, likenessOfBystanders } from "./likeness.ts";
import { leaks } from "./secrets.ts";
import { type Cut, SLOTS, type Step } from "./walk-script.ts";
import { amiss, argsOf, declaration, readingOf, slotOf, type Variant } from "./walk-things.ts";

/** Beyond this a command hangs: several reads and writes, each with faults of its own, and a quota (I6). */
const LONGEST_COMMAND_MS = 900_000 / CLOCK_RATE;
/** How often a command may be repeated once faults have stopped (I3). */
const REPEATS = 2;
const slots = Array.from({ length: SLOTS }, (_, index) => slotOf(index));

/** Goes a walk from the beginning; gives what was wrong on the way and at the end. */
export async function walk(lane: Lane, steps: readonly Step[]): Promise<string[]> {
  await lane.clear(...slots.map(({ sample, n }) => sample.prepare(n)));
  const walker = new Walker(lane);
  for (const [index, step] of steps.entries()) {
    await walker.go(step);
    if (walker.problems.length > 0)
      return walker.problems.map((it) => `step ${index + 1}, ${JSON.stringify(step)}: ${it}`);
  }
  await walker.end();
  return walker.problems;
}

type Declared = Map<number, Variant>;

class Walker {
  readonly problems: string[] = [];
  readonly #lane: Lane;
  readonly #cloud: Cloud;
  readonly #bystanders: Promise<unknown>;
  #declared: Declared = new Map();
  /** After a kill the same program has to be run before anything else (README). */
  #unsettled = false;
  #lagging: number | undefined;

  constructor(lane: Lane) {
    this.#lane = lane;
    this.#cloud = lane.cloud;
    this.#bystanders = likenessOfBystanders(lane.cloud);
  }

  async go(step: Step): Promise<void> {
    const cloud = this.#cloud;
    switch (step.do) {
      case "up":
        await this.#up(step);
        break;
      case "destroy":
        if (!this.#unsettled) await this.#destroy(step);
        break;
      case "refresh":
        await this.#reading(() => this.#main.refresh());
        break;
      case "preview":
        await this.#reading(() => this.#main.preview(this.#program(), { refresh: true }));
        break;
      case "declare":
        if (this.#unsettled) break;
        if (step.variant === "none") this.#declared.delete(step.slot);
        else this.#declared.set(step.slot, step.variant);
        break;
      case "drift":
        await this.#drift(step.slot);
        break;
      case "vanish":
        await readingOf(slotOf(step.slot)).vanish(slotOf(step.slot), cloud);
        break;
      case "other up":
        await this.#command(this.#other, this.#declared, () =>
          this.#other.up(this.#program(), { refresh: true }),
        );
        break;
      case "other destroy":
        await this.#command(this.#other, new Map(), () => this.#other.destroy());
        break;
      case "fault": {
        const { do: _, kind, ...which } = step;
        await cloud.order({ ...faultKinds[kind], ...JSON.parse(JSON.stringify(which)) });
        break;
      }
      case "lag":
        if (this.#lagging !== undefined) await cloud.cancel(this.#lagging);
        this.#lagging = undefined;
        if (step.seconds > 0) {
          const forMs = (step.seconds * 1000) / CLOCK_RATE;
          this.#lagging = await cloud.order({ kind: "stale", show: "beforeLastWrite", forMs });
        }
        break;
      case "quota":
        await cloud.quotas(step.perSecond > 0 ? [{ limit: step.perSecond, perMs: 1000 / CLOCK_RATE }] : []);
        break;
      case "pace":
        await this.#pace((step.seconds * 1000) / CLOCK_RATE);
        break;
    }
  }

  /** All faults stop; then what is declared has to come about, and in the end nothing may be left. */
  async end(): Promise<void> {
    const cloud = this.#cloud;
    await cloud.cancel();
    await cloud.quotas([]);
    await this.#pace(0);
    this.#lagging = undefined;
    await this.#untilOk("the second stack's destroy", () =>
      this.#command(this.#other, new Map(), () => this.#other.destroy()),
    );
    await this.#untilOk("the last up", () =>
      this.#command(this.#main, this.#declared, () => this.#main.up(this.#program(), { refresh: true })),
    );
    await this.#expectAsDeclared("after the last up");
    await this.#reading(async () => {
      const preview = await this.#main.preview(this.#program(), { refresh: true });
      const changes = Object.entries(preview.resources).filter(([, { did }]) => did !== "same");
      if (changes.length > 0) this.problems.push(`the last preview shows ${JSON.stringify(changes)} (I3)`);
      return preview;
    });
    this.#declared = new Map();
    await this.#untilOk("the last destroy", () =>
      this.#command(this.#main, this.#declared, () => this.#main.destroy({ refresh: true })),
    );
    await this.#expectAsDeclared("after the last destroy");
    for (const engine of [this.#main, this.#other]) {
      if (engine.state.resources.length > 0)
        this.problems.push(`in state is left ${JSON.stringify(engine.state.resources)}`);
    }
    this.problems.push(
      ...differences(await this.#bystanders, await likenessOfBystanders(cloud), "what is not ours (I4)"),
    );
  }

  get #main(): MiniEngine {
    return this.#lane.engine("dev");
  }

  get #other(): MiniEngine {
    return this.#lane.engine("other");
  }

  #program() {
    return [...this.#declared].map(([slot, variant]) => declaration(slotOf(slot), variant));
  }

  async #up({ refresh, cut }: { refresh: boolean; cut?: Cut | undefined }): Promise<void> {
    const program = this.#program();
    const { ok } = await this.#command(
      this.#main,
      this.#declared,
      () => this.#main.up(program, { refresh }),
      cut,
    );
    if (!ok) return;
    this.#unsettled = false;
    if (refresh && this.#lagging === undefined) await this.#expectAsDeclared("after a successful up");
  }

  async #destroy({ refresh, cut }: { refresh: boolean; cut?: Cut | undefined }): Promise<void> {
    await this.#command(this.#main, new Map(), () => this.#main.destroy({ refresh }), cut);
  }

  async #drift(index: number): Promise<void> {
    const slot = slotOf(index);
    const { sample, n } = slot;
    if (readingOf(slot).canDrift?.(n, await this.#cloud.snapshot()))
      await sample.drift?.cause(n, this.#cloud);
  }

  async #pace(ms: number): Promise<void> {
    const names = [...new Set(slots.flatMap(({ sample }) => sample.transitions))];
    await this.#cloud.configure({ transitions: Object.fromEntries(names.map((name) => [name, ms])) });
  }

  async #untilOk(what: string, command: () => Promise<Result>): Promise<void> {
    const said: string[] = [];
    for (let attempt = 0; attempt <= REPEATS; attempt += 1) {
      const { ok, resources } = await command();
      if (ok) return;
      said.push(JSON.stringify(resources));
    }
    this.problems.push(`${what} failed ${REPEATS + 1} times (I3): ${said.join(" ")}`);
  }

  async #expectAsDeclared(when: string): Promise<void> {
    const snapshot = await this.#cloud.snapshot();
    for (const [index, slot] of slots.entries()) {
      const held = this.#other.state.resources.find(({ name }) => name === slot.name)?.inputs;
      const variant = this.#declared.get(index) ?? "none";
      this.problems.push(...amiss(slot, variant, snapshot, held).map((it) => `${when}: ${it}`));
    }
  }

  /** A command that may not write (I7). */
  async #reading(command: () => Promise<Result>): Promise<void> {
    const { afterSeq } = await this.#mark();
    await this.#timed(this.#main, command);
    const writes = await this.#cloud.writes({ afterSeq });
    if (writes.length > 0) this.problems.push(`it sent ${writes.map(({ operation }) => operation)} (I7)`);
  }

  /** A command that may write: what it wrote has to have been due. */
  async #command(
    engine: MiniEngine,
    wanted: Declared,
    command: () => Promise<Result>,
    cut?: Cut | undefined,
  ): Promise<Result> {
    const before = await this.#cloud.snapshot();
    const held = new Map(engine.state.resources.map(({ name, inputs }) => [name, inputs]));
    const { afterSeq } = await this.#mark();
    const result = await this.#timed(engine, () => (cut ? this.#cutShort(engine, command, cut) : command()));
    const log = await this.#cloud.log({ afterSeq });
    const after = await this.#cloud.snapshot();
    const everything = { ...after, connections: [...before.connections, ...after.connections] };
    const stale = this.#lagging !== undefined;
    for (const [index, slot] of slots.entries()) {
      const variant = wanted.get(index);
      this.problems.push(
        ...undue(slot, variant, held.get(slot.name), { before, everything, log, stale }).map(
          (it) => `${slot.name}: ${it}`,
        ),
      );
    }
    return result;
  }

  async #mark(): Promise<{ afterSeq: number }> {
    return { afterSeq: (await this.#cloud.log()).at(-1)?.seq ?? 0 };
  }

  async #timed(engine: MiniEngine, command: () => Promise<Result>): Promise<Result> {
    await engine.host();
    const from = performance.now();
    const result = await command();
    const tookMs = performance.now() - from;
    if (tookMs > LONGEST_COMMAND_MS)
      this.problems.push(`it took ${Math.round(tookMs * CLOCK_RATE)} ms by the provider's clock (I6)`);
    const host = await engine.host();
    this.problems.push(
      ...leaks(JSON.stringify(engine.state), "the state"),
      ...leaks(JSON.stringify(result), "an error"),
      ...leaks(host.output + JSON.stringify(host.log), "the log"),
    );
    return result;
  }

  /** Kills or interrupts a command at a request, if it comes to that. */
  async #cutShort(
    engine: MiniEngine,
    command: () => Promise<Result>,
    { how, write, nth }: Cut,
  ): Promise<Result> {
    const cloud = this.#cloud;
    const when = how === "kill after" ? "after" : "before";
    const order = await cloud.order({ kind: "hold", when, nth, ...(write && { write }) });
    const result = command();
    const held = cloud.held(1, 120_000).then(
      () => true,
      () => false,
    );
    const isHeld = await Promise.race([held, result.then(() => false)]);
    if (isHeld) {
      if (how === "interrupt") await engine.interrupt();
      else {
        this.#unsettled = true;
        await engine.kill(how === "orphan" ? "ends by itself" : "is killed");
      }
      await cloud.release(order, how === "orphan" || how === "interrupt" ? "go" : "drop");
    }
    const ended = await result;
    await cloud.cancel(order);
    return ended;
  }
}

interface Happened {
  readonly before: Snapshot;
  readonly everything: Snapshot;
  readonly log: readonly Entry[];
  readonly stale: boolean;
}

/** The writes of one command about one thing that were not due (I1, I2). */
function undue(
  slot: ReturnType<typeof slotOf>,
  variant: Variant | undefined,
  held: Readonly<Record<string, unknown>> | undefined,
  { before, everything, log, stale }: Happened,
): string[] {
  const { about, same } = readingOf(slot);
  const { unmakes } = slot.sample;
  const problems: string[] = [];
  for (const one of ["base", "replaced"] as const) {
    const args = argsOf(slot, one);
    const writes = log.filter(
      (entry) => entry.applied && isWriteOf(slot.sample, entry) && about(args, entry, everything),
    );
    const lines = writes.map(slot.sample.line);
    for (const line of new Set(lines)) {
      const times = lines.filter((it) => it === line).length;
      // A write whose answer was lost while reads lag behind cannot be known to have taken effect; this one, carried out
      // twice, is as good as once.
      if (stale && /^ModifyRouterInterfaceAttribute/.test(line)) continue;
      if (times > 1) problems.push(`${line} was carried out ${times} times (I2)`);
    }
    const wanted = variant !== undefined && same(args, argsOf(slot, variant));
    const had = held !== undefined && same(args, held);
    const undoing = unmakes(args).map(operation);
    for (const { operation: name = "" } of writes) {
      if (undoing.includes(name) && (wanted || !had))
        problems.push(`${name} was carried out on what is wanted, or was not held (I2)`);
      if (!undoing.includes(name) && !wanted)
        problems.push(`${name} was carried out on what is not wanted (I2)`);
    }
    if (!stale && variant !== undefined && wanted && (had || held === undefined)) {
      if (amiss(slot, variant, before).length === 0 && lines.length > 0)
        problems.push(`${lines} was carried out, although it was as wanted (I2)`);
    }
  }
  return problems;
}
