import { RefusedError } from "../http/errors.ts";
import { type Applied, apply } from "./apply.ts";
import { check } from "./check.ts";
import { resourceIn, twice } from "./claims.ts";
import type { AnyDefinition, Problem, Properties } from "./definition.ts";
import { type Difference, diff } from "./diff.ts";
import { cloudOf, Operation, type Runtime } from "./operation.ts";
import { type PreviewOptions, plannedOutputs, preview } from "./preview.ts";
import { reconcile } from "./reconcile.ts";
import { importable, inputsAsRead, inputsIn, stateOf } from "./state.ts";
import { readMetadata, readStateMetadata, withMetadata } from "./state-metadata.ts";
import type { Step } from "./step.ts";
import type { EngineTimeout } from "./timeouts.ts";
import { holdsUnknown } from "./values.ts";

/** How old what a refresh shows may be: the reads of one refresh come over a second or more, and can share a list. */
const REFRESHED_MS = 3_000;

/** A cloud that can be reached says within this time whose credentials these are. */
const ACCOUNT_MS = 5_000;

/** What a read of a resource answers; without an id, it is gone. */
export interface ReadResult {
  readonly id?: string;
  readonly state?: Properties;
  readonly inputs?: Properties;
  /** The arguments of a program for what was read by its id alone. */
  readonly importable?: Properties;
}

/** What every door does with one kind of resource: check, diff, create, read, update and delete. */
export class ResourceHandler {
  readonly #definition: AnyDefinition;
  readonly #runtime: Runtime;
  /** The URNs of which the program's arguments were checked since they were last read. */
  readonly #checked = new Set<string>();
  /** The URNs of which there is something in state: a creation of theirs is a replacement. */
  readonly #existing = new Set<string>();
  /** Until when refreshes wait to learn the account: where it cannot be asked, that holds them up once, not each. */
  #accountBy: number | undefined;

  constructor(definition: AnyDefinition, runtime: Runtime) {
    this.#definition = definition;
    this.#runtime = runtime;
  }

