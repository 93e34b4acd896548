import { createRequire } from "node:module";
import { join } from "node:path";
import * as z from "zod";
import type { AccessKey, Fetched } from "../../http/credentials.ts";
import { oneLine, RefusedError } from "../../http/errors.ts";

/** The vendor's client renews its keys by itself and does not say when; it is asked again before this has passed. */
const ASK_AGAIN_MS = 10 * 60_000;

const key = z.object({
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  securityToken: z.string().nullish(),
});

/** The part of `@alicloud/credentials` that reads one named profile and nothing else. */
interface ProfileModule {
  readonly default: {
    builder(): { withProfileName(name: string): { build(): { getCredentials(): Promise<unknown> } } };
  };
}

/**
 * The key of a profile whose mode only the vendor's client knows (CloudSSO, OAuth, External). The client is loaded from
 * the program's own packages, else from beside this one (`places`), and only now: it is large and few need it.
 */
export async function vendorKey(
  mode: string,
  profile: string,
  nowMs: number,
  places: readonly string[] = [join(process.cwd(), "_.js"), __filename],
): Promise<Fetched<AccessKey>> {
  const { default: client } = load(mode, profile, places);
  let answer: unknown;
  try {
    answer = await client.builder().withProfileName(profile).build().getCredentials();
  } catch {
    // Its messages may quote the whole configuration file.
    throw new RefusedError(
      `@alicloud/credentials could not fetch a key for profile ${profile} of mode ${mode}. Log in with the Alibaba Cloud CLI, and see that the package is new enough for this mode. Its message is left out because it may hold secrets.`,
    );
  }
  const read = key.safeParse(answer);
  if (!read.success)
    throw new RefusedError(`@alicloud/credentials has no key for profile ${profile} of mode ${mode}.`);
  const { accessKeyId, accessKeySecret, securityToken } = read.data;
  return {
    credential: { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) },
    endsAtMs: nowMs + ASK_AGAIN_MS,
  };
}

/** The program's copy; else the one that was installed beside this package, as for a library that brings both. */
function load(mode: string, profile: string, places: readonly string[]): ProfileModule {
  for (const place of places) {
    const from = createRequire(place);
    let found: string;
    try {
      found = from.resolve("@alicloud/credentials/dist/src/providers/cli_profile");
    } catch {
      continue;
    }
    try {
      return from(found);
    } catch (error) {
      const why = error instanceof Error ? oneLine(error.message) : String(error);
      throw new RefusedError(
        `The package @alicloud/credentials, which profile ${profile} of mode ${mode} needs, cannot be loaded: ${why}. Install this program's packages again.`,
        { cause: error },
      );
    }
  }
  throw new RefusedError(
    `Profile ${profile} is of mode ${mode}, which only the package @alicloud/credentials can read. Install it next to pulumi-interlink (npm install @alicloud/credentials), or use a profile of mode AK, StsToken, RamRoleArn, EcsRamRole, OIDC, ChainableRamRoleArn or CredentialsURI.`,
  );
}
