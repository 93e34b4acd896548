import { expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { dynamicDoor, pluginDoor, programOf } from "../support/doors.ts";
import { samples } from "../support/resources.ts";
import { none, prepare, things, writesSince } from "../support/shared-set.ts";
import { changedNothing, stage } from "../support/stage.ts";

const at = stage();

test("a stack of all resources moves from the dynamic provider to the plugin and back, unchanged", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  // A name that was left out is kept, too.
  const declarations = [
    ...things(1),
    { type: "EgConnection", name: "unnamed", args: { vpcId: "vpc-1", subnetId: "subnet-1" } },
  ];
  const stack = await at().stack(declarations);
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();

  await stack.rewrite(programOf(pluginDoor, declarations));
  // The plugin's project has no dynamic provider by which the old resources could be refreshed.
  const there = succeeded(await stack.up({ skipPreview: true, args: ["--refresh=false"] }));
  expect(changedNothing(there), there.output).toBe(true);
  for (const { type } of samples) expect((await stack.resource(type))?.type).toBe(pluginDoor.token(type));
  const again = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(again), again.output).toBe(true);

  const back = declarations.map((it) => ({
    ...it,
    opts: { aliases: [{ type: pluginDoor.token(it.type) }] },
  }));
  await stack.rewrite(programOf(dynamicDoor, back));
  const home = succeeded(await stack.up({ skipPreview: true, args: ["--refresh=false"] }));
  expect(changedNothing(home), home.output).toBe(true);
  const last = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(last), last.output).toBe(true);
  expect(await writesSince(cloud, since)).toEqual(none);
});
