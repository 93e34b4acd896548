import { isDeepStrictEqual } from "node:util";
import { RefusedError } from "../http/errors.ts";
import { check } from "./check.ts";
import type { AnyDefinition, Health, Naming, Properties } from "./definition.ts";
import { ResourceHandler } from "./handler.ts";
import { cloudOf, Operation, type Runtime } from "./operation.ts";
import { finishedState } from "./state.ts";
import { METADATA, PROVIDER } from "./state-metadata.ts";
import { storable } from "./values.ts";

/** A thing that is there already, as a stack would hold it if it had made it. */
export interface Imported {
  readonly id: string;
  /** What a program has to say of it. */
  readonly args: Properties;
  /** Secrets that it has to say besides, and that the cloud does not tell. */
  readonly untold: readonly { readonly argument: string; readonly member: string }[];
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly health: Health;
}

/** Reads a thing by its id for a resource of this name, and changes nothing. `provider` is the text in its state. */
export async function readForImport(
  definition: AnyDefinition,
  runtime: Runtime,
  id: string,
  naming: Naming,
  provider: string,
): Promise<Imported> {
  const { id: own = id, state = {} } = await new ResourceHandler(definition, runtime).read(id, {});
  const settings = cloudOf(definition, runtime).settings();
  const args = argumentsOf(definition, state, settings, naming);
  // In the order in which the engine hands arguments over.
  const sorted = Object.fromEntries(
    Object.entries(withoutUsers(definition, args)).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const given = { ...sorted, [PROVIDER]: provider, [METADATA]: { ...naming, timeouts: {} } };
  const { inputs, problems } = check(definition, {}, given, settings);
  if (problems.length > 0) {
    const reasons = problems.map(({ property, reason }) => `${property} ${reason}`).join("; ");
    throw new RefusedError(`${own} cannot be declared as the cloud shows it: ${reasons}.`);
  }
  const operation = new Operation(definition, runtime, inputs, { id: own });
  const found = await operation.read(0);
  if (found === undefined) throw new RefusedError(`${operation.title} went away while it was read.`);
  const outputs = finishedState(operation, inputs, found, String(state["accountId"] ?? ""));
  return {
    id: own,
    args,
    untold: untoldIn(definition, args),
    inputs: storable(inputs),
    outputs,
    health: definition.health(outputs),
  };
}

/** The arguments that a program would give: all that the cloud shows, without what a default says too. */
function argumentsOf(
  definition: AnyDefinition,
  state: Properties,
  settings: unknown,
  naming: Naming,
): Properties {
  const omitted = new Set(definition.notImported?.(state));
  const shown = Object.entries(definition.inputs).filter(
    ([key]) => !omitted.has(key) && state[key] !== undefined && state[key] !== "",
  );
  const all = Object.fromEntries(shown.map(([key]) => [key, state[key]]));
  return Object.fromEntries(
    Object.entries(all).filter(([key, value]) => {
      if (definition.inputs[key]?.hasDefault === undefined) return true;
      const { [key]: _, ...others } = all;
      return !isDeepStrictEqual(definition.defaults(others, settings, naming)[key], value);
    }),
  );
}

/** A user is no argument without the password, which is not known: once a program has both, they are set. */
function withoutUsers({ inputs }: AnyDefinition, args: Properties): Properties {
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

function untoldIn({ inputs }: AnyDefinition, args: Properties): Imported["untold"] {
  return Object.entries(inputs).flatMap(([argument, { besideSecret = [], secretMembers = [] }]) => {
    const value = args[argument];
    if (!isObject(value) || besideSecret.every((member) => value[member] === undefined)) return [];
    return secretMembers.map((member) => ({ argument, member }));
  });
}

function isObject(value: unknown): value is Properties {
  return typeof value === "object" && value !== null;
}
