// Makes the archives of a release that the Pulumi CLI downloads a plugin from: one for each system, all with the same files,
// since the plugin is a Node.js program. It has to be built before. `pulumi plugin install resource interlink <version> --server <url>` and
// `pluginDownloadURL` expect them under these names (pulumi/pulumi, sdk/go/common/workspace/plugins.go).
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const plugin = join(root, "plugin");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const archives = process.argv[2] ?? join(root, "dist");

const SYSTEMS = ["linux", "darwin", "windows"];
const PROCESSORS = ["amd64", "arm64"];

rmSync(archives, { recursive: true, force: true });
mkdirSync(archives, { recursive: true });
for (const system of SYSTEMS) {
  for (const processor of PROCESSORS) {
    const name = `pulumi-resource-interlink-v${version}-${system}-${processor}.tar.gz`;
    // The program of this name comes with every system that Node.js runs on, Windows 10 and later among them.
    execFileSync("tar", ["-czf", join(archives, name), "-C", plugin, ...readdirSync(plugin).sort()]);
    console.log(join(archives, name));
  }
}
