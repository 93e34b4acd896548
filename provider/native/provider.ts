import * as pulumi from "@pulumi/pulumi";
import { version } from "../../package.json";
import { holdsSecret } from "../accounts.ts";
import { givenSettings } from "../program/account-settings.ts";
import { isLater, shownAlone } from "../program/registration.ts";
import type { ProviderArgs } from "./provider-args.ts";

/**
 * One set of accounts for the resources that are given it by `provider`, `providers` or a parent component. A stack may
 * have several; changing a credential replaces nothing. Where the old one works no longer, the first run after the
 * change has to be `pulumi up --run-program`: without that, Pulumi refreshes with the arguments in state.
 *
 * What is left out is read from the environment, then from the vendors' own profile files. An explicit provider never
 * sees the stack's configuration; that is so with every Pulumi provider.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink/native";
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
  /** Checks plain values at once; outputs are checked when they are first used. */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("interlink", name, inputs(name, args), { version, ...opts });
  }

  /** Whether a value is such a provider, also one made by another copy of this package. */
  static override isInstance(value: unknown): value is Provider {
    return (
      pulumi.ProviderResource.isInstance(value) &&
      Reflect.get(value, "__pulumiType") === "pulumi:providers:interlink"
    );
  }
}

/** What is said of previews rather than of accounts. */
const SWITCHES = ["previewReads", "dryRun"] as const;

/** The arguments, each as JSON: a provider's own arguments are texts. */
function inputs(name: string, args: ProviderArgs): pulumi.Inputs {
  const settings = givenSettings(name, args, SWITCHES).map(({ path, ...it }) => {
    const [account = "", key = ""] = path.split(".");
    return { ...it, account, key };
  });
  const accounts = [...new Set(settings.map((it) => it.account))].map((account) => {
    const given = settings.filter((it) => it.account === account);
    const json = pulumi.jsonStringify(Object.fromEntries(given.map(({ key, value }) => [key, value])));
    const isSecret = given.some(({ setting, value }) => holdsSecret(setting, value, isLater));
    return [account, isSecret ? pulumi.secret(json) : json] as const;
  });
  const switches = SWITCHES.filter((key) => args[key] !== undefined).map((key) => {
    const value: unknown = args[key];
    if (!isLater(value) && typeof value !== "boolean") {
      throw shownAlone(`Provider ${name}: ${key} must be true or false.`);
    }
    return [key, pulumi.jsonStringify(value)] as const;
  });
  return Object.fromEntries([...accounts, ...switches]);
}
