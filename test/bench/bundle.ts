import { buildSync } from "esbuild";

/** One file of this directory as a CommonJS text that runs anywhere where Pulumi's SDK and this package are found. */
export function bundle(path: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [path],
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    target: "node20.19",
    external: ["@pulumi/pulumi", "pulumi-interlink"],
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error(`nothing came of ${path}`);
  return file.text;
}
