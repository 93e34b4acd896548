import * as pulumi from "@pulumi/pulumi";
import { providerText } from "../text.ts";
import { type Kind, registeredInputs, shownAlone, sparePromiseTraces } from "./registration.ts";

/**
 * A resource of this package. Registers itself directly, with a constant text as its provider, so that no code is
 * serialised: that keeps programs fast, states small and upgrades free of differences.
 */
export abstract class InterlinkResource extends pulumi.CustomResource {
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
    const token = `pulumi-nodejs:dynamic/interlink:${type}`;
    if (opts.import !== undefined) {
      throw shownAlone(
        `${type}: the import option does not work for this resource. Declare it without import: what is there already with the same arguments is adopted, and nothing is changed for it.`,
      );
    }
    const registered = {
      ...registeredInputs(kind, args, opts),
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
    return (
      pulumi.CustomResource.isInstance(value) &&
      Reflect.get(value, "__pulumiType") === `pulumi-nodejs:dynamic/interlink:${type}`
    );
  }
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
