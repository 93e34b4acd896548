import type { WireWords } from "../http/scrubber.ts";

/** What in requests and answers of Alibaba Cloud says nothing about whose they are. */
export const alibabaWords: WireWords = {
  plain: [
    ...["Action", "Version", "Format", "Code", "DynamicCode", "HttpStatusCode", "Success", "Product"],
    ...["RegionId", "InstanceRegionId", "NodeRegionId", "OppositeRegionId", "CallerType", "NextPage"],
    ...["PageNumber", "PageSize", "MaxResults", "TotalCount", "DurationSeconds", "Expiration"],
    ...["Status", "BusinessStatus", "OppositeInterfaceStatus", "OppositeInterfaceBusinessStatus", "Role"],
    ...["RouterType", "OppositeRouterType", "InstanceType", "NodeType", "Spec", "OppositeInterfaceSpec"],
    ...[
      "ChargeType",
      "InstanceChargeType",
      "FastLinkMode",
      "Ipv6Status",
      "HealthCheckStatus",
      "InstanceNetworkType",
      "IdentityType",
    ],
    ...["HasReservationData", "CrossBorder", "ClassicLinkEnabled", "IsDefault", "DefaultVpc"],
    ...["ConnectedTime", "CreationTime", "EndTime", "GmtCreate", "GmtModified", "LastUpdated"],
    ...["AuthAction", "AuthPrincipalType", "NoPermissionType", "PolicyType"],
    ...["x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-method", "x-acs-signature-version"],
    ...["x-acs-retry-after", "x-acs-parent-id", "x-aliyun-ecs-metadata-token-ttl-seconds"],
  ],
  sentences: ["Message", "DynamicMessage", "AccessDeniedDetail", "Recommend"],
  words: [
    ...[
      "RouterInterfaceId",
      "acs",
      "ram",
      "sts",
      "vpc",
      "ecs",
      "expressconnectrouter",
      "root",
      "role",
      "user",
    ],
    ...["assumed-role", "oidc-provider", "pulumi-interlink", "100.100.100.200"],
    ...["latest", "meta-data", "security-credentials", "api", "token"],
  ],
  idPrefixes: ["ri", "vpc", "vbr", "vrt", "vsw", "ecr", "i", "ap", "pc", "rg", "bid", "grant"],
  regions:
    /^(?:cn-(?:qingdao|beijing|zhangjiakou|huhehaote|wulanchabu|hangzhou|shanghai|nanjing|fuzhou|shenzhen|heyuan|guangzhou|chengdu|hongkong|zhengzhou|wuhan|zhongwei|north)|(?:ap|us|na|sa|eu|me)-(?:north|south|east|west|central|northeast|southeast)-?\d*)(?:-(?:acdr|finance|gov|gic|jva|lr|\d))*(?:-[a-z])?$/,
  hosts: /^[a-z-]+(?:[.-](?:cn|ap|us|na|sa|eu|me)-[a-z\d-]+)?\.(?:aliyuncs|aliyun|alibabacloud)\.com$/,
};
