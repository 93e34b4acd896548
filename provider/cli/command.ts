import type { ParseArgsConfig } from "node:util";

/** What a command ends with: all is well; something is wrong with what was looked at; wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/** One command of `npx pulumi-interlink`. */
export interface Command {
  /** All of it, with examples. */
  readonly help: string;
  /** Besides `--json` and `--help`, which every command has. */
  readonly options?: NonNullable<ParseArgsConfig["options"]>;
  run(input: CommandInput): Promise<ExitCode>;
}

/** What a command is run with. */
export interface CommandInput {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  /** Whether the result is to be one JSON value. */
  readonly json: boolean;
  readonly io: CommandIo;
}

/** Where a command reads and writes. */
export interface CommandIo {
  /** All of standard input. */
  stdin(): Promise<string>;
  /** The result. */
  out(text: string): void;
  /** Everything else. */
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}
