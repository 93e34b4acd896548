import type { Clouds } from "../clouds/clouds.ts";
import { check } from "./check.ts";
import { type Claims, resourceIn } from "./claims.ts";
import type { Clock } from "./clock.ts";
import { type Difference, diff } from "./diff.ts";
import { type EngineLog, shownByAnswer } from "./engine.ts";
import { ApiError, RefusedError, StoppedError, whileDoing } from "./errors.ts";
import { HIDDEN, type Hidden, PROVIDER, readHidden } from "./hidden.ts";
import type { AnyLifecycle, Context, DefaultMinutes, Problem, Properties, Property } from "./lifecycle.ts";
import type { Progress } from "./progress.ts";
import { clears, Past, reconcile } from "./reconcile.ts";
import type { EngineRequests, EngineTimeout } from "./requests.ts";
import type { Lookup, Settings } from "./settings.ts";
import type { Step } from "./step.ts";
import { storable } from "./struct.ts";
import { timeoutMs } from "./timeouts.ts";
import { holdsUnknown } from "./unknown.ts";

/** What all resources of one process share. */
export interface Runtime {
  readonly clock: Clock;
  /** Fires when the operations under way have to end. */
  readonly stop: AbortSignal;
  readonly log: EngineLog;
  readonly progress: Progress;
  /** Whether errors keep their stack trace. */
  readonly debug: boolean;
  readonly settings: () => Settings;
  readonly clouds: () => Clouds;
}

/** How the host gets at what is shared, which depends on a configuration that arrives later. */
export interface RuntimeSource {
  readonly requests: EngineRequests;
  readonly claims: Claims;
  configure(lookup: Lookup): void;
  get(): Runtime;
}

/** The methods that Pulumi's dynamic-provider host calls (cmd/dynamic-provider of @pulumi/pulumi). */
export interface DynamicProvider {
  configure(request: { readonly config: { get(key: string): unknown } }): Promise<void>;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: readonly Problem[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<Difference>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, state: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, state: Properties): Promise<void>;
}

/** The HTTP status with which both clouds refuse what belongs to others. */
const FORBIDDEN = 403;

/**
 * Reads may lag behind writes: what one look alone says to be gone, to be undone or to be there already is looked at once
 * more, this much later, before anything is dropped from state or adopted on its word.
 */
const SECOND_LOOK_MS = 1_000;
/** How old what a refresh shows may be: the reads of one refresh come over a second or more, and can share a list. */
const REFRESHED_MS = 3_000;

/** The version of the form of states written today. */
const SCHEMA = 1;

/** Joins one resource's pieces into what Pulumi calls: check, look, decide, write, wait, state. Only this joins them. */
export class ResourceHost implements DynamicProvider {
  readonly #type: string;
  readonly #lifecycle: AnyLifecycle;
  readonly #source: RuntimeSource;
  /** The URNs of which the program's arguments were checked since they were last read. */
  readonly #checked = new Set<string>();

  constructor(type: string, lifecycle: AnyLifecycle, source: RuntimeSource) {
    this.#type = type;
    this.#lifecycle = lifecycle;
    this.#source = source;
  }

