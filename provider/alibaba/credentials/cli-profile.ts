import * as z from "zod";
import { RefusedError } from "../../http/errors.ts";
import { credentialsUri } from "../../settings/endpoint.ts";
import { type ProfileFile, ProfileFileError } from "../../settings/profile-file.ts";
import type { AlibabaRole, CredentialSpec, Profile } from "./spec.ts";

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || undefined);

const profile = z.object({
  name: z.string(),
  mode: text,
  access_key_id: text,
  access_key_secret: text,
  sts_token: text,
  region_id: text,
  ram_role_arn: text,
  ram_session_name: text,
  external_id: text,
  policy: text,
  expired_seconds: z.number().nullish(),
  duration_seconds: z.number().nullish(),
  sts_region: text,
  source_profile: text,
  ram_role_name: text,
  oidc_provider_arn: text,
  oidc_token_file: text,
  credentials_uri: text,
});
type CliProfile = z.infer<typeof profile>;

const file = z.object({ current: text, profiles: z.array(z.looseObject({ name: z.string() })).nullish() });

/** The profile that the CLI uses by itself; a sentence where there is none to use. */
export function currentCliProfile(content: ProfileFile, path: string): Profile | string {
  const { current } = profilesIn(content, path);
  return current === undefined ? "it names no current profile" : cliProfile(content, path, current);
}

/** A profile of the CLI's configuration; a sentence where it is not there or holds nothing. */
export function cliProfile(content: ProfileFile, path: string, name: string): Profile | string {
  const { profiles } = profilesIn(content, path);
  const read = (wanted: string): CliProfile | undefined => {
    const entry = profiles?.find((it) => it.name === wanted);
    if (entry === undefined) return undefined;
    const read = profile.safeParse(entry);
    if (read.success) return read.data;
    throw new RefusedError(`${path}: profile ${wanted} ${unlike(read.error)}.`);
  };
  const found = read(name);
  if (found === undefined) return `it has no profile ${name}`;
  // What `aliyun configure` leaves behind when it is not finished.
  if ((found.mode ?? "AK") === "AK" && found.access_key_id === undefined) {
    return `profile ${name} holds no access key`;
  }
  const others = (profiles ?? []).map((it) => it.name).filter((it) => it !== name);
  return { spec: specOf(found, read, path, [name]), region: found.region_id, others };
}

/** Modes are as `aliyun configure --mode` takes them. */
function specOf(
  own: CliProfile,
  read: (name: string) => CliProfile | undefined,
  path: string,
  chain: readonly string[],
): CredentialSpec {
  const from = `profile ${own.name} in ${path}`;
  const need = (key: keyof CliProfile): string => {
    const value = own[key];
    if (typeof value === "string") return value;
    throw new RefusedError(`${path}: profile ${own.name} of mode ${own.mode ?? "AK"} lacks ${key}.`);
  };
  const accessKey = (): CredentialSpec => {
    const token = own.sts_token === undefined ? {} : { securityToken: own.sts_token };
    const key = { accessKeyId: need("access_key_id"), accessKeySecret: need("access_key_secret"), ...token };
    return { from, kind: "accessKey", key };
  };
  const roleBy = (by: CredentialSpec): CredentialSpec => ({
    from,
    kind: "role",
    role: role(),
    by,
    stsRegion: own.sts_region,
  });
  const role = (): AlibabaRole => ({
    roleArn: need("ram_role_arn"),
    sessionName: own.ram_session_name,
    externalId: own.external_id,
    policy: own.policy,
    durationSeconds: own.expired_seconds || own.duration_seconds || undefined,
  });
  switch (own.mode ?? "AK") {
    case "AK":
      return {
        from,
        kind: "accessKey",
        key: { accessKeyId: need("access_key_id"), accessKeySecret: need("access_key_secret") },
      };
    case "StsToken":
      need("sts_token");
      return accessKey();
    case "RamRoleArn":
      return roleBy(accessKey());
    case "EcsRamRole":
      return { from, kind: "instanceRole", roleName: own.ram_role_name };
    case "RamRoleArnWithRoleName":
      return roleBy({ from, kind: "instanceRole", roleName: own.ram_role_name });
    case "OIDC":
      return {
        from,
        kind: "oidc",
        oidc: {
          ...role(),
          oidcProviderArn: need("oidc_provider_arn"),
          tokenFile: need("oidc_token_file"),
          token: undefined,
        },
        stsRegion: own.sts_region,
      };
    case "ChainableRamRoleArn": {
      const name = need("source_profile");
      const source = read(name);
      if (source === undefined) {
        throw new RefusedError(`${path}: profile ${own.name} builds on profile ${name}, which is not there.`);
      }
      if (chain.includes(name)) {
        throw new RefusedError(`${path}: profiles ${[...chain, name].join(", ")} build on each other.`);
      }
      return roleBy(specOf(source, read, path, [...chain, name]));
    }
    case "CredentialsURI": {
      const uri = `credentials_uri of ${from}`;
      return { from: uri, kind: "uri", uri: credentialsUri.read(need("credentials_uri"), uri) };
    }
    default:
      return { from, kind: "vendor", mode: own.mode ?? "", profile: own.name };
  }
}

function profilesIn(content: ProfileFile, path: string): z.infer<typeof file> {
  if ("sections" in content) throw new ProfileFileError(path, "is not valid JSON");
  const read = file.safeParse(content.json);
  if (read.success) return read.data;
  throw new ProfileFileError(path, unlike(read.error));
}

/** Paths only: nothing of what the file holds. */
function unlike({ issues }: z.ZodError): string {
  const places = issues.map((issue) => issue.path.join(".") || "the whole");
  return `is not as the Alibaba Cloud CLI writes it: ${places.join(", ")}`;
}
