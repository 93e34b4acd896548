import { isBlank } from "../../settings/parsers.ts";
import type { Lookup } from "../../settings/places.ts";
import { hasFields, type SettingRow } from "../../settings/rows.ts";
import type { Finding } from "./finding.ts";

/** A place where a setting is set. */
export interface SetPlace {
  /** The key, or the variable; a field of an object as `alicloud:assumeRole.roleArn`. */
  readonly name: string;
  readonly value: string;
}

/** One setting and all places that have it, in the order in which they are looked at. */
export interface SetSetting {
  /** `alicloud:region`; a field as `alicloud:assumeRole.roleArn`. */
  readonly setting: string;
  /** The key of its row: `assumeRole`. */
  readonly key: string;
  readonly isSecret: boolean;
  readonly places: readonly SetPlace[];
}

/** The settings of one cloud that are set anywhere; which place wins is not judged here. */
export function setSettings(
  namespace: string,
  rows: Readonly<Record<string, SettingRow>>,
  config: Lookup,
  env: Lookup,
): SetSetting[] {
  return Object.entries(rows)
    .flatMap(([key, row]): SetSetting[] => {
      const setting = `${namespace}:${key}`;
      const own = config(setting);
      const variables = (names: readonly string[]): SetPlace[] =>
        names.flatMap((name) => place(name, env(name)));
      if (!hasFields(row)) {
        const places = [...place(setting, own), ...variables(row.environment)];
        return [{ setting, key, isSecret: row.secret ?? false, places }];
      }
      const names: Readonly<Record<string, readonly string[]>> = row.environment;
      const secrets: readonly string[] = row.secretFields ?? [];
      const values = fieldsIn(own);
      return Object.keys(names).map((field) => {
        const name = `${setting}.${field}`;
        const places = [...place(name, values[field]), ...variables(names[field] ?? [])];
        return { setting: name, key, isSecret: secrets.includes(field), places };
      });
    })
    .filter(({ places }) => places.length > 0);
}

function place(name: string, value: unknown): SetPlace[] {
  if (isBlank(value)) return [];
  return [{ name, value: typeof value === "string" ? value.trim() : JSON.stringify(value) }];
}

/** The fields of an object, or of a list of objects. What cannot be read is reported when the settings are. */
function fieldsIn(text: string | undefined): Readonly<Record<string, unknown>> {
  if (isBlank(text)) return {};
  try {
    const value: unknown = JSON.parse(text ?? "");
    return Object.assign({}, ...(Array.isArray(value) ? value : [value]));
  } catch {
    return {};
  }
}

/** One line for each setting: its value, where that is from, and the places that lost. */
export function settingFindings(
  settings: readonly SetSetting[],
  isTaken: (setting: SetSetting, place: SetPlace) => boolean,
  credential: string | undefined,
): Finding[] {
  const used = new Map(settings.map((it) => [it, it.places.find((place) => isTaken(it, place))]));
  // One variable may stand for two settings; then it has not lost for the other one.
  const usedNames = new Set([...used.values()].map((place) => place?.name));
  return settings.flatMap((it): Finding[] => {
    const { setting: about, places, isSecret } = it;
    const place = used.get(it);
    const lost = places.filter((other) => other !== place && !usedNames.has(other.name));
    const names = lost.map(({ name }) => name).join(" and ");
    const unused = `not used: ${lost.map((other) => `${other.name} = ${shown(it, other)}`).join(", ")}`;
    if (place === undefined) {
      if (lost.length === 0) return [];
      const why = credential === undefined ? "" : `, as the credential comes from ${credential}`;
      return [
        {
          verdict: "doubtful",
          about,
          says: `${unused}${why}`,
          remedy: `Unset ${names}, or what comes before, as you mean it.`,
        },
      ];
    }
    const says = `${shown(it, place)}, from ${place.name === about ? "the configuration" : place.name}`;
    if (lost.length === 0) return [{ verdict: "fine", about, says }];
    if (lost.every(({ value }) => value === place.value))
      return [{ verdict: "fine", about, says: `${says}; ${unused}` }];
    return [
      {
        verdict: "doubtful",
        about,
        says: `${says}; ${unused}${isSecret ? ", which is another value" : ""}`,
        remedy: `The first place counts: unset ${place.name} if the other value is meant, else ${names}.`,
      },
    ];
  });
}

/** Where settings are set, if none of it could be read for a mistake in one of them. */
export function unjudged(settings: readonly SetSetting[]): Finding[] {
  return settings.map(({ setting, places }) => ({
    verdict: "skipped",
    about: setting,
    says: `set in ${places.map(({ name }) => name).join(", ")}`,
  }));
}

/** Long enough that four characters give nothing away. */
const LONG = 16;

/** A value to be printed; of a secret nothing, but for the end of an access key's id, which tells keys apart. */
function shown({ key, isSecret }: SetSetting, { value }: SetPlace): string {
  if (!isSecret) return value;
  return key === "accessKey" && value.length >= LONG ? `***${value.slice(-4)}` : "***";
}
