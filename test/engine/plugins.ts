import { chmodSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDirectory, isInCache } from "./cache.ts";
import type { Cli, Engine } from "./engine.ts";
import { findOnPath, isExecutable } from "./path.ts";

const LANGUAGE_HOST = "pulumi-language-nodejs";
const DYNAMIC_PROVIDER = "pulumi-resource-pulumi-nodejs";

/** The stand-in opens with this line, which tells it from the official host: that one is a binary. */
const STAND_IN_MARK = "pulumi-interlink: stand-in";

/**
 * The Node.js language host for a CLI: the official one next to it or on PATH, otherwise the stand-in, which is put
 * next to a CLI in the cache and into a directory of its own for any other.
 */
export function languageHostFor(
  { pulumi }: Cli,
  path: string | undefined = process.env["PATH"],
): Pick<Engine, "binDir" | "languageHost"> {
  const cliDir = dirname(realpathSync(pulumi));
  for (const host of [join(cliDir, LANGUAGE_HOST), findOnPath(LANGUAGE_HOST, path)]) {
    if (host !== undefined && isExecutable(host) && !isStandIn(host)) {
      return { binDir: dirname(host), languageHost: "official" };
    }
  }
  const binDir = isInCache(cliDir) ? cliDir : join(cacheDirectory(), "stand-in");
  installStandIn(binDir);
  return { binDir, languageHost: "stand-in" };
}

/** Puts the stand-in and the SDK's launcher of dynamic providers into a directory, as this checkout has them. */
function installStandIn(binDir: string): void {
  mkdirSync(binDir, { recursive: true });
  copyExecutable(join(__dirname, "language-host.cjs"), join(binDir, LANGUAGE_HOST));
  installLauncher(binDir);
}

/** Puts the SDK's launcher of dynamic providers into a directory. */
export function installLauncher(binDir: string): void {
  const launcher = require.resolve(`@pulumi/pulumi/${DYNAMIC_PROVIDER}`);
  copyExecutable(launcher, join(binDir, DYNAMIC_PROVIDER));
}

/** Copies a script unless it is there already, in one step: a test elsewhere may be starting it right now. */
function copyExecutable(from: string, to: string): void {
  const wanted = readFileSync(from);
  if (isExecutable(to) && readFileSync(to).equals(wanted)) return;
  const unfinished = `${to}.${process.pid}`;
  writeFileSync(unfinished, wanted);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, to);
}

function isStandIn(host: string): boolean {
  return readFileSync(host).subarray(0, 200).includes(STAND_IN_MARK);
}
