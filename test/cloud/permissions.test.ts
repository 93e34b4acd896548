import { describe, expect, test } from "vitest";
import { call } from "./caller.ts";
import { defaultAccount, defaultHuawei, defaultUser } from "./defaults.ts";
import { cloudWith } from "./fixture.ts";
import { huaweiCall } from "./huawei-caller.ts";

const cloud = cloudWith({
  expressConnectRouters: [{ id: "ecr-1" }],
  vpcs: [{ id: "vpc-1" }],
  routerInterfaces: [{ id: "ri-a", routerId: "vrt-a" }],
});

interface Statement {
  readonly Effect?: "Allow" | "Deny";
  readonly Action?: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: { readonly StringEquals?: Record<string, string> };
}

const prefix = `acs:vpc:cn-hangzhou:${defaultAccount.id}`;
const modify = { Action: "vpc:ModifyRouterInterfaceAttribute", Resource: `${prefix}:routerinterface/ri-a` };
const give = (...statements: Statement[]) => {
  const whole = statements.map((each) => ({
    ...{ Effect: "Allow" as const, Action: "*", Resource: "*" },
    ...each,
  }));
  const policies = [{ Version: "1" as const, Statement: whole }];
  return cloud().seed({ ramUsers: [{ ...defaultUser, policies }] });
};
const rename = () =>
  call(
    cloud(),
    "ModifyRouterInterfaceAttribute",
    { RegionId: "cn-hangzhou", RouterInterfaceId: "ri-a", Name: "link-1" },
    { keys: defaultUser },
  );

describe("a RAM user", () => {
  test("may do everything as long as nobody gives it a policy", async () => {
    expect((await rename()).status).toBe(200);
  });

  test.each<[string, Statement[]]>([
    ["the action on the resource", [modify]],
    ["a pattern of actions", [{ ...modify, Action: ["vpc:Modify*"] }]],
    ["the action in another case", [{ ...modify, Action: "VPC:modifyrouterinterfaceattribute" }]],
    ["a pattern of resources", [{ ...modify, Resource: ["acs:vpc:*:*:routerinterface/ri-?"] }]],
    ["everything", [{}]],
  ])("may do what a statement allows: %s", async (_what, statements) => {
    await give(...statements);
    expect((await rename()).status).toBe(200);
  });

  test.each<[string, Statement[], string]>([
    ["no statement", [], "ImplicitDeny"],
    ["one action less", [{ ...modify, Action: "vpc:DescribeRouterInterfaces" }], "ImplicitDeny"],
    ["another resource", [{ ...modify, Resource: `${prefix}:routerinterface/ri-b` }], "ImplicitDeny"],
    ["another region", [{ ...modify, Resource: "acs:vpc:cn-beijing:*:*" }], "ImplicitDeny"],
    ["a Deny beside an Allow", [{}, { ...modify, Effect: "Deny" }], "ExplicitDeny"],
  ])("is refused with %s", async (_what, statements, NoPermissionType) => {
    await give(...statements);
    expect(await rename()).toMatchObject({
      status: 403,
      body: {
        Code: "Forbidden.RAM",
        AccessDeniedDetail: {
          ...{ AuthAction: modify.Action, AuthPrincipalOwnerId: defaultAccount.id },
          ...{ AuthPrincipalType: "RAMUser", NoPermissionType },
        },
      },
    });
    expect(await cloud().writes({ applied: true })).toEqual([]);
  });

  test("needs an allowance for each resource of an operation", async () => {
    const attach = () =>
      call(
        cloud(),
        "AttachClassicLinkVpc",
        { RegionId: "cn-hangzhou", InstanceId: "i-1", VpcId: "vpc-1" },
        { service: "ecs", keys: defaultUser },
      );
    const both = [`acs:ecs:*:${defaultAccount.id}:instance/i-1`, `${prefix}:vpc/vpc-1`];
    await give({ Action: "ecs:AttachClassicLinkVpc", Resource: both.slice(1) });
    expect((await attach()).body).toMatchObject({ Code: "Forbidden.SubUser" });
    await give({ Action: "ecs:AttachClassicLinkVpc", Resource: both });
    expect((await attach()).body["Code"]).not.toBe("Forbidden.SubUser");
  });

  test("may grant what a condition on InstanceType allows", async () => {
    const grant = () =>
      call(
        cloud(),
        "GrantInstanceToExpressConnectRouter",
        {
          ...{ EcrId: "ecr-1", EcrOwnerAliUid: "253460731706911258", InstanceId: "vpc-1" },
          ...{ InstanceType: "VPC", InstanceRegionId: "cn-hangzhou" },
        },
        { service: "expressconnectrouter", form: true, keys: defaultUser },
      );
    const only = (InstanceType: string) => ({ Condition: { StringEquals: { InstanceType } } });
    await give(only("VBR"));
    expect((await grant()).body).toMatchObject({ Code: "Forbidden.RAM" });
    await give(only("VPC"));
    expect((await grant()).status).toBe(200);
  });
});

test("a user of Huawei Cloud may do what a statement allows", async () => {
  const list = () => huaweiCall(cloud(), "GET", `/v1/${defaultHuawei.projectId}/connections`);
  const give = (Action: string[]) => {
    const policies = [{ Version: "1.1" as const, Statement: [{ Effect: "Allow" as const, Action }] }];
    const { userId: id, userName: name, domainId, password, accessKey, secretKey } = defaultHuawei;
    return cloud().seed({ iamUsers: [{ id, name, domainId, password, accessKey, secretKey, policies }] });
  };
  await give(["eg:connections:create"]);
  expect(await list()).toMatchObject({ status: 403, body: { error_code: "EG.00512000" } });
  await give(["eg:connections:list"]);
  expect((await list()).status).toBe(200);
});
