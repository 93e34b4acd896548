import { createHash } from "node:crypto";
import { chmodSync, copyFileSync, linkSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedDirectory } from "./cache.ts";
import { type Engine, ensureEngine } from "./engine.ts";
import { GO_ENVIRONMENT, goBuild, requireGo } from "./go-build.ts";
import { findOnPath, isExecutable } from "./path.ts";
import { installLauncher } from "./plugins.ts";
import { pythonEnvironment } from "./python.ts";
import { runToEnd } from "./run-to-end.ts";
import { YAML_VERSION } from "./version.ts";

/** The languages that programs of tests are written in. */
export type Language = "nodejs" | "yaml" | "python" | "go";

/** Those whose hosts have no release as Go modules: one program stands in for all of them. */
const STOOD_IN_FOR = ["nodejs", "python", "go"] satisfies Language[];

const PULUMI_YAML = "github.com/pulumi/pulumi-yaml";
const PYTHON_EXEC = "pulumi-language-python-exec";

let everyLanguage: Promise<Engine> | undefined;

/** The Pulumi CLI to run programs of a language with. What a CLI lacks for that is built once, with Go. */
export function engineFor(language: Language): Promise<Engine> {
  if (language === "nodejs") return ensureEngine();
  everyLanguage ??= ensureEngine().then((engine) => (hasEveryHost(engine) ? engine : withHosts(engine)));
  return everyLanguage;
}

/** Why programs of a language cannot be run on this machine, or `undefined`: tests that need them say so and skip. */
export async function whatIsMissing(language: "python" | "go"): Promise<string | undefined> {
  try {
    if (language === "go") await requireGo();
    else await pythonEnvironment();
    await engineFor(language);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What the name of a test says that is skipped for this reason. */
export function skipReason(missing: string | undefined): string {
  return missing === undefined ? "" : ` (skipped: ${missing.slice(0, 200)})`;
}

/** Whether each language's host is next to the CLI or on PATH, as an official distribution has them. */
function hasEveryHost({ pulumi, languageHost }: Engine, path = process.env["PATH"]): boolean {
  const isThere = (host: string): boolean =>
    isExecutable(join(dirname(pulumi), host)) || findOnPath(host, path) !== undefined;
  return (
    languageHost === "official" &&
    ["yaml", ...STOOD_IN_FOR].every((name) => isThere(`pulumi-language-${name}`))
  );
}

/** The same CLI in a directory with hosts for all languages: from elsewhere on PATH, it would warn of each. */
async function withHosts(engine: Engine): Promise<Engine> {
  const name = `${engine.version}-languages-${hashOfSources()}`;
  const { directory } = await cachedDirectory(name, join("bin", "pulumi"), async (unfinished) => {
    await requireGo();
    const bin = join(unfinished, "bin");
    await goBuild(bin, {
      title: `Pulumi's language host for YAML ${YAML_VERSION} from its Go module. This takes about 2 minutes, once.`,
      module: join(__dirname, "yaml"),
      packages: ["language", "converter"].map((kind) => `${PULUMI_YAML}/cmd/pulumi-${kind}-yaml`),
      variables: { [`${PULUMI_YAML}/pkg/version.Version`]: YAML_VERSION },
    });
    await addStandIns(bin);
    linkOrCopy(engine.pulumi, join(bin, "pulumi"));
  });
  const binDir = join(directory, "bin");
  return { ...engine, pulumi: join(binDir, "pulumi"), binDir, languageHost: "stand-in" };
}

async function addStandIns(bin: string): Promise<void> {
  const module = join(__dirname, "go");
  await goBuild(bin, {
    title: "a stand-in for Pulumi's other language hosts. This takes about a minute, once.",
    module,
    packages: ["./host"],
  });
  for (const language of STOOD_IN_FOR) symlinkSync("host", join(bin, `pulumi-language-${language}`));
  installLauncher(bin);
  const sdk = await runToEnd("go", {
    args: ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"],
    env: GO_ENVIRONMENT,
    cwd: module,
    timeoutMs: 60_000,
  });
  copyFileSync(join(sdk.trim(), "python", "cmd", PYTHON_EXEC), join(bin, PYTHON_EXEC));
  chmodSync(join(bin, PYTHON_EXEC), 0o755);
}

/** Tells apart what different checkouts would build. */
function hashOfSources(): string {
  const host = join(__dirname, "go", "host");
  const files = [
    ...["go", "yaml"].map((module) => join(__dirname, module, "go.mod")),
    ...readdirSync(host).map((name) => join(host, name)),
  ];
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest("hex").slice(0, 12);
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
