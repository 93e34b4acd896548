import * as pulumi from "@pulumi/pulumi";
import { environment } from "../settings/places.ts";

// What all classes of resources share, whichever provider serves them.

/** What a class is registered by. */
export interface Kind {
  /** The class. */
  readonly type: string;
  readonly inputs: readonly string[];
  /** Outputs that are no arguments. */
  readonly outputs: readonly string[];
  /** Arguments of which one member is a secret. */
  readonly secretMembers?: Readonly<Record<string, string>>;
}

/** What a class passes in place of arguments for a resource that is only read. */
export const noArguments = undefined as never;

/** What is registered of a resource's arguments. */
export function registeredInputs(
  { type, inputs, outputs, secretMembers = {} }: Kind,
  args: object | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Inputs {
  if (opts.deleteBeforeReplace === false) {
    throw shownAlone(
      `${type}: deleteBeforeReplace cannot be false. There can be only one such thing in the cloud at a time, so a replacement always deletes first.`,
    );
  }
  const given: pulumi.Inputs = { ...args };
  // The provider cannot tell a status that a program gives from one that ignoreChanges keeps.
  const ours = [...outputs, "accountId"];
  const output = ours.find((key) => given[key] !== undefined);
  if (output !== undefined) throw shownAlone(`${type}: ${output} is an output and cannot be set.`);
  for (const [argument, member] of Object.entries(secretMembers)) {
    given[argument] = withSecretMember(given[argument], member);
  }
  return {
    // An output exists only for keys that are there when the resource is registered.
    ...Object.fromEntries([...inputs, ...ours].map((key) => [key, undefined])),
    ...given,
  };
}

/** An argument in which one member is a secret. Pulumi keeps an output secret where the input of the same place was. */
function withSecretMember(argument: unknown, member: string): unknown {
  // What is inside is not known yet, so that all of it becomes a secret.
  if (isLater(argument)) return pulumi.secret(argument);
  if (typeof argument !== "object" || argument === null || !(member in argument)) return argument;
  const value: unknown = Reflect.get(argument, member);
  return value === undefined ? argument : { ...argument, [member]: pulumi.secret(value) };
}

/** An error that Pulumi shows without a stack trace: the program is at fault, in a way that the text tells. */
export function shownAlone(text: string): Error {
  return new pulumi.RunError(text);
}

/** Whether a value will be there only later, as outputs are. */
export function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Pulumi shows the id that `get` was asked for; other resources take the thing's own, without what may stand before it. */
export function withBareId<Resource extends pulumi.CustomResource>(resource: Resource): Resource {
  return Object.assign(resource, { id: resource.id.apply((id) => id.slice(id.lastIndexOf(":") + 1)) });
}

/**
 * Keeps Pulumi's promises from having their stack traces written out, until what is returned is called. Pulumi notes one
 * for each of four promises of each output, for a message about promises that never end (PULUMI_DEBUG_PROMISE_LEAKS);
 * with source maps, that is nearly half of the time that a large program takes.
 */
export function sparePromiseTraces(): () => void {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined || environment()("PULUMI_DEBUG_PROMISE_LEAKS") !== undefined) {
    return () => undefined;
  }
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" ? String(error) : prepareStackTrace(error, frames);
  return () => {
    Error.prepareStackTrace = prepareStackTrace;
  };
}
