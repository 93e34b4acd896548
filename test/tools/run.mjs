// What the npm scripts start with: sets up what a fresh clone lacks (dependencies, the build), then runs a job.
// Plain Node with no dependencies, since it has to install them.
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const OLDEST_NODE = [20, 19];

/** Jobs, each a list of commands. */
const jobs = {
  check: [
    ["biome", "check", "--error-on-warnings", "."],
    ["tsc", "-p", "."],
    ["knip"],
    ["publint", "--strict"],
    // The host entry has no types: Pulumi's provider process loads it by name, and programs never do.
    ["attw", "--pack", ".", "--profile", "node16", "--exclude-entrypoints", "host", "--quiet"],
    ["typedoc"],
  ],
  test: [["vitest", "run", "--config", "test/vitest.config.mts"]],
  demo: [["tsx", "test/tools/demo.ts"]],
  bench: [["tsx", "test/bench/main.ts"]],
  sweep: [["tsx", "test/sweep/main.ts"]],
  matrix: [["tsx", "test/matrix/main.ts"]],
  "plugin-archive": [["tsx", "provider/plugin-archive.mjs"]],
  // Without tsx's own process in between: it ends what does not end at once on Ctrl-C, and live cleans up first.
  live: [["node", "--import", "tsx", "test/live/main.ts"]],
  conform: [["tsx", "test/conform/main.ts"]],
};

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function setUp() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    console.error(`Node ${OLDEST_NODE.join(".")} or newer is needed; this is ${process.versions.node}.`);
    process.exit(1);
  }
  const installed = join(root, "node_modules", ".package-lock.json");
  const wanted = join(root, "package-lock.json");
  if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(wanted).mtimeMs) {
    console.log("Installing dependencies …");
    run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error"]);
  }
  run(process.execPath, [join(root, "provider", "build.mjs")]);
}

const [name, ...args] = process.argv.slice(2);
const wanted = name === "test" && args.length === 0 ? ["check", "test"] : [name];
if (wanted.some((it) => !Object.hasOwn(jobs, it))) {
  console.error(`Usage: node test/tools/run.mjs ${Object.keys(jobs).join("|")}`);
  process.exit(2);
}
setUp();
// A terminal's Ctrl-C reaches the job as well, and how that ends is the end of this.
process.on("SIGINT", () => {});
for (const job of wanted) {
  for (const [command, ...rest] of jobs[job]) {
    if (job === "check") console.log(`check: ${[command, ...rest].join(" ")}`);
    const program = command === "node" ? process.execPath : join(root, "node_modules", ".bin", command);
    run(program, job === "check" ? rest : [...rest, ...args]);
  }
}
