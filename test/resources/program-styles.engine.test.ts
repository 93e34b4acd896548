import { expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { program } from "../support/program.ts";
import { type Sample, samples } from "../support/resources.ts";
import { none, prepare, slowDown, speedUp, thing, things, writesSince } from "../support/shared-set.ts";
import { changedNothing, stage } from "../support/stage.ts";

// What programs change after a class's constructor has run, and what they declare twice.

const at = stage();

/** A program of these resources that first does something to the stack. */
function programAfter(first: string, declarations: ReturnType<typeof things>): Record<string, string> {
  const files = program(declarations);
  const set = 'const pulumi = require("@pulumi/pulumi");';
  return { ...files, "index.js": [set, first, files["index.js"]].join("\n") };
}

/** Both ways in which a stack can transform what is declared in it. */
const WAYS = {
  transformation: (change: string) => `pulumi.runtime.registerStackTransformation((args) => (${change}));`,
  transform: (change: string) => `pulumi.runtime.registerResourceTransform(async (args) => (${change}));`,
};

const SHORT = `{ create: "500ms", update: "500ms", delete: "500ms" }`;

test.each(Object.entries(WAYS))(
  "customTimeouts that a stack's %s gives or takes away are what counts",
  async (_, way) => {
    const { cloud } = at();
    await prepare(cloud, 1);
    await slowDown(cloud);
    const shorter = way(`{ props: args.props, opts: { ...args.opts, customTimeouts: ${SHORT} } }`);
    const stack = await at().stack([], { files: programAfter(shorter, things(1)) });

    const up = await stack.up({ skipPreview: true });
    expect(up.code).not.toBe(0);
    expect(up.output.match(/still waiting for .* after 1 s/g)).toHaveLength(samples.length);
    await speedUp(cloud);
    succeeded(await stack.up({ skipPreview: true }));
    const since = await at().mark();

    // Nothing but the timeouts: no resource is changed for it, and yet they count at once.
    await slowDown(cloud);
    const destroy = await stack.destroy({ skipPreview: true });
    expect(destroy.code).not.toBe(0);
    expect(destroy.output).toMatch(/still waiting for .* after 1 s/);
    await speedUp(cloud);
    stack.write(program(things(1)));
    const second = succeeded(await stack.up({ skipPreview: true }));
    expect(second.output).not.toContain("replaced");
    succeeded(await stack.destroy({ skipPreview: true }));
    expect((await stack.export()).resources).toEqual([]);
    expect((await writesSince(cloud, since))["EcrInstanceGrant"]).toContain(
      "RevokeInstanceFromExpressConnectRouter ecr-1",
    );
  },
);

test("a timeout of deletions that was changed alone counts at the next destroy", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await at().stack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  stack.write(program(things(1, () => ({ opts: { customTimeouts: { delete: "500ms" } } }))));
  const up = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(up), up.output).toBe(true);

  await slowDown(cloud);
  const destroy = await stack.destroy({ skipPreview: true });
  expect(destroy.output).toMatch(/still waiting for .* after 1 s/);
  await speedUp(cloud);
  succeeded(await stack.destroy({ skipPreview: true }));
});

test.each(Object.entries(WAYS))(
  "arguments that a stack's %s changes are those that are used",
  async (_, way) => {
    const { cloud } = at();
    await prepare(cloud, 1);
    const described = `{ props: args.type.endsWith(":EgConnection") ? { ...args.props, description: "by all" } : args.props, opts: args.opts }`;
    const stack = await at().stack([], { files: programAfter(way(described), things(1)) });
    succeeded(await stack.up({ skipPreview: true }));
    expect((await cloud.snapshot()).connections.map(({ description }) => description)).toContain("by all");
    const second = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(second), second.output).toBe(true);
  },
);

test("a transform cannot change the parent: the URN stays, and the provider is told that one", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const group = `const group = new pulumi.ComponentResource("test:index:Group", "group");`;
  const moving = WAYS.transform(
    `args.custom ? { props: args.props, opts: { ...args.opts, parent: group } } : undefined`,
  );
  const stack = await at().stack([], { files: programAfter(`${group}\n${moving}`, things(1)) });
  succeeded(await stack.up({ skipPreview: true }));
  const { resources } = await stack.export();
  for (const { urn, inputs } of resources.filter(({ type }) => type.includes("interlink"))) {
    expect(urn).not.toContain("Group");
    expect(inputs?.["__interlink"]).toMatchObject({ urn });
  }
});

