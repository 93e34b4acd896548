import type { Fields, Parser, RecordParser } from "./parsers.ts";

/** One setting of one value. Its configuration key is its name after the namespace: `alicloud:region`. */
export interface Row<Value> {
  readonly parser: Parser<Value>;
  /** Names in the environment, the first found counts. A key, its secret and its token share their places. */
  readonly environment: readonly string[];
  readonly secret?: true;
}

/** One setting with fields, each of which has its own names in the environment. */
export interface RecordRow<Of extends Fields> {
  readonly parser: Parser<unknown> & { readonly fields: Of };
  readonly environment: { readonly [Key in keyof Of]: readonly string[] };
  /** Fields whose values are secrets. */
  readonly secretFields?: readonly (keyof Of & string)[];
}

/** Either. */
export type SettingRow = Row<unknown> | RecordRow<Fields>;

/** A setting of one value. */
export function row<Value>(parser: Parser<Value>, environment: readonly string[]): Row<Value> {
  return { parser, environment };
}

/** A setting whose value is a secret. */
export function secret<Value>(parser: Parser<Value>, environment: readonly string[]): Row<Value> {
  return { parser, environment, secret: true };
}

/** A setting with fields. */
export function recordRow<Of extends Fields>(
  parser: RecordParser<Of>,
  environment: { readonly [Key in keyof Of]: readonly string[] },
  secretFields: readonly (keyof Of & string)[] = [],
) {
  return { parser, environment, secretFields };
}

/** Says of a setting that it has fields. */
export function hasFields(setting: SettingRow): setting is RecordRow<Fields> {
  return "fields" in setting.parser;
}
