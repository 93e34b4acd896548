import { beforeEach, expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { type Declaration, type ProgramLanguage, program } from "../support/program.ts";
import type { Program } from "../support/project.ts";
import { samples } from "../support/resources.ts";
import { none, prepare, seedAll, things, writesSince } from "../support/shared-set.ts";
import { changedNothing, stage } from "../support/stage.ts";

const at = stage("test");

beforeEach(() => prepare(at().cloud, 1));

/** The same program over the plugin: nothing but the module that it loads is another one. */
function overPlugin(declarations: readonly Declaration[]): Record<string, string> {
  const { "index.js": text = "", ...files } = program(declarations);
  return { ...files, "index.js": text.replace('"pulumi-interlink"', '"pulumi-interlink/native"') };
}

function inLanguage(language: ProgramLanguage, declarations: readonly Declaration[]): Program {
  return { language, files: program(declarations, language) };
}

test("a stack of all resources moves to the plugin, on to YAML, and back, and nothing changes", async () => {
  const stack = await at().stack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  const back = things(1, (it) => ({
    args: it.args(1),
    opts: { aliases: [{ type: `interlink:index:${it.type}` }] },
  }));
  const moves: readonly [string, Program][] = [
    ["interlink:index:", { files: overPlugin(things(1)) }],
    ["interlink:index:", inLanguage("yaml", things(1))],
    ["interlink:index:", { files: overPlugin(things(1)) }],
    ["pulumi-nodejs:dynamic/interlink:", { files: program(back) }],
  ];
  for (const [tokens, next] of moves) {
    await stack.rewrite(next);
    const up = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(up), up.output).toBe(true);
    for (const { type, id } of samples) {
      const resource = await stack.resource(`${tokens}${type}`);
      expect(resource?.id).toBe(await id(1, at().cloud));
    }
  }
  expect(await writesSince(at().cloud, since)).toEqual(none);
});

test("a forced replacement deletes first, so that the thing is there at its end", async () => {
  const stack = await at().stack([], { files: overPlugin(things(1)) });
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  const replaces = samples.map(({ type }) => `--replace=**${type}::thing-1`);
  succeeded(await stack.up({ skipPreview: true, args: replaces }));
  const writes = await writesSince(at().cloud, since);
  for (const { type, unmakes, args } of samples) {
    const [first, ...others] = writes[type] ?? [];
    expect([first]).toEqual(unmakes(args(1)));
    expect(others, type).not.toEqual([]);
  }
  const again = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(again), again.output).toBe(true);
});

test("what is there is read by get, and taken into the stack by the option import", async () => {
  const { cloud } = at();
  await seedAll(cloud, [1], (it) => it.made(1));
  const ids = new Map(
    await Promise.all(samples.map(async ({ type, id }) => [type, await id(1, cloud)] as const)),
  );
  const since = await at().mark();
  const read = things(1).map(({ type, name }) => ({ type, name: `read-${name}`, id: ids.get(type) ?? "" }));
  const imported = things(1, ({ type }) => ({ opts: { import: ids.get(type) ?? "" } }));
  const stack = await at().stack([], { files: overPlugin([...read, ...imported]) });
  const up = succeeded(await stack.up({ skipPreview: true }));
  expect(up.output).toMatch(new RegExp(`${samples.length} imported`));
  for (const { type } of samples) {
    for (const name of ["thing-1", "read-thing-1"]) {
      expect((await stack.resource(`${type}::${name}`))?.id).toBe(ids.get(type));
    }
  }
  expect(await writesSince(cloud, since)).toEqual(none);
});

test("an explicit Provider works with the account that it is given, and its keys are encrypted in state", async () => {
  const [sample] = samples;
  if (sample === undefined) throw new Error("there are no samples");
  const files = {
    "index.js": `
const interlink = require("pulumi-interlink/native");
const { ALICLOUD_ACCESS_KEY: accessKey, ALICLOUD_SECRET_KEY: secretKey } = process.env;
const provider = new interlink.Provider("account", {
  alicloud: { region: "cn-hangzhou", accessKey, secretKey },
  dryRun: true,
});
new interlink.${sample.type}("thing-1", ${JSON.stringify(sample.args(1))}, { provider });
`,
  };
  const stack = await at().stack([], { files });
  succeeded(await stack.up());
  const { inputs, outputs, urn } = (await stack.resource("pulumi:providers:interlink::account")) ?? {};
  const state = JSON.stringify([inputs, outputs]);
  expect(state).toContain("ciphertext");
  expect(state).not.toContain(at().cloud.env()["ALICLOUD_ACCESS_KEY"]);
  expect(state).not.toContain(at().cloud.env()["ALICLOUD_SECRET_KEY"]);
  expect(JSON.stringify(await stack.resource(sample.type))).toContain(urn);
  const again = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(again), again.output).toBe(true);
});
