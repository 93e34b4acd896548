import * as pulumi from "@pulumi/pulumi";
import { holdsSecret } from "../accounts.ts";
import { hasFields } from "../settings/rows.ts";
import { givenSettings } from "./account-settings.ts";
import type { ProviderArgs } from "./provider-args.ts";
import { isLater } from "./registration.ts";

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

/** The arguments under the keys of the stack's configuration, where the host looks for them. */
function inputs(name: string, args: ProviderArgs): pulumi.Inputs {
  return Object.fromEntries(
    givenSettings(name, args).map(({ key, setting, value }) => {
      const input = hasFields(setting) ? pulumi.jsonStringify(value) : value;
      return [key, holdsSecret(setting, value, isLater) ? pulumi.secret(input) : input];
    }),
  );
}
