import * as pulumi from "@pulumi/pulumi";
import {
  ACCOUNT_ROWS,
  type AccountKey,
  accountSettings,
  entriesOf,
  type GivenSetting,
  holdsSecret,
  type Setting,
} from "../accounts.ts";
import { RefusedError } from "../http/errors.ts";
import { hasFields } from "../settings/rows.ts";
import type { ProviderArgs } from "./provider-args.ts";

/**
 * One set of accounts for the resources that are given it by `provider`, `providers` or a parent component. A stack may
 * have several; changing a credential replaces nothing. Where the old one works no longer, the first run after the
 * change has to be `pulumi up --run-program`: without that, Pulumi refreshes with the arguments in state.
 *
 * What is left out is read from the environment, then from the vendors' own profile files. An explicit provider never
 * sees the stack's configuration; that is so with every Pulumi provider. Given to a component, it also serves the
 * dynamic resources of other packages under it.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink";
 *
 * const config = new pulumi.Config();
 * const network = new interlink.Provider("network", {
 *   alicloud: {
 *     region: "cn-hangzhou",
 *     assumeRole: { roleArn: "acs:ram::1210123456120001:role/network" },
 *   },
 * });
 * const link = new interlink.ClassicLinkAttachment(
 *   "legacy-server",
 *   { instanceId: config.require("instanceId"), vpcId: config.require("vpcId") },
 *   { provider: network },
 * );
 *
 * export const account = link.accountId; // "1210123456120001"
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal */
  readonly __interlinkProvider = true;

  /** Checks plain values at once; outputs are checked when they are first used. */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, inputs(name, args), opts);
  }

  /** Whether a value is such a provider, also one made by another copy of this package. */
  static override isInstance(value: unknown): value is Provider {
    return pulumi.ProviderResource.isInstance(value) && "__interlinkProvider" in value;
  }
}

/** A setting for every argument. */
type Rows = {
  readonly [Account in keyof ProviderArgs]-?: Readonly<
    Record<keyof NonNullable<ProviderArgs[Account]>, Setting>
  >;
};
const ROWS: Rows = ACCOUNT_ROWS;

/** The arguments under the keys of the stack's configuration, where the host looks for them. */
function inputs(name: string, args: ProviderArgs): pulumi.Inputs {
  try {
    const accounts = entriesOf(args, "", Object.keys(ROWS), isLater) as [AccountKey, unknown][];
    const settings = accounts.flatMap(([key, account]) => accountSettings(key, account, isLater));
    return Object.fromEntries(settings.map((given) => [given.key, inputOf(given)]));
  } catch (error) {
    if (error instanceof RefusedError) throw new pulumi.RunError(`Provider ${name}: ${error.message}.`);
    throw error;
  }
}

function inputOf({ setting, value }: GivenSetting): pulumi.Input<unknown> {
  const text = hasFields(setting) ? pulumi.jsonStringify(value) : value;
  return holdsSecret(setting, value, isLater) ? pulumi.secret(text) : text;
}

function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
