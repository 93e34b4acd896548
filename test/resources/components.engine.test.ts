import { describe, expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { layout, type Node } from "../support/layout.ts";
import { samples } from "../support/resources.ts";
import { each, none, prepare, unordered, writesSince } from "../support/shared-set.ts";
import { changedNothing, stage } from "../support/stage.ts";

// The shared set in the layouts that people give their programs: components, parents, dependencies. One stack holds all
// of them, for every kind of resource; a deadlock of one fails them all, and the CLI's message names it.

const at = stage("file");

/** The thing `n` of every kind. */
function things(n: number, more: Partial<Node> = {}): Node[] {
  return samples.map(({ type, args }) => ({ type, name: `${type}-${n}`, args: args(n), ...more }));
}

/** A node of its own for every kind. */
function perKind(of: (type: string, node: (n: number, more?: Partial<Node>) => Node) => Node[]): Node[] {
  return samples.flatMap(({ type, args }) =>
    of(type, (n, more = {}) => ({ type, name: `${type}-${n}`, args: args(n), ...more })),
  );
}

const LAYOUTS: readonly Node[] = [
  { name: "two-inside", inside: true, registers: true, children: [...things(1), ...things(2)] },
  { name: "three-outside", children: [...things(3), ...things(4), ...things(5)] },
  ...perKind((type, thing) => [
    { name: `${type}-alone-inside`, inside: true, children: [thing(6), thing(7), thing(8)] },
    {
      name: `${type}-outer`,
      registers: true,
      children: [{ name: `${type}-inner`, inside: true, registers: true, children: [thing(9), thing(10)] }],
    },
    { name: `${type}-uses`, children: [thing(11), thing(12, { uses: `${type}-11` })] },
    {
      name: `${type}-siblings`,
      inside: true,
      children: [thing(13), thing(14, { dependsOn: [`${type}-13`] })],
    },
    thing(15, { dependsOn: ["two-inside", `${type}-outer`] }),
    thing(16, { children: [thing(17), thing(18)] }),
  ]),
  { name: "own-provider", providers: "accounts", inside: true, children: [...things(19), ...things(20)] },
];
const NUMBERS = Array.from({ length: 20 }, (_, index) => index + 1);

describe("in components, under parents and with dependencies", () => {
  test("every resource comes up, a second up changes nothing, and destroy removes all", async () => {
    const { cloud } = at();
    await prepare(cloud, ...NUMBERS);
    const stack = await at().stack([], { files: layout(LAYOUTS) });

    succeeded(await stack.up());
    const made = unordered(await writesSince(cloud, 0));
    expect(made).toEqual(unordered(each((it) => NUMBERS.flatMap((n) => it.makes(it.args(n))))));
    const child = await stack.resource("EcrInstanceGrant-9");
    expect(child?.parent).toContain("EcrInstanceGrant-inner");

    const since = await at().mark();
    const second = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(second), second.output).toBe(true);
    expect(await writesSince(cloud, since)).toEqual(none);

    succeeded(await stack.destroy({ skipPreview: true }));
    expect(unordered(await writesSince(cloud, since))).toEqual(
      unordered(each((it) => NUMBERS.flatMap((n) => it.unmakes(it.args(n))))),
    );
    expect((await stack.export()).resources).toEqual([]);
  });

  test("what is moved under components by aliases is left as it is", async () => {
    const { cloud } = at();
    await prepare(cloud, 1, 2, 3, 4);
    const stack = await at().stack([], { files: layout([1, 2, 3, 4].flatMap((n) => things(n))) });
    succeeded(await stack.up({ skipPreview: true }));
    const since = await at().mark();
    const moved = { wasAtTop: true };

    stack.write(
      layout([
        {
          name: "inside",
          inside: true,
          registers: true,
          children: [...things(1, moved), ...things(2, moved)],
        },
        { name: "outside", children: [...things(3, moved), ...things(4, moved)] },
      ]),
    );
    const { output } = succeeded(await stack.up());
    expect(output).toMatch(/^ {4}\+ 2 created$/m);
    expect(output).toMatch(/^ {4}\d+ unchanged$/m);
    expect(output).not.toMatch(/replaced|deleted|updated/);
    expect(await writesSince(cloud, since)).toEqual(none);
    const second = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(second), second.output).toBe(true);
    expect((await stack.resource("EgConnection-4"))?.parent).toContain("::outside");

    succeeded(await stack.destroy({ skipPreview: true }));
    expect((await stack.export()).resources).toEqual([]);
  });
});
