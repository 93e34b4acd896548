import { RefusedError } from "../http/errors.ts";
import { Claims } from "../lifecycle/claims.ts";
import type { AnyDefinition } from "../lifecycle/definition.ts";
import { type Imported, readForImport } from "../lifecycle/import.ts";
import { cloudOf, type Runtime } from "../lifecycle/operation.ts";
import { definitions } from "../resources/index.ts";
import { startRuntime } from "../runtime.ts";
import { listed } from "../settings/parsers.ts";
import { providerText } from "../text.ts";
import type { Command } from "./command.ts";
import { configKey, type Declared, IMPORT_LINE, programText } from "./program-text.ts";
import { type StackChoice, stackConfiguration, stackNames } from "./stack-config.ts";

/** A thing that is to be imported. */
interface Wanted {
  readonly definition: AnyDefinition;
  readonly name: string;
  readonly id: string;
}

/** Things that are there already, for a stack that has not made them. */
export const importFile: Command = {
  help: `Usage: pulumi-interlink import-file <Class>:<name>=<id> … [--stack <name>] [--config-file <file>] [--json]

Reads what is there and prints, on standard output, a file that \`pulumi import\` takes, and on standard error the text
for the program. \`pulumi import <type> <name> <id>\` alone cannot read resources of dynamic providers. Nothing is written
to a cloud. Run it in the directory of the Pulumi program: names and settings are those of its stack. It needs the Pulumi
CLI 3.254 or newer.

  <Class>        ${listed(definitions.map(({ type }) => type))}
  <name>         the resource's name in the program, which has no parent and no explicit provider
  <id>           as for get():
${definitions.map(({ type, idFormat, idPrefix = "" }) => `                 ${type}: ${idFormat}${idPrefix && `, or ${idPrefix}${idFormat}`}\n`).join("")}  --stack        the stack to import into
  --config-file  the file that its configuration is in
  --json         one object on standard output: the file, the program text, and remarks

Examples:
  npx pulumi-interlink import-file RouterInterfaceConnection:office=cn-hangzhou:ri-bp1a > import.json
  ${IMPORT_LINE}

Exit codes: 0 printed, 1 something is not there or cannot be declared as it is, 2 wrong usage.
`,
  options: { stack: { type: "string" }, "config-file": { type: "string" } },
  async run({ values, positionals, json, io }) {
    const choice = { stack: textIn(values["stack"]), configFile: textIn(values["config-file"]) };
    let prepared: Prepared;
    try {
      prepared = await prepare(positionals, choice);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      io.err(`${error.message}\n`);
      return 2;
    }
    let read: readonly Read[];
    try {
      read = await readAll(prepared);
    } catch (error) {
      io.err(`${error instanceof Error ? error.message : String(error)}\n`);
      return 1;
    }
    const file = { resources: read.map(entryOf) };
    const program = programText(read.map(declared));
    const remarks = read.flatMap(remarksOn);
    if (json) {
      io.out(`${JSON.stringify({ file, program, remarks }, undefined, 2)}\n`);
      return 0;
    }
    io.out(`${JSON.stringify(file, undefined, 2)}\n`);
    io.err(program);
    io.err([...remarks, `Then: ${IMPORT_LINE}`].map((line) => `// ${line}\n`).join(""));
    return 0;
  },
};

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

interface Prepared {
  readonly wanted: readonly Wanted[];
  readonly stack: string;
  readonly project: string;
  readonly runtime: Runtime;
}

async function prepare(positionals: readonly string[], choice: StackChoice): Promise<Prepared> {
  const wanted = positionals.map(wantedIn);
  if (wanted.length === 0) throw new RefusedError("Name what to import: <Class>:<name>=<id>");
  const twice = wanted.find(({ name, definition }, n) =>
    wanted.some((it, m) => m < n && it.name === name && it.definition === definition),
  );
  if (twice !== undefined) throw new RefusedError(`${twice.definition.type}:${twice.name} is named twice`);
  const directory = process.cwd();
  const names = await stackNames(choice, directory);
  const { lookup, problem } = await stackConfiguration(choice, directory);
  if (problem !== undefined) throw new RefusedError(problem);
  const silent = { status: () => undefined, warning: () => undefined };
  const runtime = startRuntime(lookup, new AbortController().signal, silent, new Claims());
  for (const { definition, id } of wanted) {
    const named = definition.fromId(id, cloudOf(definition, runtime).settings());
    if (typeof named === "string") throw new RefusedError(named);
  }
  return { wanted, ...names, runtime };
}

function wantedIn(text: string): Wanted {
  const [, type = "", name = "", id = ""] = /^([^:=]+):([^=]+)=(.+)$/.exec(text) ?? [];
  if (id === "") throw new RefusedError(`"${text}" has not the form <Class>:<name>=<id>`);
  const definition = definitions.find((it) => it.type === type);
  if (definition !== undefined) return { definition, name, id };
  throw new RefusedError(`There is no class ${type}; there are ${listed(definitions.map((it) => it.type))}`);
}

interface Read extends Wanted {
  readonly token: string;
  readonly imported: Imported;
}

function readAll({ wanted, stack, project, runtime }: Prepared): Promise<Read[]> {
  return Promise.all(
    wanted.map(async (it) => {
      const { definition, name, id } = it;
      const token = `pulumi-nodejs:dynamic/interlink:${definition.type}`;
      const naming = { name, urn: `urn:pulumi:${stack}::${project}::${token}::${name}` };
      const provider = providerText(definition.type);
      return { ...it, token, imported: await readForImport(definition, runtime, id, naming, provider) };
    }),
  );
}

/** With outputs given, the CLI does not ask the provider, which could not answer. */
function entryOf({ token, name, imported: { id, inputs, outputs } }: Read): object {
  return { type: token, name, id, inputs, outputs };
}

function declared({ definition: { type }, name, imported: { args, untold } }: Read): Declared {
  return { type, name, args, secrets: untold };
}

function remarksOn({ name, imported: { health, untold } }: Read): string[] {
  return [
    ...(health === "healthy" ? [] : [`${name}: its status is ${health.shows}; the next up mends that.`]),
    ...untold.map(
      ({ argument, member }) =>
        `${name}: the cloud does not tell ${argument}.${member}: pulumi config set --secret ${configKey(name, member)} …; the next up sets it.`,
    ),
  ];
}
