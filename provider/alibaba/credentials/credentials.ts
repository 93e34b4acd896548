import {
  type AccessKey,
  type CredentialSource,
  type Fetched,
  RenewingSource,
  sameAccessKey,
} from "../../http/credentials.ts";
import { RefusedError } from "../../http/errors.ts";
import type { Transport } from "../../http/transport.ts";
import { ALICLOUD } from "../setting-rows.ts";
import { instanceRoleKey, uriKey } from "./metadata-credentials.ts";
import { alibabaProfile } from "./profile.ts";
import { oidcSessionOf, type StsClientOptions, sessionOf } from "./sessions.ts";
import type { CredentialSpec } from "./spec.ts";
import { vendorKey } from "./vendor-client.ts";

/** What keys are fetched with. */
export interface AlibabaCredentialsOptions extends StsClientOptions {
  readonly transport: Transport;
}

/**
 * The credentials that the settings lead to. What a key is made of (files, tokens, the keys that a role is assumed
 * with) is read anew for each key, so that a refused or ending one is replaced by what holds now.
 */
export function alibabaCredentials(options: AlibabaCredentialsOptions): CredentialSource<AccessKey> {
  return new RenewingSource(options.clock, () => fetchKey(specIn(options), options), sameAccessKey);
}

function specIn({ settings }: AlibabaCredentialsOptions): CredentialSpec {
  const { credential, assumeRole } = settings;
  const by = credential === undefined || credential.kind === "profile" ? profileSpec() : credential;
  return assumeRole === undefined ? by : { kind: "role", role: assumeRole, by };

  function profileSpec(): CredentialSpec {
    const found = alibabaProfile(settings);
    if ("spec" in found) return found.spec;
    throw new RefusedError(missing(found.nothing));
  }
}

async function fetchKey(
  spec: CredentialSpec,
  options: AlibabaCredentialsOptions,
): Promise<Fetched<AccessKey>> {
  switch (spec.kind) {
    case "accessKey":
      return { credential: spec.key, endsAtMs: undefined };
    case "instanceRole":
      return await instanceRoleKey(spec.roleName, options.settings, options.transport);
    case "uri":
      return await uriKey(spec.uri, spec.from, options.transport);
    case "oidc":
      return await oidcSessionOf(spec.oidc, spec.stsRegion, options);
    case "role": {
      const by = await fetchKey(spec.by, options);
      return await sessionOf(spec.role, by.credential, spec.stsRegion, options);
    }
    case "vendor":
      return await vendorKey(spec.mode, spec.profile, options.clock.now());
  }
}

/** Every place that was searched, in order. */
function missing(files: readonly string[]): string {
  const { accessKey, profile, sharedCredentialsFile, ecsRoleName, credentialsUri, assumeRoleWithOidc } =
    ALICLOUD;
  const keys = [
    "accessKey",
    "assumeRoleWithOidc",
    "profile",
    "sharedCredentialsFile",
    "ecsRoleName",
    "credentialsUri",
  ];
  const variables = [
    accessKey.environment,
    assumeRoleWithOidc.environment.oidcProviderArn,
    profile.environment,
    sharedCredentialsFile.environment,
    ecsRoleName.environment,
    credentialsUri.environment,
  ].flat();
  return [
    "No Alibaba Cloud credentials were found.",
    `Looked in the configuration (the stack's, or the explicit provider's arguments) for ${keys.map((it) => `alicloud:${it}`).join(", ")};`,
    `in the environment for ${variables.join(", ")};`,
    `and in the files ${files.join(" and ")}.`,
    "An instance's RAM role is asked for a key only where it is named (alicloud:ecsRoleName).",
  ].join(" ");
}
