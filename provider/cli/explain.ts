import type { Command } from "./command.ts";
import { allMeanings, codesLike, type Meaning, meaningsOf } from "./error-table.ts";

/** What an error code of the clouds means, and what to do about it. */
export const explain: Command = {
  help: `Usage: pulumi-interlink explain <code> [--json]
       pulumi-interlink explain --all [--json]

The same code may mean different things at different operations; each is said. It needs no network and no settings.

  <code>  as the error shows it: IncorrectRIStatus, EG.00512003, APIGW.0301, Forbidden.RAM
  --all   every code that is known; a * stands for what the cloud fills in

Examples:
  npx pulumi-interlink explain IncorrectRIStatus
  npx pulumi-interlink explain OperationDenied --json
  npx pulumi-interlink explain --all

Exit codes: 0 explained, 1 the code is not known, 2 wrong usage.
`,
  options: { all: { type: "boolean" } },
  async run({ values, positionals: [code, ...others], json, io }) {
    const all = values["all"] === true;
    if (all === (code !== undefined) || others.length > 0) {
      io.err("Name one code, or give --all. See pulumi-interlink explain --help.\n");
      return 2;
    }
    const meanings = code === undefined ? allMeanings() : meaningsOf(code);
    const alike = code === undefined || meanings.length > 0 ? [] : codesLike(code);
    if (json) io.out(`${JSON.stringify({ meanings, alike }, undefined, 2)}\n`);
    else io.out(meanings.map(paragraph).join("\n"));
    if (meanings.length > 0) return 0;
    const hint = alike.length === 0 ? "explain --all shows those that are" : `alike: ${alike.join(", ")}`;
    if (!json) io.err(`The code ${code} is not known; ${hint}.\n`);
    return 1;
  },
};

/** What an operation that meets the code does. */
const THEN: Readonly<Record<Meaning["onError"], string>> = {
  fail: "The resource fails with it at once.",
  retry: "It clears by itself, and the resource waits for that.",
  recheck: "What is wanted may be there already: the resource reads again for a while before it fails.",
  notFound: "What was asked for is taken to be gone, or not to be there yet.",
};

function paragraph({ code, cloud, operations, when, means, remedy, onError }: Meaning): string {
  const at = `${cloud}, ${operations.join(", ")}`;
  return `${code} (${at})\n${when === undefined ? "" : `  ${capital(when)}:\n`}  ${means}\n  Do: ${remedy}\n  ${THEN[onError]}\n`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
