import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Meaning } from "../../provider/cli/error-table.ts";
import { type Result, startCommand } from "../engine/command.ts";
import { readPage } from "../pages/page.ts";

const root = join(import.meta.dirname, "..", "..");

function explain(...args: string[]): Promise<Result> {
  const env = { PATH: process.env["PATH"] };
  const command = [join(root, "provider/bin/cli.js"), "explain", ...args];
  return startCommand(process.execPath, command, { cwd: root, env }).result;
}

async function meanings(...args: string[]): Promise<Meaning[]> {
  const { stdout, stderr, code } = await explain(...args, "--json");
  expect([stderr, code]).toEqual(["", 0]);
  const { meanings }: { meanings: Meaning[] } = JSON.parse(stdout);
  return meanings;
}

test("a code is explained with where it comes from, what it means and what to do", async () => {
  const { stdout, stderr, code } = await explain("IncorrectRIStatus");
  expect([stderr, code]).toEqual(["", 0]);
  expect(stdout).toBe(
    `IncorrectRIStatus (Alibaba Cloud, Vpc.ModifyRouterInterfaceAttribute, Vpc.ConnectRouterInterface, Vpc.ActivateRouterInterface, Vpc.DeactivateRouterInterface)
  The router interface is in a status that does not allow this.
  Do: Look at its status in the console; a connection needs both sides Idle to begin with. Then run \`pulumi up\` again.
  What is wanted may be there already: the resource reads again for a while before it fails.
`,
  );
});

test("one code with several meanings, at one operation and at several: each is said", async () => {
  const denied = await meanings("OperationDenied");
  expect(denied.map(({ operations, when }) => [operations.join(), when])).toEqual([
    ["Ecs.AttachClassicLinkVpc,Ecs.DetachClassicLinkVpc", expect.stringContaining("classic link")],
    ["Ecs.AttachClassicLinkVpc", expect.stringContaining("linked to other vpc")],
    ["Ecs.AttachClassicLinkVpc", undefined],
    ["Ecs.DetachClassicLinkVpc", undefined],
  ]);
  const permission = await meanings("NoPermission");
  expect(permission.map(({ operations }) => operations.join())).toEqual([
    "Sts.AssumeRole",
    "Sts.AssumeRole",
    "any other operation",
  ]);
});

test.each([
  // What the cloud filled in, and as the pages write it.
  ["IllegalParam.EcrId", "IllegalParam.*"],
  ["IllegalParam.%s", "IllegalParam.*"],
  // A row of its own comes before the general one.
  ["IllegalParam.InstanceId", "IllegalParam.InstanceId"],
  ["APIGW.0301", "APIGW.0301"],
  ["APIGW.0999", "APIGW.*"],
  ["EG.00512003", "EG.00512003"],
  ["EGS.00516001", "EGS.005160*"],
  ["Throttling.User", "Throttling.*"],
])("%s is what %s says", async (code, row) => {
  expect((await meanings(code)).map((it) => it.code)).toEqual([row]);
});

test("a code that EventGrid's table does not have means something with HTTP 404 alone", async () => {
  expect(await meanings("EG.00599999")).toEqual([
    expect.objectContaining({ code: "EG.*", when: "with HTTP 404" }),
  ]);
});

const pages = readdirSync(join(root, "test/pages/tables")).map((file) => readPage(file.replace(".json", "")));

describe("--all", () => {
  test.each(pages)("explains every code of $page", async ({ rows }) => {
    const known = await meanings("--all");
    const unknown = rows
      .map(({ code }) => code)
      .filter(
        (code) =>
          !known.some((it) =>
            it.code.endsWith("*") ? code.startsWith(it.code.slice(0, -1)) : it.code === code,
          ),
      );
    expect(unknown).toEqual([]);
  });

  test("shows the same as text", async () => {
    const known = await meanings("--all");
    const { stdout, code } = await explain("--all");
    expect(code).toBe(0);
    for (const { means, remedy, operations } of known) {
      expect(stdout).toContain(means);
      expect(stdout).toContain(`Do: ${remedy}`);
      expect(stdout).toContain(operations.join(", "));
    }
    expect(stdout.split("\n\n")).toHaveLength(known.length);
  });
});

test.each([
  ["incorrectristatus", ["IncorrectRIStatus"]],
  ["IncorectRole.NotInitiatingSide", ["IncorrectRole.NotInitiatingSide"]],
  ["OnlyOneConnection", ["Forbidden.OnlyOneConnection"]],
])("%s is not known, and what is like it is named", async (code, alike) => {
  const text = await explain(code);
  expect([text.stdout, text.code]).toEqual(["", 1]);
  expect(text.stderr).toContain(`The code ${code} is not known; alike: ${alike[0]}`);
  const json = await explain(code, "--json");
  expect([json.stderr, json.code]).toEqual(["", 1]);
  expect(JSON.parse(json.stdout)).toEqual({ meanings: [], alike: expect.arrayContaining(alike) });
});

test("nothing is like some codes", async () => {
  const { stdout, stderr, code } = await explain("Zzz.Qqq");
  expect([stdout, code]).toEqual(["", 1]);
  expect(stderr).toBe("The code Zzz.Qqq is not known; explain --all shows those that are.\n");
});

test.each([[[]], [["--all", "IncorrectRIStatus"]], [["one", "two"]]])("%j is wrong usage", async (args) => {
  const { stdout, stderr, code } = await explain(...args);
  expect([stdout, code]).toEqual(["", 2]);
  expect(stderr).toBe("Name one code, or give --all. See pulumi-interlink explain --help.\n");
});

test("explain loads neither schemas nor the network, so that it starts fast", () => {
  const imported = new Set<string>();
  const follow = (file: string): void => {
    if (imported.has(file)) return;
    imported.add(file);
    if (!file.endsWith(".ts")) return;
    const text = readFileSync(file, "utf8");
    for (const [, from = ""] of text.matchAll(/^(?:import|export)\b(?! type)[^;]*? from "([^"]+)";$/gm))
      follow(from.startsWith(".") ? join(dirname(file), from) : from);
  };
  for (const name of ["main", "explain"]) follow(join(root, "provider/cli", `${name}.ts`));
  expect([...imported].filter((file) => !file.startsWith(root)).sort()).toEqual([
    "node:stream/consumers",
    "node:util",
  ]);
});
