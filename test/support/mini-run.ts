import { PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import type { Door } from "./doors.ts";
import type { Host, Properties } from "./host.ts";
import type { Outcome, Pending, Resource, State, StateEntry, Step } from "./mini-state.ts";
import { Places } from "./places.ts";
import { InitFailed } from "./pulumi-rpc.ts";

/** What is to be done with one resource. */
type Plan =
  | { readonly did: "create"; readonly inputs: Properties }
  | { readonly did: "same" | "update" | "replace"; readonly inputs: Properties; readonly old: StateEntry };

/** One command of a {@link MiniEngine}. */
export class Run {
  readonly outcomes = new Map<string, Outcome>();
  ok = true;
  readonly #host: Host;
  readonly #state: State;
  readonly #door: Door;
  readonly #urnOf: (type: string, name: string) => string;
  /** Reads and changes run side by side, up to a number; plans are made one after the other. */
  readonly #workers: Places;
  readonly #planner = new Places(1);
  #stopped = false;

  constructor(
    host: Host,
    state: State,
    {
      door,
      parallel,
      urnOf,
    }: { door: Door; parallel: number; urnOf: (type: string, name: string) => string },
  ) {
    this.#host = host;
    this.#state = state;
    this.#door = door;
    this.#workers = new Places(parallel);
    this.#urnOf = urnOf;
  }

  /** What is under way goes on; nothing new is begun. */
  stop(): void {
    this.#stopped = true;
    this.ok = false;
  }

  async up(
    program: readonly Resource[],
    {
      refresh = false,
      dry = false,
      replace = [],
    }: { refresh?: boolean; dry?: boolean; replace?: readonly string[] },
  ): Promise<void> {
    if (refresh) await this.refresh();
    if (!this.ok) return;
    const done = new Map<string, Promise<boolean>>();
    for (const resource of program) {
      const after = (resource.dependsOn ?? []).map((name) => done.get(name) ?? Promise.resolve(false));
      done.set(resource.name, this.#register(resource, after, replace.includes(resource.name), dry));
    }
    await Promise.all(done.values());
    if (!this.ok) return;
    const declared = new Set(program.map((resource) => this.#urnOf(resource.type, resource.name)));
    await this.#deleteAll(
      this.#state.resources.filter((entry) => !declared.has(entry.urn)),
      dry,
    );
  }

  async refresh(): Promise<void> {
    const entries = this.#state.resources.filter((entry) => !entry.pendingReplacement);
    await Promise.all(
      entries.map((entry) => this.#work(entry.name, "refresh", () => this.#refreshOne(entry))),
    );
  }

  async #refreshOne(entry: StateEntry): Promise<Outcome> {
    const { id, inputs = entry.inputs, outputs } = await this.#host.read(entry.urn, entry.id, entry);
    if (id === "") {
      this.#replaceEntry(entry, undefined);
      return { did: "gone" };
    }
    const refreshed = { ...entry, id, inputs, outputs, initErrors: [] };
    // The engine asks for the difference only to show it, but an error here fails the refresh.
    const shown = ignoring(entry.inputs, inputs, entry.ignoreChanges);
    const { changes } = await this.#host.diff(entry.urn, id, refreshed, shown);
    this.#replaceEntry(entry, refreshed);
    return { did: changes === false ? "same" : "update" };
  }

  async #register(
    resource: Resource,
    after: readonly Promise<boolean>[],
    forced: boolean,
    dry: boolean,
  ): Promise<boolean> {
    if ((await Promise.all(after)).includes(false)) {
      this.outcomes.set(resource.name, { did: "skipped" });
      return false;
    }
    let plan: Plan | undefined;
    await this.#planner.take(() =>
      this.#step(resource.name, "check", async () => {
        plan = await this.#plan(resource, forced);
        return { did: plan.did };
      }),
    );
    if (plan === undefined) return false;
    const planned = plan;
    if (dry) return await this.#preview(resource, planned);
    return await this.#work(resource.name, planned.did === "create" ? "create" : "update", async () => {
      await this.#execute(resource, planned);
      return { did: planned.did };
    });
  }

  /** A provider that can has to say what it would do, as far as it knows. */
  async #preview({ type, name }: Resource, { did, ...plan }: Plan): Promise<boolean> {
    if (did === "same" || !this.#host.supportsPreview) return true;
    const urn = this.#urnOf(type, name);
    const old = "old" in plan && did === "update" ? plan.old : undefined;
    return await this.#work(name, old === undefined ? "create" : "update", async () => {
      if (old === undefined) await this.#host.create(urn, plan.inputs, { preview: true });
      else await this.#host.update(urn, old.id, old, plan.inputs, { preview: true });
      return { did };
    });
  }

  async #plan(resource: Resource, forced: boolean): Promise<Plan> {
    const urn = this.#urnOf(resource.type, resource.name);
    const old = this.#state.resources.find((entry) => entry.urn === urn);
    const goal = this.#goal(resource);
    if (old === undefined) return { did: "create", inputs: await this.#check(urn, {}, goal) };
    if (forced) return { did: "replace", old, inputs: await this.#check(urn, {}, goal) };
    const inputs = await this.#check(
      urn,
      old.inputs,
      ignoring(goal, old.inputs, resource.ignoreChanges ?? []),
    );
    const { changes, replaces, deleteBeforeReplace } = await this.#host
      .diff(urn, old.id, old, inputs)
      .catch((error: unknown) => {
        throw new StepError("diff", messageOf(error));
      });
    if (changes === undefined) throw new StepError("diff", "the provider cannot tell");
    if (old.pendingReplacement || (changes && replaces.length > 0)) {
      if (!deleteBeforeReplace) throw new StepError("diff", "this engine only knows delete before replace");
      return { did: "replace", old, inputs: await this.#check(urn, {}, goal) };
    }
    return { did: changes || old.initErrors.length > 0 ? "update" : "same", old, inputs };
  }

  async #check(urn: string, olds: Properties, news: Properties): Promise<Properties> {
    const { inputs, failures } = await this.#host.check(urn, olds, news);
    if (failures.length === 0) return inputs;
    throw new StepError("check", failures.map(({ property, reason }) => `${property} ${reason}`).join("; "));
  }

  /** What the class hands to the engine. */
  #goal({ type, name, args, timeouts = {}, provider }: Resource): Properties {
    const hidden = this.#door.hiddenInputs({ type, name, urn: this.#urnOf(type, name), timeouts });
    return { ...args, ...hidden, ...(provider !== undefined && { [PROVIDER]: provider }) };
  }

  async #execute(resource: Resource, plan: Plan): Promise<void> {
    const { name, ignoreChanges = [], dependsOn = [], timeouts = {} } = resource;
    const urn = this.#urnOf(resource.type, name);
    const kept = { urn, name, ignoreChanges, dependsOn, timeouts, initErrors: [], pendingReplacement: false };
    const { inputs } = plan;
    if (plan.did === "same") {
      this.#replaceEntry(plan.old, { ...plan.old, ...kept, inputs });
      return;
    }
    if (plan.did === "update") {
      const { old } = plan;
      try {
        const outputs = await this.#begun(urn, "updating", () =>
          this.#host.update(urn, old.id, old, inputs, { timeouts }),
        );
        this.#replaceEntry(old, { ...old, ...kept, inputs, outputs });
      } catch (error) {
        // What is there was not updated to the new inputs, so the old ones are kept.
        if (error instanceof InitFailed) {
          this.#replaceEntry(old, { ...old, ...kept, outputs: error.properties, initErrors: error.reasons });
        }
        throw error;
      }
      return;
    }
    let replaced: StateEntry | undefined;
    if (plan.did === "replace") {
      replaced = { ...plan.old, pendingReplacement: true };
      if (!plan.old.pendingReplacement) await this.#deleteOne(plan.old, replaced);
      else replaced = plan.old;
    }
    try {
      const { id, outputs } = await this.#begun(urn, "creating", () =>
        this.#host.create(urn, inputs, { timeouts }),
      );
      if (id === "") throw new StepError("create", "the provider gave no id");
      this.#replaceEntry(replaced, { ...kept, id, inputs, outputs });
    } catch (error) {
      if (error instanceof InitFailed) {
        const { id, properties, reasons } = error;
        this.#replaceEntry(replaced, { ...kept, id, inputs, outputs: properties, initErrors: reasons });
      }
      throw error instanceof StepError ? error : new StepError("create", messageOf(error));
    }
  }

  /** Deletes what depends on others before those. */
  async #deleteAll(entries: readonly StateEntry[], dry: boolean): Promise<void> {
    const done = new Map<string, Promise<boolean>>();
    const remove = (entry: StateEntry): Promise<boolean> => {
      const under = done.get(entry.name);
      if (under !== undefined) return under;
      const dependents = entries.filter((it) => it.dependsOn.includes(entry.name));
      const removed = Promise.all(dependents.map(remove)).then((after) => {
        if (after.includes(false)) {
          this.outcomes.set(entry.name, { did: "skipped" });
          return false;
        }
        return this.#work(entry.name, "delete", async () => {
          if (!dry && !entry.pendingReplacement) await this.#deleteOne(entry, undefined);
          else if (!dry) this.#replaceEntry(entry, undefined);
          return { did: "delete" };
        });
      });
      done.set(entry.name, removed);
      return removed;
    };
    await Promise.all(entries.toReversed().map(remove));
  }

  async #deleteOne(entry: StateEntry, left: StateEntry | undefined): Promise<void> {
    try {
      await this.#begun(entry.urn, "deleting", () =>
        this.#host.delete(entry.urn, entry.id, entry, entry.timeouts),
      );
    } catch (error) {
      throw new StepError("delete", messageOf(error));
    }
    this.#replaceEntry(entry, left);
  }

  async #begun<Answer>(
    urn: string,
    operation: Pending["operation"],
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const pending: Pending = { urn, operation };
    this.#state.pending.push(pending);
    try {
      return await work();
    } finally {
      this.#state.pending.splice(this.#state.pending.indexOf(pending), 1);
    }
  }

  #replaceEntry(old: StateEntry | undefined, entry: StateEntry | undefined): void {
    const { resources } = this.#state;
    const index = resources.findIndex((it) => it.urn === old?.urn);
    const added = entry === undefined ? [] : [entry];
    if (index < 0) resources.push(...added);
    else resources.splice(index, 1, ...added);
  }

  #work(name: string, during: Step, work: () => Promise<Outcome>): Promise<boolean> {
    return this.#workers.take(() => this.#step(name, during, work));
  }

  /** The first failure keeps everything from being begun that was not yet. */
  async #step(name: string, during: Step, work: () => Promise<Outcome>): Promise<boolean> {
    if (this.#stopped) {
      this.outcomes.set(name, { did: "skipped" });
      return false;
    }
    try {
      this.outcomes.set(name, await work());
      return true;
    } catch (error) {
      this.stop();
      const at = error instanceof StepError ? error.during : during;
      this.outcomes.set(name, { did: "failed", during: at, message: messageOf(error) });
      return false;
    }
  }
}

/** A step of one resource failed; says which. */
class StepError extends Error {
  readonly during: Step;

  constructor(during: Step, message: string) {
    super(message);
    this.during = during;
  }
}

/** `ignoreChanges`: these inputs are as they were. Only whole properties can be named here. */
function ignoring(news: Properties, olds: Properties, properties: readonly string[]): Properties {
  const ignored = properties.filter(
    (property) => Object.hasOwn(olds, property) || Object.hasOwn(news, property),
  );
  return { ...news, ...Object.fromEntries(ignored.map((property) => [property, olds[property]])) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
