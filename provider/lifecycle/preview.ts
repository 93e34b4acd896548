import { ApiError, isRetryable, RefusedError, UnreachableError } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import type { AnyDefinition, Properties } from "./definition.ts";
import type { Operation } from "./operation.ts";
import { planStep } from "./plan.ts";
import { METADATA, readMetadata } from "./state-metadata.ts";
import type { Step, Write } from "./step.ts";
import { storable, UNKNOWN_VALUE } from "./values.ts";

/** How old what it reads may be: the reads of one preview come over a second or more, and can share a list. */
const PREVIEWED_MS = 3_000;

/** A provider cannot know what an update changes before it is a resource's turn. */
const UNLESS_CHANGED_FIRST =
  "(A preview found this. If the same update changes that before, run `pulumi up --skip-preview`, or set interlink:previewReads to false.)";

/** How much a preview asks the cloud. */
export interface PreviewOptions {
  /** Whether it reads what a real run would read. */
  readonly reads: boolean;
  /** Whether it also sends the calls of which the cloud only says whether they would be carried out. */
  readonly dryRun: boolean;
}

/**
 * Reads what a creation or an update would read, and plans its first step; where that cannot work, that is the error of
 * the preview. Changes nothing. `existing` is the id of a resource that is updated.
 */
export async function preview(
  operation: Operation,
  news: Properties,
  { dryRun }: PreviewOptions,
  existing?: string,
): Promise<void> {
  const { runtime, context, title } = operation;
  const { urn } = readMetadata(news);
  const warn = (text: string): void => runtime.log.warning(urn, text);
  const options: CallOptions = { ...context.options, maxAgeMs: PREVIEWED_MS };
  const plan = async (found: unknown, how: CallOptions): Promise<[unknown, Step]> => {
    const step = await planStep(operation, found, { existing, urn, options: how });
    return [found, step];
  };
  try {
    let [found, step] = await plan(await operation.read(0, options), options);
    // Reads may lag behind, and what the arguments name may have been made a moment ago.
    if (step.do === "wait" && "otherwise" in step)
      [found, step] = await plan(await operation.readOnceMore(), context.options);
    const { failure, mayPass } = failureIn(step);
    if (failure !== undefined && !mayPass) throw new RefusedError(`${failure} ${UNLESS_CHANGED_FIRST}`);
    if (failure !== undefined) warn(`may fail: ${failure}`);
    if (existing === undefined && found !== undefined) {
      const { creatingStep } = operation.definition;
      if (step.do === "done") warn(`would be adopted: ${title} is as wanted already.`);
      else if (step.do === "write" && creatingStep !== undefined && step.name !== creatingStep)
        warn(`would be adopted: ${title} is there already, and only what differs would be changed.`);
    }
    if (dryRun && step.do === "write") await tryOut(step, context.options);
  } catch (error) {
    if (!isPassing(error)) throw error;
    const because = error instanceof Error ? error.message : String(error);
    warn(`the cloud could not be asked whether this would work: ${because}`);
  }
}

/** Why a step would not be brought about, and whether that may be over when it is the resource's turn. */
function failureIn(step: Step): { readonly failure?: string; readonly mayPass?: boolean } {
  if (step.do === "fail") return { failure: step.because, mayPass: step.mayPass ?? false };
  if (step.do !== "wait" || !("otherwise" in step) || step.otherwise.do !== "fail") return {};
  // A read that lags, or the other side of the same thing, may do without us what is waited for.
  return { failure: step.otherwise.because, mayPass: step.why === "lag" };
}

/** Sends the call of which the cloud only says whether it would be carried out, where it knows such a call. */
async function tryOut(step: Write, options: CallOptions): Promise<void> {
  try {
    await step.dryRun?.(options);
  } catch (error) {
    if (isPassing(error)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new RefusedError(`${step.doing} (a dry run): ${message}`, { cause: error });
  }
}

/** Whether an error says nothing about what was asked, and may be over when the resource's turn comes. */
function isPassing(error: unknown): boolean {
  const cause = error instanceof RefusedError ? error.cause : undefined;
  if (cause !== undefined) return isPassing(cause);
  return error instanceof UnreachableError || (error instanceof ApiError && isRetryable(error));
}

/**
 * What is known of the outputs before a creation or an update is carried out: the arguments, and what stays the same
 * while the thing exists. `olds` is the state of a resource that is updated.
 */
export function plannedOutputs(
  definition: AnyDefinition,
  news: Properties,
  olds: Properties = {},
): Properties {
  const { accountId } = olds;
  const { pinned } = readMetadata(olds);
  const given = Object.entries(definition.inputs).map(([name, { optionalComputed }]) => [
    name,
    news[name] ?? (optionalComputed ? (pinned[name] ?? olds[name] ?? UNKNOWN_VALUE) : undefined),
  ]);
  const shown = Object.entries(definition.outputs).map(([name, { stable }]) => [
    name,
    (stable ? olds[name] : undefined) ?? UNKNOWN_VALUE,
  ]);
  return storable({
    ...Object.fromEntries([...given, ...shown]),
    accountId: accountId || UNKNOWN_VALUE,
    [METADATA]: news[METADATA],
  });
}
