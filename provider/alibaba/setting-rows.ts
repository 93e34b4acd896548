import { credentialsUri, endpoint, endpointsOf, words } from "../settings/endpoint.ts";
import { record, regionId, seconds, text } from "../settings/parsers.ts";
import { recordRow, row, secret } from "../settings/rows.ts";

/**
 * Services for which the vendors' own packages take endpoints and this one does not. A stack may have configured them;
 * any other key is a mistake. As written there (terraform-provider-alicloud, provider.go, `endpoints`;
 * terraform-provider-huaweicloud, config/endpoints.go), without `_` and `-`.
 */
export const OTHER_ALIBABA_SERVICES: ReadonlySet<string> = words(`
  acr actiontrail adb alb alidfs alidns alikafka apigateway arms bastionhost beebot bpstudio brainindustrial bssopenapi
  cas cassandra cbn cbs cddc cdn cds chatbot clickhouse cloudauth cloudcontrol cloudfirewall cloudfw cloudphone cloudsso
  cms computenest config cr cs das datahub dataworkspublic dbfs dcdn dds ddosbasic ddosbgp ddoscoo devopsrdc dg dm
  dmsenterprise dns drds dts dysms dysmsapi eais ebs eci edas edasschedulerx edsuser eflo eflocnp ehpc ehs eipanycast
  elasticsearch emr ens esa ess eventbridge fc fnf ga gaplus gds governance gpdb gwsecd hbr hcssgw hitsdb imm imp ims iot
  kms kvstore location log market maxcompute mhub mns mscopensubscription mse nas nlb oceanbase ons onsproxy oos
  opensearch oss ots paistudio polardb privatelink pvtz quickbi quotas ram rds realtimecompute redisa resourcemanager
  ressharing rkvstore ros sas scdn sddp selectdb serverless servicecatalog servicemesh sgw slb sls smartag srvcatalog
  swas tag vod vpcpeer vs waf wafopenapi
`);
/** STS allows these session lengths (AssumeRole, DurationSeconds); the role may allow less. */
const sessionSeconds = seconds(900, 43_200);
const role = record({
  roleArn: text,
  sessionName: text,
  externalId: text,
  policy: text,
  sessionExpiration: sessionSeconds,
});
const oidcRole = record({
  roleArn: text,
  oidcProviderArn: text,
  oidcTokenFile: text,
  oidcToken: text,
  roleSessionName: text,
  policy: text,
  sessionExpiration: sessionSeconds,
});

/** Every setting for Alibaba Cloud; the namespace is `alicloud`, the names are those of the vendor's Pulumi package. */
export const ALICLOUD = {
  region: row(regionId, [
    "ALICLOUD_REGION",
    "ALICLOUD_REGION_ID",
    "ALIBABA_CLOUD_REGION",
    "ALIBABA_CLOUD_REGION_ID",
    "ALIBABACLOUD_REGION",
    "ALIBABACLOUD_REGION_ID",
  ]),
  accessKey: secret(text, [
    "ALICLOUD_ACCESS_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_ID",
  ]),
  secretKey: secret(text, [
    "ALICLOUD_SECRET_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ALIBABACLOUD_ACCESS_KEY_SECRET",
  ]),
  securityToken: secret(text, [
    "ALICLOUD_SECURITY_TOKEN",
    "ALIBABA_CLOUD_SECURITY_TOKEN",
    "ALIBABACLOUD_SECURITY_TOKEN",
  ]),
  profile: row(text, ["ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE", "ALIBABACLOUD_PROFILE"]),
  sharedCredentialsFile: row(text, ["ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE"]),
  ecsRoleName: row(text, ["ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"]),
  // It may hold a key to what it hands out.
  credentialsUri: secret(credentialsUri, ["ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"]),
  assumeRole: recordRow(role, {
    // The second name belongs to OIDC where that is configured in the environment.
    roleArn: ["ALICLOUD_ASSUME_ROLE_ARN", "ALIBABA_CLOUD_ROLE_ARN"],
    sessionName: ["ALICLOUD_ASSUME_ROLE_SESSION_NAME", "ALIBABA_CLOUD_ROLE_SESSION_NAME"],
    externalId: [],
    policy: [],
    sessionExpiration: ["ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION"],
  }),
  assumeRoleWithOidc: recordRow(
    oidcRole,
    {
      roleArn: ["ALIBABA_CLOUD_ROLE_ARN"],
      oidcProviderArn: ["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
      oidcTokenFile: ["ALIBABA_CLOUD_OIDC_TOKEN_FILE"],
      oidcToken: ["ALIBABA_CLOUD_OIDC_TOKEN"],
      roleSessionName: ["ALIBABA_CLOUD_ROLE_SESSION_NAME"],
      policy: [],
      sessionExpiration: [],
    },
    ["oidcToken"],
  ),
  endpoints: {
    parser: endpointsOf(
      { vpc: endpoint, ecs: endpoint, expressconnectrouter: endpoint, sts: endpoint },
      OTHER_ALIBABA_SERVICES,
    ),
    environment: {
      vpc: ["ALIBABA_CLOUD_ENDPOINT_VPC"],
      ecs: ["ALIBABA_CLOUD_ENDPOINT_ECS"],
      expressconnectrouter: ["ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER"],
      sts: ["ALIBABA_CLOUD_ENDPOINT_STS"],
    },
    secretFields: [],
  },
} as const;
