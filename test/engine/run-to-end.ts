import { type ChildProcess, spawn } from "node:child_process";

/** What to run, and how long at most. */
export interface Command {
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly timeoutMs: number;
  /** Told of every line on stderr. */
  readonly onErrorLine?: (line: string) => void;
}

/** How much of what a failed command said goes into the error. */
const TAIL = 2_000;

/** Runs a program to its end and gives its stdout; ends it with all its children when the time is up. */
export function runToEnd(program: string, command: Command): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // a process group of its own, so that its children can be ended with it
    });
    let stdout = "";
    let stderr = "";
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child);
    }, command.timeoutMs);
    // A terminal's Ctrl-C reaches only this process, so it is handed on before it takes effect here.
    const passOn = (signal: NodeJS.Signals): void => {
      killGroup(child);
      process.kill(process.pid, signal);
    };
    process.once("SIGINT", passOn).once("SIGTERM", passOn);
    const end = (): void => {
      clearTimeout(timer);
      process.off("SIGINT", passOn).off("SIGTERM", passOn);
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      for (const line of text.split("\n")) if (line !== "") command.onErrorLine?.(line);
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      end();
      reject(error.code === "ENOENT" ? new Error(`${program} is not there`) : error);
    });
    child.on("close", (code) => {
      end();
      if (code === 0) resolve(stdout);
      else if (late) reject(new Error(`${program} took more than ${command.timeoutMs / 1_000} s`));
      else reject(new Error(`${program} failed: ${`${stderr}${stdout}`.slice(-TAIL).trim()}`));
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The whole group has ended already.
  }
}
