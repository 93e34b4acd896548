import { metadataEndpoint } from "../settings/endpoint.ts";
import { malformed, regionId, text } from "../settings/parsers.ts";
import { type Lookup, lazy, Places, type ProfileDefaults } from "../settings/places.ts";
import type { AlibabaOidc, AlibabaRole, CredentialSpec } from "./credentials/spec.ts";
import { ALICLOUD } from "./setting-rows.ts";

/** What to say where no region is given and none is configured. There is no silent default: a wrong one reads as "gone". */
export const NO_REGION =
  "is required: give it, or configure alicloud:region (pulumi config set alicloud:region …), or set ALICLOUD_REGION";

/** What is configured for Alibaba Cloud. */
export interface AlibabaSettings {
  /** Read from the profile file where nothing before it names a region. */
  readonly region: string | undefined;
  /** Origins, such as `https://vpc.example.com`, by the key of the service. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The first place that names a credential; undefined: the profile files' default one. */
  readonly credential: CredentialSpec | undefined;
  /** The RAM role to assume with that credential. */
  readonly assumeRole: AlibabaRole | undefined;
  readonly profile: string | undefined;
  readonly sharedCredentialsFile: string | undefined;
  /** Whether `~/.aliyun/config.json` may be read without being asked for. */
  readonly cliProfileAllowed: boolean;
  /** Whether an instance that does not know metadata tokens may be asked without one. */
  readonly tokenlessMetadataAllowed: boolean;
  /** Where instance metadata is, such as `http://100.100.100.200`. */
  readonly metadataEndpoint: string;
  /** The region of the Security Token Service, where it is not the account's. */
  readonly stsRegion: string | undefined;
  /** The user's home directory. */
  readonly home: string | undefined;
  /** The keys and variables that all this was taken from. */
  readonly taken: ReadonlySet<string>;
}

/** Where an ECS instance finds its metadata (ECS, "Instance metadata"). */
const METADATA = "http://100.100.100.200";

/** What is configured for Alibaba Cloud. */
export function readAlibaba(
  config: Lookup,
  env: Lookup,
  profileDefaults: (settings: AlibabaSettings) => ProfileDefaults = () => ({}),
): AlibabaSettings {
  const places = new Places("alicloud", config, env);
  const isOn = (name: string): boolean => env(name)?.trim().toLowerCase() === "true";
  const region = places.first("region", ALICLOUD.region)?.value;
  const credential = credentialOf(places, isOn("ALIBABA_CLOUD_ECS_METADATA_DISABLED"));
  const inFile = lazy(() => profileDefaults(settings));
  const settings: AlibabaSettings = {
    get region() {
      return region ?? inFile().region;
    },
    endpoints: places.fields("endpoints", ALICLOUD.endpoints),
    credential,
    assumeRole: roleOf(places, credential),
    profile: places.first("profile", ALICLOUD.profile)?.value,
    sharedCredentialsFile: places.first("sharedCredentialsFile", ALICLOUD.sharedCredentialsFile)?.value,
    cliProfileAllowed: !isOn("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"),
    tokenlessMetadataAllowed: !isOn("ALIBABA_CLOUD_IMDSV1_DISABLED"),
    metadataEndpoint:
      places.inEnvironment(["ALIBABA_CLOUD_ENDPOINT_METADATA"], metadataEndpoint)?.value ?? METADATA,
    stsRegion: places.inEnvironment(["ALIBABA_CLOUD_STS_REGION"], regionId)?.value,
    home: places.inEnvironment(["HOME", "USERPROFILE"], text)?.value,
    taken: places.taken,
  };
  return settings;
}

