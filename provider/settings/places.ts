import { type Fields, isBlank, listed, malformed, type Parser, type Read } from "./parsers.ts";
import type { Row } from "./rows.ts";

/** Reads one configuration key, such as `alicloud:region`; objects arrive as JSON text. */
export type Lookup = (key: string) => string | undefined;

/** What a vendor's profile file says besides credentials. */
export interface ProfileDefaults {
  readonly region?: string | undefined;
  readonly projectId?: string | undefined;
}

/** The process's environment; nothing else reads it, but for the text in state. */
export function environmentVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Looks into the process's environment. */
export function environment(): Lookup {
  return (name) => process.env[name];
}

/**
 * Tells provider processes that descend from this one where this package is: those of the Automation API's inline
 * programs do, and may be started in a directory from which it cannot be seen. The text in state asks this last.
 */
export function tellProviders(file: string): void {
  process.env["INTERLINK_PATH"] ??= file;
}

/** A setting's value, and the key or variable that it was found under. */
export interface Found<Value> {
  readonly value: Value;
  readonly name: string;
}

/** The places that settings of one cloud are read from: its configuration, then the environment. */
export class Places {
  readonly #namespace: string;
  readonly #config: Lookup;
  readonly #env: Lookup;
  readonly #taken = new Set<string>();

  constructor(namespace: string, config: Lookup, env: Lookup) {
    this.#namespace = namespace;
    this.#config = config;
    this.#env = env;
  }

  /** The keys and variables that values were taken from; a field of an object as `alicloud:assumeRole.roleArn`. */
  get taken(): ReadonlySet<string> {
    return this.#taken;
  }

  /** What the stack's configuration, or the explicit provider, says. */
  configured<Value>(key: string, parser: Parser<Value>): Found<Value> | undefined {
    return this.#take(`${this.#namespace}:${key}`, parser, this.#config);
  }

  /** The first of these variables that is set. */
  inEnvironment<Value>(names: readonly string[], parser: Parser<Value>): Found<Value> | undefined {
    for (const name of names) {
      const value = this.#take(name, parser, this.#env);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** Whether one of these variables is set; nothing is taken from it. */
  isInEnvironment(names: readonly string[]): boolean {
    return names.some((name) => !isBlank(this.#env(name)));
  }

  /** First found wins. */
  first<Value>(key: string, { parser, environment }: Row<Value>): Found<Value> | undefined {
    return this.configured(key, parser) ?? this.inEnvironment(environment, parser);
  }

  /**
   * Settings that belong together, such as a key with its secret and its token: all of them from the first place that
   * has any. `undefined` where no place has. Throws where that place lacks one of the required.
   */
  configuredSet<Value, Key extends string>(
    rows: Readonly<Record<Key, Row<Value>>>,
    required: readonly Key[],
  ): FoundSet<Value, Key> | undefined {
    const place = (key: Key) => `${this.#namespace}:${key}`;
    return this.#set(rows, required, place, this.#config, "in the configuration");
  }

  /** As configuredSet; the n-th variables of the rows are one place. */
  environmentSet<Value, Key extends string>(
    rows: Readonly<Record<Key, Row<Value>>>,
    required: readonly Key[],
  ): FoundSet<Value, Key> | undefined {
    const all: readonly Row<Value>[] = Object.values(rows);
    const places = Math.max(...all.map(({ environment }) => environment.length));
    for (let n = 0; n < places; n += 1) {
      const set = this.#set(
        rows,
        required,
        (key) => rows[key].environment[n],
        this.#env,
        "in the environment",
      );
      if (set !== undefined) return set;
    }
    return undefined;
  }

  /** The fields of a structured setting, each from the first place that has it. */
  fields<Of extends Fields>(
    key: string,
    { parser, environment }: FieldsRow<Of>,
  ): { readonly [Key in keyof Of]?: Read<Of[Key]> } {
    const name = `${this.#namespace}:${key}`;
    const own: Readonly<Record<string, unknown>> = found(name, parser, this.#config)?.value ?? {};
    const fields = Object.entries(parser.fields).flatMap(([field, fieldParser]) => {
      if (own[field] !== undefined) {
        this.#taken.add(`${name}.${field}`);
        return [[field, own[field]]];
      }
      const other = this.inEnvironment(environment[field] ?? [], fieldParser);
      return other === undefined ? [] : [[field, other.value]];
    });
    return Object.fromEntries(fields);
  }

  #take<Value>(name: string, parser: Parser<Value>, lookup: Lookup): Found<Value> | undefined {
    const value = found(name, parser, lookup);
    if (value !== undefined) this.#taken.add(name);
    return value;
  }

  #set<Value, Key extends string>(
    rows: Readonly<Record<Key, Row<Value>>>,
    required: readonly Key[],
    nameOf: (key: Key) => string | undefined,
    lookup: Lookup,
    where: string,
  ): FoundSet<Value, Key> | undefined {
    const keys = Object.keys(rows) as Key[];
    const values: { [Each in Key]?: Value } = {};
    const names: string[] = [];
    for (const key of keys) {
      const name = nameOf(key);
      const value = name === undefined ? undefined : this.#take(name, rows[key].parser, lookup);
      if (value === undefined) continue;
      values[key] = value.value;
      names.push(value.name);
    }
    if (names.length === 0) return undefined;
    const missing = required.filter((key) => values[key] === undefined).map((key) => nameOf(key) ?? key);
    if (missing.length > 0) {
      throw malformed(
        listed(names),
        `${names.length > 1 ? "are" : "is"} set ${where}, but ${listed(missing)} ${missing.length > 1 ? "are" : "is"} not. What belongs to one credential is read from one place together`,
      );
    }
    return { values, from: `${listed(names)} ${where}` };
  }
}

/** Settings that were found together. */
export interface FoundSet<Value, Key extends string> {
  readonly values: { readonly [Each in Key]?: Value };
  /** In words. */
  readonly from: string;
}

function found<Value>(name: string, parser: Parser<Value>, lookup: Lookup): Found<Value> | undefined {
  const value = lookup(name);
  return isBlank(value) ? undefined : { value: parser.read(value, name), name };
}

/** A structured setting: how it and its fields are read, and the names of each field in the environment. */
interface FieldsRow<Of extends Fields> {
  readonly parser: Parser<{ readonly [Key in keyof Of]?: Read<Of[Key]> }> & { readonly fields: Of };
  readonly environment: { readonly [Key in keyof Of]: readonly string[] };
}

/** Makes a value when it is first asked for; what fails is tried again by the next that asks. */
export function lazy<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
