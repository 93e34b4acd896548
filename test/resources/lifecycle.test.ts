import { beforeAll, describe, expect, test } from "vitest";
import type { Entry } from "../cloud/frame/log.ts";
import { succeeded } from "../engine/command.ts";
import { doors, nativeDoor, programOf } from "../support/doors.ts";
import type { Declaration } from "../support/program.ts";
import { samples } from "../support/resources.ts";
import { each, none, prepare, seedAll, things, writesSince } from "../support/shared-set.ts";
import type { Stack } from "../support/stack.ts";
import { changedNothing, stage } from "../support/stage.ts";

// The shared set, first half: what every resource does when nothing goes wrong. One stack holds all of them. What is to
// be expected of each stands in its sample. It is the same through each door.

const at = stage("file");

describe.each([...doors, nativeDoor])("through $name", (door) => {
  const { previewsAsk, token } = door;
  const startStack = (declarations: readonly Declaration[]): Promise<Stack> =>
    at().stack(declarations, programOf(door, declarations));
  const filesOf = (declarations: readonly Declaration[]) => programOf(door, declarations).files;

  describe("in its life, a resource", () => {
    let stack: Stack;
    beforeAll(async () => {
      await prepare(at().cloud, 1);
      stack = await startStack(things(1));
    });

    test("is made by the first up, and is in state with its id", async () => {
      const since = await at().mark();
      succeeded(await stack.up({ skipPreview: true }));
      expect(await writesSince(at().cloud, since)).toEqual(each((it) => it.makes(it.args(1))));
      for (const { type, id } of samples) {
        expect((await stack.resource(type))?.id).toBe(await id(1, at().cloud));
      }
    });

    test("is left alone by the second up", async () => {
      const since = await at().mark();
      const up = succeeded(await stack.up({ skipPreview: true }));
      expect(changedNothing(up), up.output).toBe(true);
      expect(await writesSince(at().cloud, since)).toEqual(none);
    });

    test("shows in a preview what was changed behind Pulumi's back, and up heals it", async () => {
      const { cloud } = at();
      for (const { drift } of samples) await drift?.cause(1, cloud);
      const since = await at().mark();
      const { output } = succeeded(await stack.preview());
      for (const { type, drift } of samples) {
        if (drift !== undefined) {
          expect(output).toContain(`~  ${token(type)} thing-1 refresh [diff: ${drift.shown}]`);
          expect(output).toContain(`~  ${token(type)} thing-1 update [diff: ${drift.shown}]`);
        }
      }
      expect(await writesSince(cloud, since)).toEqual(none);

      succeeded(await stack.up({ skipPreview: true }));
      expect(await writesSince(cloud, since)).toEqual(each((it) => it.drift?.heals(1) ?? []));
    });

    test("is updated where it can be", async () => {
      const since = await at().mark();
      stack.write(filesOf(things(1, (it) => ({ args: it.updated?.args(1) ?? it.args(1) }))));
      succeeded(await stack.up({ skipPreview: true }));
      expect(await writesSince(at().cloud, since)).toEqual(each((it) => it.updated?.writes(1) ?? []));
    });

    test("is planned anew when it was deleted behind Pulumi's back, and up makes it", async () => {
      const { cloud } = at();
      for (const { vanish } of samples) await vanish(1, cloud);
      const since = await at().mark();
      const preview = await stack.preview();
      if (previewsAsk)
        expect(preview.output).toMatch(/error: Preview failed: There is no ri-1a in cn-hangzhou/);
      else succeeded(preview);
      for (const { type } of samples) {
        expect(preview.output).toContain(`+  ${token(type)} thing-1 create`);
      }
      expect(await writesSince(cloud, since)).toEqual(none);

      await seedAll(cloud, [1], (it, n) => it.prepare(n));
      succeeded(await stack.up({ skipPreview: true }));
      expect(await writesSince(cloud, since)).toEqual(each((it) => it.makes(it.args(1))));
    });

    test("is replaced by deleting first", async () => {
      const since = await at().mark();
      stack.write(filesOf(things(1, (it) => ({ args: it.replaced(1) }))));
      succeeded(await stack.up({ skipPreview: true }));
      expect(await writesSince(at().cloud, since)).toEqual(
        each((it) => [...it.unmakes(it.args(1)), ...it.makes(it.replaced(1))]),
      );
    });

    test("is destroyed, and a second destroy finds nothing to do", async () => {
      const since = await at().mark();
      succeeded(await stack.destroy({ skipPreview: true }));
      succeeded(await stack.destroy({ skipPreview: true }));
      expect(await writesSince(at().cloud, since)).toEqual(each((it) => it.unmakes(it.replaced(1))));
      expect((await stack.export()).resources).toEqual([]);
    });
  });

  test("an equal thing is adopted with a warning on its line; an unequal one is refused by name; nothing is sent", async () => {
    const { cloud } = at();
    await prepare(cloud, 1, 2);
    await seedAll(cloud, [1], (it, n) => it.made(n));
    await seedAll(cloud, [2], (it, n) => it.unequal?.seed(n) ?? {});
    const unequal = samples.filter((it) => it.unequal !== undefined);
    const stack = await startStack([
      ...things(1),
      ...things(2).filter(({ type }) => unequal.some((it) => it.type === type)),
    ]);
    const since = await at().mark();

    const { code, output } = await stack.up({ skipPreview: true, args: ["--continue-on-error"] });

    expect(code).not.toBe(0);
    for (const { type } of samples) {
      expect(output).toMatch(new RegExp(`${type} thing-1 created \\(.*s\\) warning: adopted: `));
      expect(await stack.resource(`${type}::thing-1`)).toBeDefined();
    }
    for (const { type, unequal: other } of unequal) {
      expect(output).toMatch(
        new RegExp(`${type} thing-2 \\*\\*creating failed\\*\\* error: .*${other?.named(2)}`),
      );
      expect(await stack.resource(`${type}::thing-2`)).toBeUndefined();
    }
    expect(await writesSince(cloud, since)).toEqual(none);
  });

  test("get reads a thing that is there, again and again, and destroy leaves it; of one that is not it says so", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    await seedAll(cloud, [1], (it, n) => it.made(n));
    const ids = await Promise.all(samples.map(async (it) => ({ type: it.type, id: await it.id(1, cloud) })));
    const stack = await startStack(ids.map(({ type, id }) => ({ type, name: "got", id })));
    const since = await at().mark();

    succeeded(await stack.up({ skipPreview: true }));
    for (const { type, args } of samples) {
      const got = await stack.resource(type);
      expect(got?.external).toBe(true);
      expect(got?.outputs).toMatchObject(args(1));
    }
    const preview = succeeded(await stack.preview());
    expect(changedNothing(preview), preview.output).toBe(true);
    expect(preview.output).not.toContain("diff:");
    succeeded(await stack.destroy({ skipPreview: true }));

    stack.write(filesOf(samples.map(({ type, missing }) => ({ type, name: "missing", id: missing }))));
    const { code, output } = await stack.up({ skipPreview: true, args: ["--continue-on-error"] });
    expect(code).not.toBe(0);
    for (const { type, missing } of samples) {
      expect(output).toMatch(new RegExp(`${type} \\(missing\\):\\n +error: Not found: .*${missing}`));
    }
    expect(await stack.resource("::missing")).toBeUndefined();
    expect(await writesSince(cloud, since)).toEqual(none);
  });

  test.each(samples.map((sample) => [sample.type, sample] as const))(
    "a typo in an argument of %s is refused in preview, by name",
    async (_, sample) => {
      const { cloud } = at();
      await prepare(cloud, 1);
      const stack = await startStack([
        { type: sample.type, name: "typo", args: { ...sample.args(1), oneTooMany: 1 } },
      ]);
      const { code, output } = await stack.preview();
      expect(code).not.toBe(0);
      // YAML programs are checked against the schema before anything runs.
      expect(output).toMatch(
        /property oneTooMany .* is not an argument of|Property oneTooMany does not exist on/,
      );
      expect(output).toContain(sample.type);
      expect(await cloud.log()).toEqual([]);
    },
  );

  test("arguments that are not known yet pass in a preview, which sends nothing; up then makes the things", async () => {
    const { cloud } = at();
    await prepare(cloud, 1, 2);
    const [first, ...others] = [...things(1).slice(0, 1), ...things(2, () => ({ late: true }))];
    if (first === undefined) throw new Error("there is no sample");
    const stack = await startStack([first, ...others]);

    succeeded(await stack.preview());
    const asked = (await cloud.log()).filter((entry) => !previewsAsk || entry.write || isOf(entry, others));
    expect(asked).toEqual([]);

    succeeded(await stack.up({ skipPreview: true }));
    expect(await writesSince(cloud, 0)).toEqual(
      each((it) => [...(it.type === first.type ? it.makes(it.args(1)) : []), ...it.makes(it.args(2))]),
    );
  });
});

/** Whether a call names what one of these is about. */
function isOf(entry: Entry, declarations: readonly Declaration[]): boolean {
  const about = declarations.map(({ args = {} }) => Object.values(args)[0]);
  return Object.values(entry.params).some((value) => about.includes(value));
}
