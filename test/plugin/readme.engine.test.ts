import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { version } from "../../package.json";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount } from "../cloud/defaults.ts";
import { changedNothing, type Result, startCommand, succeeded } from "../engine/command.ts";
import { environment, makeSurroundings } from "../engine/environment.ts";
import { COMPILING_MS } from "../engine/go-build.ts";
import { engineFor, type Language, skipReason, whatIsMissing } from "../engine/languages.ts";
import { toolEnvironment } from "../engine/tool-environment.ts";
import { installPacked } from "../support/packed.ts";
import { writeFiles } from "../support/project.ts";
import { pair } from "../support/router-interfaces.ts";

// A new user of the plugin, who has an empty folder and the README: programs and commands are read out of it.

const REPOSITORY = join(import.meta.dirname, "..", "..");
const README = readFileSync(join(REPOSITORY, "README.md"), "utf8");

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());
beforeEach(() => cloud.reset());

const missing = { yaml: undefined, python: await whatIsMissing("python"), go: await whatIsMissing("go") };

describe("from the packed package and an empty folder, the README's section", () => {
  const sections = [
    ["yaml", "YAML"],
    ["python", "Python"],
    ["go", "Go"],
  ] as const;
  for (const [language, section] of sections) {
    const lacking = missing[language];
    test.skipIf(lacking !== undefined)(
      `${section} leads to a connection${skipReason(lacking)}`,
      async () => {
        await cloud.seed(pair(1));
        const user = await newUser(language);
        await user.follow("The plugin");
        await rm(join(user.folder, "package"), { recursive: true });
        await user.follow(section);
        const first = await user.follow("The first run");
        expect(first.output).toMatch(/Outputs:\n {4}status: "Active"/);
        expect(first.output).not.toMatch(/warning/i);
        expect((await cloud.snapshot()).routerInterfaces.find(({ id }) => id === "ri-1a")).toMatchObject({
          status: "Active",
        });
        const second = await user.run("pulumi up");
        expect(changedNothing(second), second.output).toBe(true);
        await user.run("pulumi destroy");
        expect((await cloud.snapshot()).routerInterfaces.find(({ id }) => id === "ri-1a")).toMatchObject({
          status: "Inactive",
        });
      },
      COMPILING_MS,
    );
  }
});

test.each([
  ["the README's way to name its directory under plugins", undefined],
  ["its way to do so under packages", /`(packages: \{.*?\})`/.exec(README)?.[1] ?? "it has none"],
])("without an installed plugin, a project has %s", async (_, own) => {
  await cloud.seed(pair(1));
  const user = await newUser("yaml");
  installPacked(user.folder);
  await user.follow("YAML");
  const [block] = blocksIn("The plugin").filter(({ language }) => language === "yaml");
  appendFileSync(join(user.folder, "Pulumi.yaml"), `${own ?? block?.text}\n`);
  expect((await user.follow("The first run")).output).toMatch(/Outputs:\n {4}status: "Active"/);
});

test("an npm package's directory of the plugin is installed as the README has it", async () => {
  const user = await newUser("yaml");
  installPacked(user.folder);
  const path = /that is `([^`]+)`/.exec(README)?.[1];
  await user.run(`pulumi plugin install resource interlink ${version} --file ${path}`);
  expect((await user.run("pulumi plugin ls")).output).toContain(version);
});

test("the README asks for the version that this is", () => {
  const named = [...README.matchAll(/(?:interlink@|interlink-|interlink )(\d+\.\d+\.\d+)/g)].map(
    ([, it]) => it,
  );
  expect(new Set(named)).toEqual(new Set([version]));
});

/** Whoever has nothing but an empty folder, the CLI and this package as it would be published. */
async function newUser(language: Language) {
  const engine = await engineFor("yaml");
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), "pulumi-interlink-")));
  onTestFinished(() => rm(temporary, { recursive: true, force: true, maxRetries: 5 }));
  const folder = join(temporary, "links");
  mkdirSync(folder);
  makeSurroundings(temporary);
  // The cloud's addresses alone: credentials and region are what the README has to be configured, and so is the stack.
  const endpoints = Object.entries(cloud.env()).filter(([name]) => name.includes("ENDPOINT"));
  const { PULUMI_STACK: _, ...surroundings } = environment(engine, temporary);
  const env = {
    ...surroundings,
    ...(await toolEnvironment("nodejs")),
    ...(await toolEnvironment(language)),
    ...Object.fromEntries(endpoints),
  };

  /** Runs commands; the first one that fails ends them, and the test. */
  const run = async (commands: string): Promise<Result> =>
    succeeded(await startCommand("/bin/sh", ["-euc", withValues(commands)], { cwd: folder, env }).result);

  return {
    folder,
    run,
    /** Does what a section says: writes each file whose name it shows, and runs its commands. */
    follow: async (title: string): Promise<Result> => {
      const blocks = blocksIn(title);
      for (const { language: written, text } of blocks) {
        const file = /^(?:#|\/\/) (\S+\.\w+)\n/.exec(text)?.[1];
        if (written !== "sh" && file !== undefined) writeFiles(folder, { [file]: text });
      }
      return run(blocks.map(({ language: written, text }) => (written === "sh" ? text : "")).join(""));
    },
  };
}

/** The blocks of code in a section of the README. */
function blocksIn(title: string): { language: string; text: string }[] {
  const section = README.split(`\n### ${title}\n`)[1]?.split(/^##+ /m)[0];
  if (section === undefined) throw new Error(`the README has no section ${title}`);
  return [...section.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language = "", text = ""]) => ({
    language,
    text,
  }));
}

/** What the README leaves open, and the package that is not published yet. */
function withValues(commands: string): string {
  return commands
    .replace(/npm pack pulumi-interlink@\S+/, `npm pack --silent --ignore-scripts "${REPOSITORY}"`)
    .replace("initiatorId ri-…", "initiatorId ri-1a")
    .replace("acceptorId ri-…", "acceptorId ri-1b")
    .replace("accessKey …", `accessKey ${defaultAccount.accessKeyId}`)
    .replace("secretKey …", `secretKey ${defaultAccount.accessKeySecret}`);
}
