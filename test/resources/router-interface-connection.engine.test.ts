import { beforeEach, expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { type Declaration, program } from "../support/program.ts";
import { connection, interfaceWrites, line, pair } from "../support/router-interfaces.ts";
import { changedNothing, stage } from "../support/stage.ts";

// What only a RouterInterfaceConnection does, within one account. What it shares with the others is in the shared set.

const at = stage();

beforeEach(() => at().cloud.reset());

test("drift of every kind is shown by preview and healed by up, but for a status that ignoreChanges leaves alone", async () => {
  const { cloud } = at();
  for (const n of [1, 2, 3, 4]) await cloud.seed(pair(n));
  const stack = await at().stack([line(1), line(2, { ignoreChanges: ["status"] }), line(3), line(4)]);
  succeeded(await stack.up({ skipPreview: true }));
  for (const id of ["ri-1a", "ri-2a", "ri-4b"])
    await cloud.change("routerInterfaces", id, { status: "Inactive" });
  for (const id of ["ri-3a", "ri-3b"]) await cloud.change("routerInterfaces", id, { status: "Idle" });
  const since = await at().mark();

  const { output } = succeeded(await stack.preview({ args: ["--diff"] }));
  for (const [id, status] of [
    ["ri-1a", "Inactive"],
    ["ri-3a", "Idle"],
    ["ri-4a", "Active, peer Inactive"],
  ]) {
    expect(output).toMatch(
      new RegExp(`\\(update\\)\n +\\[id=cn-hangzhou:${id}\\](\n.*){5} ~ status +: "${status}" => "Active"`),
    );
  }
  expect(output).toContain("~ 3 to update\n    2 unchanged");
  expect(await interfaceWrites(cloud, since)).toEqual([]);

  const up = succeeded(await stack.up({ skipPreview: true }));
  expect(up.output).toContain("~ 3 updated\n    2 unchanged");
  expect((await interfaceWrites(cloud, since)).sort()).toEqual([
    "ActivateRouterInterface ri-1a",
    "ActivateRouterInterface ri-4b",
    "ConnectRouterInterface ri-3a",
  ]);
});

test("with the peer left out, the one that is stored is taken, and no side is modified", async () => {
  const { cloud } = at();
  await cloud.seed(pair(1, { stored: true }));
  await cloud.seed(pair(2));
  const stack = await at().stack([
    connection("stored", { routerInterfaceId: "ri-1a" }),
    connection("not-stored", { routerInterfaceId: "ri-2a" }),
  ]);
  const { code, output } = await stack.up({ skipPreview: true, args: ["--continue-on-error"] });
  expect(code).not.toBe(0);
  expect(output).toContain("ri-2a does not store a complete peer. Give oppositeInterfaceId.");
  expect(await interfaceWrites(cloud)).toEqual(["ConnectRouterInterface ri-1a"]);
  expect((await stack.resource("stored"))?.outputs).toMatchObject({
    oppositeInterfaceId: "ri-1b",
    status: "Active",
  });
});

test("another peer for an interface that was once connected is refused in preview; a change of customTimeouts is none", async () => {
  const { cloud } = at();
  for (const n of [1, 2]) await cloud.seed(pair(n));
  const stack = await at().stack([line(1)]);
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();

  stack.write(program([line(1, { customTimeouts: { create: "20m", update: "20m" } })]));
  const unchanged = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(unchanged), unchanged.output).toBe(true);

  stack.write(program([connection("line-1", { routerInterfaceId: "ri-1a", oppositeInterfaceId: "ri-2b" })]));
  const refusal =
    /ri-1a was connected to ri-1b, .* cannot get another peer: .* Create a new router interface/;
  for (const command of [await stack.preview(), await stack.up({ skipPreview: true })]) {
    expect(command.code).not.toBe(0);
    expect(command.output).toMatch(refusal);
    // The host would print what diff throws besides answering with it.
    const [, diagnostics = ""] = command.output.split("Diagnostics:");
    expect(diagnostics.split("ri-1a was connected to ri-1b"), command.output).toHaveLength(2);
    expect(command.output).not.toContain("RefusedError");
  }
  expect(await interfaceWrites(cloud, since)).toEqual([]);
});

