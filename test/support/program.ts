import type { Language } from "../engine/languages.ts";

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
  /** The arguments become known only when the first resource of the program has been made (in YAML, those that are text). */
  readonly late?: boolean;
}

/** What a program in JavaScript loads: the classes over a dynamic provider, or the same over the plugin. */
export type ProgramModule = "pulumi-interlink" | "pulumi-interlink/native";

const programText = (module: ProgramModule): string => `
const interlink = require("${module}");
let first;
for (const { type, name, args, opts, id, late } of require("./declarations.json")) {
  const whenKnown = (value) => (late ? first.accountId.apply(() => value) : value);
  const given = args && Object.fromEntries(Object.entries(args).map(([key, value]) => [key, whenKnown(value)]));
  const resource = id ? interlink[type].get(name, id, opts) : new interlink[type](name, given, opts);
  first ??= resource;
}
`;

/** The languages that a list of declarations can be written in. */
export type ProgramLanguage = Extract<Language, "nodejs" | "yaml">;

/**
 * The files of a program that declares these resources: with the classes of this package, in plain JavaScript, as that
 * starts fastest; or in YAML, where they are resources of a plugin.
 */
export function program(
  declarations: readonly Declaration[],
  language: ProgramLanguage = "nodejs",
  module: ProgramModule = "pulumi-interlink",
): Record<string, string> {
  if (language === "yaml") return { "Main.yaml": JSON.stringify(yamlProgram(declarations)) };
  return { "index.js": programText(module), "declarations.json": JSON.stringify(declarations) };
}

function yamlProgram(declarations: readonly Declaration[]): object {
  // Resources of two types may have the same name, keys may not.
  const keyOf = ({ type, name }: Declaration): string => `${type}-${name}`;
  const [first] = declarations;
  const resources = declarations.map((declaration) => {
    const { type, name, args = {}, opts, id, late } = declaration;
    const given = Object.entries(args).map(([key, value]) => {
      const text = escaped(value);
      // The type check of YAML programs lets only text stand in for text.
      const isLate = late && first !== undefined && typeof value === "string";
      return [key, isLate ? { "fn::select": [0, [text, `\${${keyOf(first)}.accountId}`]] } : text];
    });
    const how = id === undefined ? { properties: Object.fromEntries(given) } : { get: { id } };
    return [
      keyOf(declaration),
      { type: `interlink:index:${type}`, name, ...how, ...(opts && { options: opts }) },
    ];
  });
  return { resources: Object.fromEntries(resources) };
}

/** The same value in YAML, where a dollar sign before a brace begins an expression. */
function escaped(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : JSON.parse(text.replaceAll("${", "$${"));
}
