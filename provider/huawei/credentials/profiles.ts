import { join } from "node:path";
import * as z from "zod";
import type { AccessKey } from "../../http/credentials.ts";
import { RefusedError } from "../../http/errors.ts";
import type { ProfileDefaults } from "../../settings/places.ts";
import {
  type ProfileFile,
  ProfileFileError,
  readProfileFile,
  type Search,
  type Sections,
  searchProfileFiles,
  warnOfSkipped,
} from "../../settings/profile-file.ts";
import type { HuaweiAgency, HuaweiSettings } from "../settings.ts";

/** One profile of a vendor's tool. */
export interface HuaweiProfile {
  /** For messages: "profile default in ~/.hcloud/config.json". */
  readonly from: string;
  /** The access key; a sentence where there is none to be had. */
  readonly key: AccessKey | "instance role" | { readonly problem: string };
  readonly region: string | undefined;
  readonly projectId: string | undefined;
  readonly agency: HuaweiAgency | undefined;
  /** Names of the other profiles in its file. */
  readonly others: readonly string[];
}

/** What the profile says besides credentials. Its project is of its region and of its account, and only there. */
export function huaweiProfileDefaults(settings: HuaweiSettings): ProfileDefaults {
  const { found: profile, skipped } = readHuaweiProfile(settings);
  const ownAccount = settings.credential === undefined || settings.credential.kind === "profile";
  return {
    get region() {
      if (profile?.region === undefined) warnOfSkipped(skipped);
      return profile?.region;
    },
    // Asked for later: settings.region itself may have to look into the file first.
    get projectId() {
      if (!ownAccount || profile?.projectId === undefined) return undefined;
      return profile.region === undefined || settings.region === profile.region
        ? profile.projectId
        : undefined;
    },
  };
}

/** The files that are looked at, the first that has the profile counts. */
function defaultFiles(home: string | undefined): string[] {
  return home === undefined
    ? []
    : [join(home, ".hcloud", "config.json"), join(home, ".huaweicloud", "credentials")];
}

/** The profile that the settings name, or else the files' own current one. */
export function readHuaweiProfile(settings: HuaweiSettings): Search<HuaweiProfile> {
  const { profile: name, sharedConfigFile: file, home } = settings;
  const find = (content: ProfileFile, path: string): HuaweiProfile | string =>
    "json" in content
      ? inCliConfiguration(content.json, path, name)
      : inSdkCredentials(content.sections, path, name);
  const searched = file === undefined ? searchProfileFiles(defaultFiles(home), home, find) : inFile(file);
  if (searched.found !== undefined || name === undefined) return searched;
  throw new RefusedError(
    `There is no profile ${name} for Huawei Cloud. Looked in ${searched.passed.join(" and in ")}.`,
  );

  function inFile(path: string): Search<HuaweiProfile> {
    const content = readProfileFile(path, home);
    if (content === undefined) throw new ProfileFileError(path, "cannot be read: it is not there");
    const found = find(content, path);
    return typeof found === "string"
      ? { found: undefined, passed: [`${path} (${found})`], skipped: [] }
      : { found, passed: [], skipped: [] };
  }
}

const field = z
  .string()
  .transform((value) => value.trim() || undefined)
  .optional()
  .catch(undefined);
const keyFields = z.object({ accessKeyId: field, secretAccessKey: field, securityToken: field });
const cliProfile = keyFields.extend({
  name: z.string(),
  mode: field,
  region: field,
  projectId: field,
  agencyName: field,
  agencyDomainName: field,
  agencyDomainId: field,
  ssoAuth: z
    .object({ stsToken: keyFields.optional().catch(undefined) })
    .optional()
    .catch(undefined),
});
const cliConfiguration = z.object({
  current: field,
  /** Written as a text; encrypted is the tool's default. */
  authEncrypt: z.union([z.string(), z.boolean()]).transform(String).optional().catch(undefined),
  profiles: z.array(cliProfile).default([]),
});

const DECRYPT =
  "Its keys are encrypted and only the KooCLI can read them. Run `hcloud configure set --cli-auth-encrypt=false`, or give the access key in another way.";

/** The configuration of Huawei Cloud's command line interface, KooCLI. */
function inCliConfiguration(json: unknown, path: string, wanted: string | undefined): HuaweiProfile | string {
  const read = cliConfiguration.safeParse(json);
  if (!read.success) throw new ProfileFileError(path, "is not the JSON that KooCLI writes");
  const { current, authEncrypt, profiles } = read.data;
  const name = wanted ?? current ?? "default";
  const profile = profiles.find((it) => it.name === name);
  if (profile === undefined) return `it has no profile ${name}`;
  const { region, projectId, agencyName, agencyDomainName, agencyDomainId } = profile;
  const from = `profile ${name} in ${path}`;
  return {
    from,
    key: cliKey(profile, authEncrypt?.toLowerCase() === "true", from),
    region,
    projectId,
    agency:
      agencyName !== undefined && (agencyDomainName !== undefined || agencyDomainId !== undefined)
        ? {
            agencyName,
            domainName: agencyDomainName,
            domainId: agencyDomainId,
            durationSeconds: undefined,
          }
        : undefined,
    others: profiles.map((it) => it.name).filter((it) => it !== name),
  };
}

function cliKey(profile: z.infer<typeof cliProfile>, encrypted: boolean, from: string): HuaweiProfile["key"] {
  const mode = (profile.mode ?? "AKSK").toLowerCase();
  if (mode === "ecsagency") return "instance role";
  const fields = mode === "sso" ? profile.ssoAuth?.stsToken : profile;
  const { accessKeyId, secretAccessKey, securityToken } = fields ?? {};
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const remedy =
      mode === "sso"
        ? "Log in first: `hcloud configure sso`."
        : "Only the modes AKSK, SSO and ecsAgency are understood here.";
    return { problem: `The ${from} (mode ${profile.mode ?? "AKSK"}) holds no access key. ${remedy}` };
  }
  // Older versions do not say that they encrypt; a key in the clear has letters and digits only.
  if (encrypted || !/^[A-Za-z0-9]+$/.test(accessKeyId)) {
    return { problem: `The ${from} cannot be used. ${DECRYPT}` };
  }
  return accessKey(accessKeyId, secretAccessKey, securityToken);
}

/** The credentials file of Huawei Cloud's SDKs: sections of `name = value` lines. */
function inSdkCredentials(
  sections: Sections,
  path: string,
  wanted: string | undefined,
): HuaweiProfile | string {
  const name = wanted ?? (sections.has("basic") ? "basic" : "global");
  const section = sections.get(name);
  if (section === undefined) return `it has no section ${name}`;
  const [ak, sk] = [section.get("ak"), section.get("sk")];
  const from = `section [${name}] in ${path}`;
  return {
    from,
    key:
      ak && sk
        ? accessKey(ak, sk, section.get("security_token"))
        : { problem: `The ${from} holds no ak and sk.` },
    region: undefined,
    projectId: section.get("project_id"),
    agency: undefined,
    others: [...sections.keys()].filter((it) => it !== name),
  };
}

function accessKey(
  accessKeyId: string,
  accessKeySecret: string,
  securityToken: string | undefined,
): AccessKey {
  return { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
}
