import { rmSync } from "node:fs";
import { join } from "node:path";
import { succeeded } from "../engine/command.ts";
import type { Language } from "../engine/languages.ts";
import { toolEnvironment } from "../engine/tool-environment.ts";
import { PLUGIN } from "./doors.ts";
import type { Declaration } from "./program.ts";
import type { Stack } from "./stack.ts";

/** The schema as it was built. */
export const SCHEMA = join(PLUGIN, "schema.json");

const PYTHON_PROGRAM = `
import json, re
import pulumi_interlink as interlink

def snake(name):
    return re.sub("([A-Z])", lambda found: "_" + found[1].lower(), name)

for it in json.load(open("declarations.json")):
    args = {snake(key): value for key, value in it["args"].items()}
    getattr(interlink, it["type"])(it["name"], **args)
`;

/** The files of a Python program over the generated SDK that declares these resources, whose arguments are flat. */
export function pythonProgram(declarations: readonly Declaration[]): Record<string, string> {
  return { "__main__.py": PYTHON_PROGRAM, "declarations.json": JSON.stringify(declarations) };
}

/** Generates the SDK of a stack's language and links it, by `pulumi package add`. */
export async function addSdk(stack: Stack, language: Language): Promise<void> {
  // Nothing of this repository: the package manager would write through the links.
  rmSync(join(stack.directory, "node_modules"), { recursive: true, force: true });
  Object.assign(stack.env, await toolEnvironment(language));
  succeeded(await stack.run(["package", "add", SCHEMA]));
}
