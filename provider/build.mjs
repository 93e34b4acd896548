// Builds provider/bin: two CommonJS bundles, one for programs and one for Pulumi's provider process, and declarations.
// zod and p-retry are bundled, so that the provider process starts fast and p-retry, which is an ES module, needs no
// special loading; undici stays a dependency of its own and is loaded with the first call.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, "bin");
// Built aside and then put in place at once: programs and provider processes may be loading the last one.
const aside = mkdtempSync(join(here, ".bin-"));
buildSync({
  entryPoints: [join(here, "index.ts"), join(here, "host.ts")],
  outdir: join(aside, "bin"),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20.19",
  external: ["@pulumi/pulumi", "undici"],
  legalComments: "inline",
  logLevel: "warning",
});
const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", here, "--outDir", join(aside, "bin")], { stdio: "inherit" });
try {
  if (existsSync(bin)) renameSync(bin, join(aside, "last"));
  renameSync(join(aside, "bin"), bin);
} catch (error) {
  // Another build of the same sources may have been quicker.
  if (!existsSync(bin)) throw error;
}
rmSync(aside, { recursive: true });
