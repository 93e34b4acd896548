import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../../http/clock.ts";
import { type CredentialSource, type Fetched, RenewingSource } from "../../http/credentials.ts";
import { RefusedError, UnreachableError, whileDoing } from "../../http/errors.ts";
import { parseJson } from "../../http/json.ts";
import { isNetworkFault, type Transport } from "../../http/transport.ts";
import type { HuaweiAuth, HuaweiCaller } from "../caller.ts";
import {
  type AgencyRequest,
  assumeAgency,
  createAgencyKey,
  createToken,
  type TokenRequest,
  temporaryKey,
} from "../iam.ts";
import { HUAWEI_USER_ID, HUAWEICLOUD } from "../setting-rows.ts";
import type { HuaweiAgency, HuaweiCredential, HuaweiSettings } from "../settings.ts";
import { huaweiProfileFiles, readHuaweiProfile } from "./profiles.ts";

/** What fetching a credential needs. */
export interface HuaweiFetchOptions {
  readonly clock: Clock;
  readonly caller: HuaweiCaller;
  /** For instance metadata, which is no service of the cloud. */
  readonly transport: Transport;
}

/** A user with a password. */
export type HuaweiUser = Extract<HuaweiCredential, { kind: "password" }>;

/** Session length of an assumed agency. */
const AGENCY_SECONDS = 3600;
/**
 * Off the cloud nobody answers at the address of the instance metadata; with nothing else found it is asked last. Twice:
 * on a busy machine, the first connection of a process may take longer than this.
 */
const METADATA_MS = 2_000;
const METADATA_ATTEMPTS = 2;

/** Fetches credentials from wherever the settings say. */
export class HuaweiFetcher {
  readonly #settings: HuaweiSettings;
  readonly #options: HuaweiFetchOptions;

