import { ALICLOUD } from "./alibaba/setting-rows.ts";
import { HUAWEICLOUD } from "./huawei/setting-rows.ts";
import { type Fields, type IsLater, isBlank, listed, malformed, type Parser } from "./settings/parsers.ts";
import { hasFields, type RecordRow, type Row } from "./settings/rows.ts";

// The accounts that an explicit provider is given, or a plugin's configuration holds: `{ alicloud: …, huaweicloud: … }`.
// Without zod: programs check the same as the plugin does, and have to start fast.

/** A setting of an account. */
export type Setting = Row<unknown> | RecordRow<Fields>;

interface Together {
  readonly keys: readonly string[];
  readonly needs: readonly string[];
}
const KEY: Together = {
  keys: ["accessKey", "secretKey", "securityToken"],
  needs: ["accessKey", "secretKey"],
};

/** Every setting of an account, by the clouds that accounts may be given for. */
export const ACCOUNT_ROWS = { alicloud: ALICLOUD, huaweicloud: HUAWEICLOUD } as const;
/** A cloud that an account may be given for. */
export type AccountKey = keyof typeof ACCOUNT_ROWS;

/** Settings that make sense together only. */
const TOGETHER: Readonly<Record<AccountKey, readonly Together[]>> = {
  alicloud: [KEY],
  huaweicloud: [KEY, { keys: ["userName", "password"], needs: ["userName", "password"] }],
};

/** One setting that was given. */
export interface GivenSetting {
  /** `alicloud:region`: the key of the stack's configuration that says the same. */
  readonly key: string;
  /** `alicloud.region` */
  readonly path: string;
  readonly setting: Setting;
  readonly value: unknown;
}

/** The settings of one account, checked as far as their values are known. Throws an error that names the setting. */
export function accountSettings(name: AccountKey, account: unknown, isLater: IsLater): GivenSetting[] {
  const rows: Readonly<Record<string, Setting>> = ACCOUNT_ROWS[name];
  const given = entriesOf(account, name, Object.keys(rows), isLater);
  const keys = given.map(([key]) => key);
  for (const { keys: set, needs } of TOGETHER[name]) {
    const missing = needs.filter((key) => !keys.includes(key));
    const present = set.filter((key) => keys.includes(key));
    if (present.length > 0 && missing.length > 0) {
      throw malformed(
        listed(missing.map((key) => `${name}.${key}`)),
        `must be given together with ${listed(present)}: what belongs to one credential is read from one place`,
      );
    }
  }
  return given.flatMap(([key, value]) => {
    const setting = rows[key];
    if (setting === undefined) return [];
    const path = `${name}.${key}`;
    const parser: Parser<unknown> = setting.parser;
    if (!isLater(value)) parser.read(value, path, isLater);
    return [{ key: `${name}:${key}`, path, setting, value }];
  });
}

/** What was given of an object of which only some keys are known. */
export function entriesOf(
  args: unknown,
  path: string,
  known: readonly string[],
  isLater: IsLater,
): [string, unknown][] {
  if (typeof args !== "object" || args === null || Array.isArray(args) || isLater(args)) {
    throw malformed(
      path || "its arguments",
      `must be a plain object with ${listed(known)}; their values may be outputs`,
    );
  }
  return Object.entries(args).filter(([key, value]) => {
    if (!known.includes(key)) {
      const place = path === "" ? key : `${path}.${key}`;
      throw malformed(place, `is not known here; ${path === "" ? "arguments" : "keys"} are ${listed(known)}`);
    }
    return !isBlank(value);
  });
}

/** Whether a given value holds a secret. Of what is not known yet it cannot be told; it is kept as a secret to be safe. */
export function holdsSecret(row: Setting, value: unknown, isLater: IsLater): boolean {
  if (!hasFields(row)) return row.secret === true;
  const secretFields: readonly string[] = row.secretFields ?? [];
  if (secretFields.length === 0) return false;
  if (isLater(value) || typeof value !== "object" || value === null) return true;
  return Object.entries(value).some(([key, part]) => secretFields.includes(key) && !isBlank(part));
}
