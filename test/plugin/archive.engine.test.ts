import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { version } from "../../package.json";
import { succeeded } from "../engine/command.ts";
import { prepare, things, writesSince } from "../support/shared-set.ts";
import { changedNothing, stage } from "../support/stage.ts";

const at = stage();
const REPOSITORY = join(__dirname, "..", "..");

test("a release's archives are what the CLI downloads for each system, and once installed no site is asked", async () => {
  const archives = await mkdtemp(join(tmpdir(), "plugin-archives-"));
  onTestFinished(() => rm(archives, { recursive: true }));
  const made = execFileSync(process.execPath, [join(REPOSITORY, "provider", "plugin-archive.mjs"), archives]);
  const names = made
    .toString()
    .trim()
    .split("\n")
    .map((path) => basename(path));
  expect(names).toContain(`pulumi-resource-interlink-v${version}-linux-amd64.tar.gz`);
  expect(names).toHaveLength(6);

  const asked: string[] = [];
  const site = createServer(({ url = "" }, response) => {
    asked.push(basename(url));
    response.end(readFileSync(join(archives, basename(url))));
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  onTestFinished(() => void site.close());
  const server = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;

  const { cloud } = at();
  await prepare(cloud, 1);
  // Without the path of a plugin in Pulumi.yaml.
  const stack = await at().stack(things(1), { language: "yaml", project: { plugins: {} } });
  const missing = await stack.preview();
  expect(missing.code).not.toBe(0);
  succeeded(await stack.run(["plugin", "install", "resource", "interlink", version, "--server", server]));
  expect(asked).toHaveLength(1);
  expect(names).toContain(asked[0]);

  succeeded(await stack.up({ skipPreview: true }));
  expect((await writesSince(cloud, 0))["ClassicLinkAttachment"]).toHaveLength(1);
  const again = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(again), again.output).toBe(true);
  expect(asked).toHaveLength(1);
});