  constructor(settings: HuaweiSettings, options: HuaweiFetchOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  /** A source that fetches when it has to. */
  renewing(fetch: () => Promise<Fetched<HuaweiAuth>>): CredentialSource<HuaweiAuth> {
    return new RenewingSource<HuaweiAuth>(this.#options.clock, fetch, isDeepStrictEqual);
  }

  /** A token of a user. */
  async token(
    { user, password }: HuaweiUser,
    region: string,
    scope: TokenRequest["scope"],
  ): Promise<Fetched<HuaweiAuth>> {
    const who =
      "id" in user ? { ...user, password } : { ...user, domain: this.#ownDomain(user.name), password };
    const doing = `Logging in to Huawei Cloud as user ${"id" in user ? user.id : user.name}`;
    const answer = await this.#options.caller
      .call(createToken, { region }, { user: who, scope })
      .catch((error: unknown) => fail(doing, error));
    const { id: projectId } = answer.token.project ?? {};
    return {
      credential: { token: answer["x-subject-token"], ...(projectId !== undefined && { projectId }) },
      endsAtMs: timeOf(answer.token.expires_at),
    };
  }

  /** The account that a user belongs to. */
  domainOf({ user }: HuaweiUser): { name: string } | { id: string } {
    return this.#ownDomain("name" in user ? user.name : user.id);
  }

  /** Assumes an agency: another account's, with the credential of this one. */
  async assume(
    agency: HuaweiAgency,
    credentials: CredentialSource<HuaweiAuth>,
    region: string,
  ): Promise<Fetched<HuaweiAuth>> {
    const { caller, clock } = this.#options;
    const request: AgencyRequest = {
      ...agency,
      durationSeconds: agency.durationSeconds ?? AGENCY_SECONDS,
    };
    const doing = `Assuming the agency ${agency.agencyName} of ${agency.domainName ?? agency.domainId}`;
    const signs = !("token" in (await credentials.current()));
    if (signs && agency.domainId !== undefined) {
      const { credentials: key } = await caller
        .call(assumeAgency, { region, credentials }, request)
        .catch((error: unknown) => fail(doing, error));
      return {
        credential: {
          accessKeyId: key.access_key_id,
          accessKeySecret: key.secret_access_key,
          securityToken: key.security_token,
        },
        endsAtMs: timeOf(key.expiration) ?? clock.now() + request.durationSeconds * 1000,
      };
    }
    const answer = await caller
      .call(createAgencyKey, { region, credentials }, request)
      .catch((error: unknown) => fail(doing, error));
    return fetchedKey(answer.credential);
  }

  /** What this machine holds: a profile, else the agency of the ECS instance that it is. */
  async fromMachine(credential: HuaweiCredential | undefined, region: string): Promise<Fetched<HuaweiAuth>> {
    const profile = readHuaweiProfile(this.#settings);
    if (profile === undefined && credential !== undefined) {
      throw new RefusedError(`${credential.from} is set, but no profile was found in ${this.#files()}.`);
    }
    const key = profile?.key ?? "instance role";
    if (key !== "instance role" && !("problem" in key)) {
      return await this.#withAgency(profile?.agency, { credential: key, endsAtMs: undefined }, region);
    }
    const problem = key === "instance role" ? undefined : key.problem;
    if (credential !== undefined && problem !== undefined) throw new RefusedError(problem);
    const role = await this.#instanceRole();
    if (role === undefined) throw new RefusedError(this.#nothingFound(problem));
    return await this.#withAgency(problem === undefined ? profile?.agency : undefined, role, region);
  }

  async #withAgency(
    agency: HuaweiAgency | undefined,
    own: Fetched<HuaweiAuth>,
    region: string,
  ): Promise<Fetched<HuaweiAuth>> {
    if (agency === undefined || this.#settings.assumeRole !== undefined) return own;
    return await this.assume(agency, fixedCredential(own.credential), region);
  }

  async #instanceRole(): Promise<Fetched<HuaweiAuth> | undefined> {
    const url = `${this.#settings.metadataEndpoint}/openstack/latest/securitykey`;
    for (let attempt = 1; attempt <= METADATA_ATTEMPTS; attempt += 1) {
      try {
        const answer = await this.#options.transport(
          { method: "GET", url, headers: {} },
          AbortSignal.timeout(METADATA_MS),
        );
        const read = temporaryKey.safeParse(answer.status === 200 ? parseJson(answer.body) : undefined);
        return read.success ? fetchedKey(read.data.credential) : undefined;
      } catch (error) {
        if (!isNetworkFault(error)) throw error;
        // Not an instance of this cloud, or one that is busy.
      }
    }
    return undefined;
  }

  #ownDomain(user: string): { name: string } | { id: string } {
    const { domainName, domainId } = this.#settings;
    if (domainName !== undefined) return { name: domainName };
    if (domainId !== undefined) return { id: domainId };
    throw new RefusedError(
      `The account of user ${user} is missing. Looked for huaweicloud:domainName and huaweicloud:domainId, then for ${[...HUAWEICLOUD.domainName.environment, ...HUAWEICLOUD.domainId.environment].join(", ")} in the environment.`,
    );
  }

  #files(): string {
    const files = huaweiProfileFiles(this.#settings);
    return files.length > 0 ? files.join(" and ") : "no file, since there is no home directory";
  }

  #nothingFound(problem: string | undefined): string {
    const { token, accessKey, secretKey, userName, password, profile, sharedConfigFile } = HUAWEICLOUD;
    const names = [token, accessKey, secretKey, userName, HUAWEI_USER_ID, password, profile, sharedConfigFile]
      .flatMap(({ environment }) => environment)
      .join(", ");
    return [
      "No Huawei Cloud credentials were found. Looked for huaweicloud:token, for huaweicloud:accessKey with secretKey, for huaweicloud:userName with password and for huaweicloud:profile in the configuration (an explicit Provider's arguments, else the stack's);",
      `for ${names} in the environment;`,
      `for a profile in ${this.#files()};`,
      `and for the agency of an ECS instance at ${this.#settings.metadataEndpoint}.`,
      ...(problem === undefined ? [] : [problem]),
    ].join(" ");
  }
}

/** A credential that is what it is. */
export function fixedCredential(auth: HuaweiAuth): CredentialSource<HuaweiAuth> {
  return { current: async () => auth, renew: async () => false };
}

function fetchedKey({
  access,
  secret,
  securitytoken,
  expires_at,
}: {
  readonly access: string;
  readonly secret: string;
  readonly securitytoken: string;
  readonly expires_at: string;
}): Fetched<HuaweiAuth> {
  return {
    credential: { accessKeyId: access, accessKeySecret: secret, securityToken: securitytoken },
    endsAtMs: timeOf(expires_at),
  };
}

function timeOf(text: string | undefined): number | undefined {
  const ms = Date.parse(text ?? "");
  return Number.isNaN(ms) ? undefined : ms;
}

/** That nobody could be reached says nothing about the credential, and is not the end of a wait. */
function fail(doing: string, error: unknown): never {
  throw error instanceof UnreachableError ? error : whileDoing(doing, error);
}
