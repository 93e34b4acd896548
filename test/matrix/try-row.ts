import { chmodSync, copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Cloud } from "../cloud/client.ts";
import { changedNothing, succeeded } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";
import { runToEnd } from "../engine/run-to-end.ts";
import { samples } from "../support/resources.ts";
import { prepare } from "../support/shared-set.ts";
import { openStack } from "../support/stack.ts";
import { managers } from "./installations.ts";
import { makeProject, type Project } from "./project.ts";
import type { Row } from "./rows.ts";
import { pathWith, tool } from "./tools.ts";

/** What all rows share. */
export interface Lab {
  readonly engine: Engine;
  readonly cloud: Cloud;
  /** This package, as `npm pack` packs it. */
  readonly tarball: string;
}

/** The releases that a row's versions stand for. */
export interface Releases {
  readonly node: string;
  readonly sdk: string;
  readonly typescript: string | undefined;
  readonly manager: string;
}

const COMMAND_MS = 5 * 60_000;

/** Installs a row's project into a directory, checks its types, and takes its stack up, up again and down. */
export async function tryRow(
  row: Row,
  directory: string,
  { engine, cloud, tarball }: Lab,
): Promise<Releases> {
  const node = await tool(`node@${row.node}`, "node");
  const project = await makeProject(row, join(directory, "project"), tarball);
  const env = { ...project.env, PATH: pathWith(...languageHost(engine, directory), node, engine.pulumi) };
  const releases = await releasesOf(row, node, project, env);
  if (typeof row.language !== "string") await checkTypes(node, project, env);

  await prepare(cloud, 1);
  const stack = await openStack(engine, project.directory, { env: { ...cloud.env(), ...env } });
  try {
    succeeded(await stack.up());
    const { resources } = await stack.export();
    const made = resources.filter(({ type }) => type.includes("/interlink:")).length;
    if (made !== samples.length) throw new Error(`${made} resources were made, not ${samples.length}`);
    const second = succeeded(await stack.up({ skipPreview: true }));
    if (!changedNothing(second)) throw new Error(`the second up changed something:\n${second.output}`);
    succeeded(await stack.destroy({ skipPreview: true }));
  } finally {
    await stack.remove();
  }
  return releases;
}

/** A stand-in for Pulumi's language host is taken from this checkout; it runs on the row's Node.js. */
function languageHost({ languageHost, binDir }: Engine, directory: string): string[] {
  const bin = join(directory, "bin");
  const host = join(bin, "pulumi-language-nodejs");
  if (languageHost === "official") return [join(binDir, "pulumi-language-nodejs")];
  mkdirSync(bin);
  copyFileSync(join(__dirname, "..", "engine", "language-host.cjs"), host);
  copyFileSync(
    require.resolve("@pulumi/pulumi/pulumi-resource-pulumi-nodejs"),
    join(bin, "pulumi-resource-pulumi-nodejs"),
  );
  for (const name of ["pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"]) {
    chmodSync(join(bin, name), 0o755);
  }
  return [host];
}

async function releasesOf(
  row: Row,
  node: string,
  { directory }: Project,
  env: Readonly<Record<string, string>>,
): Promise<Releases> {
  const { spec, command } = managers[row.installation];
  const manager = spec === undefined ? command : await tool(spec, command);
  const managerEnv = { PATH: pathWith(await tool("node@24", "node")) };
  const [sdk, typescript, version] = await Promise.all([
    asked(node, ["-p", `require("@pulumi/pulumi/package.json").version`], directory, env),
    typeof row.language === "string"
      ? undefined
      : asked(node, ["-p", `require("typescript/package.json").version`], directory, env),
    asked(manager, ["--version"], dirname(manager), managerEnv),
  ]);
  return { node: (await asked(node, ["--version"], directory)).slice(1), sdk, typescript, manager: version };
}

async function checkTypes(
  node: string,
  { directory }: Project,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const manifest = await asked(node, ["-p", `require.resolve("typescript/package.json")`], directory, env);
  await asked(node, [join(dirname(manifest), "bin", "tsc"), "-p", "."], directory, env);
}

async function asked(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await runToEnd(program, { args, cwd, env, timeoutMs: COMMAND_MS })).trim();
}
