import { once } from "../core/once.ts";
import type {
  AlibabaCredential,
  AlibabaOidc,
  AlibabaRole,
  AlibabaSettings,
  Lookup,
  ProfileFiles,
} from "../core/settings.ts";
import { metadataEndpoint } from "./endpoint.ts";
import { malformed, regionId, text } from "./form.ts";
import { Places } from "./places.ts";
import { withFields } from "./record.ts";
import { ALICLOUD } from "./rows.ts";

/** Where an ECS instance finds its metadata (ECS, "Instance metadata"). */
const METADATA = "http://100.100.100.200";

/** What is configured for Alibaba Cloud. */
export function readAlibaba(config: Lookup, env: Lookup, files: ProfileFiles): AlibabaSettings {
  const places = new Places("alicloud", config, env);
  const isOn = (name: string): boolean => env(name)?.trim().toLowerCase() === "true";
  const region = places.first("region", ALICLOUD.region)?.value;
  const credential = credentialOf(places, isOn("ALIBABA_CLOUD_ECS_METADATA_DISABLED"));
  const inFile = once(() => files.alibaba?.(settings) ?? {});
  const settings: AlibabaSettings = {
    get region() {
      return region ?? inFile().region;
    },
    endpoints: withFields(places, "endpoints", ALICLOUD.endpoints),
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
  };
  return settings;
}

/** The first place that names a credential: within the configuration, then within the environment. */
function credentialOf(places: Places, instanceRolesOff: boolean): AlibabaCredential | undefined {
  const { accessKey, secretKey, securityToken, profile, sharedCredentialsFile, ecsRoleName, credentialsUri } =
    ALICLOUD;
  const set = { accessKey, secretKey, securityToken };
  const required = ["accessKey", "secretKey"] as const;

  const key = places.configuredSet(set, required);
  if (key !== undefined) return accessKeyOf(key);
  const oidc = places.configured("assumeRoleWithOidc", ALICLOUD.assumeRoleWithOidc.form);
  if (oidc !== undefined) return { kind: "oidc", oidc: oidcOf(places, oidc.name), from: oidc.name };
  const ownProfile =
    places.configured("profile", profile.form) ??
    places.configured("sharedCredentialsFile", sharedCredentialsFile.form);
  if (ownProfile !== undefined) return { kind: "profile", from: ownProfile.name };
  const ownRole = places.configured("ecsRoleName", ecsRoleName.form);
  if (ownRole !== undefined) return { kind: "instanceRole", roleName: ownRole.value, from: ownRole.name };
  const ownUri = places.configured("credentialsUri", credentialsUri.form);
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
  const envUri = places.inEnvironment(credentialsUri.environment, credentialsUri.form);
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
}): AlibabaCredential {
  const token = securityToken === undefined ? {} : { securityToken };
  return { kind: "accessKey", key: { accessKeyId: accessKey, accessKeySecret: secretKey, ...token }, from };
}

function oidcOf(places: Places, from: string): AlibabaOidc {
  const row = ALICLOUD.assumeRoleWithOidc;
  const fields = withFields(places, "assumeRoleWithOidc", row);
  const { roleArn, oidcProviderArn, roleSessionName, policy, sessionExpiration } = fields;
  // A token and a token's file stand for each other: the first place that has either counts.
  const own = places.configured("assumeRoleWithOidc", row.form)?.value;
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

function roleOf(places: Places, credential: AlibabaCredential | undefined): AlibabaRole | undefined {
  const { assumeRole, assumeRoleWithOidc } = ALICLOUD;
  const own = places.configured("assumeRole", assumeRole.form);
  // The webhook that sets up OIDC in a cluster names its role in the same variable.
  const forOidc =
    credential?.kind === "oidc" ||
    places.inEnvironment(assumeRoleWithOidc.environment.oidcProviderArn, text) !== undefined;
  const names = assumeRole.environment.roleArn;
  const environment = { ...assumeRole.environment, roleArn: forOidc ? names.slice(0, 1) : names };
  const { roleArn, sessionName, externalId, policy, sessionExpiration } = withFields(places, "assumeRole", {
    form: assumeRole.form,
    environment,
  });
  if (roleArn === undefined) {
    if (own !== undefined) throw malformed("alicloud:assumeRole", "must have a roleArn");
    return undefined;
  }
  return { roleArn, sessionName, externalId, policy, durationSeconds: sessionExpiration };
}
