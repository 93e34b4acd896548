import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startCloud } from "../cloud/client.ts";
import { ensureEngine } from "../engine/engine.ts";
import { runToEnd } from "../engine/run-to-end.ts";
import { rows, title } from "./rows.ts";
import { type Outcome, table } from "./table.ts";
import { tryRow } from "./try-row.ts";

// `npm run matrix`: the package as it is published, with other versions, kinds of program and package managers; prints
// the table that stands in README. `--only <part of a row's title>`, as often as wanted: only those rows.

const ROOT = join(__dirname, "..", "..");

async function main(): Promise<void> {
  const { only = [] } = parseArgs({ options: { only: { type: "string", multiple: true } } }).values;
  const chosen = rows.filter((row) => only.every((part) => title(row).includes(part)));
  if (chosen.length === 0) throw new Error(`no row has ${only.join(" and ")} in its title`);
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
  const engine = await ensureEngine();
  const cloud = await startCloud();
  const outcomes: Outcome[] = [];
  try {
    const lab = { engine, cloud, tarball: await pack(temporary) };
    for (const [index, row] of chosen.entries()) {
      console.error(`${index + 1} of ${chosen.length}: ${title(row)} …`);
      const directory = join(temporary, `row-${index + 1}`);
      mkdirSync(directory);
      try {
        outcomes.push({ row, releases: await tryRow(row, directory, lab) });
      } catch (error) {
        console.error(`  failed: ${error instanceof Error ? error.message : String(error)}`);
        outcomes.push({ row });
      }
      rmSync(directory, { recursive: true });
    }
  } finally {
    await cloud.stop();
    rmSync(temporary, { recursive: true });
  }
  console.log(`Pulumi CLI ${engine.version}, ${process.platform} ${process.arch}\n\n${table(outcomes)}`);
  if (outcomes.some(({ releases }) => releases === undefined)) process.exitCode = 1;
}

/** The tarball that `npm publish` would send. */
async function pack(directory: string): Promise<string> {
  const args = ["pack", "--json", "--pack-destination", directory, "--loglevel", "error", "--ignore-scripts"];
  const said = await runToEnd("npm", { args, cwd: ROOT, timeoutMs: 120_000 });
  const [tarball]: { filename: string }[] = JSON.parse(said);
  if (tarball === undefined) throw new Error(`npm packed nothing: ${said}`);
  return join(directory, tarball.filename);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
