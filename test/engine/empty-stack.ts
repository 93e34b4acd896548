import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { startCommand, succeeded } from "./command.ts";
import type { Engine } from "./engine.ts";
import { environment, makeSurroundings, STACK_NAME } from "./environment.ts";

/** The stack's configuration, in the directory of its surroundings. */
export const CONFIG_FILE = `Pulumi.${STACK_NAME}.yaml`;

type Files = ReadonlyMap<string, Buffer>;

const made = new Map<string, Promise<Files>>();

/**
 * Fills a directory with the backend and the configuration of a new stack. `pulumi stack init` makes them once for
 * each name of a project; all stacks start as copies.
 */
export async function copyEmptyStack(engine: Engine, projectName: string, directory: string): Promise<void> {
  const files = made.get(projectName) ?? makeEmptyStack(engine, projectName);
  made.set(projectName, files);
  for (const [name, content] of await files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

async function makeEmptyStack(engine: Engine, projectName: string): Promise<Files> {
  const directory = mkdtempSync(join(tmpdir(), "pulumi-interlink-"));
  try {
    makeSurroundings(directory);
    writeFileSync(join(directory, "Pulumi.yaml"), `name: ${projectName}\nruntime: nodejs\n`);
    const init = startCommand(engine.pulumi, ["stack", "init", STACK_NAME, "--non-interactive"], {
      cwd: directory,
      env: environment(engine, directory),
    });
    succeeded(await init.result);
    const names = readdirSync(join(directory, "state"), { recursive: true, encoding: "utf8" })
      .map((name) => join("state", name))
      .filter((name) => statSync(join(directory, name)).isFile());
    return new Map([...names, CONFIG_FILE].map((name) => [name, readFileSync(join(directory, name))]));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