  check(olds: Properties, news: Properties): { inputs: Properties; failures: readonly Problem[] } {
    const { urn } = readMetadata(news);
    this.#checked.add(urn);
    // The engine checks what replaces another as if there were nothing, whyever it replaces it.
    if (Object.keys(olds).length === 0) this.#runtime.claims.create(urn);
    // A setting that is not right fails here, in preview, and not once it is stored with the provider.
    const settings = cloudOf(this.#definition, this.#runtime).settings();
    const { inputs, problems } = check(this.#definition, olds, news, settings);
    return {
      inputs,
      failures: problems.length > 0 ? problems : this.#declaredTwice(inputs),
    };
  }

  diff(id: string, olds: Properties, news: Properties): Difference {
    const held = readStateMetadata(olds).urn;
    // A refresh asks too, before the program's arguments are known: to show what it read. Were that refused, there
    // would be no way to destroy.
    const onlyShown = !this.#checked.has(readMetadata(news).urn);
    const difference = diff(this.#definition, olds, news, { onlyShown });
    this.#existing.add(readMetadata(news).urn);
    const { claims } = this.#runtime;
    if (!onlyShown && difference.replaces.length === 0) claims.hold(id, held);
    if (!onlyShown && !difference.changes) claims.leaveUnchanged(id, readMetadata(news).urn);
    return difference;
  }

  async create(news: Properties, timeout: EngineTimeout | undefined): Promise<Applied> {
    const operation = this.#operation(news, {});
    const applied = await apply(operation, news, timeout);
    const { history } = operation.context;
    const { creatingStep } = this.#definition;
    if (!history.maybeSent(creatingStep)) {
      const was = history.maybeSent()
        ? "was there already, and only what differed was changed"
        : "was as wanted already, and nothing was changed";
      this.#runtime.log.warning(
        readMetadata(news).urn,
        `adopted: ${operation.title} ${was}. Destroying this resource will undo it, also for whoever else relies on it.`,
      );
    }
    return applied;
  }

  async update(
    id: string,
    olds: Properties,
    news: Properties,
    timeout: EngineTimeout | undefined,
  ): Promise<Applied> {
    return await apply(this.#operation(news, { ...olds, id }), news, timeout, id);
  }

  /**
   * What a preview of a creation is told: the outputs as far as they are known. The cloud is asked only where all
   * arguments are, and where the place is not taken by what a replacement deletes first.
   */
  async previewCreation(news: Properties, options: PreviewOptions): Promise<Properties> {
    const { urn } = readMetadata(news);
    if (options.reads && !holdsUnknown(news) && !this.#existing.has(urn)) {
      await preview(this.#operation(news, {}), news, options);
    }
    return plannedOutputs(this.#definition, news);
  }

  /** As `previewCreation`, of an update. */
  async previewUpdate(
    id: string,
    olds: Properties,
    news: Properties,
    options: PreviewOptions,
  ): Promise<Properties> {
    if (options.reads && !holdsUnknown(news)) {
      await preview(this.#operation(news, { ...olds, id }), news, options, id);
    }
    return plannedOutputs(this.#definition, news, olds);
  }

  async read(id: string, state: Properties): Promise<ReadResult> {
    const metadata = readStateMetadata(state);
    this.#checked.delete(metadata.urn);
    return metadata.schema === undefined ? await this.#get(id, state) : await this.#refresh(id, state);
  }

  async delete(id: string, state: Properties, timeout: EngineTimeout | undefined): Promise<void> {
    const { urn } = readStateMetadata(state);
    const operation = this.#operation(inputsIn(state), { ...state, id });
    const { definition, context } = operation;
    const { claims } = this.#runtime;
    const maker = claims.maker(id) ?? claims.unchangedOwner(id) ?? claims.otherHolder(id, urn);
    if (maker !== undefined) {
      // The engine creates first where the option deleteBeforeReplace is not set, or where a resource was renamed
      // without an alias: what that adopted, in this run or in one that did not end, must not be taken away.
      const text = `kept: ${operation.title} belongs to ${resourceIn(maker)}, and is not deleted.`;
      this.#runtime.log.warning(maker, text);
      return;
    }
    const progress = operation.beginProgress(state);
    const endDeletion = claims.beginDeletion(id);
    try {
      const left = await reconcile<unknown>({
        ...operation.job("delete", state, timeout),
        onWait: progress.say,
        removing: true,
        plan: async (found, options): Promise<Step> => {
          const plan = (it: unknown): Step =>
            it === undefined ? { do: "done" } : definition.planDelete(it, { ...context, options });
          const step = plan(found);
          if (step.do !== "done" || context.history.maybeSent()) return step;
          return plan(await operation.readOnceMore(options));
        },
      });
      // A write of ours that took effect, or an answer that says so, proves whose account this is.
      if (left === undefined && !context.history.maybeSent()) await operation.verifyAccount(state);
    } finally {
      endDeletion();
      progress.end();
    }
  }

  async #refresh(id: string, state: Properties): Promise<ReadResult> {
    const operation = this.#operation(inputsIn(state), { ...state, id });
    const shared = { ...operation.context.options, maxAgeMs: REFRESHED_MS };
    const found = (await operation.read(0, shared)) ?? (await operation.readOnceMore());
    if (found === undefined) {
      await operation.verifyAccount(state);
      return {};
    }
    // An account that could not be asked for when the thing was made is asked for until it is known.
    this.#accountBy ??= this.#runtime.clock.elapsed() + ACCOUNT_MS;
    const accountId = String(state["accountId"] || (await operation.accountIdBy(this.#accountBy)));
    const read = stateOf(operation, state, found, accountId);
    this.#existing.add(readMetadata(state).urn);
    // What a get reads has no arguments that a read could differ from.
    if (readMetadata(state).urn === "") return { id, state: read };
    return { id, state: read, inputs: inputsAsRead(operation, state, read) };
  }

  async #get(id: string, state: Properties): Promise<ReadResult> {
    const settings = cloudOf(this.#definition, this.#runtime).settings();
    const named = this.#definition.fromId(id, settings);
    if (typeof named === "string") throw new RefusedError(named);
    const operation = this.#operation(named, { id });
    const found = await operation.read(0);
    if (found === undefined) {
      throw new RefusedError(
        `Not found: ${operation.title}, asked for by the id ${id}. Check the id, and whose credentials are used.`,
      );
    }
    // A later refresh finds in the state what the id stands for.
    const keyed = withMetadata(state, { ...readMetadata(state), keys: Object.keys(named) });
    const { inputs, history } = operation.context;
    const read = stateOf(operation, keyed, found, await operation.accountId());
    return {
      id: this.#definition.id(inputs, found, history) ?? id,
      state: read,
      importable: importable(operation, read),
    };
  }

  #operation(given: object, prior: Properties): Operation {
    return new Operation(this.#definition, this.#runtime, given, prior);
  }

  /** The same thing twice in one stack: the second would adopt the first, and destroying either would undo both. */
  #declaredTwice(inputs: Properties): Problem[] {
    const { type, inputs: declared } = this.#definition;
    const identity = Object.keys(declared).filter((key) => declared[key]?.identifies);
    if (identity.some((key) => holdsUnknown(inputs[key]))) return [];
    const { urn } = readMetadata(inputs);
    const values = identity.map((key) => inputs[key] ?? null);
    const other = this.#runtime.claims.declare(type, values, urn);
    return other === undefined ? [] : [{ property: identity[0] ?? "", reason: twice(other, urn) }];
  }
}
