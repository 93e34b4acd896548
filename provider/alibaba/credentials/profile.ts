import { RefusedError } from "../../http/errors.ts";
import { regionId } from "../../settings/parsers.ts";
import type { ProfileDefaults } from "../../settings/places.ts";
import {
  type ProfileFile,
  readProfileFile,
  type Search,
  searchProfileFiles,
  warnOfSkipped,
} from "../../settings/profile-file.ts";
import type { AlibabaSettings } from "../settings.ts";
import { cliProfile, currentCliProfile } from "./cli-profile.ts";
import { iniProfile } from "./ini-profile.ts";
import type { CredentialSpec, Profile } from "./spec.ts";

const CLI_FILE = "~/.aliyun/config.json";
const INI_FILE = "~/.alibabacloud/credentials";

/**
 * The profile that is asked for, or else the one that the vendor's tools use by themselves. Files are read anew each
 * time: whoever asks again does so because the key found before is refused.
 */
export function alibabaProfile(settings: AlibabaSettings): Search<Profile> {
  const { profile: name, sharedCredentialsFile: file, home, cliProfileAllowed } = settings;
  if (file !== undefined) return { found: inFile(file, name, home), passed: [], skipped: [] };

  const searched = searchProfileFiles(
    cliProfileAllowed ? [CLI_FILE, INI_FILE] : [INI_FILE],
    home,
    (content, path) =>
      path === CLI_FILE ? inCliFile(content, path, name) : iniProfile(content, path, name ?? "default"),
  );
  const passed = cliProfileAllowed
    ? searched.passed
    : [`${CLI_FILE} (switched off by ALIBABA_CLOUD_CLI_PROFILE_DISABLED)`, ...searched.passed];
  if (searched.found === undefined && name !== undefined) {
    throw new RefusedError(
      `The Alibaba Cloud profile ${name} was not found. Looked in ${passed.join(" and ")}.`,
    );
  }
  return { ...searched, passed };
}

/** What the profile says besides credentials. A profile that nobody asked for stops nothing when it is broken. */
export function alibabaProfileDefaults(settings: AlibabaSettings): ProfileDefaults {
  try {
    const { found, skipped } = alibabaProfile(settings);
    if (found?.region !== undefined) {
      return { region: regionId.read(found.region, "The region of the Alibaba Cloud profile") };
    }
    warnOfSkipped(skipped);
  } catch (error) {
    const named = settings.profile !== undefined || settings.sharedCredentialsFile !== undefined;
    if (named || !(error instanceof RefusedError)) throw error;
    warnOfSkipped([error.message]);
  }
  return {};
}

/** A file that somebody named has to be there, and to have the profile. */
function inFile(file: string, name: string | undefined, home: string | undefined): Profile {
  const content = readProfileFile(file, home);
  if (content === undefined)
    throw new RefusedError(`The Alibaba Cloud credentials file ${file} is not there.`);
  const found =
    "json" in content ? inCliFile(content, file, name) : iniProfile(content, file, name ?? "default");
  if (typeof found === "string")
    throw new RefusedError(`The Alibaba Cloud credentials file ${file}: ${found}.`);
  return found;
}

function inCliFile(content: ProfileFile, file: string, name: string | undefined): Profile | string {
  const found = name === undefined ? currentCliProfile(content, file) : cliProfile(content, file, name);
  return typeof found === "string" ? found : { ...found, spec: ownFile(found.spec, file) };
}

/** The vendor's client reads its own file only. */
function ownFile(spec: CredentialSpec, file: string): CredentialSpec {
  if (spec.kind === "role") return { ...spec, by: ownFile(spec.by, file) };
  if (spec.kind !== "vendor" || file === CLI_FILE) return spec;
  throw new RefusedError(
    `${file}: profile ${spec.profile} is of mode ${spec.mode}, which works only from ${CLI_FILE}.`,
  );
}
