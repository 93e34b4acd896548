import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

// Rules about the tree that no compiler knows. A failure names the file; the rule's reason stands with it.

const root = join(import.meta.dirname, "..");
const tree = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .trim()
  .split("\n");
const files = tree.filter((file) => /\.(ts|mjs|cjs)$/.test(file));

function holding(pattern: RegExp, where: RegExp): string[] {
  return files.filter((file) => where.test(file) && pattern.test(readFileSync(join(root, file), "utf8")));
}

test("the top level shows these and no more; whatever else it takes is in a folder or begins with a dot", () => {
  const top = new Set(tree.map((file) => file.split("/")[0] ?? "").filter((name) => !name.startsWith(".")));
  expect([...top].sort()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "Pulumi.yaml",
    "README.md",
    "examples",
    "package-lock.json",
    "package.json",
    "provider",
    "test",
    "tsconfig.json",
  ]);
});

test("the lock file names no registry, and has the packages of every platform", () => {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  expect(lock).not.toMatch(/"resolved"/);
  const { packages }: { packages: Record<string, { optionalDependencies?: object }> } = JSON.parse(lock);
  const wanted = Object.values(packages).flatMap((it) => Object.keys(it.optionalDependencies ?? {}));
  expect(wanted.length).toBeGreaterThan(0);
  expect(
    wanted.filter((name) => !Object.keys(packages).some((at) => at.endsWith(`node_modules/${name}`))),
  ).toEqual([]);
});

test("the provider reads its environment in one place, so that every setting stands in the README's table", () => {
  // The text in state stands alone.
  expect(holding(/process\.env/, /^provider\//)).toEqual(["provider/core/settings.ts", "provider/text.ts"]);
});

test("the provider draws time and chance from the clock it is given, so that tests can drive it", () => {
  expect(holding(/Date\.now\(|performance\.now\(|Math\.random\(|randomUUID\(/, /^provider\//)).toEqual([
    "provider/core/clock.ts",
  ]);
});

test("the core knows no cloud and no resource", () => {
  expect(holding(/from "\.\.\/(resources|services)\//, /^provider\/core\//)).toEqual([]);
});

test("the local cloud shares nothing with the provider, so that a misreading cannot pass on both sides", () => {
  expect(holding(/from "[./]*provider\//, /^test\/cloud\//)).toEqual([]);
});

test("programs load no schema and no network: the bundle holds neither", () => {
  const bundle = readFileSync(join(root, "provider/bin/index.js"), "utf8");
  expect(bundle).not.toMatch(/require\("(undici|zod)"\)|ZodType/);
  expect(bundle.length).toBeLessThan(40_000);
});
