import { RefusedError } from "../../http/errors.ts";
import type { ProfileFile, Sections } from "../../settings/profile-file.ts";
import type { CredentialSpec, Profile } from "./spec.ts";

const NONE: Sections = new Map();

/** A section of the SDKs' credentials file; a sentence where it is not there. */
export function iniProfile(content: ProfileFile, path: string, name: string): Profile | string {
  const sections = "sections" in content ? content.sections : NONE;
  const section = sections.get(name);
  if (section === undefined) return `it has no section ${name}`;
  return {
    spec: specOf(section, `${path}: section ${name}`),
    region: section.get("region_id"),
    others: [...sections.keys()].filter((it) => it !== name),
  };
}

/** Types are those of the SDKs' "profile" credentials provider. */
function specOf(section: ReadonlyMap<string, string>, from: string): CredentialSpec {
  const need = (key: string): string => {
    const value = section.get(key);
    if (value !== undefined) return value;
    throw new RefusedError(`${from} lacks ${key}.`);
  };
  const accessKey = (): CredentialSpec => {
    const token = section.get("security_token");
    const key = { accessKeyId: need("access_key_id"), accessKeySecret: need("access_key_secret") };
    return { from, kind: "accessKey", key: token === undefined ? key : { ...key, securityToken: token } };
  };
  const type = need("type");
  switch (type) {
    case "access_key":
    case "sts":
      return accessKey();
    case "ecs_ram_role":
      return { from, kind: "instanceRole", roleName: section.get("role_name") };
    case "ram_role_arn":
      return {
        from,
        kind: "role",
        by: accessKey(),
        role: {
          roleArn: need("role_arn"),
          sessionName: section.get("role_session_name"),
          externalId: section.get("external_id"),
          policy: section.get("policy"),
          durationSeconds: undefined,
        },
      };
    default:
      throw new RefusedError(
        `${from} is of a type that is not known here. Known are access_key, sts, ecs_ram_role and ram_role_arn.`,
      );
  }
}
