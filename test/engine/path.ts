import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Cli } from "./engine.ts";
import { runToEnd } from "./run-to-end.ts";
import { isAtLeast, OLDEST_CLI, versionIn } from "./version.ts";

/** Whether a path is a file that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Where PATH has a program of that name, or `undefined`. */
export function findOnPath(name: string, path: string | undefined = process.env["PATH"]): string | undefined {
  return (path ?? "")
    .split(delimiter)
    .filter((directory) => directory !== "")
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** The release a CLI says it is. */
export async function cliVersion(pulumi: string): Promise<string> {
  const said = await runToEnd(pulumi, {
    args: ["version"],
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeoutMs: 30_000,
  });
  const version = versionIn(said);
  if (version === undefined) throw new Error(`${pulumi} does not say its version, but "${said.trim()}"`);
  return version;
}

/** The CLI on PATH, if it is new enough. */
export async function cliOnPath(): Promise<Cli> {
  const pulumi = findOnPath("pulumi");
  if (pulumi === undefined) throw new Error("there is none");
  const version = await cliVersion(pulumi);
  if (!isAtLeast(version, OLDEST_CLI)) {
    throw new Error(`${pulumi} is ${version}, which is older than ${OLDEST_CLI}`);
  }
  return { pulumi: realpathSync(pulumi), version };
}
