import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type Manager, managers } from "./installations.ts";
import { LIBRARY, LIBRARY_FILES, programFiles, projectFile } from "./program.ts";
import type { Language, Row } from "./rows.ts";
import { install, pathWith, registryVariables, tool } from "./tools.ts";

/** A project with its packages installed. */
export interface Project {
  /** The program's directory. */
  readonly directory: string;
  /** What its user has to set. */
  readonly env: Readonly<Record<string, string>>;
}

/** Makes a row's project in a directory and installs its packages, this one from a tarball. */
export async function makeProject(row: Row, root: string, tarball: string): Promise<Project> {
  const manager = managers[row.installation];
  const directory = manager.library === undefined ? root : join(root, "stacks", "main");
  const files = [
    ...in_(directory, programDirectory(row, manager, tarball)),
    ...in_(root, manager.files ?? {}),
    ...(manager.library === undefined ? [] : workspaceFiles(row, root, tarball)),
  ];
  for (const [path, text] of files) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  await installPackages(manager, root);
  const toRoot = relative(directory, root) || ".";
  return {
    directory,
    env: manager.nodeOptions === undefined ? {} : { NODE_OPTIONS: manager.nodeOptions(toRoot) },
  };
}

type Files = readonly (readonly [string, string])[];

function in_(directory: string, files: Readonly<Record<string, string>>): Files {
  return Object.entries(files).map(([name, text]) => [join(directory, name), text]);
}

function programDirectory(row: Row, { library }: Manager, tarball: string): Record<string, string> {
  const files = programFiles(row.language, library !== undefined);
  const [main = ""] = Object.keys(files);
  const dependencies = {
    "@pulumi/pulumi": row.sdk,
    ...(library === undefined ? { "pulumi-interlink": `file:${tarball}` } : { [LIBRARY]: library }),
    ...compilers(row.language),
  };
  return {
    ...files,
    "Pulumi.yaml": projectFile(row.language, main),
    "package.json": manifest("main", {
      ...(row.language === "ES module" && { type: "module" }),
      dependencies,
      ...overrides(row.language),
    }),
  };
}

function compilers(language: Language): Record<string, string> {
  if (typeof language === "string") return {};
  return {
    typescript: `~${language.typescript}`,
    "@types/node": "^20",
    ...(language.by === "tsx" && { tsx: "^4" }),
  };
}

/** Pulumi's SDK does not name TypeScript 7 among those that it works with, and npm refuses to install both. */
function overrides(language: Language): object {
  if (typeof language === "string" || !language.typescript.startsWith("7.")) return {};
  return { overrides: { "@pulumi/pulumi": { typescript: "$typescript" } } };
}

function workspaceFiles({ sdk }: Row, root: string, tarball: string): Files {
  const dependencies = { "@pulumi/pulumi": sdk, "pulumi-interlink": `file:${tarball}` };
  return [
    ...in_(root, { "package.json": manifest("root", { workspaces: ["stacks/*", "libraries/*"] }) }),
    ...in_(join(root, "libraries", "network"), {
      ...LIBRARY_FILES,
      "package.json": manifest(LIBRARY, { main: "index.js", types: "index.d.ts", dependencies }),
    }),
  ];
}

function manifest(name: string, more: object): string {
  return JSON.stringify({ name, version: "1.0.0", private: true, ...more });
}

/** Package managers run on a Node.js that all of them take, whatever the program runs on. */
async function installPackages({ spec, command, args, env }: Manager, root: string): Promise<void> {
  const node = await tool("node@24", "node");
  const program = spec === undefined ? command : await tool(spec, command);
  await install(program, args, root, {
    ...(await registryVariables()),
    ...env,
    PATH: pathWith(node),
  });
}
