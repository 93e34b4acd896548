import { expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { skipReason, whatIsMissing } from "../engine/languages.ts";
import { type Door, dynamicDoor, nativeDoor, pluginDoor, programOf } from "../support/doors.ts";
import type { Program } from "../support/project.ts";
import { samples } from "../support/resources.ts";
import { addSdk, pythonProgram } from "../support/sdk.ts";
import { none, prepare, things, writesSince } from "../support/shared-set.ts";
import { changedNothing, stage } from "../support/stage.ts";

const at = stage();
const python = await whatIsMissing("python");

test(`a stack of all resources moves from the dynamic provider through the plugin's languages and back, unchanged; the last program destroys it${skipReason(python)}`, async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  // A name that was left out is kept, too.
  const declarations = [
    ...things(1),
    { type: "EgConnection", name: "unnamed", args: { vpcId: "vpc-1", subnetId: "subnet-1" } },
  ];
  const back = declarations.map((it) => ({
    ...it,
    opts: { aliases: [{ type: pluginDoor.token(it.type) }] },
  }));
  const native = programOf(nativeDoor, declarations);
  const inPython: Program = { language: "python", files: pythonProgram(declarations) };
  const moves: readonly (readonly [Door, Program])[] = [
    [nativeDoor, native],
    [pluginDoor, programOf(pluginDoor, declarations)],
    ...(python === undefined ? [[pluginDoor, inPython] as const] : []),
    [nativeDoor, native],
    [dynamicDoor, programOf(dynamicDoor, back)],
  ];
  const stack = await at().stack(declarations);
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  for (const [{ token }, program] of moves) {
    await stack.rewrite(program);
    if (program.language === "python") await addSdk(stack, "python");
    // A project of another language may have no dynamic provider by which the old resources could be refreshed.
    const moved = succeeded(await stack.up({ skipPreview: true, args: ["--refresh=false"] }));
    expect(changedNothing(moved), moved.output).toBe(true);
    for (const { type } of samples) expect((await stack.resource(`${type}::`))?.type).toBe(token(type));
    const again = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(again), again.output).toBe(true);
  }
  expect(await writesSince(cloud, since)).toEqual(none);

  succeeded(await stack.destroy({ skipPreview: true }));
  const { classicLinks, connections, ecrGrants, routerInterfaces } = await cloud.snapshot();
  expect([...classicLinks, ...connections, ...ecrGrants]).toEqual([]);
  expect(routerInterfaces.find(({ id }) => id === "ri-1a")).toMatchObject({ status: "Inactive" });
});
