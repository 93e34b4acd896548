import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { engines, peerDependencies, version } from "../../../package.json";
import type { Finding } from "./finding.ts";

/** From this CLI on, reading a resource by its id takes an SDK that says so in another way. */
const CLI_OF_NEW_READS = "3.260.1";
const SDK_OF_NEW_READS = "3.268.0";

/** The versions of all that takes part, and what of it is too old. */
export async function versionFindings(directory: string): Promise<Finding[]> {
  const cli = await cliVersion();
  const sdk = versionOf("@pulumi/pulumi", directory);
  const own = versionOf("pulumi-interlink", directory);
  return [nodeFinding(process.versions.node), cliFinding(cli), sdkFinding(sdk, cli), packageFinding(own)];
}

function nodeFinding(node: string): Finding {
  const { least } = rangeOf(engines.node);
  if (isAtLeast(node, least)) return { verdict: "fine", about: "Node.js", says: node };
  return {
    verdict: "wrong",
    about: "Node.js",
    says: `${node} is too old: ${least} or newer is needed`,
    remedy: "Install a newer Node.js; the first `node` on PATH runs programs and providers.",
  };
}

function cliFinding(cli: string | undefined): Finding {
  if (cli !== undefined) return { verdict: "fine", about: "Pulumi CLI", says: cli };
  return {
    verdict: "doubtful",
    about: "Pulumi CLI",
    says: "no `pulumi` on PATH could be run",
    remedy: "Install it, or put it on PATH, where stacks are run from here.",
  };
}

function sdkFinding(sdk: string | undefined, cli: string | undefined): Finding {
  const about = "@pulumi/pulumi";
  const { least, below } = rangeOf(peerDependencies["@pulumi/pulumi"]);
  if (sdk === undefined) {
    return {
      verdict: "doubtful",
      about,
      says: "it is not installed for a program in this directory",
      remedy: "Run this in the directory of the Pulumi program, or: npm install @pulumi/pulumi",
    };
  }
  if (!isAtLeast(sdk, least) || (below !== undefined && isAtLeast(sdk, below))) {
    return {
      verdict: "wrong",
      about,
      says: `${sdk} does not serve: ${peerDependencies["@pulumi/pulumi"]} is needed`,
      remedy: `npm install @pulumi/pulumi@^${least}`,
    };
  }
  if (cli !== undefined && isAtLeast(cli, CLI_OF_NEW_READS) && !isAtLeast(sdk, SDK_OF_NEW_READS)) {
    return {
      verdict: "doubtful",
      about,
      says: `${sdk}, with which \`get\` does not work under the Pulumi CLI ${cli}`,
      remedy: `npm install @pulumi/pulumi@^${SDK_OF_NEW_READS}`,
    };
  }
  return { verdict: "fine", about, says: sdk };
}

function packageFinding(own: string | undefined): Finding {
  const about = "pulumi-interlink";
  if (own === undefined || own === version) return { verdict: "fine", about, says: version };
  return {
    verdict: "doubtful",
    about,
    says: `the program in this directory has ${own}, this is ${version}`,
    remedy: `npm install pulumi-interlink@${version}, or run the program's own: npx pulumi-interlink doctor in its directory.`,
  };
}

async function cliVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("pulumi", ["version"], { timeout: 30_000 });
    return /^v?(\d+\.\d+\.\d+)/.exec(stdout.trim())?.[1];
  } catch {
    return undefined;
  }
}

/** The version of a package as a program in a directory sees it. */
function versionOf(name: string, directory: string): string | undefined {
  try {
    const found: unknown = createRequire(join(directory, "_.js"))(`${name}/package.json`);
    return typeof found === "object" && found !== null && "version" in found
      ? String(found.version)
      : undefined;
  } catch {
    return undefined;
  }
}

/** A range as package.json has it here: `>=3.216.0 <4`. */
function rangeOf(range: string): { readonly least: string; readonly below: string | undefined } {
  const [, least = "0", below] = /^>=\s*(\S+)(?:\s+<\s*(\S+))?$/.exec(range) ?? [];
  return { least, below };
}

function isAtLeast(one: string, other: string): boolean {
  const [these, those] = [one, other].map((it) => it.split("-")[0]?.split(".").map(Number) ?? []);
  for (const n of [0, 1, 2]) {
    const difference = (these?.[n] ?? 0) - (those?.[n] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
