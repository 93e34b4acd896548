import { ACCOUNT_ROWS, type AccountKey, accountSettings, holdsSecret } from "../accounts.ts";
import { RefusedError } from "../http/errors.ts";
import type { Problem, Properties } from "../lifecycle/definition.ts";
import type { PreviewOptions } from "../lifecycle/preview.ts";
import { isObject, isUnknown } from "../lifecycle/values.ts";
import { isBlank, listed, malformed, parsed } from "../settings/parsers.ts";
import type { Lookup } from "../settings/places.ts";
import { secret } from "./values.ts";

// The plugin's configuration: `interlink:<key>` of the stack, or the arguments of an explicit provider. An object arrives
// as one, or as JSON text, depending on the language.

const ACCOUNTS = Object.keys(ACCOUNT_ROWS) as readonly AccountKey[];
/** Switches, and what they are without being set. */
const SWITCHES = { previewReads: true, dryRun: false } as const;
/** What the engine and its SDKs add. */
const ENGINE_KEYS = /^(version|pluginDownloadURL|pluginChecksums|parameterization|__.*)$/;

/** Everything that is wrong with a configuration, as far as it is known. */
export function configurationProblems(configuration: Properties): Problem[] {
  const known = [...ACCOUNTS, ...Object.keys(SWITCHES)];
  return Object.entries(configuration)
    .filter(([key, value]) => !ENGINE_KEYS.test(key) && !isBlank(value) && !isUnknown(value))
    .flatMap(([property, value]) => {
      try {
        if (isAccount(property)) accountSettings(property, accountIn(value, property), isUnknown);
        else if (isSwitch(property)) switchOf(property, value);
        else throw malformed(property, `is not known here; keys are ${listed(known)}`);
        return [];
      } catch (error) {
        if (error instanceof RefusedError) return [{ property, reason: error.message }];
        throw error;
      }
    });
}

/** Which parts of a configuration are secrets, as a pattern. Text that holds one is a secret as a whole. */
export function secretsOfConfiguration(configuration: Properties): Properties {
  return Object.fromEntries(
    ACCOUNTS.map((name) => {
      const value = configuration[name];
      if (isBlank(value) || isUnknown(value)) return [name, {}];
      const settings = accountSettings(name, accountIn(value, name), isUnknown);
      const paths = settings
        .filter((it) => holdsSecret(it.setting, it.value, isUnknown))
        .map(({ path }) => path);
      if (typeof value === "string") return [name, paths.length > 0 ? secret("") : {}];
      // By the names that were given.
      const given = Object.keys(isObject(value) ? value : {});
      const secrets = given.filter((key) => paths.includes(`${name}.${camelCase(key)}`));
      return [name, Object.fromEntries(secrets.map((key) => [key, secret("")]))];
    }),
  );
}

/** A configuration under the keys that settings are looked up by. */
export function lookupIn(configuration: Properties): Lookup {
  const accounts = new Map<string, Properties>();
  for (const name of ACCOUNTS) {
    const value = configuration[name];
    const account = isBlank(value) ? {} : accountIn(value, name);
    if (typeof account === "object" && account !== null) accounts.set(name, { ...account });
  }
  return (key) => {
    const [namespace = "", name = ""] = key.split(":");
    const value = accounts.get(namespace)?.[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
  };
}

/** How much a preview may ask the cloud. */
export function previewOptionsIn(configuration: Properties): PreviewOptions {
  return {
    reads: switchOf("previewReads", configuration["previewReads"]),
    dryRun: switchOf("dryRun", configuration["dryRun"]),
  };
}

/**
 * A text with settings named as this door's users write them. Everything below the doors names them by the keys that
 * stacks of dynamic resources have.
 */
export function inKeysOfThisDoor(text: string): string {
  return text
    .replace(/\bpulumi config set (alicloud|huaweicloud):/g, "pulumi config set --path $1:")
    .replace(/\b(alicloud|huaweicloud):(?=[a-z])/g, "interlink:$1.");
}

/** An account that is given as an object, or as its JSON text. */
function accountIn(value: unknown, name: string): unknown {
  return camelCased(parsed(value, name));
}

/** Python's SDK hands on what a program gives as a dictionary as it is, with the names that Python has for its keys. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [camelCase(key), camelCased(part)]));
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function switchOf(key: keyof typeof SWITCHES, value: unknown): boolean {
  if (isBlank(value) || isUnknown(value)) return SWITCHES[key];
  const text = String(value).trim();
  if (text !== "true" && text !== "false") throw malformed(key, "must be true or false");
  return text === "true";
}

function isAccount(key: string): key is AccountKey {
  return Object.hasOwn(ACCOUNT_ROWS, key);
}

function isSwitch(key: string): key is keyof typeof SWITCHES {
  return Object.hasOwn(SWITCHES, key);
}