/** The first place that names a credential: within the configuration, then within the environment. */
function credentialOf(places: Places, instanceRolesOff: boolean): CredentialSpec | undefined {
  const { accessKey, secretKey, securityToken, profile, sharedCredentialsFile, ecsRoleName, credentialsUri } =
    ALICLOUD;
  const set = { accessKey, secretKey, securityToken };
  const required = ["accessKey", "secretKey"] as const;

  const key = places.configuredSet(set, required);
  if (key !== undefined) return accessKeyOf(key);
  const oidc = places.configured("assumeRoleWithOidc", ALICLOUD.assumeRoleWithOidc.parser);
  if (oidc !== undefined) return { kind: "oidc", oidc: oidcOf(places, oidc.name), from: oidc.name };
  const ownProfile =
    places.configured("profile", profile.parser) ??
    places.configured("sharedCredentialsFile", sharedCredentialsFile.parser);
  if (ownProfile !== undefined) return { kind: "profile", from: ownProfile.name };
  const ownRole = places.configured("ecsRoleName", ecsRoleName.parser);
  if (ownRole !== undefined) return { kind: "instanceRole", roleName: ownRole.value, from: ownRole.name };
  const ownUri = places.configured("credentialsUri", credentialsUri.parser);
  if (ownUri !== undefined) return { kind: "uri", uri: ownUri.value, from: ownUri.name };

  const envKey = places.environmentSet(set, required);
  if (envKey !== undefined) return accessKeyOf(envKey);
  const provider = places.inEnvironment(ALICLOUD.assumeRoleWithOidc.environment.oidcProviderArn, text);
  if (provider !== undefined) {
    return { kind: "oidc", oidc: oidcOf(places, provider.name), from: provider.name };
  }
  const envProfile =
    places.inEnvironment(profile.environment, text) ??
    places.inEnvironment(sharedCredentialsFile.environment, text);
  if (envProfile !== undefined) return { kind: "profile", from: envProfile.name };
  const envRole = instanceRolesOff ? undefined : places.inEnvironment(ecsRoleName.environment, text);
  if (envRole !== undefined) return { kind: "instanceRole", roleName: envRole.value, from: envRole.name };
  const envUri = places.inEnvironment(credentialsUri.environment, credentialsUri.parser);
  if (envUri !== undefined) return { kind: "uri", uri: envUri.value, from: envUri.name };
  return undefined;
}

function accessKeyOf({
  values: { accessKey = "", secretKey = "", securityToken },
  from,
}: {
  readonly values: {
    readonly accessKey?: string;
    readonly secretKey?: string;
    readonly securityToken?: string;
  };
  readonly from: string;
}): CredentialSpec {
  const token = securityToken === undefined ? {} : { securityToken };
  return { kind: "accessKey", key: { accessKeyId: accessKey, accessKeySecret: secretKey, ...token }, from };
}

function oidcOf(places: Places, from: string): AlibabaOidc {
  const row = ALICLOUD.assumeRoleWithOidc;
  const fields = places.fields("assumeRoleWithOidc", row);
  const { roleArn, oidcProviderArn, roleSessionName, policy, sessionExpiration } = fields;
  // A token and a token's file stand for each other: the first place that has either counts.
  const own = places.configured("assumeRoleWithOidc", row.parser)?.value;
  const { oidcToken, oidcTokenFile } = (own?.oidcToken ?? own?.oidcTokenFile) ? (own ?? {}) : fields;
  if (roleArn === undefined)
    throw malformed(from, "is set, but the role's roleArn is not, nor ALIBABA_CLOUD_ROLE_ARN");
  if (oidcProviderArn === undefined) {
    throw malformed(from, "is set, but its oidcProviderArn is not, nor ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
  }
  if (oidcToken === undefined && oidcTokenFile === undefined) {
    throw malformed(
      from,
      "is set, but neither oidcTokenFile nor oidcToken is, nor ALIBABA_CLOUD_OIDC_TOKEN_FILE",
    );
  }
  return {
    roleArn,
    oidcProviderArn,
    token: oidcToken,
    tokenFile: oidcTokenFile,
    sessionName: roleSessionName,
    policy,
    durationSeconds: sessionExpiration,
  };
}

function roleOf(places: Places, credential: CredentialSpec | undefined): AlibabaRole | undefined {
  const { assumeRole, assumeRoleWithOidc } = ALICLOUD;
  const own = places.configured("assumeRole", assumeRole.parser);
  // The webhook that sets up OIDC in a cluster names its role in the same variable.
  const forOidc =
    credential?.kind === "oidc" || places.isInEnvironment(assumeRoleWithOidc.environment.oidcProviderArn);
  const names = assumeRole.environment.roleArn;
  const environment = { ...assumeRole.environment, roleArn: forOidc ? names.slice(0, 1) : names };
  const { roleArn, sessionName, externalId, policy, sessionExpiration } = places.fields("assumeRole", {
    parser: assumeRole.parser,
    environment,
  });
  if (roleArn === undefined) {
    if (own !== undefined) throw malformed("alicloud:assumeRole", "must have a roleArn");
    return undefined;
  }
  return { roleArn, sessionName, externalId, policy, durationSeconds: sessionExpiration };
}
