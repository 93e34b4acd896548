import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { ensureEngine } from "../engine/engine.ts";

/** Before any test: the build that is tested is the one of these sources, and there is a Pulumi CLI. */
export async function setup(): Promise<void> {
  execFileSync(process.execPath, [join(import.meta.dirname, "../../provider/build.mjs")], {
    stdio: "inherit",
  });
  await ensureEngine();
}
