import * as pulumi from "@pulumi/pulumi";
import { environment } from "../settings/places.ts";
import { providerText } from "../text.ts";

/** What a class is registered by. */
export interface Kind {
  /** The class. */
  readonly type: string;
  readonly inputs: readonly string[];
  /** Outputs that are no arguments. */
  readonly outputs: readonly string[];
  /** Arguments of which one member is a secret. */
  readonly secretMembers: Readonly<Record<string, string>>;
}

/** What a class passes in place of arguments for a resource that is only read. */
export const noArguments = undefined as never;

/**
 * A resource of this package. Registers itself directly, with a constant text as its provider, so that no code is
 * serialised: that keeps programs fast, states small and upgrades free of differences.
 */
export abstract class InterlinkResource extends pulumi.CustomResource {
  /** The account that the credentials belonged to; empty where it could not be asked. */
  declare readonly accountId: pulumi.Output<string>;

  /** @internal */
  protected constructor(
    { type, inputs, outputs, secretMembers }: Kind,
    name: string,
    args: object | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const token = `pulumi-nodejs:dynamic/interlink:${type}`;
    refuseOptions(type, opts);
    const given: pulumi.Inputs = { ...args };
    refuseOutputs(type, outputs, given);
    for (const [argument, member] of Object.entries(secretMembers)) {
      given[argument] = withSecretMember(given[argument], member);
    }
    const registered = {
      // An output exists only for keys that are there when the resource is registered.
      ...Object.fromEntries([...inputs, ...outputs, "accountId"].map((key) => [key, undefined])),
      ...given,
      __provider: providerText(type),
      ...(opts.id === undefined && { __interlink: handedOver(token, name, opts) }),
    };
    const restoreTraces = sparePromiseTraces();
    try {
      // Each of these things can exist once: creating first would adopt the old one and then delete it. Said here
      // besides in diff, since forced replacements never ask the provider.
      super(token, name, registered, { ...opts, deleteBeforeReplace: true });
    } finally {
      restoreTraces();
    }
  }

  /** @internal */
  static isA(value: unknown, type: string): boolean {
    return pulumi.CustomResource.isInstance(value) && "__pulumiType" in value
      ? value.__pulumiType === `pulumi-nodejs:dynamic/interlink:${type}`
      : false;
  }
}

/** Pulumi shows the id that `get` was asked for; other resources take the thing's own, without what may stand before it. */
export function withBareId<Resource extends InterlinkResource>(resource: Resource): Resource {
  return Object.assign(resource, { id: resource.id.apply((id) => id.slice(id.lastIndexOf(":") + 1)) });
}

/** Pulumi hands the host neither timeouts nor names; the host takes them from here. */
function handedOver(token: string, name: string, opts: pulumi.CustomResourceOptions): object {
  const timeouts = Object.entries(opts.customTimeouts ?? {}).filter(([, value]) => value !== undefined);
  return { name, urn: urnOf(token, name, opts.parent), timeouts: Object.fromEntries(timeouts) };
}

/**
 * The resource's URN, never as an Output: with a parent that is an Output which depends on the parent, a dependency on a
 * component is one on all its children, and two of them would wait for each other for ever. A promise carries none.
 */
function urnOf(token: string, name: string, parent: pulumi.Resource | undefined): string | Promise<string> {
  // Without a parent the same text is to be had without outputs, of which hundreds of resources make thousands.
  if (parent === undefined) {
    return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${token}::${name}`;
  }
  return new Promise((resolve) => {
    pulumi.createUrn(name, token, parent).apply(resolve);
  });
}

/** The provider cannot tell a status that a program gives from one that ignoreChanges keeps. */
function refuseOutputs(type: string, outputs: readonly string[], given: pulumi.Inputs): void {
  const output = [...outputs, "accountId"].find((key) => given[key] !== undefined);
  if (output === undefined) return;
  throw new pulumi.RunError(`${type}: ${output} is an output and cannot be set.`);
}

function refuseOptions(type: string, opts: pulumi.CustomResourceOptions): void {
  if (opts.deleteBeforeReplace === false) {
    throw new pulumi.RunError(
      `${type}: deleteBeforeReplace cannot be false. There can be only one such thing in the cloud at a time, so a replacement always deletes first.`,
    );
  }
  if (opts.import !== undefined) {
    throw new pulumi.RunError(
      `${type}: the import option does not work for this resource. Declare it without import: what is there already with the same arguments is adopted, and nothing is changed for it.`,
    );
  }
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

/** An argument in which one member is a secret. Pulumi keeps an output secret where the input of the same place was. */
function withSecretMember(argument: unknown, member: string): unknown {
  // What is inside is not known yet, so that all of it becomes a secret.
  if (pulumi.Output.isInstance(argument) || argument instanceof Promise) return pulumi.secret(argument);
  if (typeof argument !== "object" || argument === null || !(member in argument)) return argument;
  const value: unknown = Reflect.get(argument, member);
  return value === undefined ? argument : { ...argument, [member]: pulumi.secret(value) };
}
