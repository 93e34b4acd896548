import { join } from "node:path";
import { installIntoCache } from "./cache.ts";
import type { Cli } from "./engine.ts";
import { runToEnd } from "./run-to-end.ts";
import { ENGINE_VERSION, isAtLeast, OLDEST_GO, versionIn } from "./version.ts";

const GO_MODULE = join(__dirname, "go");
const PULUMI = "github.com/pulumi/pulumi";
const BUILD_LIMIT_MS = 1_800_000;
const REPORT_EVERY_MS = 15_000;

/** The CLI built from Pulumi's Go modules, as pinned in `go/`. It comes without language hosts. */
export async function builtCli(): Promise<Cli> {
  // GOTOOLCHAIN: go.mod must not make an older Go download a newer one behind the user's back.
  const env = { GOTOOLCHAIN: "local", GOWORK: "off", CGO_ENABLED: "0" };
  const said = await runToEnd("go", { args: ["version"], env, timeoutMs: 30_000 });
  if (!isAtLeast(versionIn(said) ?? "0.0.0", OLDEST_GO)) {
    throw new Error(`"${said.trim()}" is not ${OLDEST_GO} or later`);
  }
  return installIntoCache(async (directory) => {
    const progress = reportProgress();
    try {
      await runToEnd("go", {
        args: goBuild(join(directory, "bin", "pulumi")),
        env,
        cwd: GO_MODULE,
        timeoutMs: BUILD_LIMIT_MS,
        onErrorLine: progress.line,
      });
    } finally {
      progress.end();
    }
  });
}

function goBuild(output: string): string[] {
  const version = `-X ${PULUMI}/sdk/v3/go/common/version.Version=v${ENGINE_VERSION}`;
  return [
    ...["build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath", "-tags", "osusergo,grpcnotrace"],
    ...["-ldflags", `-s -w ${version}`, "-o", output, `${PULUMI}/pkg/v3/cmd/pulumi`],
  ];
}

/** Says on stderr, every now and then, how far `go build -v` is by the lines it prints. */
function reportProgress(): { line(text: string): void; end(): void } {
  let downloaded = 0;
  let compiled = 0;
  const start = performance.now();
  const say = (text: string): void => {
    process.stderr.write(`${text}\n`);
  };
  const seconds = (): number => Math.round((performance.now() - start) / 1_000);
  say(`Building the Pulumi CLI ${ENGINE_VERSION} from its Go modules. This takes about 4 minutes, once.`);
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
