import { existsSync, mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Cli } from "./engine.ts";
import { withLock } from "./lock.ts";
import { isExecutable } from "./path.ts";
import { ENGINE_VERSION } from "./version.ts";

/** The user's directory for engines, shared by all clones of this repository. */
export function cacheDirectory(): string {
  return join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pulumi-interlink", "engine");
}

/** Whether a directory belongs to the cache, so that files may be put into it. */
export function isInCache(directory: string): boolean {
  const cache = cacheDirectory();
  return existsSync(cache) && !relative(realpathSync(cache), directory).startsWith("..");
}

/** The CLI that an earlier run left. */
export async function cachedCli(): Promise<Cli> {
  const pulumi = join(installRoot(), "bin", "pulumi");
  if (!isExecutable(pulumi)) throw new Error(`there is no ${pulumi}`);
  return { pulumi, version: ENGINE_VERSION };
}

/**
 * Has `fill` put a CLI into `<directory>/bin`, and moves the whole directory into the cache when it is complete. Only
 * one process at a time does that; the others wait and take what they find.
 */
export async function installIntoCache(fill: (directory: string) => Promise<void>): Promise<Cli> {
  const root = installRoot();
  mkdirSync(dirname(root), { recursive: true });
  return withLock(`${root}.lock`, async () => {
    const found = await cachedCli().catch(() => undefined);
    if (found !== undefined) return { ...found, origin: "cache" };
    const unfinished = mkdtempSync(`${root}.unfinished-`);
    try {
      await fill(unfinished);
      rmSync(root, { recursive: true, force: true });
      renameSync(unfinished, root);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    return cachedCli();
  });
}

function installRoot(): string {
  return join(cacheDirectory(), `${ENGINE_VERSION}-${process.platform}-${process.arch}`);
}
