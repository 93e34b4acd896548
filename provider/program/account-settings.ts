import {
  ACCOUNT_ROWS,
  type AccountKey,
  accountSettings,
  entriesOf,
  type GivenSetting,
  type Setting,
} from "../accounts.ts";
import { RefusedError } from "../http/errors.ts";
import type { ProviderArgs } from "./provider-args.ts";
import { isLater, shownAlone } from "./registration.ts";

/** A setting for every argument. */
type Rows = {
  readonly [Account in keyof ProviderArgs]-?: Readonly<
    Record<keyof NonNullable<ProviderArgs[Account]>, Setting>
  >;
};

/**
 * What a provider's arguments say of its accounts. Plain values are checked; unknown keys are refused, but for `others`
 * beside the accounts.
 */
export function givenSettings(
  provider: string,
  args: object,
  others: readonly string[] = [],
): GivenSetting[] {
  try {
    return entriesOf(args, "", [...Object.keys(ACCOUNT_ROWS satisfies Rows), ...others], isLater)
      .filter((entry): entry is [AccountKey, unknown] => entry[0] in ACCOUNT_ROWS)
      .flatMap(([account, settings]) => accountSettings(account, settings, isLater));
  } catch (error) {
    if (error instanceof RefusedError) throw shownAlone(`Provider ${provider}: ${error.message}.`);
    throw error;
  }
}
