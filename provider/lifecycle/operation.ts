import type { Clock } from "../http/clock.ts";
import { ApiError, isRetryable, RefusedError, whileDoing } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Claims } from "./claims.ts";
import type { AnyDefinition, Cloud, Context, DefaultMinutes, Properties } from "./definition.ts";
import { OperationHistory } from "./operation-history.ts";
import type { EngineLog, Progress } from "./progress.ts";
import type { Job } from "./reconcile.ts";
import { readMetadata } from "./state-metadata.ts";
import { type EngineTimeout, timeoutMs } from "./timeouts.ts";

/** What all resources of one process share. */
export interface Runtime {
  readonly clock: Clock;
  /** Fires when the operations under way have to end. */
  readonly stop: AbortSignal;
  readonly log: EngineLog;
  readonly claims: Claims;
  readonly progress: Progress;
  /** Whether errors keep their stack trace. */
  readonly debug: boolean;
  /** By the name that definitions give their cloud. */
  readonly clouds: Readonly<Record<string, Cloud<unknown, unknown>>>;
}

/** The HTTP status with which both clouds refuse what belongs to others. */
const FORBIDDEN = 403;

/**
 * Reads may lag behind writes: what one read alone says to be gone, to be undone or to be there already is read once
 * more, this much later, before anything is dropped from state or adopted on its word.
 */
const SECOND_READ_MS = 1_000;

/** The cloud that a definition is for. */
export function cloudOf({ cloud }: AnyDefinition, { clouds }: Runtime): Cloud<unknown, unknown> {
  const found = clouds[cloud];
  if (found === undefined) throw new Error(`no cloud is called ${cloud}`);
  return found;
}

/** One operation on one resource: what its steps get to work with, and how they read the cloud. */
export class Operation {
  readonly definition: AnyDefinition;
  readonly runtime: Runtime;
  readonly context: Context<unknown, Properties>;

  /** `given` holds the arguments, among other things; `prior` is the state of an existing resource. */
  constructor(definition: AnyDefinition, runtime: Runtime, given: object, prior: Properties) {
    const properties: Properties = { ...given };
    const names = Object.keys(definition.inputs).filter((key) => properties[key] !== undefined);
    this.definition = definition;
    this.runtime = runtime;
    this.context = {
      inputs: Object.fromEntries(names.map((key) => [key, properties[key]])),
      prior,
      computed: readMetadata(prior).pinned,
      client: cloudOf(definition, runtime).client(),
      history: new OperationHistory(runtime.clock),
      options: { signal: runtime.stop },
    };
  }

  /** "router interface ri-1 in cn-hangzhou" */
  get title(): string {
    return this.definition.title(this.context.inputs);
  }

  /** Reads the thing. What may not be read may be another account's: then that is the error. */
  async read(afterMs: number, options: CallOptions = this.context.options): Promise<unknown> {
    try {
      return await this.definition.read({ ...this.context, options }, afterMs);
    } catch (error) {
      if (error instanceof ApiError && error.refusal.status === FORBIDDEN) {
        await this.verifyAccount(this.context.prior);
      }
      throw this.#whileReading(error);
    }
  }

  /** Reads a while later, by a call of its own: a read that is only due later may share an earlier call. */
  async readOnceMore(options: CallOptions = this.context.options): Promise<unknown> {
    await this.runtime.clock.sleep(SECOND_READ_MS, this.runtime.stop);
    return await this.read(0, options);
  }

  async readDependencies(found: unknown, options: CallOptions): Promise<unknown> {
    try {
      return await this.definition.readDependencies?.(found, { ...this.context, options });
    } catch (error) {
      throw this.#whileReading(error);
    }
  }

  /** Nothing is called gone on the word of another account's credentials. */
  async verifyAccount(state: Properties): Promise<void> {
    const stored = state["accountId"];
    if (typeof stored !== "string" || stored === "") return;
    const current = await this.definition.account(this.context);
    if (current === "" || current === stored) return;
    throw new RefusedError(
      `${this.title} belongs to account ${stored}, but the credentials in use belong to account ${current}, which cannot see it. Nothing was changed and nothing was dropped from state. Use the credentials of account ${stored}.`,
    );
  }

  /** The account of the credentials; empty where it cannot be asked. */
  async accountId(): Promise<string> {
    try {
      return await this.definition.account(this.context);
    } catch {
      return "";
    }
  }

  /** The same where nothing waits for it: empty also where it is not found out by then, in this clock's milliseconds. */
  async accountIdBy(elapsed: number): Promise<string> {
    const { clock } = this.runtime;
    const late = new AbortController();
    const tooLate = clock.sleep(Math.max(0, elapsed - clock.elapsed()), late.signal).catch(() => undefined);
    try {
      return (await Promise.race([this.accountId(), tooLate])) ?? "";
    } finally {
      late.abort();
    }
  }

  /** What the reconcile loop needs; `properties` hold the metadata with the timeouts. */
  job(
    operation: keyof DefaultMinutes,
    properties: Properties,
    timeout: EngineTimeout | undefined,
  ): Omit<Job<unknown>, "plan" | "removing" | "onWait"> {
    const { definition, runtime, context } = this;
    const { history } = context;
    return {
      title: this.title,
      history,
      clock: runtime.clock,
      stop: runtime.stop,
      status: (found) => definition.status(found),
      timeoutMs: timeoutMs(operation, timeout, readMetadata(properties).timeouts, definition.minutes),
      read: async ({ afterMs, ...options }) => {
        // What was missing a moment ago and is waited for will be asked for again anyway.
        const acceptAbsent = history.mayHaveSideEffects && history.missingBriefly;
        return await this.read(afterMs, { ...options, acceptAbsent });
      },
    };
  }

  /** Begins the resource's line. */
  beginProgress(properties: Properties): { say: (text: string) => void; end: () => void } {
    const { urn } = readMetadata(properties);
    return this.runtime.progress.begin((text) => this.runtime.log.status(urn, text));
  }

  /** A refused read says what was read. One that may be worth another stays as it is. */
  #whileReading(error: unknown): unknown {
    if (!(error instanceof ApiError)) return error;
    if (isRetryable(error) && this.context.history.mayHaveSideEffects) return error;
    return whileDoing(`Reading ${this.title}`, error);
  }
}
