// What each operation's permission is about, from the authorization tables of the pages: {account} is the caller's
// account, any other name a parameter. An operation that is not here is about all resources, which is a guess.

const routerInterface = ["acs:vpc:{RegionId}:{account}:routerinterface/{RouterInterfaceId}"];
const link = [
  "acs:ecs:{RegionId}:{account}:instance/{InstanceId}",
  "acs:vpc:{RegionId}:{account}:vpc/{VpcId}",
];
const grant = {
  VPC: ["acs:vpc:{InstanceRegionId}:{account}:vpc/{InstanceId}"],
  VBR: ["acs:expressconnect:{InstanceRegionId}:{account}:virtualborderrouter/{InstanceId}"],
};

const resources: Readonly<Record<string, readonly string[] | typeof grant>> = {
  "vpc:CreateRouterInterface": ["acs:vpc:{RegionId}:{account}:routerinterface/*"],
  "vpc:DescribeRouterInterfaces": ["acs:vpc:{RegionId}:{account}:routerinterface/*"],
  "vpc:DescribeRouterInterfaceAttribute": ["acs:vpc:{RegionId}:{account}:routerinterface/{InstanceId}"],
  "vpc:DeleteRouterInterface": routerInterface,
  "vpc:ModifyRouterInterfaceAttribute": routerInterface,
  "vpc:ModifyRouterInterfaceSpec": routerInterface,
  "vpc:ConnectRouterInterface": routerInterface,
  "vpc:ActivateRouterInterface": routerInterface,
  "vpc:DeactivateRouterInterface": routerInterface,
  "ecs:DescribeInstances": ["acs:ecs:{RegionId}:{account}:instance/*"],
  "vpc:DescribeVpcAttribute": ["acs:vpc:{RegionId}:{account}:vpc/{VpcId}"],
  "ecs:AttachClassicLinkVpc": link,
  "ecs:DetachClassicLinkVpc": link,
  "expressconnectrouter:GrantInstanceToExpressConnectRouter": grant,
  "expressconnectrouter:RevokeInstanceFromExpressConnectRouter": grant,
};

/** The resources that a call's permission is about. */
export function resourcesOf(
  action: string,
  account: string,
  parameter: (name: string) => string | undefined,
): string[] {
  const row = resources[action] ?? ["*"];
  const templates = "VPC" in row ? row[parameter("InstanceType") === "VBR" ? "VBR" : "VPC"] : row;
  return templates.map((template) =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      name === "account" ? account : (parameter(name) ?? ""),
    ),
  );
}
