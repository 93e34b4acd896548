import { beforeAll, describe, expect, test } from "vitest";
import { defaultAccount, defaultHuawei, defaultUser, otherAccount, otherHuawei } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

const at = stage("file");

const REGION = "cn-hangzhou";
const grant = {
  ecrId: "ecr-1",
  ecrOwnerAliUid: defaultAccount.id,
  instanceId: "vpc-1",
  instanceType: "VPC",
  instanceRegionId: REGION,
};

/** The keys that stacks of the vendors' own packages have; a path for what is structured. */
function configuration({ vpc, expressconnectrouter, sts, eg, iam }: Readonly<Record<string, string>>) {
  return {
    "alicloud:region": REGION,
    "alicloud:accessKey": { secret: defaultUser.accessKeyId },
    "alicloud:secretKey": { secret: defaultUser.accessKeySecret },
    "alicloud:assumeRole.roleArn": `acs:ram::${otherAccount.id}:role/network`,
    "alicloud:assumeRole.externalId": { secret: "agreed-upon" },
    "alicloud:assumeRole.sessionExpiration": "900",
    "alicloud:endpoints[0].vpc": `${vpc}`,
    "alicloud:endpoints[0].expressconnectrouter": `${expressconnectrouter}`,
    "alicloud:endpoints[0].sts": `${sts}`,
    "huaweicloud:region": defaultHuawei.region,
    "huaweicloud:domainName": defaultHuawei.domainName,
    "huaweicloud:userName": defaultHuawei.userName,
    "huaweicloud:password": { secret: defaultHuawei.password },
    "huaweicloud:assumeRole.agencyName": "events",
    "huaweicloud:assumeRole.domainName": otherHuawei.domainName,
    "huaweicloud:endpoints.eg": `${eg}`,
    "huaweicloud:authUrl": `${iam}/v3`,
  };
}

describe("a stack whose accounts are in its configuration", () => {
  let stack: Stack;

  beforeAll(async () => {
    const { cloud } = at();
    await cloud.seed({
      routerInterfaces: [
        { id: "ri-a", routerId: "vrt-a", account: otherAccount.id },
        { id: "ri-b", routerId: "vrt-b", role: "AcceptingSide", account: otherAccount.id },
      ],
      expressConnectRouters: [{ id: "ecr-1", account: defaultAccount.id }],
      vpcs: [{ id: "vpc-1", account: otherAccount.id }],
      ramRoles: [
        {
          name: "network",
          account: otherAccount.id,
          trusted: [`acs:ram::${defaultAccount.id}:root`],
          externalId: "agreed-upon",
        },
      ],
      agencies: [{ id: "agency-1", name: "events", domainId: otherHuawei.domainId }],
    });
    const declarations = [
      {
        type: "RouterInterfaceConnection",
        name: "line",
        args: { routerInterfaceId: "ri-a", oppositeInterfaceId: "ri-b" },
      },
      { type: "EcrInstanceGrant", name: "grant", args: grant },
      { type: "EgConnection", name: "events", args: { vpcId: "vpc-1", subnetId: "subnet-1" } },
    ];
    stack = await at().stack(declarations, { env: {}, config: configuration(cloud.endpoints) });
  });

  test("works in the role and with the agency that are configured, where the endpoints say", async () => {
    const { cloud } = at();
    succeeded(await stack.up({ skipPreview: true }));
    for (const type of ["RouterInterfaceConnection", "EcrInstanceGrant"]) {
      expect((await stack.resource(type))?.outputs).toMatchObject({ accountId: otherAccount.id });
    }
    expect((await stack.resource("EgConnection"))?.outputs).toMatchObject({
      accountId: otherHuawei.projectId,
      region: defaultHuawei.region,
    });
    const writers = (await cloud.writes({ applied: true })).map(({ account }) => account);
    expect(new Set(writers)).toEqual(new Set([otherAccount.id, otherHuawei.domainId]));
    const assumed = await cloud.log({ operation: "AssumeRole" });
    expect(assumed).toHaveLength(1);
    expect(assumed[0]?.params).toMatchObject({ DurationSeconds: "900", RoleSessionName: "pulumi-interlink" });
    expect(await cloud.log({ operation: "CreateTemporaryAccessKeyByAgency" })).toHaveLength(1);
  });

  test("changes nothing when key and password are others and the old ones are revoked", async () => {
    const { cloud, mark } = at();
    const key = { accessKeyId: "new-key", accessKeySecret: "new-secret" };
    await cloud.change("ramUsers", defaultUser.id, key);
    await cloud.change("iamUsers", defaultHuawei.userId, { password: "new-password" });
    await stack.setConfig({
      "alicloud:accessKey": { secret: key.accessKeyId },
      "alicloud:secretKey": { secret: key.accessKeySecret },
      "huaweicloud:password": { secret: "new-password" },
    });

    // Pulumi keeps a copy of the configuration in the state, and refreshes with that before it runs the program.
    let since = await mark();
    const stale = await stack.refresh({ skipPreview: true });
    expect(stale.code).not.toBe(0);
    expect(stale.output).toMatch(/InvalidAccessKeyId\.NotFound.*Sts\.AssumeRole.*pulumi up --run-program/);
    expect(stale.output).toMatch(/401: The username or password is wrong.*pulumi up --run-program/);
    // One refusal each, however many resources there are.
    expect((await cloud.log({ afterSeq: since })).map(({ operation }) => operation).sort()).toEqual([
      "AssumeRole",
      "KeystoneCreateUserTokenByPassword",
    ]);

    since = await mark();
    const up = succeeded(await stack.up({ skipPreview: true, args: ["--run-program"] }));
    expect(up.output).toMatch(/Resources:\n +4 unchanged\n/);
    expect(await cloud.writes({ afterSeq: since })).toEqual([]);
  });

  test("is destroyed without its program", async () => {
    stack.write({ "index.js": `throw new Error("the program was run");` });
    expect(succeeded(await stack.destroy({ skipPreview: true })).output).toContain("- 4 deleted");
  });
});
