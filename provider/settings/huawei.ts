import { once } from "../core/once.ts";
import type {
  HuaweiAgency,
  HuaweiCredential,
  HuaweiSettings,
  Lookup,
  ProfileFiles,
} from "../core/settings.ts";
import { metadataEndpoint } from "./endpoint.ts";
import { malformed, text } from "./form.ts";
import { type FoundSet, Places } from "./places.ts";
import { withFields } from "./record.ts";
import { HUAWEI_USER_ID, HUAWEICLOUD } from "./rows.ts";

/** Where an ECS instance finds its metadata (ECS, "Obtaining metadata"). */
const METADATA = "http://169.254.169.254";

/** What is configured for Huawei Cloud. */
export function readHuawei(config: Lookup, env: Lookup, files: ProfileFiles): HuaweiSettings {
  const places = new Places("huaweicloud", config, env);
  const single = (
    key: "region" | "projectId" | "projectName" | "domainName" | "domainId" | "authUrl" | "cloud",
  ) => places.first(key, HUAWEICLOUD[key])?.value;
  const region = single("region");
  const projectId = single("projectId");
  const inFile = once(() => files.huawei?.(settings) ?? {});
  const settings: HuaweiSettings = {
    get region() {
      return region ?? inFile().region;
    },
    get projectId() {
      return projectId ?? inFile().projectId;
    },
    projectName: single("projectName"),
    domainName: single("domainName"),
    domainId: single("domainId"),
    credential: credentialOf(places),
    assumeRole: agencyOf(places),
    authUrl: single("authUrl"),
    cloud: single("cloud"),
    profile: places.first("profile", HUAWEICLOUD.profile)?.value,
    sharedConfigFile: places.first("sharedConfigFile", HUAWEICLOUD.sharedConfigFile)?.value,
    endpoints: withFields(places, "endpoints", HUAWEICLOUD.endpoints),
    metadataEndpoint: places.inEnvironment(["HW_ENDPOINT_METADATA"], metadataEndpoint)?.value ?? METADATA,
    home: places.inEnvironment(["HOME", "USERPROFILE"], text)?.value,
  };
  return settings;
}

/** The first place that names a credential: within the configuration, then within the environment. */
function credentialOf(places: Places): HuaweiCredential | undefined {
  const { accessKey, secretKey, securityToken, token, userName, password, profile, sharedConfigFile } =
    HUAWEICLOUD;
  const keySet = { accessKey, secretKey, securityToken };
  const keyRequired = ["accessKey", "secretKey"] as const;

  const ownToken = places.configured("token", token.form);
  if (ownToken !== undefined) return { kind: "token", token: ownToken.value, from: ownToken.name };
  const ownKey = places.configuredSet(keySet, keyRequired);
  if (ownKey !== undefined) return accessKeyOf(ownKey);
  const ownUser = places.configuredSet({ userName, password }, ["userName", "password"]);
  if (ownUser !== undefined) return userOf(ownUser);
  const ownProfile =
    places.configured("profile", profile.form) ??
    places.configured("sharedConfigFile", sharedConfigFile.form);
  if (ownProfile !== undefined) return { kind: "profile", from: ownProfile.name };

  const envToken = places.inEnvironment(token.environment, token.form);
  if (envToken !== undefined) return { kind: "token", token: envToken.value, from: envToken.name };
  const envKey = places.environmentSet(keySet, keyRequired);
  if (envKey !== undefined) return accessKeyOf(envKey);
  const envUser =
    places.inEnvironment(userName.environment, text) === undefined &&
    places.inEnvironment(HUAWEI_USER_ID.environment, text) !== undefined
      ? places.environmentSet({ userId: HUAWEI_USER_ID, password }, ["userId", "password"])
      : places.environmentSet({ userName, password }, ["userName", "password"]);
  if (envUser !== undefined) return userOf(envUser);
  const envProfile =
    places.inEnvironment(profile.environment, text) ??
    places.inEnvironment(sharedConfigFile.environment, text);
  if (envProfile !== undefined) return { kind: "profile", from: envProfile.name };
  return undefined;
}

function accessKeyOf({
  values: { accessKey = "", secretKey = "", securityToken },
  from,
}: FoundSet<string, "accessKey" | "secretKey" | "securityToken">): HuaweiCredential {
  const token = securityToken === undefined ? {} : { securityToken };
  return { kind: "accessKey", key: { accessKeyId: accessKey, accessKeySecret: secretKey, ...token }, from };
}

function userOf({
  values: { userName, userId, password = "" },
  from,
}: {
  readonly values: { readonly userName?: string; readonly userId?: string; readonly password?: string };
  readonly from: string;
}): HuaweiCredential {
  return {
    kind: "password",
    user: userId === undefined ? { name: userName ?? "" } : { id: userId },
    password,
    from,
  };
}

function agencyOf(places: Places): HuaweiAgency | undefined {
  const { agencyName, domainName, domainId, duration } = withFields(
    places,
    "assumeRole",
    HUAWEICLOUD.assumeRole,
  );
  if (agencyName === undefined) {
    if (places.configured("assumeRole", HUAWEICLOUD.assumeRole.form) === undefined) return undefined;
    throw malformed("huaweicloud:assumeRole", "must have an agencyName");
  }
  if (domainName === undefined && domainId === undefined) {
    throw malformed(
      "huaweicloud:assumeRole",
      "must have a domainName or a domainId: the account that the agency belongs to",
    );
  }
  return { agencyName, domainName, domainId, durationSeconds: duration };
}
