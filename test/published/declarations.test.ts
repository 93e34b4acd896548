import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as interlink from "../../provider/index.ts";
import { installPacked, packedFiles } from "../support/packed.ts";

// What a compiler sees of the package, and an editor shows: one file of declarations.

const declarations = readFileSync(join(import.meta.dirname, "../../provider/bin/index.d.ts"), "utf8");
const classes = Object.entries(interlink).flatMap(([name, it]) => (typeof it === "function" ? [name] : []));

/** The example in the documentation of each class, as it is published: a program. */
const examples = Object.fromEntries(
  classes.map((name) => {
    const before = declarations.slice(0, declarations.indexOf(`declare class ${name} `));
    const documentation = before.slice(before.lastIndexOf("/**"));
    const [, code = ""] = /@example\s+\* ```ts\n([\s\S]*?)\n \* ```/.exec(documentation) ?? [];
    return [name, `${code.replaceAll(/^ \* ?/gm, "")}\n`];
  }),
);

test("is all declarations there are, and imports nothing but the SDK", () => {
  expect(packedFiles().filter((file) => /\.[cm]?ts$/.test(file))).toEqual(["provider/bin/index.d.ts"]);
  const imported = [...declarations.matchAll(/^(?:import|export) .*\bfrom ["']([^"']+)["']/gm)];
  expect(new Set(imported.map(([, name]) => name))).toEqual(new Set(["@pulumi/pulumi"]));
  expect(declarations).not.toMatch(/\bimport\(|(?<!\.)\brequire\(|<reference/);
});

test("tells nothing of what is internal", () => {
  expect(declarations).not.toMatch(/@internal|__interlinkProvider|Lifecycle|\bisA\b/);
});

test.each(classes)("shows an example of %s", (name) => {
  expect(examples[name]).toContain(`new interlink.${name}(`);
});

describe("the examples are programs that compile", () => {
  let directory: string;
  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
    installPacked(directory);
    writeFileSync(join(directory, "package.json"), "{}");
    for (const [name, code] of Object.entries(examples)) {
      writeFileSync(join(directory, `${name}.ts`), code);
      // The same as an ES module, where the compiler tells them apart.
      writeFileSync(join(directory, `${name}.mts`), code);
    }
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** What a compiler finds in the program and in this package's declarations; the SDK's are not ours to judge. */
  function complaints(compiler: string, options: Readonly<Record<string, string>>, files: string): string[] {
    const config = {
      compilerOptions: {
        ...{ target: "es2022", lib: ["es2022"], types: [], strict: true, skipLibCheck: false, noEmit: true },
        ...options,
      },
      include: [files],
    };
    writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(config));
    const tsc = createRequire(__filename).resolve(`${compiler}/bin/tsc`);
    const { stdout, error } = spawnSync(process.execPath, [tsc, "-p", directory, "--pretty", "false"], {
      cwd: directory,
      encoding: "utf8",
    });
    if (error) throw error;
    const found = stdout.split("\n").filter((line) => /\berror TS\d+/.test(line));
    return found.filter((line) => !/^\S*node_modules\/(?!pulumi-interlink\/)/.test(line));
  }

  test.each([
    ["typescript-oldest", "CommonJS", { module: "commonjs", moduleResolution: "node" }, "*.ts"],
    ["typescript-oldest", "node16", { module: "node16", moduleResolution: "node16" }, "*"],
    ["typescript", "CommonJS", { module: "commonjs", moduleResolution: "bundler" }, "*.ts"],
    ["typescript", "nodenext", { module: "nodenext", moduleResolution: "nodenext" }, "*"],
    ["typescript", "a bundler", { module: "esnext", moduleResolution: "bundler" }, "*.ts"],
  ])("with %s, for %s", (compiler, _, options, files) => {
    expect(complaints(compiler, options, files)).toEqual([]);
  });

  test("and what does not fit is found, so that the package's types are really seen", () => {
    const wrong = `import { EgConnection } from "pulumi-interlink";\nnew EgConnection("x", { vpcId: 1 });\n`;
    writeFileSync(join(directory, "wrong.ts"), wrong);
    expect(
      complaints("typescript-oldest", { module: "commonjs", moduleResolution: "node" }, "wrong.ts"),
    ).toEqual([expect.stringMatching(/^wrong\.ts\(2,\d+\): error TS2322/)]);
  });
});
