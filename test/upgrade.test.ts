import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import type { Seed } from "./cloud/control-types.ts";
import { type Result, succeeded } from "./engine/command.ts";
import type { Stack } from "./support/stack.ts";
import { changedNothing, stage } from "./support/stage.ts";

// States that earlier releases wrote are read, refreshed, compared and destroyed by this one without a change. One folder
// per release: its program, its state as `pulumi stack export` gave it (without where in the program each resource was
// declared), what was in the cloud then, and the operations that remove what it made. Each test starts from that state:
// a command of this release may write parts of it anew, and the next one would no longer meet what the earlier wrote.

const RECORDED = join(import.meta.dirname, "recorded");
const at = stage();

const AS_RECORDED = { args: ["--refresh=false"] };

describe.each(readdirSync(RECORDED))("a stack that release %s made", (release) => {
  const recorded = (file: string): string => join(RECORDED, release, file);
  const json = (file: string): unknown => JSON.parse(readFileSync(recorded(file), "utf8"));
  let stack: Stack;

  beforeEach(async () => {
    const { cloud } = at();
    await cloud.reset();
    await cloud.seed(json("seed.json") as Seed);
    stack = await at().stack([], { files: { "index.js": readFileSync(recorded("program.cjs"), "utf8") } });
    succeeded(await stack.run(["stack", "import", "--file", recorded("state.json")]));
  });

  /** Every resource is as it was, and nobody wrote anything. */
  const expectUnchanged = async (command: Result): Promise<void> => {
    expect(changedNothing(succeeded(command)), command.output).toBe(true);
    expect(command.output).not.toContain("diff:");
    expect(await at().cloud.writes({ afterSeq: 0 })).toEqual([]);
  };

  /** Nothing is left in state, and everything was removed by the writes expected, none of them twice. */
  const expectDestroyed = async (command: Result): Promise<void> => {
    succeeded(command);
    expect((await stack.export()).resources).toEqual([]);
    const writes = await at().cloud.writes({ afterSeq: 0 });
    expect(writes.map(({ operation }) => operation).sort()).toEqual(json("writes.json"));
  };

  test("is unchanged to preview and up, with and without a refresh, and then to destroy", async () => {
    await expectUnchanged(await stack.preview(AS_RECORDED));
    await expectUnchanged(await stack.preview());
    await expectUnchanged(await stack.up({ skipPreview: true, ...AS_RECORDED }));
    await expectUnchanged(await stack.up({ skipPreview: true }));
    await expectDestroyed(await stack.destroy({ skipPreview: true }));
  });

  test("is unchanged to refresh", async () => {
    await expectUnchanged(await stack.refresh({ skipPreview: true }));
  });

  test("is destroyed as it was recorded", async () => {
    await expectDestroyed(await stack.destroy({ skipPreview: true, ...AS_RECORDED }));
  });
});
