import type { AccessKey } from "../http/credentials.ts";
import { metadataEndpoint } from "../settings/endpoint.ts";
import { malformed, text } from "../settings/parsers.ts";
import { type FoundSet, type Lookup, lazy, Places, type ProfileDefaults } from "../settings/places.ts";
import { HUAWEI_USER_ID, HUAWEICLOUD } from "./setting-rows.ts";

/** What to say where no region is given and none is configured. */
export const NO_REGION =
  "is required: give it, or configure huaweicloud:region (pulumi config set huaweicloud:region …), or set HW_REGION_NAME";

/** What is configured for Huawei Cloud. */
export interface HuaweiSettings {
  /** Read from the profile file where nothing before it names a region. */
  readonly region: string | undefined;
  /** Read from the profile file where nothing before it names a project. */
  readonly projectId: string | undefined;
  readonly projectName: string | undefined;
  readonly domainName: string | undefined;
  readonly domainId: string | undefined;
  /** The first place that names a credential; undefined: the profile files' default one. */
  readonly credential: HuaweiCredential | undefined;
  /** The agency to assume with that credential. */
  readonly assumeRole: HuaweiAgency | undefined;
  /** The origin of IAM, `/v3` taken off; `endpoints.iam` comes before it. */
  readonly authUrl: string | undefined;
  /** The domain of the cloud, such as `myhuaweicloud.eu`. */
  readonly cloud: string | undefined;
  readonly profile: string | undefined;
  readonly sharedConfigFile: string | undefined;
  /** Origins, such as `https://eg.example.com`. */
  readonly endpoints: { readonly eg?: string; readonly iam?: string };
  /** Where instance metadata is, such as `http://169.254.169.254`. */
  readonly metadataEndpoint: string;
  /** The user's home directory. */
  readonly home: string | undefined;
  /** The keys and variables that all this was taken from. */
  readonly taken: ReadonlySet<string>;
}

/** One place that a Huawei Cloud credential can come from; `from` says in words where that was named. */
export type HuaweiCredential = { readonly from: string } & (
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "accessKey"; readonly key: AccessKey }
  | {
      readonly kind: "password";
      readonly user: { readonly name: string } | { readonly id: string };
      readonly password: string;
    }
  | { readonly kind: "profile" }
);

/** An agency of Huawei Cloud to assume: one of domainName and domainId says whose. */
export interface HuaweiAgency {
  readonly agencyName: string;
  readonly domainName: string | undefined;
  readonly domainId: string | undefined;
  readonly durationSeconds: number | undefined;
}

/** Where an ECS instance finds its metadata (ECS, "Obtaining metadata"). */
const METADATA = "http://169.254.169.254";

/** What is configured for Huawei Cloud. */
export function readHuawei(
  config: Lookup,
  env: Lookup,
  profileDefaults: (settings: HuaweiSettings) => ProfileDefaults = () => ({}),
): HuaweiSettings {
  const places = new Places("huaweicloud", config, env);
  const single = (
    key: "region" | "projectId" | "projectName" | "domainName" | "domainId" | "authUrl" | "cloud",
  ) => places.first(key, HUAWEICLOUD[key])?.value;
  const region = single("region");
  const projectId = single("projectId");
  const inFile = lazy(() => profileDefaults(settings));
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
    endpoints: places.fields("endpoints", HUAWEICLOUD.endpoints),
    metadataEndpoint: places.inEnvironment(["HW_ENDPOINT_METADATA"], metadataEndpoint)?.value ?? METADATA,
    home: places.inEnvironment(["HOME", "USERPROFILE"], text)?.value,
    taken: places.taken,
  };
  return settings;
}

/** The first place that names a credential: within the configuration, then within the environment. */
function credentialOf(places: Places): HuaweiCredential | undefined {
  const { accessKey, secretKey, securityToken, token, userName, password, profile, sharedConfigFile } =
    HUAWEICLOUD;
  const keySet = { accessKey, secretKey, securityToken };
  const keyRequired = ["accessKey", "secretKey"] as const;

  const ownToken = places.configured("token", token.parser);
  if (ownToken !== undefined) return { kind: "token", token: ownToken.value, from: ownToken.name };
  const ownKey = places.configuredSet(keySet, keyRequired);
  if (ownKey !== undefined) return accessKeyOf(ownKey);
  const ownUser = places.configuredSet({ userName, password }, ["userName", "password"]);
  if (ownUser !== undefined) return userOf(ownUser);
  const ownProfile =
    places.configured("profile", profile.parser) ??
    places.configured("sharedConfigFile", sharedConfigFile.parser);
  if (ownProfile !== undefined) return { kind: "profile", from: ownProfile.name };

  const envToken = places.inEnvironment(token.environment, token.parser);
  if (envToken !== undefined) return { kind: "token", token: envToken.value, from: envToken.name };
  const envKey = places.environmentSet(keySet, keyRequired);
  if (envKey !== undefined) return accessKeyOf(envKey);
  const envUser =
    !places.isInEnvironment(userName.environment) && places.isInEnvironment(HUAWEI_USER_ID.environment)
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
  const { agencyName, domainName, domainId, duration } = places.fields("assumeRole", HUAWEICLOUD.assumeRole);
  if (agencyName === undefined) {
    if (places.configured("assumeRole", HUAWEICLOUD.assumeRole.parser) === undefined) return undefined;
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

/** The project that is meant in a region where none is named: what is configured holds for the configured region. */
export function mainProject(
  settings: HuaweiSettings,
  region: string,
): { readonly name: string } | { readonly id: string } {
  const { projectId, projectName } = settings;
  // Asked for the region only where it matters: it may have to be read from a file.
  if (projectId === undefined && projectName === undefined) return { name: region };
  const { region: own } = settings;
  const isOwn = own === undefined || own === region;
  if (isOwn && projectId !== undefined) return { id: projectId };
  return { name: isOwn && projectName !== undefined ? projectName : region };
}
