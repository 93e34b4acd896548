import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packedFiles } from "../support/packed.ts";

// What `npm publish` would send out.

const root = join(import.meta.dirname, "../..");
const bin = join(root, "provider/bin");
const read = (path: string): string => readFileSync(join(root, path), "utf8");

/** A source map, as far as it matters here. */
interface SourceMap {
  readonly sources: readonly string[];
  readonly sourcesContent: readonly (string | null)[];
}
/** Each bundle, and a source that has to be in it. */
const BUNDLES = [
  ["index.js", "../program/provider.ts"],
  ["native.js", "../native/provider.ts"],
  ["host.js", "../lifecycle/handler.ts"],
  ["cli.js", "../cli/main.ts"],
] as const;
const maps = new Map<string, SourceMap>(
  BUNDLES.map(([bundle]) => [bundle, JSON.parse(read(`provider/bin/${bundle}.map`))]),
);

test("the package holds these files and no others", () => {
  expect(packedFiles()).toEqual([
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package.json",
    "plugin/THIRD-PARTY-NOTICES.txt",
    "plugin/pulumi-resource-interlink",
    "plugin/pulumi-resource-interlink.cjs",
    "plugin/pulumi-resource-interlink.cmd",
    "plugin/schema.json",
    "provider/bin/THIRD-PARTY-NOTICES.txt",
    "provider/bin/cli.js",
    "provider/bin/cli.js.map",
    "provider/bin/host.js",
    "provider/bin/host.js.map",
    "provider/bin/index.d.ts",
    "provider/bin/index.js",
    "provider/bin/index.js.map",
    "provider/bin/native.d.ts",
    "provider/bin/native.js",
    "provider/bin/native.js.map",
  ]);
});

test("Pulumi does not take the package for a plugin that it has to download", () => {
  expect(JSON.parse(read("package.json"))).not.toHaveProperty("pulumi");
});

test.each(BUNDLES)(
  "the source map of %s holds every source, each by its way from the bundle",
  (bundle, source) => {
    const { sources, sourcesContent } = maps.get(bundle) ?? { sources: [], sourcesContent: [] };
    expect(read(`provider/bin/${bundle}`)).toMatch(new RegExp(`//# sourceMappingURL=${bundle}\\.map\\s*$`));
    expect(sources).toContain(source);
    sources.forEach((path, index) => {
      expect(sourcesContent[index], path).toBe(readFileSync(join(bin, path), "utf8"));
    });
  },
);

test("the bundle over the plugin holds nothing of Pulumi's dynamic provider, nor that one anything of it", () => {
  expect(maps.get("native.js")?.sources).not.toContain("../text.ts");
  expect(maps.get("index.js")?.sources.filter((source) => source.startsWith("../native"))).toEqual([]);
});

test("every package that is bundled is in the notices, with the text of its licence", () => {
  const notices = read("provider/bin/THIRD-PARTY-NOTICES.txt");
  const sources = [...maps.values()].flatMap((map) => map.sources);
  const folders = new Set(
    sources.flatMap((source) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(source)?.[0] ?? []),
  );
  const names = [...folders].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(bin, folder, "package.json"), "utf8"));
    const licence = readdirSync(join(bin, folder)).find((file) => /^licen[cs]e/i.test(file)) ?? "no licence";
    expect(notices).toContain(`${name} ${version} (`);
    expect(notices).toContain(readFileSync(join(bin, folder, licence), "utf8").trim());
    return name;
  });
  expect(names.sort()).toEqual(["is-network-error", "p-retry", "zod"]);
});
