import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { oneLine, RefusedError } from "../http/errors.ts";
import type { Lookup } from "../settings/places.ts";

/** Which stack's configuration to read; nothing: that of the selected stack, if there is a project at all. */
export interface StackChoice {
  readonly stack?: string | undefined;
  readonly configFile?: string | undefined;
}

const configuration = z.record(z.string(), z.object({ value: z.string().optional() }));

const LARGEST_CONFIGURATION = 16 * 1024 * 1024;

const NOTHING: Lookup = () => undefined;

/**
 * The stack's configuration, as the Pulumi CLI shows it, with its secrets: they stay in this process. `problem` says why
 * it could not be read; `from` in words whose it is.
 */
export async function stackConfiguration(
  { stack, configFile }: StackChoice,
  directory: string,
): Promise<{ readonly lookup: Lookup; readonly from?: string; readonly problem?: string }> {
  const asked = stack !== undefined || configFile !== undefined;
  if (!asked && projectFile(directory) === undefined) return { lookup: NOTHING };
  const args = ["config", "--json", "--show-secrets", "--non-interactive"];
  if (stack !== undefined) args.push("--stack", stack);
  if (configFile !== undefined) args.push("--config-file", configFile);
  const from = stack === undefined ? "the selected stack" : `stack ${stack}`;
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, {
      cwd: directory,
      maxBuffer: LARGEST_CONFIGURATION,
    });
    const read = configuration.safeParse(JSON.parse(stdout));
    if (!read.success) throw new RefusedError("`pulumi config --json` did not answer as it should");
    return { lookup: (key) => read.data[key]?.value, from };
  } catch (error) {
    const problem = `the configuration of ${from} cannot be read: ${reasonOf(error)}`;
    if (asked) throw new RefusedError(problem);
    return { lookup: NOTHING, problem };
  }
}

/** Which stack of which project is meant; fails where that cannot be told. */
export async function stackNames(
  { stack }: StackChoice,
  directory: string,
): Promise<{ readonly stack: string; readonly project: string }> {
  const file = projectFile(directory);
  if (file === undefined) throw new RefusedError("there is no Pulumi.yaml in this directory or above it");
  const project = /^name:\s*["']?([\w.-]+)/m.exec(readFileSync(file, "utf8"))?.[1];
  if (project === undefined) throw new RefusedError(`${file} has no name`);
  const args = ["stack", "--show-name", "--non-interactive"];
  if (stack !== undefined) args.push("--stack", stack);
  try {
    const { stdout } = await promisify(execFile)("pulumi", args, { cwd: directory });
    return { stack: stdout.trim(), project };
  } catch (error) {
    throw new RefusedError(`the stack cannot be told: ${reasonOf(error)}`);
  }
}

/** The project's file: in this directory or above it. */
function projectFile(directory: string): string | undefined {
  const found = ["Pulumi.yaml", "Pulumi.yml"].map((it) => join(directory, it)).find((it) => existsSync(it));
  const above = dirname(directory);
  return found ?? (above === directory ? undefined : projectFile(above));
}

/** What the CLI said; never what it printed as its result. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT") return "there is no `pulumi` on PATH";
  if ("stderr" in error && typeof error.stderr === "string" && error.stderr.trim() !== "") {
    return oneLine(error.stderr.replace(/^error: /m, ""));
  }
  return error instanceof RefusedError ? error.message : "`pulumi config --json` failed";
}
