import { cachedCli } from "./cache.ts";
import { downloadedCli } from "./download.ts";
import { builtCli } from "./go-build.ts";
import { cliOnPath } from "./path.ts";
import { languageHostFor } from "./plugins.ts";
import { OLDEST_CLI, OLDEST_GO } from "./version.ts";

/** Where a CLI came from. */
export type Origin = "PATH" | "cache" | "download" | "go";

/** A Pulumi CLI. */
export interface Cli {
  /** Path of the executable. */
  readonly pulumi: string;
  /** Its release, as in "3.259.0". */
  readonly version: string;
  /** Where it came from, if that is not the way it was looked for. */
  readonly origin?: Origin;
}

/** A Pulumi CLI that can run Node.js programs. */
export interface Engine extends Cli {
  /** The directory that has to come first on PATH: it holds the Node.js language host. */
  readonly binDir: string;
  /** Where the CLI came from. */
  readonly origin: Origin;
  /** Whose language host runs the programs. */
  readonly languageHost: "official" | "stand-in";
}

/** One way to come by a CLI. */
export interface Way {
  /** What an engine found this way says of its origin. */
  readonly origin: Origin;
  /** The way in words, for the list of what was tried. */
  readonly name: string;
  /** Ends in a CLI; fails with the reason why there is none this way. */
  find(): Promise<Cli>;
}

/** There is no CLI on this machine and none can be had. */
export class NoEngineError extends Error {
  override readonly name = "NoEngineError";
}

const ways: readonly Way[] = [
  { origin: "PATH", name: "pulumi on PATH", find: cliOnPath },
  { origin: "cache", name: "one that an earlier run left in the cache", find: cachedCli },
  { origin: "download", name: "download by PulumiCommand.install", find: downloadedCli },
  { origin: "go", name: "build from Pulumi's Go modules", find: builtCli },
];

/** Takes the first way that ends in a CLI, and finds the language host for it. */
export async function chooseEngine(
  candidates: readonly Way[] = ways,
  findLanguageHost: typeof languageHostFor = languageHostFor,
): Promise<Engine> {
  const tried: string[] = [];
  for (const { origin, name, find } of candidates) {
    let cli: Cli;
    try {
      cli = await find();
    } catch (error) {
      tried.push(`  - ${name}: ${error instanceof Error ? error.message : String(error)}`);
      continue;
    }
    return { origin, ...cli, ...findLanguageHost(cli) };
  }
  throw new NoEngineError(
    [
      "There is no Pulumi CLI, and none could be had. Tried:",
      ...tried,
      "Install one of these and run again:",
      `  - the Pulumi CLI, ${OLDEST_CLI} or later: https://www.pulumi.com/docs/install/`,
      `  - Go, ${OLDEST_GO} or later, which builds the CLI once: https://go.dev/doc/install`,
    ].join("\n"),
  );
}

let engine: Promise<Engine> | undefined;

/**
 * The Pulumi CLI to run tests and demonstrations with: from PATH, from the cache, downloaded, or built with Go. The
 * last takes about four minutes, once, and says on stderr how far it is.
 */
export function ensureEngine(): Promise<Engine> {
  engine ??= chooseEngine();
  return engine;
}
