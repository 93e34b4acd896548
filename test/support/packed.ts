import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";

const REPOSITORY = join(import.meta.dirname, "..", "..");

/** The files that `npm pack` puts into the package, as it is built now. */
export function packedFiles(): string[] {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--loglevel", "error"];
  const output = execFileSync("npm", args, { cwd: REPOSITORY, encoding: "utf8" });
  const [tarball]: { files: { path: string }[] }[] = JSON.parse(output);
  return tarball?.files.map(({ path }) => path).sort() ?? [];
}

/** Puts the package into a program's directory as npm does, with the SDK beside it. */
export function installPacked(directory: string): void {
  const modules = join(directory, "node_modules");
  for (const path of packedFiles()) {
    const target = join(modules, "pulumi-interlink", path);
    mkdirSync(dirname(target), { recursive: true });
    cpSync(join(REPOSITORY, path), target);
  }
  symlinkSync(join(REPOSITORY, "node_modules", "@pulumi"), join(modules, "@pulumi"));
}
