import { beforeAll, describe, expect, test } from "vitest";
import { definitions } from "../../provider/resources/index.ts";
import { defaultAccount, defaultHuawei, otherAccount, otherHuawei } from "../cloud/defaults.ts";
import { type Result, succeeded } from "../engine/command.ts";
import { samples } from "../support/resources.ts";
import type { Stack } from "../support/stack.ts";
import { changedNothing, stage } from "../support/stage.ts";

const at = stage("file");

/** The accounts' own names for themselves, as states keep them. */
const ours = { alibaba: defaultAccount.id, huawei: defaultHuawei.projectId };
const theirs = { alibaba: otherAccount.id, huawei: otherHuawei.projectId };

describe("a stack whose keys are in the environment", () => {
  let stack: Stack;

  beforeAll(async () => {
    const { cloud } = at();
    for (const { prepare } of samples) await cloud.seed(prepare(1));
    stack = await at().stack(samples.map(({ type, args }) => ({ type, name: "thing", args: args(1) })));
    succeeded(await stack.up({ skipPreview: true }));
  });

  test("changes nothing when the keys are others and the old ones are revoked", async () => {
    const { cloud, mark } = at();
    const since = await mark();
    const alibaba = { accessKeyId: "new-key", accessKeySecret: "new-secret" };
    const huawei = { accessKey: "NEWKEY", secretKey: "new-huawei-secret" };
    await cloud.change("accounts", defaultAccount.id, alibaba);
    await cloud.change("iamUsers", defaultHuawei.userId, huawei);
    Object.assign(stack.env, cloud.env(alibaba, { ...defaultHuawei, ...huawei }));

    const up = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(up), up.output).toBe(true);
    expect(await cloud.writes({ afterSeq: since })).toEqual([]);
    const keys = (await cloud.log({ afterSeq: since })).map(({ accessKeyId }) => accessKeyId);
    expect(new Set(keys)).toEqual(new Set(["new-key", "NEWKEY"]));
  });

  test.each([
    { command: "refresh", args: [] },
    // Without a refresh, so that the deletion itself has to notice.
    { command: "destroy", args: ["--refresh=false", "--continue-on-error"] },
  ])(
    "with another account's keys, $command says whose things these are, drops none and makes none",
    async ({ command, args }) => {
      const { cloud, mark } = at();
      const before = await things(stack);
      expect(before).toHaveLength(samples.length);
      const since = await mark();
      const env = cloud.env(otherAccount, otherHuawei);

      const failed = await stack.run([command], { skipPreview: true, args, env });
      expect(failed.code).not.toBe(0);
      for (const { type, cloud: cloudName } of definitions) {
        expect(errorOf(type, failed)).toContain(
          `belongs to account ${ours[cloudName]}, but the credentials in use belong to account ${theirs[cloudName]}`,
        );
      }
      expect(await things(stack)).toEqual(before);
      expect(await cloud.writes({ afterSeq: since })).toEqual([]);
    },
  );

  test("is destroyed with the right keys, also when the program is run for it", async () => {
    const destroy = succeeded(await stack.destroy({ skipPreview: true, args: ["--run-program"] }));
    expect(destroy.output).toContain(`- ${samples.length + 1} deleted`);
  });
});

/** What the state holds of each resource; a refresh may have noted when it read. */
async function things(stack: Stack) {
  const { resources } = await stack.export();
  return resources
    .filter(({ type }) => type.includes("dynamic/interlink"))
    .map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }))
    .sort((one, other) => one.urn.localeCompare(other.urn));
}

/** What is said at the end about the resource of a type. */
function errorOf(type: string, { output }: Result): string {
  const [, error = ""] =
    new RegExp(`^ {2}pulumi-nodejs:dynamic/interlink:${type} .*:\\n {4}error: (.*)$`, "m").exec(output) ?? [];
  return error;
}
