import type { AnyDefinition, Properties } from "./definition.ts";
import type { Operation } from "./operation.ts";
import { PROVIDER, readMetadata, SCHEMA, withMetadata } from "./state-metadata.ts";
import { isObject, storable } from "./values.ts";

/** The arguments that a state was made with. */
export function inputsIn(state: Properties): Properties {
  return Object.fromEntries(readMetadata(state).keys.map((key) => [key, state[key]]));
}

/** A state: the arguments, what the cloud shows, and what a later read or deletion needs. */
export function stateOf(
  { definition, context }: Operation,
  properties: Properties,
  found: unknown,
  accountId: string,
): Properties {
  const unseen = definition.healthyStatus === undefined ? {} : { status: "" };
  const metadata = {
    ...readMetadata(properties),
    pinned: readMetadata(context.prior).pinned,
    schema: SCHEMA,
  };
  const state = storable({
    ...context.inputs,
    ...(found === undefined ? unseen : outputsOf({ definition, context }, found)),
    accountId,
    [PROVIDER]: properties[PROVIDER],
  });
  return withMetadata(state, metadata);
}

/** The arguments as the cloud has them, and the outputs. */
function outputsOf({ definition, context }: Pick<Operation, "definition" | "context">, found: unknown) {
  const properties = { ...definition.inputs, ...definition.outputs };
  const given: Properties = { ...context.inputs };
  return Object.fromEntries(
    Object.entries(properties).map(([key, { from }]) => [
      key,
      from === "as given" ? given[key] : from(found, context),
    ]),
  );
}

/** The state of a resource that is as wanted: arguments that were left out stay what they are now. */
export function finishedState(
  operation: Operation,
  properties: Properties,
  found: unknown,
  accountId: string,
): Properties {
  const state = stateOf(operation, properties, found, accountId);
  const { definition, context } = operation;
  const before = context.computed;
  const leftOut = Object.entries(definition.inputs).filter(
    ([key, { optionalComputed }]) => optionalComputed && !(key in context.inputs) && state[key] !== undefined,
  );
  const pinned = Object.fromEntries(leftOut.map(([key]) => [key, before[key] ?? state[key]]));
  return withMetadata(state, { ...readMetadata(state), pinned });
}

/**
 * The state of a resource whose creation did not end. What it has from its creation on it may not show yet, and is not
 * another for it.
 */
export function unfinishedState(
  operation: Operation,
  properties: Properties,
  found: unknown,
  accountId: string,
): Properties {
  const { definition, context } = operation;
  const identity = Object.entries(context.inputs).filter(
    ([key]) => definition.inputs[key]?.onChange === "replace",
  );
  return { ...stateOf(operation, properties, found, accountId), ...Object.fromEntries(identity) };
}

/** The inputs that a read returns: the arguments as the cloud has them, and the status that drift is shown by. */
export function inputsAsRead({ definition }: Operation, before: Properties, state: Properties): Properties {
  const { schema: _, ...metadata } = readMetadata(before);
  const inputs = storable({
    ...Object.fromEntries(metadata.keys.map((key) => [key, state[key]])),
    status: statusAsInput(definition, state),
  });
  return withMetadata(inputs, { ...metadata, pinned: {} });
}

/**
 * The inputs of a thing that was read by its id alone: what a program for it would give, defaults included, since an
 * import stores them as they are.
 */
export function importable({ definition }: Operation, state: Properties): Properties {
  const { schema: _, ...metadata } = readMetadata(state);
  const inputs = storable({
    ...withoutUsers(definition, argumentsShown(definition, state)),
    status: statusAsInput(definition, state),
  });
  return withMetadata(inputs, { ...metadata, pinned: {}, imported: true });
}

/** All arguments that a state shows, without those that others imply. */
export function argumentsShown(definition: AnyDefinition, state: Properties): Properties {
  const omitted = new Set(definition.notImported?.(state));
  const shown = Object.entries(definition.inputs).filter(
    ([key, { hasDefault }]) =>
      !omitted.has(key) && state[key] !== undefined && (state[key] !== "" || hasDefault),
  );
  return Object.fromEntries(shown.map(([key]) => [key, state[key]]));
}

/** A user is no argument without the password, which is not known: once a program has both, they are set. */
export function withoutUsers({ inputs }: AnyDefinition, args: Properties): Properties {
  const entries = Object.entries(args).map(([key, value]) => {
    const { besideSecret = [] } = inputs[key] ?? {};
    if (besideSecret.length === 0 || !isObject(value)) return [key, value];
    return [
      key,
      Object.fromEntries(Object.entries(value).filter(([member]) => !besideSecret.includes(member))),
    ];
  });
  return Object.fromEntries(entries);
}

/** Drift of the status is shown by it: the status that is wanted while the resource is healthy. */
function statusAsInput(definition: AnyDefinition, state: Properties): string | undefined {
  const health = definition.health(state);
  return health === "healthy" ? definition.healthyStatus : health.shows;
}
