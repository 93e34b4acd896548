import { isDeepStrictEqual } from "node:util";
import { RefusedError } from "../http/errors.ts";
import { check } from "./check.ts";
import type { AnyDefinition, Health, Naming, Properties } from "./definition.ts";
import { ResourceHandler } from "./handler.ts";
import { cloudOf, Operation, type Runtime } from "./operation.ts";
import { argumentsShown, finishedState, withoutUsers } from "./state.ts";
import { METADATA, PROVIDER } from "./state-metadata.ts";
import { isObject } from "./values.ts";

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
  const args = withoutDefaults(definition, argumentsShown(definition, state), settings, naming);
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
    inputs,
    outputs,
    health: definition.health(outputs),
  };
}

/** Without what a default says too. */
function withoutDefaults(
  definition: AnyDefinition,
  args: Properties,
  settings: unknown,
  naming: Naming,
): Properties {
  return Object.fromEntries(
    Object.entries(args).filter(([key, value]) => {
      if (definition.inputs[key]?.hasDefault === undefined) return true;
      const { [key]: _, ...others } = args;
      return !isDeepStrictEqual(definition.defaults(others, settings, naming)[key], value);
    }),
  );
}

function untoldIn({ inputs }: AnyDefinition, args: Properties): Imported["untold"] {
  return Object.entries(inputs).flatMap(([argument, { besideSecret = [], secretMembers = [] }]) => {
    const value = args[argument];
    if (!isObject(value) || besideSecret.every((member) => value[member] === undefined)) return [];
    return secretMembers.map((member) => ({ argument, member }));
  });
}
