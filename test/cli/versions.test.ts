import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { version } from "../../package.json";
import { versionFindings } from "../../provider/cli/doctor/versions.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pulumi-interlink-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

function installed(name: string, itsVersion: string): void {
  const folder = join(directory, "node_modules", name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, version: itsVersion }));
}

async function finding(about: string) {
  return (await versionFindings(directory)).find((it) => it.about === about);
}

test.each([
  ["3.215.9", "wrong"],
  ["3.216.0", "fine"],
  ["3.276.0-alpha.1", "fine"],
  ["4.0.0", "wrong"],
])("an SDK of version %s is %s", async (its, verdict) => {
  installed("@pulumi/pulumi", its);
  const found = await finding("@pulumi/pulumi");
  // Beside a CLI that is newer, an older SDK may be doubtful.
  expect([verdict, "doubtful"]).toContain(found?.verdict);
  expect(found?.says).toContain(its);
  if (verdict === "wrong") expect(found?.remedy).toBe("npm install @pulumi/pulumi@^3.216.0");
});

test("where no SDK is installed, it says where to run", async () => {
  expect(await finding("@pulumi/pulumi")).toMatchObject({ verdict: "doubtful" });
});

test("another version of this package in the program is named", async () => {
  installed("pulumi-interlink", "0.0.1");
  expect(await finding("pulumi-interlink")).toMatchObject({
    verdict: "doubtful",
    says: `the program in this directory has 0.0.1, this is ${version}`,
  });
});
