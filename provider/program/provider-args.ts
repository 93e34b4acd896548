import type { Input } from "@pulumi/pulumi";

/** The accounts that an explicit provider works with. */
export interface ProviderArgs {
  /** An Alibaba Cloud account. Default: what the environment and the vendor's own files say. */
  readonly alicloud?: AlicloudArgs;
  /** A Huawei Cloud account. Default: what the environment and the vendor's own files say. */
  readonly huaweicloud?: HuaweicloudArgs;
}

/**
 * An Alibaba Cloud account. What is left out is read from the environment, then from the vendor's profile files. The
 * first place that names a credential counts, and within one place: access key, OIDC, profile, instance role, credentials
 * URI.
 */
export interface AlicloudArgs {
  /** The region of resources that name none, such as `cn-hangzhou`. Environment: `ALICLOUD_REGION`. No default. */
  readonly region?: Input<string>;
  /** The id of an access key. Goes with secretKey. Environment: `ALICLOUD_ACCESS_KEY`. Kept as a secret. */
  readonly accessKey?: Input<string>;
  /** The secret of the access key. Environment, together with the key: `ALICLOUD_SECRET_KEY`. Kept as a secret. */
  readonly secretKey?: Input<string>;
  /**
   * The token of a temporary access key (STS). Environment, together with the key: `ALICLOUD_SECURITY_TOKEN`. Kept as a
   * secret.
   */
  readonly securityToken?: Input<string>;
  /** A profile of the vendor's files. Default: the CLI's current one. Environment: `ALICLOUD_PROFILE`. */
  readonly profile?: Input<string>;
  /**
   * The file with the profiles: the CLI's JSON or the SDKs' ini. Default: `~/.aliyun/config.json`, then
   * `~/.alibabacloud/credentials`. Environment: `ALICLOUD_SHARED_CREDENTIALS_FILE`.
   */
  readonly sharedCredentialsFile?: Input<string>;
  /** The RAM role of the ECS instance that Pulumi runs on. Environment: `ALICLOUD_ECS_ROLE_NAME`. */
  readonly ecsRoleName?: Input<string>;
  /** A URL that hands out temporary access keys. Environment: `ALICLOUD_CREDENTIALS_URI`. Kept as a secret. */
  readonly credentialsUri?: Input<string>;
  /** A RAM role to assume with the credential, of another account for example. */
  readonly assumeRole?: Input<AlicloudAssumeRoleArgs>;
  /** A RAM role to assume with a token of an OIDC provider (RRSA). */
  readonly assumeRoleWithOidc?: Input<AlicloudAssumeRoleWithOidcArgs>;
  /**
   * Where services are, if not where the vendor documents them.
   *
   * @remarks A list is read as one.
   */
  readonly endpoints?: Input<AlicloudEndpointsArgs> | Input<Input<AlicloudEndpointsArgs>[]>;
}

/** A RAM role to assume. */
export interface AlicloudAssumeRoleArgs {
  /** The role: `acs:ram::<account id>:role/<name>`. Environment: `ALICLOUD_ASSUME_ROLE_ARN`. */
  readonly roleArn: Input<string>;
  /** Shows up in audit logs. Default: `pulumi-interlink`. Environment: `ALICLOUD_ASSUME_ROLE_SESSION_NAME`. */
  readonly sessionName?: Input<string>;
  /** What the role's trust policy asks for as `sts:ExternalId`. Default: none. */
  readonly externalId?: Input<string>;
  /** A RAM policy, as JSON, that narrows down what the role may do. Default: none. */
  readonly policy?: Input<string>;
  /**
   * How long each session lasts, in seconds: 900 to 43,200. Default: 3600. Sessions are renewed before they end.
   * Environment: `ALICLOUD_ASSUME_ROLE_SESSION_EXPIRATION`.
   */
  readonly sessionExpiration?: Input<number>;
}

/** A RAM role to assume with a token of an OIDC provider. */
export interface AlicloudAssumeRoleWithOidcArgs {
  /** The role: `acs:ram::<account id>:role/<name>`. Environment: `ALIBABA_CLOUD_ROLE_ARN`. */
  readonly roleArn?: Input<string>;
  /** The OIDC provider as RAM knows it. Environment: `ALIBABA_CLOUD_OIDC_PROVIDER_ARN`. */
  readonly oidcProviderArn?: Input<string>;
  /** A file with the token, read for each session. Environment: `ALIBABA_CLOUD_OIDC_TOKEN_FILE`. */
  readonly oidcTokenFile?: Input<string>;
  /** The token itself. Environment: `ALIBABA_CLOUD_OIDC_TOKEN`. Kept as a secret. */
  readonly oidcToken?: Input<string>;
  /** Shows up in audit logs. Default: `pulumi-interlink`. Environment: `ALIBABA_CLOUD_ROLE_SESSION_NAME`. */
  readonly roleSessionName?: Input<string>;
  /** A RAM policy, as JSON, that narrows down what the role may do. Default: none. */
  readonly policy?: Input<string>;
  /** How long each session lasts, in seconds: 900 to 43,200. Default: 3600. Sessions are renewed before they end. */
  readonly sessionExpiration?: Input<number>;
}

