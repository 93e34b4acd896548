import { createHash } from "node:crypto";
import { copyFileSync, linkSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachedDirectory } from "./cache.ts";
import { type Engine, ensureEngine } from "./engine.ts";
import { goBuild, requireGo } from "./go-build.ts";
import { findOnPath, isExecutable } from "./path.ts";
import { installStandIn } from "./plugins.ts";
import { YAML_VERSION } from "./version.ts";

/** The languages that programs of tests are written in. */
export const LANGUAGES = ["nodejs", "yaml"] as const;

export type Language = (typeof LANGUAGES)[number];

const PULUMI_YAML = "github.com/pulumi/pulumi-yaml";

/** What decides what is built: other sources, another directory. */
const SOURCES = ["yaml/go.mod", "language-host.cjs"];

let everyLanguage: Promise<Engine> | undefined;

/** The Pulumi CLI to run programs of a language with. What a CLI lacks for that is built once, with Go. */
export function engineFor(language: Language): Promise<Engine> {
  if (language === "nodejs") return ensureEngine();
  everyLanguage ??= ensureEngine().then((engine) => (hasEveryHost(engine) ? engine : withHosts(engine)));
  return everyLanguage;
}

/** Whether each language's host is next to the CLI or on PATH, as an official distribution has them. */
function hasEveryHost({ pulumi, languageHost }: Engine, path = process.env["PATH"]): boolean {
  const isThere = (host: string): boolean =>
    isExecutable(join(dirname(pulumi), host)) || findOnPath(host, path) !== undefined;
  return languageHost === "official" && LANGUAGES.every((name) => isThere(`pulumi-language-${name}`));
}

/** The same CLI in a directory with hosts for all languages: from elsewhere on PATH, it would warn of each. */
async function withHosts(engine: Engine): Promise<Engine> {
  const { directory } = await cachedDirectory(
    `${engine.version}-languages-${hashOf(SOURCES)}`,
    join("bin", "pulumi"),
    async (unfinished) => {
      await requireGo();
      const bin = join(unfinished, "bin");
      mkdirSync(bin);
      await goBuild(bin, {
        title: `Pulumi's language host for YAML ${YAML_VERSION} from its Go module. This takes about 2 minutes, once.`,
        module: join(__dirname, "yaml"),
        packages: ["language", "converter"].map((kind) => `${PULUMI_YAML}/cmd/pulumi-${kind}-yaml`),
        variables: { [`${PULUMI_YAML}/pkg/version.Version`]: YAML_VERSION },
      });
      installStandIn(bin);
      linkOrCopy(engine.pulumi, join(bin, "pulumi"));
    },
  );
  const binDir = join(directory, "bin");
  return { ...engine, pulumi: join(binDir, "pulumi"), binDir, languageHost: "stand-in" };
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) hash.update(readFileSync(join(__dirname, file)));
  return hash.digest("hex").slice(0, 12);
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
