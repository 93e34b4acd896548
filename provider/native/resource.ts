import * as pulumi from "@pulumi/pulumi";
import { version } from "../../package.json";
import { type Kind, registeredInputs, sparePromiseTraces } from "../program/registration.ts";

/** A resource that this package's plugin serves. */
export abstract class NativeResource extends pulumi.CustomResource {
  /** The account that the credentials belonged to; empty where it could not be asked. */
  declare readonly accountId: pulumi.Output<string>;

  /** @internal */
  protected constructor(
    kind: Kind,
    name: string,
    args: object | undefined,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const { type } = kind;
    const registered = registeredInputs(kind, args, opts);
    const restoreTraces = sparePromiseTraces();
    try {
      super(tokenOf(type), name, registered, {
        // The plugin comes with this package, and is asked for by its version.
        version,
        ...opts,
        // As this package's other classes register it: a stack of theirs goes on with the same things.
        aliases: [...(opts.aliases ?? []), { type: `pulumi-nodejs:dynamic/interlink:${type}` }],
        // Each of these things can exist once. Forced replacements never ask the provider, so that this says it.
        deleteBeforeReplace: true,
      });
    } finally {
      restoreTraces();
    }
  }

  /** @internal */
  static isA(value: unknown, type: string): boolean {
    return pulumi.CustomResource.isInstance(value) && Reflect.get(value, "__pulumiType") === tokenOf(type);
  }
}

function tokenOf(type: string): string {
  return `interlink:index:${type}`;
}
