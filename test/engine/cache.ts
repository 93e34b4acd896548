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
  const pulumi = join(cached(ENGINE_VERSION), "bin", "pulumi");
  if (!isExecutable(pulumi)) throw new Error(`there is no ${pulumi}`);
  return { pulumi, version: ENGINE_VERSION };
}

/** Has `fill` put a CLI into `<directory>/bin`, which becomes a part of the cache. */
export async function installIntoCache(fill: (directory: string) => Promise<void>): Promise<Cli> {
  const { found } = await cachedDirectory(ENGINE_VERSION, join("bin", "pulumi"), fill);
  return { ...(await cachedCli()), ...(found ? { origin: "cache" } : {}) };
}

/** A directory of the cache. */
interface Cached {
  readonly directory: string;
  /** Whether it was there before. */
  readonly found: boolean;
}

/**
 * The directory of that name in the cache, if it holds `program`; otherwise has `fill` make it, and moves it into the
 * cache when it is complete. Only one process at a time does that; the others wait and take what they find.
 */
export async function cachedDirectory(
  name: string,
  program: string,
  fill: (directory: string) => Promise<void>,
): Promise<Cached> {
  const directory = cached(name);
  const isThere = (): boolean => isExecutable(join(directory, program));
  if (isThere()) return { directory, found: true };
  mkdirSync(dirname(directory), { recursive: true });
  return withLock(`${directory}.lock`, async () => {
    if (isThere()) return { directory, found: true };
    const unfinished = mkdtempSync(`${directory}.unfinished-`);
    try {
      await fill(unfinished);
      rmSync(directory, { recursive: true, force: true });
      renameSync(unfinished, directory);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    if (!isThere()) throw new Error(`there is no ${join(directory, program)}`);
    return { directory, found: false };
  });
}

function cached(name: string): string {
  return join(cacheDirectory(), `${name}-${process.platform}-${process.arch}`);
}
