import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as interlink from "../../provider/index.ts";
import * as native from "../../provider/native.ts";
import { installPacked, packedFiles } from "../support/packed.ts";

// What a compiler sees of the package, and an editor shows: one file of declarations for each module.

const MODULES = [
  { module: "pulumi-interlink", file: "index", exported: interlink },
  { module: "pulumi-interlink/native", file: "native", exported: native },
].map(({ module, file, exported }) => ({
  module,
  file,
  classes: Object.entries(exported).flatMap(([name, it]) => (typeof it === "function" ? [name] : [])),
  declarations: readFileSync(join(import.meta.dirname, `../../provider/bin/${file}.d.ts`), "utf8"),
}));

/** The example in the documentation of each class, as it is published: a program. */
const examples = MODULES.flatMap(({ module, file, classes, declarations }) =>
  classes.map((name) => {
    const before = declarations.slice(0, declarations.indexOf(`declare class ${name} `));
    const documentation = before.slice(before.lastIndexOf("/**"));
    const [, code = ""] = /@example\s+\* ```ts\n([\s\S]*?)\n \* ```/.exec(documentation) ?? [];
    return { module, name, file: `${file}-${name}`, code: `${code.replaceAll(/^ \* ?/gm, "")}\n` };
  }),
);

test("are all declarations there are", () => {
  expect(packedFiles().filter((file) => /\.[cm]?ts$/.test(file))).toEqual(
    MODULES.map(({ file }) => `provider/bin/${file}.d.ts`),
  );
});

test.each(MODULES)("of $module import nothing but the SDK", ({ declarations }) => {
  const imported = [...declarations.matchAll(/^(?:import|export) .*\bfrom ["']([^"']+)["']/gm)];
  expect(new Set(imported.map(([, name]) => name))).toEqual(new Set(["@pulumi/pulumi"]));
  expect(declarations).not.toMatch(/\bimport\(|(?<!\.)\brequire\(|<reference/);
});

test.each(MODULES)("of $module tell nothing of what is internal", ({ declarations }) => {
  expect(declarations).not.toMatch(/@internal|__interlinkProvider|Lifecycle|\bisA\b/);
});

test.each(examples)("of $module show an example of $name", ({ module, name, code }) => {
  expect(code).toContain(`from "${module}";`);
  expect(code).toContain(`new interlink.${name}(`);
});

describe("the examples are programs that compile", () => {
  let directory: string;
  beforeAll(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
    installPacked(directory);
    writeFileSync(join(directory, "package.json"), "{}");
    for (const { file, code } of examples) {
      writeFileSync(join(directory, `${file}.ts`), code);
      // The same as an ES module, where the compiler tells them apart.
      writeFileSync(join(directory, `${file}.mts`), code);
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
