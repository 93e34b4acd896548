import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cachedDirectory } from "./cache.ts";
import { runToEnd } from "./run-to-end.ts";
import { ENGINE_VERSION } from "./version.ts";

const PIP_LIMIT_MS = 600_000;

/** A virtual environment. */
interface PythonEnvironment {
  readonly python: string;
  /** Where its packages are, relative to an environment's directory. */
  readonly packages: string;
  readonly directory: string;
}

let shared: Promise<PythonEnvironment> | undefined;

/** A virtual environment with Pulumi's SDK, made once by pip. Fails with the reason where Python or pip is missing. */
export function pythonEnvironment(): Promise<PythonEnvironment> {
  shared ??= make();
  return shared;
}

async function make(): Promise<PythonEnvironment> {
  const said = await python(
    "python3",
    "-c",
    "import sys, ensurepip, venv; print('%d.%d' % sys.version_info[:2])",
  );
  const version = said.trim();
  const { directory } = await cachedDirectory(
    `${ENGINE_VERSION}-python-${version}`,
    join("bin", "python"),
    async (unfinished) => {
      process.stderr.write(`Getting Pulumi's Python SDK ${ENGINE_VERSION} with pip, once.\n`);
      await python("python3", "-m", "venv", unfinished);
      const wanted = [`pulumi==${ENGINE_VERSION}`, "setuptools", "wheel"];
      await python(join(unfinished, "bin", "python"), "-m", "pip", "install", "--quiet", ...wanted);
    },
  );
  const packages = join("lib", `python${version}`, "site-packages");
  return { python: join(directory, "bin", "python"), packages, directory };
}

/** Makes a virtual environment of a program's own, which sees Pulumi's SDK and pip without a copy of them. */
export async function makePythonEnvironment(directory: string): Promise<void> {
  const sdk = await pythonEnvironment();
  mkdirSync(directory, { recursive: true });
  await python(sdk.python, "-m", "venv", "--without-pip", directory);
  writeFileSync(join(directory, sdk.packages, "shared.pth"), `${join(sdk.directory, sdk.packages)}\n`);
}

function python(program: string, ...args: string[]): Promise<string> {
  return runToEnd(program, { args, timeoutMs: PIP_LIMIT_MS });
}
