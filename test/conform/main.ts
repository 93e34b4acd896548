import { readRecord, UnusableRecordError } from "./call.ts";
import type { Difference } from "./compare.ts";
import { replay } from "./replay.ts";

// Replays a record of the wire against the local cloud and says where the two differ: 0 nowhere, 1 somewhere, 2 the
// record cannot be used.

async function main(): Promise<number> {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || file.startsWith("-") || more.length > 0) {
    console.error("Usage: npm run conform <record>: a file that INTERLINK_RECORD or npm run live wrote.");
    return 2;
  }
  const { differences, replayed, leftOut } = await replay(readRecord(file));
  console.log(`${replayed} exchanges were replayed against the local cloud.`);
  for (const [why, count] of leftOut) console.log(`${count} not replayed: ${why}.`);
  if (differences.length === 0) {
    console.log("No difference.");
    return 0;
  }
  console.log(`\n${differences.length} differences:`);
  for (const [operation, ones] of byOperation(differences)) {
    console.log(`\n${operation}`);
    for (const { what, seen, here } of ones) console.log(`  ${what}: ${seen}; here: ${here}`);
  }
  console.log('\nLines for test/cloud/README.md, in the table "What was seen":\n');
  for (const { operation, what, seen, here } of differences) {
    console.log(`| ${operation}, ${what} | seen: ${seen} | ${here} |`);
  }
  return 1;
}

function byOperation(differences: readonly Difference[]): Map<string, Difference[]> {
  const groups = new Map<string, Difference[]>();
  for (const it of differences) groups.set(it.operation, [...(groups.get(it.operation) ?? []), it]);
  return groups;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof UnusableRecordError ? error.message : error);
    process.exitCode = 2;
  },
);