test("a peer that was changed behind Pulumi's back is shown, and refused by name; destroy still works", async () => {
  const { cloud } = at();
  await cloud.seed(pair(1));
  const stack = await at().stack([line(1)]);
  succeeded(await stack.up({ skipPreview: true }));
  await cloud.change("routerInterfaces", "ri-1a", { oppositeInterfaceId: "ri-2b" });
  const since = await at().mark();

  const preview = await stack.preview();
  expect(preview.code).not.toBe(0);
  expect(preview.output).toContain("line-1 refresh [diff: ~oppositeInterfaceId]");
  expect(preview.output).toContain("ri-1a was connected to ri-2b");
  expect(await interfaceWrites(cloud, since)).toEqual([]);
  succeeded(await stack.destroy({ skipPreview: true }));
  expect(await interfaceWrites(cloud, since)).toEqual(["DeactivateRouterInterface ri-1a"]);
});

test("an acceptor is healthy while Idle, and may still get another peer", async () => {
  const { cloud } = at();
  for (const n of [1, 2]) await cloud.seed(pair(n));
  const acceptor = (peer: string): Declaration =>
    connection("acceptor", { routerInterfaceId: "ri-1b", oppositeInterfaceId: peer });
  const stack = await at().stack([acceptor("ri-1a")]);
  succeeded(await stack.up({ skipPreview: true }));
  expect(await interfaceWrites(cloud)).toEqual(["ModifyRouterInterfaceAttribute ri-1b"]);
  expect((await stack.resource("acceptor"))?.outputs).toMatchObject({
    role: "AcceptingSide",
    status: "Idle",
  });
  const preview = succeeded(await stack.preview());
  expect(changedNothing(preview), preview.output).toBe(true);

  const since = await at().mark();
  stack.write(program([acceptor("ri-2a")]));
  const up = succeeded(await stack.up({ skipPreview: true }));
  expect(up.output).toContain("+-1 replaced");
  expect(await interfaceWrites(cloud, since)).toEqual(["ModifyRouterInterfaceAttribute ri-1b"]);
});

test("whatever stands in the way is said in one error, before anything is written", async () => {
  const { cloud } = at();
  await cloud.seed(pair(1));
  await cloud.change("routerInterfaces", "ri-1a", { businessStatus: "FinancialLocked" });
  await cloud.change("routerInterfaces", "ri-1b", { status: "Active", oppositeInterfaceId: "ri-9z" });
  const stack = await at().stack([line(1)]);
  const { code, output } = await stack.up({ skipPreview: true });
  expect(code).not.toBe(0);
  expect(output).toContain(
    "error: ri-1a cannot be connected to ri-1b, and nothing was changed for it: " +
      "ri-1a is locked (FinancialLocked); settle the account's bills or ask support; ri-1b is set for ri-9z; " +
      "ri-1b is Active while ri-1a is Idle; both must be Idle.\n",
  );
  expect(await interfaceWrites(cloud)).toEqual([]);
  expect(await stack.resource("line-1")).toBeUndefined();
});

test("forced replacements delete first, and a deletion of what is gone changes nothing", async () => {
  const { cloud } = at();
  await cloud.seed(pair(1));
  const stack = await at().stack([line(1)]);
  succeeded(await stack.up({ skipPreview: true }));
  const urn = (await stack.resource("line-1"))?.urn ?? "";
  const replaced = ["DeactivateRouterInterface ri-1a", "ActivateRouterInterface ri-1a"];

  for (const args of [
    ["--replace", urn],
    ["--target-replace", urn],
  ]) {
    const since = await at().mark();
    succeeded(await stack.up({ skipPreview: true, args }));
    expect(await interfaceWrites(cloud, since)).toEqual(replaced);
  }
  const since = await at().mark();
  succeeded(await stack.run(["state", "taint", urn, "--yes"]));
  succeeded(await stack.up({ skipPreview: true }));
  expect(await interfaceWrites(cloud, since)).toEqual(replaced);

  await cloud.remove("routerInterfaces", "ri-1a");
  const gone = await at().mark();
  succeeded(await stack.destroy({ skipPreview: true, args: ["--refresh=false"] }));
  expect(await interfaceWrites(cloud, gone)).toEqual([]);
  expect((await stack.export()).resources).toEqual([]);
});

test.each([
  [
    "import",
    { import: "cn-hangzhou:ri-1a" },
    "the import option does not work for this resource. Declare it without import",
  ],
  ["deleteBeforeReplace: false", { deleteBeforeReplace: false }, "deleteBeforeReplace cannot be false."],
])("the option %s is refused", async (_, opts, text) => {
  const { cloud } = at();
  await cloud.seed(pair(1));
  const stack = await at().stack([line(1, opts)]);
  const { code, output } = await stack.preview();
  expect(code).not.toBe(0);
  expect(output).toContain(`RouterInterfaceConnection: ${text}`);
  expect(await cloud.log()).toEqual([]);
});
