import type { CredentialSource } from "../../http/credentials.ts";
import type { HuaweiAuth } from "../caller.ts";
import { type HuaweiCredential, type HuaweiSettings, mainProject } from "../settings.ts";
import { fixedCredential, HuaweiFetcher, type HuaweiFetchOptions, type HuaweiUser } from "./fetcher.ts";

/** The credentials for calls in a region: a token is good for one project only, a key for all. */
export type HuaweiCredentials = (region: string, projectId?: string) => CredentialSource<HuaweiAuth>;

/** The credentials that the settings lead to. Nothing is fetched before the first call. */
export function huaweiCredentials(settings: HuaweiSettings, options: HuaweiFetchOptions): HuaweiCredentials {
  const { credential, assumeRole } = settings;
  const fetcher = new HuaweiFetcher(settings, options);
  if (assumeRole === undefined && credential?.kind === "password") {
    return new ProjectTokens(credential, fetcher, settings).forProject;
  }
  let source: CredentialSource<HuaweiAuth> | undefined;
  return (region) => {
    if (source === undefined) {
      const own = ownCredential(credential, fetcher, region);
      source =
        assumeRole === undefined ? own : fetcher.renewing(() => fetcher.assume(assumeRole, own, region));
    }
    return source;
  };
}

function ownCredential(
  credential: HuaweiCredential | undefined,
  fetcher: HuaweiFetcher,
  region: string,
): CredentialSource<HuaweiAuth> {
  switch (credential?.kind) {
    case "token":
      return fixedCredential({ token: credential.token });
    case "accessKey":
      return fixedCredential(credential.key);
    case "password":
      // Only for an agency: it is assumed on behalf of the whole account.
      return fetcher.renewing(() =>
        fetcher.token(credential, region, { domain: fetcher.domainOf(credential) }),
      );
    case "profile":
    case undefined:
      return fetcher.renewing(() => fetcher.fromMachine(credential, region));
  }
}

/** Tokens of one user, one for each project that calls are made for. */
class ProjectTokens {
  readonly #user: HuaweiUser;
  readonly #fetcher: HuaweiFetcher;
  readonly #settings: HuaweiSettings;
  readonly #sources = new Map<string, CredentialSource<HuaweiAuth>>();

  constructor(user: HuaweiUser, fetcher: HuaweiFetcher, settings: HuaweiSettings) {
    this.#user = user;
    this.#fetcher = fetcher;
    this.#settings = settings;
  }

  /** Without a project id the token is for the project that has the region's name, and says which that is. */
  readonly forProject = (region: string, projectId?: string): CredentialSource<HuaweiAuth> => {
    const key = `${region} ${projectId ?? ""}`;
    const known = this.#sources.get(key);
    if (known !== undefined) return known;
    const scope = {
      project: projectId === undefined ? mainProject(this.#settings, region) : { id: projectId },
    };
    const source = this.#fetcher.renewing(async () => {
      const fetched = await this.#fetcher.token(this.#user, region, scope);
      const { credential } = fetched;
      // Later calls name the project by its id: this token is for them, too.
      const byId = "token" in credential && credential.projectId && `${region} ${credential.projectId}`;
      if (byId && !this.#sources.has(byId)) this.#sources.set(byId, source);
      return fetched;
    });
    this.#sources.set(key, source);
    return source;
  };
}