/** Addresses of Alibaba Cloud's services: a host or an https URL each; plain http to a loopback address only. */
export interface AlicloudEndpointsArgs {
  /** Virtual Private Cloud. Environment: `ALIBABA_CLOUD_ENDPOINT_VPC`. Default: by region. */
  readonly vpc?: Input<string>;
  /** Elastic Compute Service. Environment: `ALIBABA_CLOUD_ENDPOINT_ECS`. Default: by region. */
  readonly ecs?: Input<string>;
  /**
   * Express Connect Router. Environment: `ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER`. Default: one for all regions.
   */
  readonly expressconnectrouter?: Input<string>;
  /** Security Token Service. Environment: `ALIBABA_CLOUD_ENDPOINT_STS`. Default: by region. */
  readonly sts?: Input<string>;
}

/**
 * A Huawei Cloud account. What is left out is read from the environment, then from the vendor's profile files. The
 * first place that names a credential counts, and within one place: token, access key, user and password, profile.
 */
export interface HuaweicloudArgs {
  /** The region of resources that name none, such as `cn-north-4`. Environment: `HW_REGION_NAME`. No default. */
  readonly region?: Input<string>;
  /** The id of an access key (AK). Goes with secretKey. Environment: `HW_ACCESS_KEY`. Kept as a secret. */
  readonly accessKey?: Input<string>;
  /** The secret of the access key (SK). Environment, together with the key: `HW_SECRET_KEY`. Kept as a secret. */
  readonly secretKey?: Input<string>;
  /**
   * The token of a temporary access key. Environment, together with the key: `HW_SECURITY_TOKEN`. Kept as a secret.
   */
  readonly securityToken?: Input<string>;
  /** The project of resources that name none. Default: looked up by region. Environment: `HW_PROJECT_ID`. */
  readonly projectId?: Input<string>;
  /** The project's name. Default: the region, which is its main project's name. Environment: `HW_PROJECT_NAME`. */
  readonly projectName?: Input<string>;
  /** The account's name, for a user and password. Environment: `HW_DOMAIN_NAME`. */
  readonly domainName?: Input<string>;
  /** The account's id, in place of its name. Environment: `HW_DOMAIN_ID`. */
  readonly domainId?: Input<string>;
  /** An IAM user. Goes with password. Environment: `HW_USER_NAME`. */
  readonly userName?: Input<string>;
  /** The user's password. Environment, together with the user: `HW_USER_PASSWORD`. Kept as a secret. */
  readonly password?: Input<string>;
  /** A ready token of IAM. It cannot be renewed. Environment: `HW_AUTH_TOKEN`. Kept as a secret. */
  readonly token?: Input<string>;
  /** Where IAM is, with or without `/v3`. Default: by region. Environment: `HW_AUTH_URL`. */
  readonly authUrl?: Input<string>;
  /** The cloud's domain. Default: `myhuaweicloud.com`, in Europe `myhuaweicloud.eu`. Environment: `HW_CLOUD`. */
  readonly cloud?: Input<string>;
  /** A profile of the vendor's files. Default: the CLI's current one. Environment: `HW_PROFILE`. */
  readonly profile?: Input<string>;
  /**
   * The file with the profiles: KooCLI's JSON or the SDKs' ini. Default: `~/.hcloud/config.json`, then
   * `~/.huaweicloud/credentials`. Environment: `HW_SHARED_CONFIG_FILE`.
   */
  readonly sharedConfigFile?: Input<string>;
  /** An agency to assume with the credential, of another account for example. */
  readonly assumeRole?: Input<HuaweicloudAssumeRoleArgs>;
  /**
   * Where services are, if not where the vendor documents them.
   *
   * @remarks A list is read as one.
   */
  readonly endpoints?: Input<HuaweicloudEndpointsArgs> | Input<Input<HuaweicloudEndpointsArgs>[]>;
}

/** An agency to assume. One of domainName and domainId says which account it belongs to. */
export interface HuaweicloudAssumeRoleArgs {
  /** The agency's name. Environment: `HW_ASSUME_ROLE_AGENCY_NAME`. */
  readonly agencyName: Input<string>;
  /** The name of the account it belongs to. Environment: `HW_ASSUME_ROLE_DOMAIN_NAME`. */
  readonly domainName?: Input<string>;
  /** The id of the account it belongs to. Environment: `HW_ASSUME_ROLE_DOMAIN_ID`. */
  readonly domainId?: Input<string>;
  /**
   * How long each temporary key lasts, in seconds: 900 to 86,400. Keys are renewed before they end. Environment:
   * `HW_ASSUME_ROLE_DURATION`.
   */
  readonly duration?: Input<number>;
}

/** Addresses of Huawei Cloud's services: a host or an https URL each; plain http to a loopback address only. */
export interface HuaweicloudEndpointsArgs {
  /** EventGrid. Environment: `HW_ENDPOINT_EG`. Default: by region. */
  readonly eg?: Input<string>;
  /** Identity and Access Management. Environment: `HW_ENDPOINT_IAM`. Default: by region. */
  readonly iam?: Input<string>;
}
