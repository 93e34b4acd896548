import {
  type AccessKey,
  type CredentialSource,
  type Fetched,
  RenewingSource,
  sameAccessKey,
} from "../core/credentials.ts";
import { RefusedError } from "../core/errors.ts";
import type { Transport } from "../core/http.ts";
import { ALICLOUD } from "../settings/rows.ts";
import { instanceRoleKey, uriKey } from "./alibaba-handouts.ts";
import { alibabaProfile } from "./alibaba-profile.ts";
import type { Recipe } from "./alibaba-recipe.ts";
import { type Means, oidcSessionOf, sessionOf } from "./alibaba-sessions.ts";
import { vendorKey } from "./alibaba-vendor-client.ts";

/** What keys are fetched with. */
export interface AlibabaCredentialsOptions extends Means {
  readonly transport: Transport;
}

/**
 * The credentials that the settings lead to. What a key is made of (files, tokens, the keys that a role is assumed
 * with) is read anew for each key, so that a refused or ending one is replaced by what holds now.
 */
export function alibabaCredentials(options: AlibabaCredentialsOptions): CredentialSource<AccessKey> {
  return new RenewingSource(options.clock, () => fetchKey(recipeIn(options), options), sameAccessKey);
}

function recipeIn({ settings }: AlibabaCredentialsOptions): Recipe {
  const { credential, assumeRole } = settings;
  const by = credential === undefined || credential.kind === "profile" ? profileRecipe() : credential;
  return assumeRole === undefined ? by : { kind: "role", role: assumeRole, by };

  function profileRecipe(): Recipe {
    const found = alibabaProfile(settings);
    if ("recipe" in found) return found.recipe;
    throw new RefusedError(missing(found.nothing));
  }
}

async function fetchKey(recipe: Recipe, options: AlibabaCredentialsOptions): Promise<Fetched<AccessKey>> {
  switch (recipe.kind) {
    case "accessKey":
      return { credential: recipe.key, endsAtMs: undefined };
    case "instanceRole":
      return await instanceRoleKey(recipe.roleName, options.settings, options.transport);
    case "uri":
      return await uriKey(recipe.uri, recipe.from, options.transport);
    case "oidc":
      return await oidcSessionOf(recipe.oidc, recipe.stsRegion, options);
    case "role": {
      const by = await fetchKey(recipe.by, options);
      return await sessionOf(recipe.role, by.credential, recipe.stsRegion, options);
    }
    case "vendor":
      return await vendorKey(recipe.mode, recipe.profile, options.clock.now());
  }
}

/** Every place that was looked at, in order. */
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
