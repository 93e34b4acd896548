import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { install } from "../support/installed.ts";
import { interfaceWrites, pair } from "../support/router-interfaces.ts";
import { changedNothing, stage } from "../support/stage.ts";

// A component library with two links in it, as platform teams publish them: this package is its dependency, not the program's.

const at = stage();

const LIBRARY = {
  "package.json": JSON.stringify({
    name: "@acme/network",
    version: "1.0.0",
    main: "index.js",
    dependencies: { "pulumi-interlink": "0.1.0" },
  }),
  "index.js": `
const pulumi = require("@pulumi/pulumi");
const interlink = require("pulumi-interlink");
exports.Lines = class Lines extends pulumi.ComponentResource {
  constructor(name, { first, second }, opts) {
    super("acme:network:Lines", name, {}, opts);
    const line = (suffix, [routerInterfaceId, oppositeInterfaceId], more) =>
      new interlink.RouterInterfaceConnection(name + suffix, { routerInterfaceId, oppositeInterfaceId, ...more }, { parent: this });
    const made = line("-1", first);
    this.status = line("-2", second, { regionId: made.regionId }).status;
    this.registerOutputs({ status: this.status });
  }
};
`,
};

/** A program of the two lines, whose second connects these; in a group of its own, it was at the top before. */
function program(second: readonly [string, string], inGroup = false): Record<string, string> {
  const opts = inGroup
    ? `{ parent: new pulumi.ComponentResource("acme:index:Group", "group"), aliases: [{ parent: pulumi.rootStackResource }] }`
    : "{}";
  return {
    "index.js": `
const pulumi = require("@pulumi/pulumi");
const { Lines } = require("@acme/network");
const lines = new Lines("lines", { first: ["ri-1a", "ri-1b"], second: ${JSON.stringify(second)} }, ${opts});
exports.status = lines.status;
`,
  };
}

test("its links come up, change, are moved by the component's alias without a write, and are destroyed", async () => {
  const { cloud } = at();
  for (const n of [1, 2, 3]) await cloud.seed(pair(n));
  const stack = await at().stack([], {
    files: {
      ...program(["ri-2a", "ri-2b"]),
      "package.json": JSON.stringify({ private: true, dependencies: { "@acme/network": "1.0.0" } }),
    },
  });
  const modules = join(stack.directory, "node_modules");
  rmSync(join(modules, "pulumi-interlink"));
  const library = join(modules, "@acme", "network");
  mkdirSync(join(library, "node_modules"), { recursive: true });
  for (const [file, text] of Object.entries(LIBRARY)) writeFileSync(join(library, file), text);
  install(join(library, "node_modules"));

  succeeded(await stack.up());
  expect(await stack.outputs()).toEqual({ status: "Active" });
  const second = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(second), second.output).toBe(true);

  const before = await at().mark();
  stack.write(program(["ri-3a", "ri-3b"]));
  succeeded(await stack.up({ skipPreview: true }));
  expect(await interfaceWrites(cloud, before)).toEqual([
    "DeactivateRouterInterface ri-2a",
    "ModifyRouterInterfaceAttribute ri-3b",
    "ModifyRouterInterfaceAttribute ri-3a",
    "ConnectRouterInterface ri-3a",
  ]);

  const since = await at().mark();
  stack.write(program(["ri-3a", "ri-3b"], true));
  succeeded(await stack.up({ skipPreview: true }));
  expect(await interfaceWrites(cloud, since)).toEqual([]);
  succeeded(await stack.destroy({ skipPreview: true }));
  expect((await interfaceWrites(cloud, since)).sort()).toEqual([
    "DeactivateRouterInterface ri-1a",
    "DeactivateRouterInterface ri-3a",
  ]);
});
