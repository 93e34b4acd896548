import { mkdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { cacheDirectory } from "./cache.ts";
import type { Engine } from "./engine.ts";

/** The name of every stack. */
export const STACK_NAME = "dev";

/** What a command gets of the surroundings it is started in; above all no credentials. */
const INHERITED = ["PATH", "TMPDIR", "TZ", "LANG", "LC_ALL"];

/** A passphrase for state that is thrown away. */
const PASSPHRASE = "throw-away";

/**
 * The variables with which the CLI runs: its state, its home and the user's home are in `temporary`, and `node` is the
 * one that runs this.
 */
export function environment(engine: Engine, temporary: string): Record<string, string> {
  const inherited = INHERITED.flatMap((name): [string, string][] => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(inherited),
    PATH: [join(temporary, "bin"), engine.binDir, process.env["PATH"]].join(delimiter),
    HOME: join(temporary, "home"),
    PULUMI_HOME: join(temporary, "home", ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(temporary, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
    PULUMI_SKIP_CONFIRMATIONS: "true",
    // Nothing is looked for on the network.
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_STACK: STACK_NAME,
    // Time: one copy of the state is enough, tsc checks the types, and Node.js from 22.1 on keeps compiled code.
    PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    NODE_COMPILE_CACHE: join(cacheDirectory(), "compiled"),
  };
}

/** Makes the directories that `environment` speaks of. */
export function makeSurroundings(temporary: string): void {
  for (const name of ["bin", "home", "state"]) mkdirSync(join(temporary, name), { recursive: true });
  symlinkSync(process.execPath, join(temporary, "bin", "node"));
}
