import { RefusedError, StoppedError } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Properties } from "./definition.ts";
import type { Operation } from "./operation.ts";
import { planStep } from "./plan.ts";
import { reconcile } from "./reconcile.ts";
import { finishedState, stateOf, unfinishedState } from "./state.ts";
import { readMetadata } from "./state-metadata.ts";
import type { Step } from "./step.ts";
import type { EngineTimeout } from "./timeouts.ts";

/** A resource as it was made or changed. */
export interface Applied {
  readonly id: string;
  readonly state: Properties;
}

/**
 * Creates or updates: goes on until the thing is as wanted. From the moment something may have been made, whatever fails
 * keeps it in state. `existing` is the id of a resource that is updated.
 */
export async function apply(
  operation: Operation,
  news: Properties,
  timeout: EngineTimeout | undefined,
  existing?: string,
): Promise<Applied> {
  const { definition, runtime, context } = operation;
  const { inputs, history, prior } = context;
  const { urn } = readMetadata(news);
  const progress = operation.beginProgress(news);
  let seen: unknown;
  let readTwice = existing !== undefined;
  let account: Promise<string> | undefined;

  const plan = async (found: unknown, options: CallOptions): Promise<Step> => {
    const step = await planStep(operation, found, { existing, urn, seen, options });
    if (found !== undefined) seen = found;
    return step;
  };
  const accountId = async (): Promise<string> => String(prior["accountId"] || (await account) || "");
  const identified = (): string | undefined => existing ?? definition.id(inputs, seen, history);

  try {
    await reconcile<unknown>({
      ...operation.job(existing === undefined ? "create" : "update", news, timeout),
      onWait: progress.say,
      removing: false,
      plan: async (read, options) => {
        // Asked while it still may be: after an interruption nothing is sent, and the state would not know whose it is.
        account ??= operation.accountId();
        const found = await afterDeletion(operation, read, existing, options);
        const step = await plan(found, options);
        // What is there already may have been deleted just now.
        if (step.do !== "done" || history.mayHaveSideEffects || readTwice) return step;
        readTwice = true;
        return await plan(await operation.readOnceMore(options), options);
      },
    });
    const id = identified();
    if (id === undefined) throw new RefusedError(`${operation.title} has no id`);
    if (existing === undefined) runtime.claims.make(id, urn);
    return { id, state: finishedState(operation, news, seen, await accountId()) };
  } catch (error) {
    const id = identified();
    if (id === undefined || !history.mayHaveSideEffects) throw error;
    const maker = runtime.claims.maker(id);
    if (existing === undefined && maker !== undefined && maker !== urn) throw error;
    if (existing === undefined) runtime.claims.make(id, urn);
    const stored = existing === undefined ? unfinishedState : stateOf;
    throw new NotReadyError(error, id, stored(operation, news, seen, await accountId()));
  } finally {
    progress.end();
  }
}

/** What another resource of this stack is just deleting is not adopted: it is read again once that has ended. */
async function afterDeletion(
  operation: Operation,
  read: unknown,
  existing: string | undefined,
  options: CallOptions,
): Promise<unknown> {
  const { definition, runtime, context } = operation;
  const id = existing ?? definition.id(context.inputs, read, context.history);
  const deletion = existing === undefined && id !== undefined ? runtime.claims.deletion(id) : undefined;
  if (deletion === undefined) return read;
  await deletion;
  return await operation.readOnceMore(options);
}

/**
 * The operation failed, and something is there: Pulumi keeps the resource in state, as not ready, when an error carries
 * its id, state and reasons.
 */
export class NotReadyError extends Error {
  override readonly name = "NotReadyError";
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];

  constructor(cause: unknown, id: string, properties: Properties) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const text = cause instanceof StoppedError ? `not finished: ${message}` : message;
    super(text, { cause });
    this.id = id;
    this.properties = properties;
    this.reasons = [text];
  }
}
