import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Seed } from "./cloud/control-types.ts";
import { succeeded } from "./engine/command.ts";
import type { Stack } from "./support/stack.ts";
import { changedNothing, stage } from "./support/stage.ts";

// States that earlier releases wrote are read, refreshed, compared and destroyed by this one without a change. One folder
// per release: its program, its state as `pulumi stack export` gave it, and what was in the cloud then.

const RECORDED = join(import.meta.dirname, "recorded");
const at = stage("file");

describe.each(readdirSync(RECORDED))("a stack that release %s made", (release) => {
  const recorded = (file: string): string => join(RECORDED, release, file);
  let stack: Stack;

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.reset();
    const seed: Seed = JSON.parse(readFileSync(recorded("seed.json"), "utf8"));
    await cloud.seed(seed);
    stack = await at().stack([], { files: { "index.js": readFileSync(recorded("program.cjs"), "utf8") } });
    succeeded(await stack.run(["stack", "import", "--file", recorded("state.json")]));
  });

  test("has every resource that this release knows", async () => {
    const { resources } = await stack.export();
    const types = new Set(resources.map(({ type }) => type.split("interlink:")[1]).filter(Boolean));
    expect([...types].sort()).toEqual([
      "ClassicLinkAttachment",
      "EcrInstanceGrant",
      "EgConnection",
      "RouterInterfaceConnection",
    ]);
  });

  test("is unchanged to preview, up and refresh, and nothing is written", async () => {
    for (const command of [
      await stack.preview(),
      await stack.up({ skipPreview: true, args: ["--refresh=false"] }),
      await stack.up({ skipPreview: true }),
      await stack.refresh({ skipPreview: true }),
    ]) {
      expect(changedNothing(succeeded(command)), command.output).toBe(true);
      expect(command.output).not.toContain("diff:");
    }
    expect(await at().cloud.writes({ afterSeq: 0 })).toEqual([]);
  });

  test("is destroyed by one write for each thing that has something to undo", async () => {
    succeeded(await stack.destroy({ skipPreview: true, args: ["--refresh=false"] }));
    expect((await stack.export()).resources).toEqual([]);
    const writes = await at().cloud.writes({ afterSeq: 0, applied: true });
    expect(writes.map(({ operation }) => operation).sort()).toEqual(
      [
        "DeactivateRouterInterface",
        "DeactivateRouterInterface",
        "DeactivateRouterInterface",
        "DeleteConnection",
        "DeleteConnection",
        "DeleteConnection",
        "DetachClassicLinkVpc",
        "RevokeInstanceFromExpressConnectRouter",
      ].sort(),
    );
  });
});
