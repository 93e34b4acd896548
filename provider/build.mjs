// Builds all that is published. provider/bin: CommonJS bundles with their source maps, two for programs (over Pulumi's
// dynamic provider, and over the plugin), one for Pulumi's provider process and one for the command line; the
// declarations of the first two, in one file each; and the licences of what the bundles hold of others.
// plugin: the directory that Pulumi installs as a plugin, with no need of any other file.
// zod and p-retry are bundled, so that the provider process starts fast and p-retry, which is an ES module, needs no
// special loading; undici stays a dependency of its own and is loaded with the first call.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const bin = join(here, "bin");
const plugin = join(root, "plugin");

/** The bundles. Their maps hold the sources, so that no source file has to be published beside them. */
function bundles() {
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [
      ...["index.ts", "native.ts", "host.ts"].map((entry) => ({
        in: join(here, entry),
        out: basename(entry, ".ts"),
      })),
      { in: join(here, "cli", "main.ts"), out: "cli" },
    ],
    // Where they will be, not where they are written first: the maps name sources by their way from there.
    outdir: bin,
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    external: ["@pulumi/pulumi", "undici"],
    sourcemap: "linked",
    // What a reader wants is in the maps; blanks and comments only cost loading. Names stay, for stack traces.
    minifyWhitespace: true,
    legalComments: "inline",
    metafile: true,
    logLevel: "warning",
  });
  return { files: outputFiles.map(({ path, contents }) => [basename(path), contents]), metafile };
}

/** The plugin: its launchers, the schema, and one file with everything that it takes. */
function pluginFiles() {
  const program = "pulumi-resource-interlink.cjs";
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: root,
    entryPoints: [join(here, "plugin", "main.ts")],
    outfile: join(plugin, program),
    write: false,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    minify: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  const copied = ["pulumi-resource-interlink", "pulumi-resource-interlink.cmd", "schema.json"];
  return {
    files: [
      [program, outputFiles[0].contents],
      ...copied.map((name) => [name, readFileSync(join(here, "plugin", name))]),
    ],
    metafile,
  };
}

/** What programs see, without what is marked as internal. Imports nothing but the SDK. */
async function declarations(entry) {
  const bundle = await rollup({
    input: join(here, entry),
    external: ["@pulumi/pulumi"],
    plugins: [dts({ tsconfig: join(here, "tsconfig.json") })],
    onLog(level, log) {
      if (level === "warn") throw new Error(log.message);
    },
  });
  const { output } = await bundle.generate({ format: "es" });
  await bundle.close();
  const [{ code }] = output;
  return code;
}

/** The licence of every package that a bundle holds a part of; all of them ask for that. */
function notices({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs));
  const folders = inputs.flatMap((input) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  const packages = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
    const file = readdirSync(join(root, folder)).find((it) => /^licen[cs]e/i.test(it));
    if (file === undefined) throw new Error(`${name} is bundled, and no licence was found in it`);
    return `${name} ${version} (${license})\n\n${readFileSync(join(root, folder, file), "utf8").trim()}\n`;
  });
  const line = `\n${"-".repeat(80)}\n\n`;
  return ["The bundles of pulumi-interlink hold code of these packages.\n", ...packages].join(line);
}

/**
 * Puts a directory in place at once, after it was written aside: programs and provider processes may be loading the last
 * one.
 */
function put(directory, contents) {
  const aside = mkdtempSync(join(here, ".bin-"));
  mkdirSync(join(aside, "new"));
  for (const [name, content] of contents) {
    writeFileSync(join(aside, "new", name), content, {
      mode: name === "pulumi-resource-interlink" ? 0o755 : 0o644,
    });
  }
  try {
    if (existsSync(directory)) renameSync(directory, join(aside, "last"));
    renameSync(join(aside, "new"), directory);
  } catch (error) {
    // Another build of the same sources may have been quicker.
    if (!existsSync(directory)) throw error;
  }
  rmSync(aside, { recursive: true });
}

const program = bundles();
const door = pluginFiles();
put(bin, [
  ...program.files,
  ["index.d.ts", await declarations("index.ts")],
  ["native.d.ts", await declarations("native.ts")],
  ["THIRD-PARTY-NOTICES.txt", notices(program.metafile)],
]);
put(plugin, [...door.files, ["THIRD-PARTY-NOTICES.txt", notices(door.metafile)]]);
