import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { definitions } from "../provider/resources/index.ts";
import { rows } from "./matrix/rows.ts";
import { permissionsTable } from "./support/permissions-table.ts";
import { settingsTable } from "./support/settings-table.ts";

const root = join(import.meta.dirname, "..");
const readme = readFileSync(join(root, "README.md"), "utf8");

test("the README's table of settings is the one the provider reads by", () => {
  expect(readme).toContain(settingsTable());
});

test("the README's table of permissions is the one that the operations have", () => {
  expect(readme).toContain(permissionsTable());
});

test.each(definitions.map(({ type }) => type))(
  "the README says what %s does, what replaces it, and what it calls",
  (type) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${type}\` \\|`, "m"));
    expect(readme).toMatch(new RegExp(`^\\| ${type} \\|`, "m"));
    expect(readme).toMatch(new RegExp(`^- \\*\\*${type}\\.\\*\\*`, "m"));
  },
);

test("the README stands on its own: it begins with the installation, and links to nothing that a package page lacks", () => {
  expect(/^```sh\n(.*)/m.exec(readme)?.[1]).toBe("npm install pulumi-interlink");
  const links = [...readme.matchAll(/\]\(([^)]*)\)|^\[[^\]]+\]:\s*(\S+)/gm)].map(
    ([, inline, apart]) => inline ?? apart,
  );
  expect(links.filter((link) => !/^https:\/\//.test(link ?? ""))).toEqual([]);
});

test("every file and folder of the repository that the README names is there", () => {
  const named = [...readme.matchAll(/`((?:provider|examples|test)(?:\/[\w.-]+)*)`/g)].map(
    ([, path = ""]) => path,
  );
  expect(named).not.toEqual([]);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test("what the README has to be set before `pulumi up` in a clone is what the project asks for", () => {
  const project = readFileSync(join(root, "Pulumi.yaml"), "utf8");
  const required = [...project.matchAll(/^ {2}(\w+):\n(?: {4}(?!default).*\n)+(?! {4})/gm)].map(
    ([, key]) => key,
  );
  const section = readme.slice(readme.indexOf("## Try it"), readme.indexOf("## What users see"));
  const set = [...section.matchAll(/^pulumi config set (\w+) /gm)].map(([, key]) => key);
  expect(set).toEqual(required);
});

test("the README's table of what was tried has the rows of the matrix, and all of them work", () => {
  const section = readme.slice(readme.indexOf("## Tried with"), readme.indexOf("## Known gaps"));
  const lines = section.split("\n").filter((line) => /^\| \d/.test(line));
  const cells = lines.map((line) => line.split("|").map((cell) => cell.trim()));
  expect(
    cells.map(([, node, sdk, program, manager, outcome]) => [node, sdk, program, manager, outcome]),
  ).toEqual(
    rows.map(({ node, sdk, language }) => [
      expect.stringMatching(new RegExp(`^${node}\\.`)),
      expect.stringMatching(sdk === "latest" ? /^3\./ : new RegExp(`^${sdk}\\.`)),
      typeof language === "string" ? language : expect.stringContaining(`TypeScript ${language.typescript}.`),
      expect.stringMatching(/^(npm|pnpm|Yarn|Bun) \d/),
      "works",
    ]),
  );
  for (const [index, { installation }] of rows.entries()) {
    for (const part of installation.replace(/ \d+/, "").split(", "))
      expect(cells[index]?.[4]).toContain(part);
  }
});
