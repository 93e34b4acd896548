import { beforeEach, expect, test } from "vitest";
import { defaultAccount, otherAccount } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import { connection, interfaceWrites, line, pair } from "../support/router-interfaces.ts";
import { changedNothing, PATIENCE_MS, stage } from "../support/stage.ts";

// What only a RouterInterfaceConnection does, where several accounts have a part in it, or none.

const at = stage();

beforeEach(() => at().cloud.reset());

test("a peer in another account is waited for, the progress says what differs, and each account writes its own side", async () => {
  const { cloud } = at();
  await cloud.setClock("manual");
  await cloud.configure({ transitions: { connect: 60_000 } });
  await cloud.seed({
    routerInterfaces: [
      { id: "ri-ours", routerId: "vrt-ours", oppositeRegionId: "cn-shanghai" },
      {
        id: "ri-theirs",
        routerId: "vbr-theirs",
        routerType: "VBR",
        role: "AcceptingSide",
        account: otherAccount.id,
        regionId: "cn-shanghai",
        oppositeRegionId: "cn-hangzhou",
      },
    ],
  });
  const initiator = {
    routerInterfaceId: "ri-ours",
    oppositeInterfaceId: "ri-theirs",
    oppositeRouterId: "vbr-theirs",
    oppositeRouterType: "VBR",
    oppositeInterfaceOwnerId: otherAccount.id,
  };
  const acceptor = {
    routerInterfaceId: "ri-theirs",
    regionId: "cn-shanghai",
    oppositeInterfaceId: "ri-ours",
    oppositeRouterId: "vrt-ours",
    oppositeRouterType: "VRouter",
    oppositeInterfaceOwnerId: defaultAccount.id,
  };
  const ours = await at().stack([
    connection("ours", initiator, { customTimeouts: { create: "500ms", update: "5m" } }),
  ]);
  const theirs = await at().stack([connection("theirs", acceptor)], { env: cloud.env(otherAccount) });

  const tooSoon = await ours.up({ skipPreview: true });
  expect(tooSoon.code).not.toBe(0);
  expect(tooSoon.output).toMatch(
    /still waiting for the owner of ri-theirs to set its side \(OppositeInterfaceOwnerId differs\) after .*: AttrMismatching\.AcceptingSideOppositeInterfaceOwnerId: .* Run `pulumi up` again/,
  );
  expect(await ours.resource("ours")).toBeDefined();

  // An answer of the cloud that only lags behind is waited out as well.
  await cloud.order({
    kind: "error",
    operation: "ConnectRouterInterface",
    code: "IncorrectOppositeInterfaceInfo.NotSet",
  });
  const running = ours.start(["up"], { skipPreview: true });
  await running.waitForOutput("the owner of ri-theirs to set its side (OppositeInterfaceOwnerId differs), ");
  succeeded(await theirs.up({ skipPreview: true }));
  expect((await theirs.resource("theirs"))?.outputs).toMatchObject({ status: "Idle" });
  await cloud.waitFor({ operation: "ConnectRouterInterface", applied: true, timeoutMs: PATIENCE_MS });
  await running.waitForOutput(/ours updating \(\d+s\).* Connecting, \d+ s/);
  await cloud.advance(60_000);
  succeeded(await running.result);
  expect((await cloud.orders()).map(({ fired }) => fired)).toEqual([1]);

  for (const stack of [ours, theirs]) {
    const preview = succeeded(await stack.preview());
    expect(changedNothing(preview), preview.output).toBe(true);
  }
  expect(await interfaceWrites(cloud)).toEqual([
    "ModifyRouterInterfaceAttribute ri-ours",
    "ModifyRouterInterfaceAttribute ri-theirs",
    "ConnectRouterInterface ri-ours",
  ]);
});

test("credentials of another account are the error, at refresh and at destroy, and nothing is dropped from state", async () => {
  const { cloud } = at();
  await cloud.seed(pair(1));
  const stack = await at().stack([line(1)]);
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();

  Object.assign(stack.env, cloud.env(otherAccount));
  for (const command of [
    await stack.preview(),
    await stack.up({ skipPreview: true }),
    await stack.destroy({ skipPreview: true }),
    await stack.destroy({ skipPreview: true, args: ["--refresh=false"] }),
  ]) {
    expect(command.code).not.toBe(0);
    expect(command.output).toContain(
      `belongs to account ${defaultAccount.id}, but the credentials in use belong to account ${otherAccount.id}`,
    );
    expect((await stack.resource("line-1"))?.outputs).toMatchObject({ status: "Active" });
  }
  expect(await interfaceWrites(cloud, since)).toEqual([]);
});

test("without credentials there is one error, which names every place that was searched", async () => {
  const { cloud } = at();
  await cloud.seed(pair(1));
  const { ALICLOUD_ACCESS_KEY: _, ALICLOUD_SECRET_KEY: __, ...env } = cloud.env();
  const stack = await at().stack([line(1)], { env });
  const { code, output } = await stack.up({ skipPreview: true });
  expect(code).not.toBe(0);
  const [, diagnostics = ""] = output.split("Diagnostics:");
  expect(diagnostics.match(/error: .*redentials/g)).toHaveLength(1);
  for (const place of [
    "alicloud:accessKey",
    "ALICLOUD_ACCESS_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "~/.aliyun/config.json",
    "alicloud:ecsRoleName",
  ]) {
    expect(diagnostics).toContain(place);
  }
  expect(await cloud.log()).toEqual([]);
});