  // Nothing asynchronous may come before the configuration is stored: Pulumi's host lets other calls in meanwhile.
  async configure({ config }: { readonly config: { get(key: string): unknown } }): Promise<void> {
    this.#source.configure((key) => {
      const value = config.get(key);
      return value === undefined || value === null ? undefined : String(value);
    });
  }

  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: readonly Problem[] }> {
    return this.#guarded(async ({ settings }) => {
      this.#checked.add(readHidden(news).urn);
      // A setting that is not right fails here, in preview, and not once it is stored with the provider.
      void settings()[this.#lifecycle.cloud];
      const { inputs, problems } = check(this.#type, this.#lifecycle, olds, news, settings());
      const failures = problems.length > 0 ? problems : this.#declaredTwice(inputs);
      return { inputs: storable(inputs), failures };
    });
  }

  diff(_id: string, olds: Properties, news: Properties): Promise<Difference> {
    // A refresh asks too, before the program's arguments are known: to show what it read. Were that refused, there
    // would be no way to destroy.
    const onlyShown = !this.#checked.has(readHidden(news).urn);
    return this.#guarded(async () => diff(this.#lifecycle, olds, news, { onlyShown }));
  }

  create(news: Properties): Promise<{ id: string; outs: Properties }> {
    const timeout = this.#source.requests.timeoutFor(news);
    return this.#guarded(async (runtime) => {
      const context = this.#context(runtime, news, {});
      const { id, outs } = await this.#bringAbout(runtime, context, news, "create", timeout);
      const { past } = context;
      const { makes } = this.#lifecycle;
      if (makes === undefined ? !past.wrote : !past.sent(makes)) {
        const title = this.#lifecycle.title(context.inputs);
        const was = past.wrote
          ? "was there already, and only what differed was changed"
          : "was as wanted already, and nothing was changed";
        runtime.log.warning(
          readHidden(news).urn,
          `adopted: ${title} ${was}. Destroying this resource will undo it, also for whoever else relies on it.`,
        );
      }
      return { id, outs };
    });
  }

  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }> {
    const timeout = this.#source.requests.timeoutFor(news);
    return this.#guarded(async (runtime) => {
      const context = this.#context(runtime, news, { ...olds, id });
      return { outs: (await this.#bringAbout(runtime, context, news, "update", timeout, id)).outs };
    });
  }

  read(id: string, state: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }> {
    return this.#guarded(async (runtime) => {
      const hidden = readHidden(state);
      this.#checked.delete(hidden.urn);
      return hidden.schema === undefined
        ? await this.#get(runtime, id, state)
        : await this.#refresh(runtime, id, state);
    });
  }

  delete(id: string, state: Properties): Promise<void> {
    const timeout = this.#source.requests.timeoutOfDeletion();
    return this.#guarded(async (runtime) => {
      const lifecycle = this.#lifecycle;
      const context = this.#context(runtime, inputsIn(state), { ...state, id });
      const maker = this.#source.claims.maker(id);
      if (maker !== undefined) {
        // The engine creates first where the option deleteBeforeReplace is lost, or where a resource was renamed
        // without an alias: what that adopted must not be taken away.
        const text = `kept: ${lifecycle.title(context.inputs)} belongs to ${resourceIn(maker)} since this run, and is not deleted.`;
        runtime.log.warning(maker, text);
        return;
      }
      const progress = this.#progress(runtime, state);
      try {
        const left = await reconcile<unknown>({
          ...this.#job(runtime, context, "delete", state, timeout),
          onWait: progress.say,
          removing: true,
          decide: async (thing, options): Promise<Step> => {
            const away = (it: unknown): Step =>
              it === undefined ? { do: "finish" } : lifecycle.away(it, context);
            const step = away(thing);
            if (step.do !== "finish" || context.past.wrote) return step;
            return away(await this.#lookOnceMore(runtime, { ...context, options }));
          },
        });
        // A write of ours that took effect, or an answer that says so, proves whose account this is.
        if (left === undefined && !context.past.wrote) await this.#sameAccount(context, state);
      } finally {
        progress.end();
      }
    });
  }

  /** Goes on until it is as wanted. From the moment something may have been made, whatever fails keeps it in state. */
  async #bringAbout(
    runtime: Runtime,
    context: Context<object>,
    news: Properties,
    operation: "create" | "update",
    timeout: EngineTimeout | undefined,
    existing?: string,
  ): Promise<{ id: string; outs: Properties }> {
    const lifecycle = this.#lifecycle;
    const { inputs, past, prior } = context;
    const progress = this.#progress(runtime, news);
    let seen: unknown;
    let lookedTwice = operation === "update";
    let account: Promise<string> | undefined;
    try {
      await reconcile<unknown>({
        ...this.#job(runtime, context, operation, news, timeout),
        onWait: progress.say,
        removing: false,
        decide: async (found, options): Promise<Step> => {
          // Asked while it still may be: after an interruption nothing is sent, and the state would not know whose it is.
          account ??= this.#accountOrNone(context);
          const toward = async (it: unknown): Promise<Step> => {
            if (it === undefined && !past.engaged) await this.#sameAccount(context, prior);
            if (it !== undefined) seen = it;
            if (operation === "create") this.#claim(lifecycle.id(inputs, seen, past), news, context);
            return lifecycle.toward(it, context, await this.#lookAround(it, { ...context, options }));
          };
          const step = await toward(found);
          // What is there already may have been deleted just now.
          if (step.do !== "finish" || past.engaged || lookedTwice) return step;
          lookedTwice = true;
          return await toward(await this.#lookOnceMore(runtime, { ...context, options }));
        },
      });
      const id = existing ?? lifecycle.id(inputs, seen, past);
      if (id === undefined) throw new RefusedError(`${lifecycle.title(inputs)} has no id`);
      if (operation === "create") this.#source.claims.make(id, readHidden(news).urn);
      const accountId = String(prior["accountId"] || (await account) || "");
      const outs = this.#state(news, seen, context, accountId);
      return {
        id,
        outs: storable({ ...outs, [HIDDEN]: { ...readHidden(outs), pinned: this.#pinned(outs, context) } }),
      };
    } catch (error) {
      const id = existing ?? lifecycle.id(inputs, seen, past);
      if (id === undefined || !past.engaged) throw error;
      if (operation === "create") this.#source.claims.make(id, readHidden(news).urn);
      const accountId = String(prior["accountId"] || (await account) || "");
      const outs = this.#state(news, seen, context, accountId);
      throw notReady(error, id, operation === "create" ? { ...outs, ...this.#identity(inputs) } : outs);
    } finally {
      progress.end();
    }
  }

  /** The same thing twice in one stack: the second would adopt the first, and destroying either would undo both. */
  #declaredTwice(inputs: Properties): Problem[] {
    const rules: Readonly<Record<string, Property>> = this.#lifecycle.properties;
    const identity = Object.keys(rules).filter((key) => rules[key]?.identifies);
    if (identity.some((key) => holdsUnknown(inputs[key]))) return [];
    const { urn } = readHidden(inputs);
    const values = identity.map((key) => inputs[key] ?? null);
    const other = this.#source.claims.declare(this.#type, values, urn);
    return other === undefined ? [] : [{ property: identity[0] ?? "", reason: twice(other, urn) }];
  }

  /** What another resource of this stack made or adopted a moment ago is not adopted again. */
  #claim(id: string | undefined, news: Properties, { inputs, past }: Context<object>): void {
    if (id === undefined) return;
    const { urn } = readHidden(news);
    const other = this.#source.claims.maker(id);
    if (other !== undefined && other !== urn) {
      throw new RefusedError(`${this.#lifecycle.title(inputs)} (${id}) ${twice(other, urn)}`);
    }
    if (past.wrote) this.#source.claims.make(id, urn);
  }

  async #refresh(
    runtime: Runtime,
    id: string,
    state: Properties,
  ): Promise<{ id?: string; props?: Properties; inputs?: Properties }> {
    const lifecycle = this.#lifecycle;
    const inputs = inputsIn(state);
    const context = this.#context(runtime, inputs, { ...state, id });
    const shared = { ...context, options: { ...context.options, maxAgeMs: REFRESHED_MS } };
    const thing = (await this.#look(shared, 0)) ?? (await this.#lookOnceMore(runtime, context));
    if (thing === undefined) {
      await this.#sameAccount(context, state);
      return {};
    }
    const props = this.#state(state, thing, context, String(state["accountId"] ?? ""));
    const hidden = readHidden(state);
    // What a get reads has no arguments that a read could differ from.
    if (hidden.urn === "") return { id, props };
    const condition = lifecycle.condition(props);
    return {
      id,
      props,
      inputs: storable({
        ...Object.fromEntries(hidden.keys.map((key) => [key, props[key]])),
        status: condition === "healthy" ? lifecycle.healthyStatus : condition.shows,
        [HIDDEN]: asInput(hidden),
      }),
    };
  }

  async #get(runtime: Runtime, id: string, state: Properties): Promise<{ id: string; props: Properties }> {
    const lifecycle = this.#lifecycle;
    const named = lifecycle.fromId(id, runtime.settings());
    if (typeof named === "string") throw new RefusedError(named);
    const context = this.#context(runtime, named, { id });
    const thing = await this.#look(context, 0);
    if (thing === undefined) {
      throw new RefusedError(
        `Not found: ${lifecycle.title(context.inputs)}, asked for by the id ${id}. Check the id, and whose credentials are used.`,
      );
    }
    // A later refresh finds in the state what the id stands for.
    const found = { ...state, [HIDDEN]: { ...readHidden(state), keys: Object.keys(named) } };
    return {
      id: lifecycle.id(context.inputs, thing, context.past) ?? id,
      props: this.#state(found, thing, context, await this.#accountOrNone(context)),
    };
  }

  #context(runtime: Runtime, given: object, prior: Properties): Context<object> {
    const names = Object.keys(this.#lifecycle.properties);
    const properties: Properties = { ...given };
    return {
      inputs: Object.fromEntries(
        names.filter((key) => properties[key] !== undefined).map((key) => [key, properties[key]]),
      ),
      prior,
      clouds: runtime.clouds(),
      past: new Past(runtime.clock),
      options: { signal: runtime.stop },
    };
  }

  #job(
    runtime: Runtime,
    context: Context<object>,
    operation: keyof DefaultMinutes,
    properties: Properties,
    timeout: EngineTimeout | undefined,
  ) {
    const lifecycle = this.#lifecycle;
    return {
      title: lifecycle.title(context.inputs),
      past: context.past,
      clock: runtime.clock,
      stop: runtime.stop,
      status: (thing: unknown) => lifecycle.status(thing),
      timeoutMs: timeoutMs(operation, timeout, readHidden(properties).timeouts, lifecycle.minutes),
      look: async ({ afterMs, ...options }: Context<object>["options"] & { afterMs: number }) =>
        await this.#look(
          { ...context, options: { ...options, trustMissing: awaited(context.past) } },
          afterMs,
        ),
    };
  }

  /** Looks a while later: a look that is only due later may share an earlier call. */
  async #lookOnceMore(runtime: Runtime, context: Context<object>): Promise<unknown> {
    await runtime.clock.sleep(SECOND_LOOK_MS, runtime.stop);
    return await this.#look(context, 0);
  }

  /** What may not be looked at may be another account's: then that is the error. */
  async #look(context: Context<object>, afterMs: number): Promise<unknown> {
    try {
      return await this.#lifecycle.look(context, afterMs);
    } catch (error) {
      if (error instanceof ApiError && error.refusal.status === FORBIDDEN) {
        await this.#sameAccount(context, context.prior);
      }
      throw this.#whileLooking(context, error);
    }
  }

  async #lookAround(thing: unknown, context: Context<object>): Promise<unknown> {
    try {
      return await this.#lifecycle.lookAround?.(thing, context);
    } catch (error) {
      throw this.#whileLooking(context, error);
    }
  }

  /** A refused look says what was looked at. One that may be worth another stays as it is. */
  #whileLooking(context: Context<object>, error: unknown): unknown {
    if (!(error instanceof ApiError) || (clears(error) && context.past.engaged)) return error;
    return whileDoing(`Looking at ${this.#lifecycle.title(context.inputs)}`, error);
  }

  #progress(runtime: Runtime, properties: Properties): { say: (text: string) => void; end: () => void } {
    const { urn } = readHidden(properties);
    return runtime.progress.begin((text) => runtime.log.status(urn, text));
  }

  /** A state: the arguments, what the cloud shows, and what a later read or deletion needs. */
  #state(properties: Properties, thing: unknown, context: Context<object>, accountId: string): Properties {
    const unseen = this.#lifecycle.healthyStatus === undefined ? {} : { status: "" };
    const shown = thing === undefined ? unseen : this.#lifecycle.outputs(thing, context);
    return storable({
      ...context.inputs,
      ...shown,
      accountId,
      [PROVIDER]: properties[PROVIDER],
      [HIDDEN]: { ...readHidden(properties), pinned: readHidden(context.prior).pinned, schema: SCHEMA },
    });
  }

  /** What a thing has from its creation on. One that is not finished does not show it yet, and is not another for it. */
  #identity(inputs: object): Properties {
    const rules: Readonly<Record<string, Property>> = this.#lifecycle.properties;
    return Object.fromEntries(Object.entries(inputs).filter(([key]) => rules[key]?.onChange === "replace"));
  }

  /** Arguments that were left out stay what they were when the resource was made, whatever a refresh reads. */
  #pinned(state: Properties, { inputs, prior }: Context<object>): Properties {
    const before = readHidden(prior).pinned;
    const leftOut = Object.entries(this.#lifecycle.properties as Readonly<Record<string, Property>>).filter(
      ([key, { keeps }]) => keeps && !(key in inputs) && state[key] !== undefined,
    );
    return Object.fromEntries(leftOut.map(([key]) => [key, before[key] ?? state[key]]));
  }

  /** Nothing is called gone on the word of another account's credentials. */
  async #sameAccount(context: Context<object>, state: Properties): Promise<void> {
    const stored = state["accountId"];
    if (typeof stored !== "string" || stored === "") return;
    const current = await this.#lifecycle.account(context);
    if (current === "" || current === stored) return;
    throw new RefusedError(
      `${this.#lifecycle.title(context.inputs)} belongs to account ${stored}, but the credentials in use belong to account ${current}, which cannot see it. Nothing was changed and nothing was dropped from state. Use the credentials of account ${stored}.`,
    );
  }

  async #accountOrNone(context: Context<object>): Promise<string> {
    try {
      return await this.#lifecycle.account(context);
    } catch {
      return "";
    }
  }

  /** Whatever is thrown reaches Pulumi as an Error: anything else would leave the call unanswered for ever. */
  async #guarded<Result>(work: (runtime: Runtime) => Promise<Result>): Promise<Result> {
    let debug = false;
    try {
      const runtime = this.#source.get();
      debug = runtime.debug;
      return await work(runtime);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw debug ? error : shownByAnswer(error);
    }
  }
}

/** In words that the same thing is declared by two resources. */
function twice(first: string, second: string): string {
  return `is declared twice in this stack, by ${resourceIn(first)} and by ${resourceIn(second)} (${first}, ${second}). Each of these things can exist once: remove one of the two, or let the second take the outputs of the first`;
}

/** What was missing a moment ago and is waited for will be asked for again anyway. */
function awaited({ engaged, missingBriefly }: Past): boolean {
  return engaged && missingBriefly;
}

/** The arguments that a state was made with. */
function inputsIn(state: Properties): Properties {
  return Object.fromEntries(readHidden(state).keys.map((key) => [key, state[key]]));
}

/** The hidden part of inputs: what the state alone holds is taken out. */
function asInput({ schema: _, pinned: __, ...hidden }: Hidden): Omit<Hidden, "schema" | "pinned"> {
  return hidden;
}

/** Pulumi keeps a resource in state, as not ready, when the error carries its id, state and reasons. */
function notReady(error: unknown, id: string, properties: Properties): Error {
  const message = error instanceof Error ? error.message : String(error);
  const text = error instanceof StoppedError ? `not finished: ${message}` : message;
  return Object.assign(new Error(text, { cause: error }), { id, properties, reasons: [text] });
}
