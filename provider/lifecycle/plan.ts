import { RefusedError } from "../http/errors.ts";
import type { CallOptions } from "../http/operation.ts";
import { findDifferences } from "./adoption.ts";
import { twice } from "./claims.ts";
import type { Operation } from "./operation.ts";
import type { Step } from "./step.ts";

/** What is known of the operation that a step is planned for. */
interface Planning {
  /** The id of a resource that is updated; undefined: one is created. */
  readonly existing: string | undefined;
  readonly urn: string;
  /** What was found before. */
  readonly seen?: unknown;
  readonly options: CallOptions;
}

/** Plans the next step of a creation or update from what was read. May read more; changes nothing. */
export async function planStep(
  operation: Operation,
  found: unknown,
  { existing, urn, seen, options }: Planning,
): Promise<Step> {
  const { definition, context } = operation;
  const { inputs, history, prior } = context;
  if (found === undefined && !history.mayHaveSideEffects) await operation.verifyAccount(prior);
  if (existing === undefined) {
    if (found !== undefined) refuseAnother(operation, found);
    // Before it counts as seen: what belongs to another resource must not end in the state of this one.
    claim(operation, definition.id(inputs, found ?? seen, history), urn);
  }
  const dependencies = await operation.readDependencies(found, options);
  return definition.planApply(found, { ...context, options }, dependencies);
}

/** What is found by another way than its own id is adopted only if it is as wanted. */
function refuseAnother({ definition, context, title }: Operation, found: unknown): void {
  const { inputs, history } = context;
  if (definition.id(inputs, undefined, history) !== undefined) return;
  const differences = findDifferences(definition, context, found);
  if (differences.length === 0) return;
  const id = definition.id(inputs, found, history);
  throw new RefusedError(
    `${title} is there already (${id}), and it is another one: ${differences.join("; ")}. Nothing was changed. ${definition.ifAnother ?? ""}`.trim(),
  );
}

/** What another resource of this stack made or adopted a moment ago is not adopted again. */
function claim({ runtime, context, title }: Operation, id: string | undefined, urn: string): void {
  if (id === undefined) return;
  const other = runtime.claims.maker(id);
  if (other !== undefined && other !== urn) {
    throw new RefusedError(`${title} (${id}) ${twice(other, urn)}`);
  }
  if (context.history.maybeSent()) runtime.claims.make(id, urn);
}
