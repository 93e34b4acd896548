import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Before any test: the build that is tested is the one of these sources. */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../../provider/build.mjs")], { stdio: "inherit" });
}
