import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { AccessKey } from "../../http/credentials.ts";
import { RefusedError } from "../../http/errors.ts";
import type { ProfileDefaults } from "../../settings/places.ts";
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
}

/** What the profile says besides credentials. Its project is of its region and of its account, and only there. */
export function huaweiProfileDefaults(settings: HuaweiSettings): ProfileDefaults {
  const profile = readHuaweiProfile(settings);
  const ownAccount = settings.credential === undefined || settings.credential.kind === "profile";
  return {
    region: profile?.region,
    // Asked for later: settings.region itself may have to look into the file first.
    get projectId() {
      const sameRegion = profile?.region === undefined || settings.region === profile.region;
      return ownAccount && sameRegion ? profile?.projectId : undefined;
    },
  };
}

/** The files that are searched, the first that has the profile counts. */
export function huaweiProfileFiles({ sharedConfigFile, home }: HuaweiSettings): string[] {
  if (sharedConfigFile !== undefined) return [sharedConfigFile.replace(/^~(?=\/)/, home ?? "~")];
  return home === undefined
    ? []
    : [join(home, ".hcloud", "config.json"), join(home, ".huaweicloud", "credentials")];
}

/** The profile that the settings name, or else the files' own current one; undefined where there is none. */
export function readHuaweiProfile(settings: HuaweiSettings): HuaweiProfile | undefined {
  const files = huaweiProfileFiles(settings);
  for (const path of files) {
    const text = readText(path, settings.sharedConfigFile !== undefined);
    if (text === undefined) continue;
    const found = /^\s*\{/.test(text)
      ? inCliConfiguration(text, path, settings.profile)
      : inSdkCredentials(text, path, settings.profile);
    if (found !== undefined) return found;
  }
  if (settings.profile === undefined) return undefined;
  throw new RefusedError(
    `There is no profile ${settings.profile} for Huawei Cloud. Looked in ${files.join(" and in ")}.`,
  );
}

function readText(path: string, required: boolean): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (missing && !required) return undefined;
    const because = missing ? "it is not there" : error instanceof Error ? error.message : String(error);
    throw new RefusedError(`The profiles for Huawei Cloud in ${path} cannot be read: ${because}.`);
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
function inCliConfiguration(
  text: string,
  path: string,
  wanted: string | undefined,
): HuaweiProfile | undefined {
  const { current, authEncrypt, profiles } = parseCliConfiguration(text, path);
  const name = wanted ?? current ?? "default";
  const profile = profiles.find((it) => it.name === name);
  if (profile === undefined) return undefined;
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
  };
}

function parseCliConfiguration(text: string, path: string): z.infer<typeof cliConfiguration> {
  let read: z.ZodSafeParseResult<z.infer<typeof cliConfiguration>> | undefined;
  try {
    read = cliConfiguration.safeParse(JSON.parse(text));
  } catch {
    // What JSON.parse says quotes the text, which holds keys.
  }
  if (read?.success) return read.data;
  throw new RefusedError(
    `The profiles for Huawei Cloud in ${path} cannot be read: it is not the JSON that KooCLI writes.`,
  );
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
function inSdkCredentials(text: string, path: string, wanted: string | undefined): HuaweiProfile | undefined {
  const sections = parseSections(text);
  const name = wanted ?? (sections.has("basic") ? "basic" : "global");
  const section = sections.get(name);
  if (section === undefined) return undefined;
  const { ak, sk, security_token, project_id } = section;
  const from = `section [${name}] in ${path}`;
  return {
    from,
    key: ak && sk ? accessKey(ak, sk, security_token) : { problem: `The ${from} holds no ak and sk.` },
    region: undefined,
    projectId: project_id,
    agency: undefined,
  };
}

interface Section {
  readonly ak?: string;
  readonly sk?: string;
  readonly security_token?: string;
  readonly project_id?: string;
}

function parseSections(text: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  let name = "";
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[([^\]]+)\]\s*$/.exec(line)?.[1]?.trim();
    if (heading !== undefined) {
      name = heading;
      sections.set(name, sections.get(name) ?? {});
      continue;
    }
    const [, key, value] = /^\s*([A-Za-z_]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined && value) sections.set(name, { ...sections.get(name), [key]: value });
  }
  return sections;
}

function accessKey(
  accessKeyId: string,
  accessKeySecret: string,
  securityToken: string | undefined,
): AccessKey {
  return { accessKeyId, accessKeySecret, ...(securityToken !== undefined && { securityToken }) };
}
