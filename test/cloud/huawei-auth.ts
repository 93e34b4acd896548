import { type ErrorRow, Refusal, row } from "./frame/answer.ts";
import type { Request } from "./frame/service.ts";
import type { World } from "./frame/world.ts";
import {
  agencies,
  type Domain,
  domains,
  type IamToken,
  type IamUser,
  iamSessions,
  iamTokens,
  iamUsers,
  type Project,
  projects,
} from "./iam/records.ts";
import { canonicalRequest, readClaim, signatureOf } from "./sdk-hmac.ts";

const signature = (text: string): ErrorRow =>
  row(401, "APIGW.0301", `Incorrect IAM authentication information: ${text}`);

/** How the gateway refuses a caller ("Error codes" of the API Request Signing Guide). */
export const authErrors = {
  nothing: signature("x-auth-token not found"),
  form: signature("the Authorization header is malformed"),
  unknownKey: signature("ak %s not exist"),
  mismatch: signature("verify aksk signature fail, server canonical request: %s"),
  unsigned: signature("host and x-sdk-date must be signed, and signed headers must be sent"),
  token: signature("decrypt token fail"),
  noProject: signature("x-project-id not found"),
  clock: row(401, "APIGW.0303", "Incorrect app authentication information: the signature has expired"),
  // Not the vendor's: a caller that does this has a mistake, and is to hear of it.
  both: row(
    400,
    "LocalCloud.BothCredentials",
    "The request has an X-Auth-Token and an AK/SK signature; it may have one of them",
  ),
};

/** Who is calling. */
export interface HuaweiCaller {
  readonly domain: Domain;
  readonly denied: readonly string[];
  readonly policies: IamUser["policies"];
  /** Temporary keys may assume for an hour only. */
  readonly temporary: boolean;
  /** The project that a token is for; undefined for keys, which say it in each request. */
  readonly tokenProjectId: string | undefined;
  readonly byToken: boolean;
}

/** A key that somebody may sign with. */
interface Key {
  readonly secretKey: string;
  readonly domainId: string;
  readonly denied: readonly string[];
  readonly policies?: IamUser["policies"];
  readonly temporary?: { readonly securityToken: string; readonly expiresAtMs: number };
}

const toleranceMs = 15 * 60_000;

/** The domain and the access key that a request claims, whether or not it can prove it. */
export function claimed(
  world: World,
  { headers }: Request,
): { domainId: string | undefined; accessKey: string | undefined } {
  const accessKey = readClaim(headers["authorization"])?.accessKey;
  const byKey = accessKey === undefined ? undefined : findKey(world, accessKey);
  return { accessKey, domainId: byKey?.domainId ?? findToken(world, headers["x-auth-token"])?.domainId };
}

/** Finds out who is calling, from exactly what was received; throws a Refusal, for a token the service's own. */
export function authenticate(world: World, request: Request, badToken: ErrorRow): HuaweiCaller {
  const { "x-auth-token": token, authorization } = request.headers;
  if (token !== undefined && authorization !== undefined) throw new Refusal(authErrors.both);
  if (token !== undefined) return byToken(world, token, badToken);
  if (authorization === undefined) throw new Refusal(authErrors.nothing);
  return bySignature(world, request);
}

/** The project in a request's path, if the caller may act there; `forbidden` is how the service says no. */
export function projectOf(
  world: World,
  caller: HuaweiCaller,
  { headers, path, forbidden }: { headers: Request["headers"]; path: string; forbidden: ErrorRow },
): Project {
  const said = caller.byToken ? caller.tokenProjectId : headers["x-project-id"];
  if (!caller.byToken && said === undefined) throw new Refusal(authErrors.noProject);
  const project = projects.of(world).get(path);
  if (said !== path || project?.domainId !== caller.domain.id) throw new Refusal(forbidden);
  return project;
}

function byToken(world: World, text: string, badToken: ErrorRow): HuaweiCaller {
  const token = findToken(world, text);
  const user = iamUsers.of(world).get(token?.userId ?? "");
  const domain = domains.of(world).get(token?.domainId ?? "");
  const holds = token !== undefined && token.expiresAtMs > world.clock.nowMs();
  if (!holds || domain === undefined || user?.enabled !== true) throw new Refusal(badToken);
  const { denied, policies } = user;
  return { domain, denied, policies, temporary: false, byToken: true, tokenProjectId: token.projectId };
}

function bySignature(world: World, request: Request): HuaweiCaller {
  const { headers } = request;
  const claim = readClaim(headers["authorization"]);
  const date = headers["x-sdk-date"];
  if (claim === undefined || date === undefined) throw new Refusal(authErrors.form);
  const { accessKey, signedHeaders } = claim;
  const missing = ["host", "x-sdk-date"].filter((name) => !signedHeaders.includes(name));
  const absent = signedHeaders.filter((name) => headers[name] === undefined);
  if (missing.length > 0 || absent.length > 0) throw new Refusal(authErrors.unsigned);

  const key = findKey(world, accessKey);
  const domain = domains.of(world).get(key?.domainId ?? "");
  if (key === undefined || domain === undefined) {
    throw new Refusal(authErrors.unknownKey, { filler: accessKey });
  }
  if (!(Math.abs(parseDate(date) - world.gatewayMs()) <= toleranceMs)) throw new Refusal(authErrors.clock);
  const canonical = readably(() => canonicalRequest(request, signedHeaders));
  if (claim.signature !== signatureOf(key.secretKey, date, canonical)) {
    throw new Refusal(authErrors.mismatch, { filler: canonical.replaceAll("\n", "|") });
  }
  checkSecurityToken(world, key, headers["x-security-token"]);
  const { denied, policies, temporary } = key;
  return {
    domain,
    denied,
    policies,
    temporary: temporary !== undefined,
    byToken: false,
    tokenProjectId: undefined,
  };
}

function checkSecurityToken(world: World, { temporary }: Key, token: string | undefined): void {
  if (token !== temporary?.securityToken) throw new Refusal(authErrors.token);
  if (temporary !== undefined && temporary.expiresAtMs <= world.clock.nowMs()) {
    throw new Refusal(authErrors.token);
  }
}

function findKey(world: World, accessKey: string): Key | undefined {
  const session = iamSessions.of(world).get(accessKey);
  if (session !== undefined) {
    const denied = agencies.of(world).get(session.agencyId)?.denied ?? [];
    return { ...session, denied, policies: undefined, temporary: session };
  }
  return iamUsers
    .of(world)
    .list()
    .find((user) => user.accessKey === accessKey && user.enabled);
}

function findToken(world: World, text: string | undefined): IamToken | undefined {
  return iamTokens
    .of(world)
    .list()
    .find((token) => token.token === text);
}

/** `20260102T030405Z`; anything else is no time at all. */
function parseDate(date: string): number {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? [];
  const [year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function readably(canonical: () => string): string {
  try {
    return canonical();
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw new Refusal(authErrors.mismatch, { filler: "the path or query is not properly escaped" });
  }
}
