import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

// Rules about the tree that no compiler knows. A failure names the file; the rule's reason stands with it.

const root = join(import.meta.dirname, "..");
const tree = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root })
  .toString()
  .trim()
  .split("\n");
const files = tree.filter((file) => /\.(ts|mjs|cjs)$/.test(file));

function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

function holding(pattern: RegExp, where: RegExp): string[] {
  return files.filter((file) => where.test(file) && pattern.test(textOf(file)));
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

/** The rooms of provider/, from the doors down; rooms of one line know nothing of each other. */
const LAYERS = [
  ["cli", "generate", "host", "index", "native", "plugin"],
  ["runtime", "dynamic", "program", "generation"],
  ["accounts", "engine", "record", "resources"],
  ["alibaba", "huawei"],
  ["lifecycle"],
  ["settings"],
  ["http"],
  ["text"],
] as const;

/** The room of a file: its folder below provider/, or the file itself. */
function roomOf(file: string): string {
  const [first = ""] = file.replace(/^provider\//, "").split("/");
  return first.replace(/\.ts$/, "");
}

test("imports in provider/ go down the layers only, from each door to what knows no cloud", () => {
  const layerOf = (room: string): number =>
    LAYERS.findIndex((rooms) => (rooms as readonly string[]).includes(room));
  const wrong = files
    .filter((file) => file.startsWith("provider/") && file.endsWith(".ts"))
    .flatMap((file) => {
      const room = roomOf(file);
      const imported = [...textOf(file).matchAll(/^(?:import|export)\b[^;"]*from "(\.[^"]+)";$/gm)].map(
        ([, path = ""]) => normalize(join(dirname(file), path)),
      );
      return imported
        .filter((path) => path.startsWith("provider/") && roomOf(path) !== room)
        .filter((path) => layerOf(room) < 0 || layerOf(roomOf(path)) <= layerOf(room))
        .map((path) => `${file} imports ${path}`);
    });
  expect(wrong).toEqual([]);
});

test("no file of provider/ is too long to be read at once; what is generated, or rows alone, may be", () => {
  const long = files
    .filter((file) => file.startsWith("provider/") && !/provider\/(?:program|native)\//.test(file))
    .map((file) => [file, textOf(file).split("\n").length - 1] as const)
    .filter(([, lines]) => lines > 260);
  expect(long).toEqual([]);
});

test("the provider reads its environment in one place, so that every setting stands in the README's table", () => {
  // The text in state stands alone.
  expect(holding(/process\.env/, /^provider\//)).toEqual(["provider/settings/places.ts", "provider/text.ts"]);
});

test("the provider draws time and chance from the clock it is given, so that tests can drive it", () => {
  expect(holding(/Date\.now\(|performance\.now\(|Math\.random\(|randomUUID\(/, /^provider\//)).toEqual([
    "provider/http/clock.ts",
  ]);
});

test("the local cloud shares nothing with the provider, so that a misreading cannot pass on both sides", () => {
  expect(holding(/from "[./]*provider\//, /^test\/cloud\//)).toEqual([]);
});

test.each(["index.js", "native.js"])("programs load no schema and no network: %s holds neither", (file) => {
  const bundle = readFileSync(join(root, "provider/bin", file), "utf8");
  expect(bundle).not.toMatch(/require\("(undici|zod)"\)|ZodType/);
  expect(bundle.length).toBeLessThan(40_000);
});
