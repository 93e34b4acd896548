import type { ParseArgsConfig } from "node:util";

/** One command of `npx pulumi-interlink`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  readonly options?: NonNullable<ParseArgsConfig["options"]>;
  run(input: CommandInput): Promise<0 | 1 | 2>;
}

export interface CommandInput {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
  readonly json: boolean;
  readonly io: CommandIo;
}
export interface CommandIo {
  stdin(): Promise<string>;
  out(text: string): void;
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
}
