import { join } from "node:path";
import { expect, test } from "vitest";
import { version } from "../../package.json";
import { type Result, startCommand } from "../engine/command.ts";

const root = join(import.meta.dirname, "..", "..");

function run(...args: string[]): Promise<Result> {
  const env = { PATH: process.env["PATH"] };
  return startCommand(process.execPath, [join(root, "provider/bin/cli.js"), ...args], { cwd: root, env })
    .result;
}

test("--help lists every command, and each has a help of its own with examples", async () => {
  const { stdout, code } = await run("--help");
  expect(code).toBe(0);
  const names = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name = ""]) => name);
  expect(names).toEqual(expect.arrayContaining(["doctor", "explain", "import-file", "permissions"]));
  for (const name of names) {
    const help = await run(name, "--help");
    expect([help.code, help.stderr]).toEqual([0, ""]);
    expect(help.stdout).toMatch(/^Usage: pulumi-interlink /);
    expect(help.stdout).toContain(`npx pulumi-interlink ${name}`);
    expect(help.stdout).toContain("Exit codes: ");
  }
});

test("--version tells the package's", async () => {
  expect((await run("--version")).stdout).toBe(`${version}\n`);
});

test.each([
  [[], "Usage: pulumi-interlink <command>"],
  [["nonsense"], "There is no command nonsense; there are doctor, explain, import-file, permissions"],
  [["doctor", "--nonsense"], "Unknown option '--nonsense'. See pulumi-interlink doctor --help."],
  [["doctor", "--stack"], "Option '--stack <value>' argument missing"],
  [["import-file", "--json=yes"], "Option '--json' does not take an argument"],
])("wrong usage, %j, is one sentence and exit code 2", async (args, text) => {
  const { stdout, stderr, code } = await run(...args);
  expect([stdout, code]).toEqual(["", 2]);
  expect(stderr).toContain(text);
  if (args.length > 0) expect(stderr.trim().split("\n")).toHaveLength(1);
});
