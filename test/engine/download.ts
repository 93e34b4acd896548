import { join } from "node:path";
import { installIntoCache } from "./cache.ts";
import type { Cli } from "./engine.ts";
import { runToEnd } from "./run-to-end.ts";
import { ENGINE_VERSION } from "./version.ts";

/** The official archive is about 150 MB; who cannot have it in this time is better off with the next way. */
const DOWNLOAD_LIMIT_MS = 300_000;

/** The CLI as Pulumi distributes it, language hosts included. */
export function downloadedCli(): Promise<Cli> {
  return installIntoCache(async (directory) => {
    process.stderr.write(`Getting the Pulumi CLI ${ENGINE_VERSION} from Pulumi.\n`);
    // In a process of its own, because PulumiCommand.install knows no time limit.
    await runToEnd(process.execPath, {
      args: [join(__dirname, "download.cjs"), ENGINE_VERSION, directory],
      timeoutMs: DOWNLOAD_LIMIT_MS,
    });
  });
}
