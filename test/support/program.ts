/** One resource of a program. */
export interface Declaration {
  /** The class. */
  readonly type: string;
  readonly name: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** Resource options that are plain values. */
  readonly opts?: Readonly<Record<string, unknown>>;
  /** Given: the resource of this id is only read. */
  readonly id?: string;
  /** The arguments become known only when the first resource of the program has been made. */
  readonly late?: boolean;
}

const PROGRAM = `
const interlink = require("pulumi-interlink");
let first;
for (const { type, name, args, opts, id, late } of require("./declarations.json")) {
  const whenKnown = (value) => (late ? first.accountId.apply(() => value) : value);
  const given = args && Object.fromEntries(Object.entries(args).map(([key, value]) => [key, whenKnown(value)]));
  const resource = id ? interlink[type].get(name, id, opts) : new interlink[type](name, given, opts);
  first ??= resource;
}
`;

/** The files of a program that declares these resources, in plain JavaScript: that starts fastest. */
export function program(declarations: readonly Declaration[]): Record<string, string> {
  return { "index.js": PROGRAM, "declarations.json": JSON.stringify(declarations) };
}
