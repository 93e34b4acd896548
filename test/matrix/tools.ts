import { existsSync, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { cacheDirectory } from "../engine/cache.ts";
import { runToEnd } from "../engine/run-to-end.ts";

/** How long an installation may take, over a slow line and on a busy machine. */
const INSTALL_MS = 15 * 60_000;

/** Runs a package manager. */
export function install(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return runToEnd(program, { args, cwd, env, timeoutMs: INSTALL_MS });
}

/** The executable of an npm package, which is installed into the cache if it is not there: `tool("node@22", "node")`. */
export async function tool(spec: string, name: string): Promise<string> {
  const directory = join(cacheDirectory(), "matrix", spec.replaceAll("/", "-"));
  const executable = join(directory, "node_modules", ".bin", name);
  if (!existsSync(executable)) {
    mkdirSync(directory, { recursive: true });
    await install("npm", ["install", "--no-audit", "--no-fund", "--prefix", directory, spec], directory);
  }
  return executable;
}

let registry: string | undefined;

/** Variables by which every package manager uses the registry that npm is configured to use. */
export async function registryVariables(): Promise<Record<string, string>> {
  registry ??= (await runToEnd("npm", { args: ["config", "get", "registry"], timeoutMs: 60_000 })).trim();
  return {
    npm_config_registry: registry,
    YARN_NPM_REGISTRY_SERVER: registry,
    BUN_CONFIG_REGISTRY: registry,
  };
}

/** PATH with the directories of these programs first. */
export function pathWith(...programs: readonly string[]): string {
  return [...programs.map((program) => dirname(program)), process.env["PATH"]].join(delimiter);
}