test.each(Object.entries(WAYS))(
  "a forced replacement ends with the relation there, also where a %s took deleteBeforeReplace away",
  async (_, way) => {
    const { cloud } = at();
    await prepare(cloud, 1);
    const createFirst = way(`{ props: args.props, opts: { ...args.opts, deleteBeforeReplace: false } }`);
    const stack = await at().stack([], { files: programAfter(createFirst, things(1)) });
    succeeded(await stack.up({ skipPreview: true }));
    const since = await at().mark();
    const urns = (await stack.export()).resources.filter(({ type }) => type.includes("interlink"));
    const replace = urns.flatMap(({ urn }) => ["--replace", urn]);

    const { output } = succeeded(await stack.up({ skipPreview: true, args: replace }));
    for (const { type } of samples) {
      expect(output).toMatch(new RegExp(`kept: .* belongs to ${type} "thing-1"`));
    }
    expect(await writesSince(cloud, since)).toEqual(none);
    const second = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(second), second.output).toBe(true);
  },
);

test("a resource that is renamed without an alias keeps what the new name adopted", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await at().stack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();

  stack.write(program(things(1, () => ({ name: "renamed" }))));
  const { output } = succeeded(await stack.up({ skipPreview: true }));
  for (const { type } of samples) expect(output).toContain(`belongs to ${type} "renamed"`);
  expect(await writesSince(cloud, since)).toEqual(none);
  const second = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(second), second.output).toBe(true);
});

test("a rename without an alias that did not end is carried on without deleting what the new name adopted", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await at().stack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  const renamed = things(1, () => ({ name: "renamed" }));
  const nowhere = { type: "EcrInstanceGrant", name: "typo", args: { ecrId: "no id" } };

  // The argument that is wrong ends the command before anything is deleted.
  stack.write(program([...renamed, { ...nowhere, late: true }]));
  const failed = await stack.up({ skipPreview: true });
  expect(failed.code).not.toBe(0);
  stack.write(program(renamed));
  const { output } = succeeded(await stack.up({ skipPreview: true }));
  for (const { type } of samples) expect(output).toContain(`belongs to ${type} "renamed"`);
  expect(await writesSince(cloud, since)).toEqual(none);
  const second = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(second), second.output).toBe(true);
});

/** The refusal, in whichever order the two were registered. */
function twice({ type }: Sample): RegExp {
  const either = `${type} "(thing-1|again)"`;
  return new RegExp(`is declared twice in this stack, by ${either} and by ${either}`);
}

test("the same thing twice in one stack is refused in preview, both named", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await at().stack([]);
  for (const it of samples) {
    stack.write(program([thing(it, 1), thing(it, 1, { name: "again" })]));
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(twice(it));
  }
  expect(await cloud.log()).toEqual([]);
});

test("a rename with an alias is not twice, and changes nothing", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await at().stack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  stack.write(program(things(1, () => ({ name: "new", opts: { aliases: [{ name: "thing-1" }] } }))));
  const renamed = succeeded(await stack.up());
  expect(changedNothing(renamed), renamed.output).toBe(true);
  expect(await writesSince(cloud, since)).toEqual(none);
});

test("what becomes known only during up is refused there when it is another resource's thing too", async () => {
  const { cloud } = at();
  await prepare(cloud, 1, 2);
  // One kind is enough here: all of them are checked in the same place.
  const [it] = samples;
  if (it === undefined) throw new Error("there is no sample");
  const stack = await at().stack([thing(it, 2), thing(it, 1), thing(it, 1, { name: "again", late: true })]);
  succeeded(await stack.preview());
  const { code, output } = await stack.up({ skipPreview: true });
  expect(code).not.toBe(0);
  expect(output).toMatch(twice(it));
  expect(output).not.toContain("adopted");
});
