import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lifecycles } from "../provider/resources/index.ts";
import { settingsTable } from "./support/settings-table.ts";

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

test("the README's table of settings is the one the provider reads by", () => {
  expect(readme).toContain(settingsTable());
});

test.each(Object.keys(lifecycles))(
  "the README says what %s does, what replaces it, and what it calls",
  (type) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${type}\` \\|`, "m"));
    expect(readme).toMatch(new RegExp(`^\\| ${type} \\|`, "m"));
    expect(readme).toMatch(new RegExp(`^- \\*\\*${type}\\.\\*\\*`, "m"));
  },
);
