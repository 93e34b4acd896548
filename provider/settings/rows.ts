import { credentialsUri, endpoint, identityEndpoint } from "./endpoint.ts";
import {
  exactText,
  type Fields,
  type Form,
  matching,
  type RecordForm,
  record,
  regionId,
  seconds,
  text,
} from "./form.ts";
import { endpointsOf, OTHER_ALIBABA_SERVICES, OTHER_HUAWEI_SERVICES } from "./services.ts";

/** One setting of one value. Its configuration key is its name after the namespace: `alicloud:region`. */
export interface Row<Value> {
  readonly form: Form<Value>;
  /** Names in the environment, the first found counts. A key, its secret and its token share their places. */
  readonly environment: readonly string[];
  readonly secret?: true;
}

/** One setting with fields, each of which has its own names in the environment. */
export interface RecordRow<Of extends Fields> {
  readonly form: Form<unknown> & { readonly fields: Of };
  readonly environment: { readonly [Key in keyof Of]: readonly string[] };
  /** Fields whose values are secrets. */
  readonly secretFields?: readonly (keyof Of & string)[];
}

function row<Value>(form: Form<Value>, environment: readonly string[]): Row<Value> {
  return { form, environment };
}

function secret<Value>(form: Form<Value>, environment: readonly string[]): Row<Value> {
  return { form, environment, secret: true };
}

/** STS allows these session lengths (AssumeRole, DurationSeconds); the role may allow less. */
const sessionSeconds = seconds(900, 43_200);
/** IAM allows these (CreateTemporaryAccessKeyByAgency, duration_seconds). */
const agencySeconds = seconds(900, 86_400);

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
const agency = record({ agencyName: text, domainName: text, domainId: text, duration: agencySeconds });

function recordRow<Of extends Fields>(
  form: RecordForm<Of>,
  environment: { readonly [Key in keyof Of]: readonly string[] },
  secretFields: readonly (keyof Of & string)[] = [],
) {
  return { form, environment, secretFields };
}

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
    form: endpointsOf(
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
    form: endpointsOf({ eg: endpoint, iam: endpoint }, OTHER_HUAWEI_SERVICES),
    environment: { eg: ["HW_ENDPOINT_EG"], iam: ["HW_ENDPOINT_IAM"] },
    secretFields: [],
  },
} as const;

/** A user's id, which takes the place of a name; it has no configuration key. */
export const HUAWEI_USER_ID = row(text, ["HW_USER_ID", "OS_USER_ID"]);

/** Says of a setting that it has fields. */
export function hasFields(setting: Row<unknown> | RecordRow<Fields>): setting is RecordRow<Fields> {
  return "fields" in setting.form;
}
