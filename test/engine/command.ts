import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** How a command ended. A non-zero exit code is a result like any other. */
export interface Result {
  /** The exit code, or `null` when a signal ended it. */
  readonly code: number | null;
  /** The signal that ended it, or `null`. */
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, in the order in which they arrived. */
  readonly output: string;
}

/** A command that has been started. */
export interface Running {
  /** How it ends; never fails unless the program could not be started. */
  readonly result: Promise<Result>;
  /** What a terminal's Ctrl-C does: a SIGINT to the command, as it starts its children in process groups of their own. */
  interrupt(): void;
  /** Ends the command, and only the command, without a chance to clean up. */
  kill(): void;
  /** All it has said so far. */
  output(): string;
  /** Waits until it has said so; fails when it ends without. */
  waitForOutput(wanted: string | RegExp): Promise<void>;
}

/** Starts a program with exactly this environment. */
export function startCommand(
  program: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Running {
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "", output: "" };
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      said[stream] += text;
      said.output += text;
      tell();
    });
  }
  let ended = false;
  const result = new Promise<Result>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      ended = true;
      resolve({ code, signal, ...said });
      tell();
    });
  });
  return {
    result,
    interrupt: () => child.kill("SIGINT"),
    kill: () => child.kill("SIGKILL"),
    output: () => said.output,
    waitForOutput: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof wanted === "string" ? said.output.includes(wanted) : said.output.match(wanted))
            resolve();
          else if (ended) reject(new Error(`it ended without saying ${wanted}, but:\n${said.output}`));
          else return;
          listeners.delete(look);
        };
        listeners.add(look);
        look();
      }),
  };
}

/** The result itself, if it is a success; otherwise fails with all that was said. */
export function succeeded(result: Result): Result {
  if (result.code === 0) return result;
  throw new Error(`exit code ${result.code}, signal ${result.signal}:\n${result.output}`);
}

/** Whether a command changed nothing, by its own words. */
export function changedNothing({ output }: Result): boolean {
  return /^Resources:\n {4}\d+ unchanged$/m.test(output);
}

/** Whether a process is there and has not ended: an orphan may stay behind as a zombie that nobody collects. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}
