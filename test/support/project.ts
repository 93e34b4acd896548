import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Language } from "../engine/languages.ts";
import { makePythonEnvironment } from "../engine/python.ts";
import { toolEnvironment } from "../engine/tool-environment.ts";
import { ENGINE_VERSION } from "../engine/version.ts";

const REPOSITORY = join(__dirname, "..", "..");
const GO_MODULE = join(REPOSITORY, "test", "engine", "go");
const PROJECT_NAME = "test";
/** The plugin as this checkout builds it. Programs of classes over a dynamic provider do not take it. */
const PLUGINS = { providers: [{ name: "interlink", path: join(REPOSITORY, "plugin") }] };

/** A value of the stack configuration, which may be kept encrypted. */
export type ConfigValue = string | { readonly secret: string };

/** What a stack is run with. */
export interface Settings {
  /** By key; a key without a namespace belongs to the project, one with dots or brackets is a path. */
  readonly config?: Readonly<Record<string, ConfigValue>>;
  /** Variables for the CLI, the program and the provider. Nothing of the developer's own reaches them but PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A program, and what goes with it. */
export interface Program {
  /** Text of each file, by its path in the project. */
  readonly files: Readonly<Record<string, string>>;
  /** The language of the program, which the engine has to know: take it from `engineFor`. Default: nodejs. */
  readonly language?: Language;
  /** The file of a Node.js program. Default: the one called index. Others are Main.yaml, __main__.py, main.go. */
  readonly main?: string;
  /** Further keys of Pulumi.yaml, such as plugins. */
  readonly project?: Readonly<Record<string, unknown>>;
}

/** A project made for a test. */
export interface Project extends Settings, Program {}

/**
 * Writes a project into a directory. It sees this repository's packages or the SDK of its language, and no others.
 * Returns variables for its commands.
 */
export async function writeProject(directory: string, program: Program): Promise<Record<string, string>> {
  mkdirSync(directory, { recursive: true });
  const language = program.language ?? "nodejs";
  const keys = { ...(await prepare[language](directory, program)), plugins: PLUGINS, ...program.project };
  const lines = Object.entries({ name: PROJECT_NAME, ...keys, options: { refresh: "always" } });
  writeFiles(directory, {
    "Pulumi.yaml": lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join(""),
    ...program.files,
  });
  // A Node.js program has all its packages here.
  return language === "nodejs" ? {} : toolEnvironment(language);
}

/** What Pulumi.yaml says of a program in its language. */
type Keys = Record<string, unknown>;

/** Makes what a project of a language has besides the program's files. */
const prepare: Readonly<Record<Language, (directory: string, program: Program) => Keys | Promise<Keys>>> = {
  nodejs: (directory, { files, main: named }) => {
    const main = named ?? Object.keys(files).find((name) => /^index\.[cm]?[jt]s$/.test(name));
    if (main === undefined) throw new Error("which file is the program? Name it in `main`");
    writeFiles(directory, { "package.json": `{ "private": true }` });
    const modules = join(directory, "node_modules");
    mkdirSync(modules, { recursive: true });
    symlinkSync(join(REPOSITORY, "node_modules", "@pulumi"), join(modules, "@pulumi"));
    symlinkSync(REPOSITORY, join(modules, "pulumi-interlink"));
    return { runtime: { name: "nodejs", options: { typescript: /\.[cm]?ts$/.test(main) } }, main };
  },
  yaml: () => ({ runtime: "yaml" }),
  python: async (directory) => {
    await makePythonEnvironment(join(directory, "venv"));
    writeFiles(directory, { "requirements.txt": `pulumi==${ENGINE_VERSION}\n` });
    return { runtime: { name: "python", options: { toolchain: "pip", virtualenv: "venv" } } };
  },
  go: (directory) => {
    writeFiles(directory, goModule("program"));
    return { runtime: "go" };
  },
};

/** The files of a Go module of that name with the releases that this repository pins, Pulumi's SDK among them. */
export function goModule(name: string): Record<string, string> {
  const pins = readFileSync(join(GO_MODULE, "go.mod"), "utf8");
  return {
    "go.mod": pins.replace(/^module .*$/m, `module ${name}`),
    "go.sum": readFileSync(join(GO_MODULE, "go.sum"), "utf8"),
  };
}

/** The name in a project's Pulumi.yaml. */
export function projectName(directory: string): string {
  const name = /^name:\s*["']?([\w.-]+)/m.exec(readFileSync(join(directory, "Pulumi.yaml"), "utf8"))?.[1];
  if (name === undefined) throw new Error(`${directory}/Pulumi.yaml has no name`);
  return name;
}

export function writeFiles(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}
