import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { bundle } from "./bundle.ts";

const REPOSITORY = join(__dirname, "..", "..");

/** Runs a file in a Node.js process of its own, in this repository, that many times; it prints one number each time. */
export function numbersOf(path: string, times: number): number[] {
  const input = bundle(path);
  return Array.from({ length: times }, () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["-"], {
      input,
      cwd: REPOSITORY,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`${path} ended with ${String(status)}:\n${stderr}`);
    return Number(stdout);
  });
}
