import { RefusedError } from "../http/errors.ts";

// Parsers of settings, without zod: programs check the same rows as the host does, and have to start fast.

/** Whether a value will be there only later, as a program's outputs are; it is checked then. */
export type IsLater = (value: unknown) => boolean;

/** Reads a setting from what was configured. */
export interface Parser<Value> {
  /** The value as it is used. Throws an error that names the key, and never holds the value: it may be a secret. */
  read(value: unknown, key: string, isLater?: IsLater): Value;
}

/** The type of the values that a parser reads. */
export type Read<Of> = Of extends Parser<infer Value> ? Value : never;

/** Whether nothing was said: left out, or blank, as the vendors' own packages see it. */
export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

/** Text; blanks around it are dropped. */
export const text: Parser<string> = {
  read: (value, key) => {
    if (typeof value !== "string") throw malformed(key, "must be text");
    return value.trim();
  },
};

/** Text in which blanks count. */
export const exactText: Parser<string> = {
  read: (value, key) => {
    if (typeof value !== "string") throw malformed(key, "must be text");
    return value;
  },
};

/** Text of a certain make. */
export function matching(pattern: RegExp, reason: string): Parser<string> {
  return {
    read: (value, key) => {
      const read = typeof value === "string" ? value.trim() : "";
      if (!pattern.test(read)) throw malformed(key, reason);
      return read;
    },
  };
}

/** A region's id: it becomes part of host names, so nothing else may be in it. */
export const regionId: Parser<string> = matching(
  /^[a-z0-9]+(-[a-z0-9]+)+$/,
  "must be a region id such as cn-hangzhou",
);

/** A whole number of seconds within bounds; configuration holds numbers as text. */
export function seconds(least: number, most: number): Parser<number> {
  return {
    read: (value, key) => {
      const digits =
        typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
      const number = /^[0-9]{1,9}$/.test(digits) ? Number(digits) : Number.NaN;
      if (!(number >= least && number <= most)) {
        throw malformed(key, `must be a whole number of seconds from ${least} to ${most}`);
      }
      return number;
    },
  };
}

/** The parsers of the fields of a structured value. */
export type Fields = Readonly<Record<string, Parser<unknown>>>;

/** A structured value: an object, or its JSON text. */
export interface RecordParser<Of extends Fields>
  extends Parser<{ readonly [Key in keyof Of]?: Read<Of[Key]> }> {
  readonly fields: Of;
}

/** An object of which only these fields are known; all of them may be left out. */
export function record<Of extends Fields>(fields: Of): RecordParser<Of> {
  return {
    fields,
    read: (value, key, isLater) => readFields(fields, parsed(value, key), key, isLater),
  };
}

/** Reads an object's fields; blank ones, and those that are known only later, are left out. */
export function readFields<Of extends Fields>(
  fields: Of,
  value: unknown,
  key: string,
  isLater: IsLater = () => false,
): { readonly [Key in keyof Of]?: Read<Of[Key]> } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(key, `must be an object with ${listed(Object.keys(fields))}`);
  }
  const read: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(value)) {
    const parser = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (parser === undefined) {
      throw malformed(`${key}.${name}`, `is not known here; ${key} may have ${listed(Object.keys(fields))}`);
    }
    if (!isBlank(part) && !isLater(part)) read[name] = parser.read(part, `${key}.${name}`, isLater);
  }
  return read as { readonly [Key in keyof Of]?: Read<Of[Key]> };
}

/** An object is configured as JSON text. The parser's own message would quote the text, which may hold secrets. */
export function parsed(value: unknown, key: string): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    throw malformed(key, "is not valid JSON");
  }
}

/** An error about one setting. */
export function malformed(key: string, reason: string): RefusedError {
  return new RefusedError(`${key} ${reason}`);
}

/** "a, b and c" */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
