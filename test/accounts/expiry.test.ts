import { beforeAll, describe, expect, test } from "vitest";
import { defaultAccount, defaultHuawei, defaultUser, otherAccount } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";
import { endpointsOnly } from "./source.ts";

const at = stage("file");
/** How long something may take to begin, on whatever machine this is. */
const PATIENCE = 120_000;

const HOUR = 3_600_000;
const role = { name: "network", trusted: [`acs:ram::${defaultAccount.id}:root`] };
const roleArn = `acs:ram::${defaultAccount.id}:role/${role.name}`;
const subnet = { vpcId: "vpc-1", subnetId: "subnet-1" };
const LINKS = 10;
const links = Array.from({ length: LINKS }, (_, n) => n);
/** With two connections of EventGrid, a router connection and a grant. */
const RESOURCES = LINKS + 4;

describe("credentials that end in mid-run", () => {
  let stack: Stack;

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.setClock("manual");
    await cloud.seed({
      routerInterfaces: [
        { id: "ri-a", routerId: "vrt-a" },
        { id: "ri-b", routerId: "vrt-b", role: "AcceptingSide" },
      ],
      expressConnectRouters: [{ id: "ecr-1", account: otherAccount.id }],
      vpcs: [{ id: "vpc-1", classicLinkEnabled: true }],
      ecsInstances: links.map((n) => ({ id: `i-${n}` })),
      ramRoles: [role],
    });
    const day = 24 * HOUR;
    await cloud.configure({
      transitions: {
        connect: day,
        grantVisible: day,
        linkVisible: day,
        createConnection: day,
        deactivate: day,
        revokeVisible: day,
        unlinkVisible: day,
        connectionGone: day,
      },
      options: { iam: { tokenSeconds: HOUR / 1000 } },
    });
    const declarations = [
      {
        type: "RouterInterfaceConnection",
        name: "line",
        args: { routerInterfaceId: "ri-a", oppositeInterfaceId: "ri-b" },
      },
      {
        type: "EcrInstanceGrant",
        name: "grant",
        args: {
          ecrId: "ecr-1",
          ecrOwnerAliUid: otherAccount.id,
          instanceId: "vpc-1",
          instanceType: "VPC",
          instanceRegionId: "cn-hangzhou",
        },
      },
      ...links.map((n) => ({
        type: "ClassicLinkAttachment",
        name: `link-${n}`,
        args: { instanceId: `i-${n}`, vpcId: "vpc-1" },
      })),
      ...[0, 1].map((n) => ({ type: "EgConnection", name: `events-${n}`, args: subnet })),
    ];
    stack = await at().stack(declarations, {
      env: {
        ...endpointsOnly(cloud),
        ALICLOUD_REGION: "cn-hangzhou",
        ALICLOUD_ACCESS_KEY: defaultUser.accessKeyId,
        ALICLOUD_SECRET_KEY: defaultUser.accessKeySecret,
        ALICLOUD_ASSUME_ROLE_ARN: roleArn,
        HW_REGION_NAME: defaultHuawei.region,
        HW_DOMAIN_NAME: defaultHuawei.domainName,
        HW_USER_NAME: defaultHuawei.userName,
        HW_USER_PASSWORD: defaultHuawei.password,
      },
    });
  });

  test("are renewed once for all that wait, and the run succeeds", async () => {
    const { cloud } = at();
    const up = stack.start(["up"], { skipPreview: true, args: ["--parallel=32"] });
    await applied("ConnectRouterInterface");
    await applied("GrantInstanceToExpressConnectRouter");
    await applied("AttachClassicLinkVpc", LINKS);
    await applied("CreateConnection", 2);
    await cloud.advance(25 * HOUR);
    succeeded(await up.result);

    expect(await cloud.log({ operation: "AssumeRole" })).toHaveLength(2);
    expect(await cloud.log({ operation: "KeystoneCreateUserTokenByPassword" })).toHaveLength(2);
    const refused = await cloud.log({ code: "InvalidSecurityToken.Expired" });
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(RESOURCES);
    expect(await cloud.log({ code: "EG.00014010" })).not.toEqual([]);
  });

  test("and cannot be renewed are one clear error for each resource, which stays in state, and no storm", async () => {
    const { cloud, mark } = at();
    const destroy = stack.start(["destroy"], {
      skipPreview: true,
      args: ["--parallel=32", "--continue-on-error"],
    });
    await applied("DeactivateRouterInterface");
    await applied("RevokeInstanceFromExpressConnectRouter");
    await applied("DetachClassicLinkVpc", LINKS);
    await applied("DeleteConnection", 2);
    const since = await mark();
    await cloud.change("ramRoles", roleArn, { trusted: [] });
    for (const { accessKeyId } of (await cloud.snapshot()).stsSessions)
      await cloud.remove("stsSessions", accessKeyId);
    await cloud.change("iamUsers", defaultHuawei.userId, { enabled: false });

    const failed = await destroy.result;
    expect(failed.code).not.toBe(0);
    // Each resource has one error, and those that were waiting together are about one refusal. On a busy machine the
    // second connection may come so late that another try to renew is due.
    const errors = failed.output.match(/^ {4}error: (?!update failed).*$/gm) ?? [];
    expect(errors).toHaveLength(RESOURCES);
    expect(errors.filter((error) => error.includes("it could not be renewed"))).not.toEqual([]);
    expect(requestIds(errors.filter((error) => error.includes("NoPermission")))).toHaveLength(1);
    const untrusted = requestIds(errors.filter((error) => error.includes("401")));
    expect([1, 2]).toContain(untrusted.length);

    const codes = (await cloud.log({ afterSeq: since })).map(({ code }) => code);
    const times = (code: string) => codes.filter((it) => it === code).length;
    // No more tries to renew them, and none of what was waiting was refused twice.
    expect([times("NoPermission"), times("401")]).toEqual([1, untrusted.length]);
    expect(times("InvalidAccessKeyId.NotFound")).toBeLessThanOrEqual(RESOURCES);
    expect(times("EG.00014010")).toBeLessThanOrEqual(2);
    const { resources } = await stack.export();
    expect(resources.filter(({ type }) => type.includes("dynamic/interlink"))).toHaveLength(RESOURCES);
  });
});

/** Waits until the cloud has carried out so many of these. */
function applied(operation: string, count = 1) {
  return at().cloud.waitFor({ operation, applied: true, count, timeoutMs: PATIENCE });
}

function requestIds(errors: readonly string[]): string[] {
  return [...new Set(errors.map((error) => /request id ([\w-]+)/.exec(error)?.[1] ?? ""))];
}
