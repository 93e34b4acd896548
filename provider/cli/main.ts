#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { version } from "../../package.json";
import { environmentVariables } from "../settings/places.ts";
import type { Command, CommandIo, ExitCode } from "./command.ts";

// `npx pulumi-interlink <command>`: finds the command, reads its options, and turns what it ends with into an exit code.

/** Loaded only when it is wanted: most of them take schemas and settings, which not all need. */
interface Listed {
  readonly name: string;
  /** In one line. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

const COMMANDS: readonly Listed[] = [
  {
    name: "doctor",
    summary: "says what is wrong with settings, network, clock, credentials and permissions",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "explain",
    summary: "says what an error code of the clouds means here, and what to do",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "import-file",
    summary: "prints a file for `pulumi import --file`, and the program text to go with it",
    load: async () => (await import("./import-file.ts")).importFile,
  },
  {
    name: "permissions",
    summary: "prints the policies with the least that a stack needs",
    load: async () => (await import("./permissions.ts")).permissions,
  },
];

function overview(): string {
  const width = Math.max(...COMMANDS.map(({ name }) => name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`);
  return `pulumi-interlink ${version}\n\nUsage: pulumi-interlink <command> [options]\n\n${lines.join("")}
Every command has --json and --help. Exit codes: 0 all is well, 1 something is wrong with what was looked at, 2 wrong
usage or unreadable input. Nothing is ever written to a cloud.
`;
}

async function main([name, ...args]: readonly string[], io: CommandIo): Promise<ExitCode> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    (name === undefined ? io.err : io.out)(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    io.out(`${version}\n`);
    return 0;
  }
  const listed = COMMANDS.find((it) => it.name === name);
  if (listed === undefined) {
    const names = COMMANDS.map((it) => it.name).join(", ");
    io.err(`There is no command ${name}; there are ${names}. See pulumi-interlink --help.\n`);
    return 2;
  }
  const command = await listed.load();
  const read = readOptions(command, args);
  if (typeof read === "string") {
    io.err(`${read} See pulumi-interlink ${name} --help.\n`);
    return 2;
  }
  const { values, positionals } = read;
  if (values["help"] === true) {
    io.out(command.help);
    return 0;
  }
  return await command.run({ values, positionals, json: values["json"] === true, io });
}

/** The options and arguments of a command; a sentence where they are not right. */
function readOptions({ options = {} }: Command, args: readonly string[]) {
  const common = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;
  try {
    return parseArgs({ args: [...args], options: { ...options, ...common }, allowPositionals: true });
  } catch (error) {
    const [said = ""] = error instanceof Error ? error.message.split(". ") : [];
    return `${said.replace(/\.$/, "")}.`;
  }
}

const env = environmentVariables();
// What the resources' code prints by itself, a warning, say, is no part of a result.
console.log = console.error;
// Whoever reads the result may have had enough of it.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});
main(process.argv.slice(2), {
  // A terminal is not waited for: whoever gives input, gives it in a pipe or a file.
  stdin: async () => (process.stdin.isTTY ? "" : await text(process.stdin)),
  out: (it) => void process.stdout.write(it),
  err: (it) => void process.stderr.write(it),
  env,
}).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const shown = error instanceof Error && env["INTERLINK_DEBUG"] !== "1" ? error.message : error;
    console.error(shown);
    process.exitCode = 1;
  },
);
