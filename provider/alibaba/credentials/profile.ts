import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RefusedError } from "../../http/errors.ts";
import { regionId } from "../../settings/parsers.ts";
import type { ProfileDefaults } from "../../settings/places.ts";
import type { AlibabaSettings } from "../settings.ts";
import { cliProfile, currentCliProfile } from "./cli-profile.ts";
import { iniProfile } from "./ini-profile.ts";
import type { CredentialSpec, Profile } from "./spec.ts";

/** What the files hold: a profile, or where it was searched for and why it was not found there. */
export type Found = Profile | { readonly nothing: readonly string[] };

const CLI_FILE = "~/.aliyun/config.json";
const INI_FILE = "~/.alibabacloud/credentials";

/**
 * The profile that is asked for, or else the one that the vendor's tools use by themselves. Files are read anew each
 * time: whoever asks again does so because the key found before is refused.
 */
export function alibabaProfile(settings: AlibabaSettings): Found {
  const { profile: name, sharedCredentialsFile: file } = settings;
  if (file !== undefined) return inFile(file, name, settings);

  const nothing: string[] = [];
  if (!settings.cliProfileAllowed) {
    nothing.push(`${CLI_FILE} (switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED)`);
  } else {
    const text = content(CLI_FILE, settings);
    if (text === undefined) {
      nothing.push(`${CLI_FILE} (not there)`);
    } else {
      const found = name === undefined ? currentCliProfile(text, CLI_FILE) : cliProfile(text, CLI_FILE, name);
      if (typeof found !== "string") return { ...found, spec: ownFile(found.spec, CLI_FILE) };
      nothing.push(`${CLI_FILE} (${found})`);
    }
  }
  const text = content(INI_FILE, settings);
  if (text === undefined) {
    nothing.push(`${INI_FILE} (not there)`);
  } else {
    const found = iniProfile(text, INI_FILE, name ?? "default");
    if (typeof found !== "string") return found;
    nothing.push(`${INI_FILE} (${found})`);
  }
  if (name === undefined) return { nothing };
  throw new RefusedError(
    `The Alibaba Cloud profile ${name} was not found. Looked in ${nothing.join(" and ")}.`,
  );
}

/** What the profile says besides credentials. A broken file that nobody asked for is passed over. */
export function alibabaProfileDefaults(settings: AlibabaSettings): ProfileDefaults {
  try {
    const found = alibabaProfile(settings);
    if ("nothing" in found || found.region === undefined) return {};
    return { region: regionId.read(found.region, "The region of the Alibaba Cloud profile") };
  } catch (error) {
    if (settings.profile === undefined && settings.sharedCredentialsFile === undefined) return {};
    throw error;
  }
}

/** The variable for this file means JSON to one of the vendor's tools and ini to another: its content tells. */
function inFile(file: string, name: string | undefined, settings: AlibabaSettings): Profile {
  const text = content(file, settings);
  if (text === undefined) throw new RefusedError(`The Alibaba Cloud credentials file ${file} is not there.`);
  const found = text.trimStart().startsWith("{")
    ? name === undefined
      ? currentCliProfile(text, file)
      : cliProfile(text, file, name)
    : iniProfile(text, file, name ?? "default");
  if (typeof found === "string")
    throw new RefusedError(`The Alibaba Cloud credentials file ${file}: ${found}.`);
  return { ...found, spec: ownFile(found.spec, file) };
}

/** The vendor's client reads its own file only. */
function ownFile(spec: CredentialSpec, file: string): CredentialSpec {
  if (spec.kind === "role") return { ...spec, by: ownFile(spec.by, file) };
  if (spec.kind !== "vendor" || file === CLI_FILE) return spec;
  throw new RefusedError(
    `${file}: profile ${spec.profile} is of mode ${spec.mode}, which works only from ${CLI_FILE}.`,
  );
}

/** A file's text; undefined where it is not there. */
function content(file: string, { home }: AlibabaSettings): string | undefined {
  if (file.startsWith("~/") && home === undefined) return undefined;
  try {
    const path = file.startsWith("~/") ? join(home ?? "", file.slice(2)) : file;
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new RefusedError(`${file} cannot be read (${code}).`);
  }
}
