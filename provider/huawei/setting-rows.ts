import { endpoint, endpointsOf, identityEndpoint, words } from "../settings/endpoint.ts";
import { exactText, matching, record, regionId, seconds, text } from "../settings/parsers.ts";
import { recordRow, row, secret } from "../settings/rows.ts";

/**
 * Services for which the vendors' own packages take endpoints and this one does not. A stack may have configured them;
 * any other key is a mistake. As written there (terraform-provider-alicloud, provider.go, `endpoints`;
 * terraform-provider-huaweicloud, config/endpoints.go), without `_` and `-`.
 */
export const OTHER_HUAWEI_SERVICES: ReadonlySet<string> = words(`
  aad antiddos aom aos apig apigv2 apm as autoscaling bcs bms bss bssv2 cae cbh cbr cc cce cceaddon ccev1 ccm cci
  cciv1bata cdm cdn ces cfw cloudtable cmdb cnad codearts codehub coc compute cph cpts cs csbs cse css cts dataarts
  dbss dc dcs dcsv1 dds deh dis disv3 dli dliv2 dms dmsv2 dns dnsregion drs dsc dws dwsv2 ecs ecsv11 ecsv21 elb elbv2
  elbv3 eps er esw evs evsv21 fgs fwv2 ga gaussdb geminidb geminidbv31 ges hss iamnoversion identity identitycenter iec
  ims iotda kms kmsv1 kmsv3 koogallery kps live lts lakeformation meeting mls modelarts modelartsv2 mpc mrs mrsv2 nat
  natv2 networkv2 obs oms opengauss organizations projectman ram rds rdsv1 rfs rgc rms rts scm sdrs secmaster
  servicestage servicestagev2 sfs sfsturbo sms smn smntag sts swr tms vbs vod vpc vpcep vpcv3 vpn waf wafdedicated
  workspace
`);

/** IAM allows these (CreateTemporaryAccessKeyByAgency, duration_seconds). */
const agencySeconds = seconds(900, 86_400);

const agency = record({ agencyName: text, domainName: text, domainId: text, duration: agencySeconds });

/** Every setting for Huawei Cloud; the namespace is `huaweicloud`, the names are those of the vendor's Pulumi package. */
export const HUAWEICLOUD = {
  region: row(regionId, ["HW_REGION_NAME", "OS_REGION_NAME"]),
  accessKey: secret(text, ["HW_ACCESS_KEY", "OS_ACCESS_KEY", "HUAWEICLOUD_SDK_AK"]),
  secretKey: secret(text, ["HW_SECRET_KEY", "OS_SECRET_KEY", "HUAWEICLOUD_SDK_SK"]),
  securityToken: secret(text, ["HW_SECURITY_TOKEN", "OS_SECURITY_TOKEN", "HUAWEICLOUD_SDK_SECURITY_TOKEN"]),
  projectId: row(text, ["HW_PROJECT_ID", "OS_PROJECT_ID", "HUAWEICLOUD_SDK_PROJECT_ID"]),
  projectName: row(text, ["HW_PROJECT_NAME", "OS_PROJECT_NAME"]),
  domainName: row(text, [
    "HW_DOMAIN_NAME",
    "OS_DOMAIN_NAME",
    "OS_USER_DOMAIN_NAME",
    "OS_PROJECT_DOMAIN_NAME",
  ]),
  domainId: row(text, [
    "HW_DOMAIN_ID",
    "OS_DOMAIN_ID",
    "OS_USER_DOMAIN_ID",
    "OS_PROJECT_DOMAIN_ID",
    "HUAWEICLOUD_SDK_DOMAIN_ID",
  ]),
  userName: row(text, ["HW_USER_NAME", "OS_USERNAME"]),
  password: secret(exactText, ["HW_USER_PASSWORD", "OS_PASSWORD"]),
  token: secret(text, ["HW_AUTH_TOKEN", "OS_AUTH_TOKEN"]),
  authUrl: row(identityEndpoint, ["HW_AUTH_URL", "OS_AUTH_URL"]),
  cloud: row(matching(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/, "must be a domain such as myhuaweicloud.com"), [
    "HW_CLOUD",
  ]),
  profile: row(text, ["HW_PROFILE"]),
  sharedConfigFile: row(text, ["HW_SHARED_CONFIG_FILE", "HUAWEICLOUD_SDK_CREDENTIALS_FILE"]),
  assumeRole: recordRow(agency, {
    agencyName: ["HW_ASSUME_ROLE_AGENCY_NAME"],
    domainName: ["HW_ASSUME_ROLE_DOMAIN_NAME"],
    domainId: ["HW_ASSUME_ROLE_DOMAIN_ID"],
    duration: ["HW_ASSUME_ROLE_DURATION"],
  }),
  endpoints: {
    parser: endpointsOf({ eg: endpoint, iam: endpoint }, OTHER_HUAWEI_SERVICES),
    environment: { eg: ["HW_ENDPOINT_EG"], iam: ["HW_ENDPOINT_IAM"] },
    secretFields: [],
  },
} as const;

/** A user's id, which takes the place of a name; it has no configuration key. */
export const HUAWEI_USER_ID = row(text, ["HW_USER_ID", "OS_USER_ID"]);
