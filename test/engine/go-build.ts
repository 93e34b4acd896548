import { join } from "node:path";
import { installIntoCache } from "./cache.ts";
import type { Cli } from "./engine.ts";
import { runToEnd } from "./run-to-end.ts";
import { ENGINE_VERSION, isAtLeast, OLDEST_GO, versionIn } from "./version.ts";

const PULUMI = "github.com/pulumi/pulumi";
const BUILD_LIMIT_MS = 1_800_000;
const REPORT_EVERY_MS = 15_000;

/** How long Go may take to compile what uses Pulumi's SDK, which it does once on each machine. */
export const COMPILING_MS = 600_000;

/** How `go` is run: go.mod must not make an older Go download a newer one behind the user's back. */
export const GO_ENVIRONMENT = { GOTOOLCHAIN: "local", GOWORK: "off", CGO_ENABLED: "0" };

/** Programs that are built together. */
export interface GoBuild {
  /** What they are, and how long it takes, for the user who waits. */
  readonly title: string;
  /** The directory of the go.mod that pins all that goes into them. */
  readonly module: string;
  /** Their packages. */
  readonly packages: readonly string[];
  /** Values of string variables, by the variables' full names. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** The CLI built from Pulumi's Go modules, as pinned in `go/`. It comes without language hosts. */
export async function builtCli(): Promise<Cli> {
  await requireGo();
  return installIntoCache((directory) =>
    goBuild(join(directory, "bin"), {
      title: `the Pulumi CLI ${ENGINE_VERSION} from its Go modules. This takes about 4 minutes, once.`,
      module: join(__dirname, "go"),
      packages: [`${PULUMI}/pkg/v3/cmd/pulumi`],
      variables: { [`${PULUMI}/sdk/v3/go/common/version.Version`]: `v${ENGINE_VERSION}` },
    }),
  );
}

/** Fails with the reason if there is no Go that can build the CLI. */
export async function requireGo(): Promise<void> {
  const said = await runToEnd("go", { args: ["version"], env: GO_ENVIRONMENT, timeoutMs: 30_000 });
  if (isAtLeast(versionIn(said) ?? "0.0.0", OLDEST_GO)) return;
  throw new Error(`"${said.trim()}" is not ${OLDEST_GO} or later`);
}

/** Builds programs into a directory, each under the last part of its package's name. */
export async function goBuild(
  directory: string,
  { title, module, packages, variables = {} }: GoBuild,
): Promise<void> {
  const progress = reportProgress(title);
  const values = Object.entries(variables).map(([name, value]) => ` -X ${name}=${value}`);
  try {
    await runToEnd("go", {
      args: [
        ...["build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath", "-tags", "osusergo,grpcnotrace"],
        // A directory with the separator at its end, which one program alone needs to be put into it.
        ...["-ldflags", `-s -w${values.join("")}`, "-o", join(directory, "/"), ...packages],
      ],
      env: GO_ENVIRONMENT,
      cwd: module,
      timeoutMs: BUILD_LIMIT_MS,
      onErrorLine: progress.line,
    });
  } finally {
    progress.end();
  }
}

/** Says on stderr, every now and then, how far `go build -v` is by the lines it prints. */
function reportProgress(title: string): { line(text: string): void; end(): void } {
  let downloaded = 0;
  let compiled = 0;
  const start = performance.now();
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const seconds = (): number => Math.round((performance.now() - start) / 1_000);
  say(`Building ${title}`);
  const timer = setInterval(() => {
    say(`  ${seconds()} s: ${downloaded} modules downloaded, ${compiled} packages compiled`);
  }, REPORT_EVERY_MS);
  return {
    line: (text) => {
      if (text.startsWith("go: downloading ")) downloaded += 1;
      else compiled += 1;
    },
    end: () => {
      clearInterval(timer);
      say(`  done after ${seconds()} s`);
    },
  };
}
