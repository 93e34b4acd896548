import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { ensureEngine } from "../engine/engine.ts";
import { Interruption, live, type Outcome } from "./life.ts";
import { type Part, parts } from "./parts.ts";
import { Journal, Site } from "./site.ts";
import type { Ids } from "./things.ts";

// `npm run live`: the life of each resource in real accounts. 0: all that was run passed; 1: something failed, or could
// not be left as it was found; 2: nothing was begun.

const USAGE = `Usage: npm run live -- [--yes] [--only <resource>]… [--record <file>]
  --yes              goes ahead without asking
  --only <resource>  this resource alone, as often as wanted: ${parts.map(({ sample }) => sample.type).join(", ")}
  --record <file>    where the record of the wire is written; default: a new file in the temporary folder
Credentials are taken as the package takes them. Which ids are needed: test/live/README.md.`;

interface Options {
  readonly yes: boolean;
  readonly chosen: readonly Part[];
  readonly record: string;
}

/** Nothing was begun, for a reason that the user can do something about. */
class NotBegunError extends Error {}

function optionsOf(args: readonly string[]): Options {
  try {
    const { yes, only, record } = parseArgs({
      args: [...args],
      options: {
        yes: { type: "boolean", default: false },
        only: { type: "string", multiple: true, default: [] },
        record: { type: "string" },
      },
    }).values;
    const unknown = only.find((name) => !parts.some(({ sample }) => sample.type === name));
    if (unknown !== undefined) throw new Error(`There is no resource ${unknown}.`);
    return {
      yes,
      chosen: parts.filter(({ sample }) => only.length === 0 || only.includes(sample.type)),
      record: resolve(
        record ?? join(realpathSync(mkdtempSync(join(tmpdir(), "interlink-live-"))), "record.jsonl"),
      ),
    };
  } catch (error) {
    throw new NotBegunError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

const ids: Ids = (name) => process.env[name]?.trim() ?? "";

function missing({ needs }: Part): string[] {
  return needs.filter((name) => ids(name) === "");
}

async function main(): Promise<number> {
  const { yes, chosen, record } = optionsOf(process.argv.slice(2));
  const runnable = chosen.filter((part) => missing(part).length === 0);
  for (const part of chosen.filter((it) => !runnable.includes(it))) {
    console.log(`${part.sample.type}: not run: needs ${missing(part).join(", ")}`);
  }
  if (runnable.length === 0) throw new NotBegunError("There is nothing to run. See test/live/README.md.");

  const site = new Site(record);
  await showPlan(site, runnable);
  if (!yes) await ask();

  const journal = new Journal(`${record}.made.json`);
  const interruption = new Interruption();
  const onSignal = (): void => {
    console.log("\nInterrupted: all is left as it was found. Please wait.");
    interruption.interrupt();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  const engine = await ensureEngine();
  const outcomes = new Map<Part, Outcome>();
  for (const part of runnable) {
    if (interruption.came) break;
    console.log(`\n${part.sample.type}`);
    outcomes.set(
      part,
      await live(part, { site, ids, journal, engine, env: environment(record), interruption }),
    );
  }
  // With it gone, nobody can tell by trying what a substitute stands for.
  rmSync(`${record}.key`, { force: true });
  return report(chosen, outcomes, record, journal);
}

/** Everything that the user's own commands would have: credentials may be in variables, or in files below home. */
function environment(record: string): Record<string, string> {
  const own = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    value === undefined || /^(?:PATH|PULUMI_.*|NODE_COMPILE_CACHE)$/.test(name) ? [] : [[name, value]],
  );
  return { ...Object.fromEntries(own), INTERLINK_RECORD: record };
}

async function showPlan(site: Site, runnable: readonly Part[]): Promise<void> {
  const isHuawei = ({ sample }: Part): boolean => sample.service === "eg";
  if (runnable.some((part) => !isHuawei(part))) {
    const region = site.alibabaSettings.region ?? "";
    console.log(
      `Alibaba Cloud: account ${(await site.alibaba.accountId(region)) || "unknown"}, region ${region}`,
    );
  }
  if (runnable.some(isHuawei)) {
    const region = site.huaweiSettings.region ?? "";
    console.log(
      `Huawei Cloud: project ${(await site.huawei.accountId(region)) || "unknown"}, region ${region}`,
    );
  }
  console.log("This is what will be touched, and left as it was found:");
  for (const { sample, touches } of runnable) console.log(`- ${sample.type}: ${touches(ids)}`);
  console.log(`The record of the wire: ${site.record}`);
}

async function ask(): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new NotBegunError("Nothing was touched: there is no terminal to ask on. --yes goes ahead without.");
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question("Go ahead? (yes/no) ");
  terminal.close();
  if (answer.trim().toLowerCase() !== "yes") throw new NotBegunError("Nothing was touched.");
}

function report(
  chosen: readonly Part[],
  outcomes: ReadonlyMap<Part, Outcome>,
  record: string,
  journal: Journal,
): number {
  console.log("");
  for (const part of chosen) {
    const { type } = part.sample;
    const outcome = outcomes.get(part);
    const lacks = missing(part);
    if (outcome === undefined) {
      console.log(`${type}: not run: ${lacks.length > 0 ? `needs ${lacks.join(", ")}` : "interrupted"}`);
      continue;
    }
    console.log(
      `${type}: ${outcome.passed ? "passed" : `FAILED: ${outcome.problem ?? "left something over"}`}`,
    );
    if (outcome.leftOver !== undefined) console.log(`  NOT left as it was found: ${outcome.leftOver}`);
  }
  console.log(`\nThe record of the wire, to be attached to an issue: ${record}`);
  console.log(`What it shows of the local cloud: npm run conform ${record}`);
  if (!journal.isEmpty) console.log(`What may still be there of this run: ${journal.file}`);
  const passed = [...outcomes.values()].every((it) => it.passed);
  const whole = chosen.every((part) => outcomes.has(part) || missing(part).length > 0);
  return passed && whole ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 2;
  },
);
