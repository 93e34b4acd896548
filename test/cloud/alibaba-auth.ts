import { type Account, accounts, type Credential, findCredential, type Principal } from "./accounts.ts";
import { canonicalRequest, mustBeSigned, readClaim, sha256, signatureOf } from "./acs3.ts";
import { Refusal, row } from "./frame/answer.ts";
import type { Request } from "./frame/service.ts";
import type { World } from "./frame/world.ts";

/** How the gateway refuses a caller; the public error codes of Alibaba Cloud's OpenAPI gateway. */
const authErrors = {
  incomplete: row(400, "IncompleteSignature", "The request signature does not conform to Aliyun standards."),
  unknownKey: row(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found."),
  disabledKey: row(400, "InvalidAccessKeyId.Inactive", "Specified access key is disabled."),
  mismatch: row(400, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation. %s"),
  dateFormat: row(
    400,
    "InvalidTimeStamp.Format",
    "Specified time stamp or date value is not well formatted.",
  ),
  expired: row(400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired."),
  nonceUsed: row(400, "SignatureNonceUsed", "Specified signature nonce was used already."),
  tokenMissing: row(400, "MissingSecurityToken", "SecurityToken is mandatory for this action."),
  tokenMalformed: row(400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed."),
  tokenMismatch: row(
    400,
    "InvalidSecurityToken.MismatchWithAccessKey",
    "Specified SecurityToken mismatch with the AccessKey.",
  ),
  tokenExpired: row(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."),
};

/** A caller whose signature holds. */
export interface Caller {
  readonly account: Account;
  readonly principal: Principal;
  /** The permissions that the account or the principal lacks. */
  readonly denied: readonly string[];
}

const toleranceMs = 15 * 60_000;

/** The credential that a request says it was signed with. */
export function claimedCredential(world: World, request: Request): Credential | undefined {
  const claim = readClaim(request.headers["authorization"]);
  return claim === undefined ? undefined : findCredential(world, claim.accessKeyId);
}

/** Finds out who is calling, from exactly what was received; throws a Refusal. */
export function authenticate(world: World, request: Request): Caller {
  const { headers } = request;
  const claim = readClaim(headers["authorization"]);
  const { "x-acs-date": date, "x-acs-signature-nonce": nonce, "x-acs-content-sha256": hash } = headers;
  if (claim === undefined || date === undefined || nonce === undefined || hash === undefined) {
    throw new Refusal(authErrors.incomplete);
  }
  const { signedHeaders } = claim;
  const unsigned = mustBeSigned(headers).filter((name) => !signedHeaders.includes(name));
  const absent = signedHeaders.filter((name) => headers[name] === undefined);
  if (unsigned.length > 0 || absent.length > 0) throw new Refusal(authErrors.incomplete);

  const credential = findCredential(world, claim.accessKeyId);
  const account = accounts.of(world).get(credential?.accountId ?? "");
  if (credential === undefined || account === undefined) throw new Refusal(authErrors.unknownKey);
  if (credential.keyDisabled === true) throw new Refusal(authErrors.disabledKey);

  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(date)) throw new Refusal(authErrors.dateFormat);
  const nowMs = world.gatewayMs();
  if (!(Math.abs(Date.parse(date) - nowMs) <= toleranceMs)) throw new Refusal(authErrors.expired);

  if (hash !== sha256(request.body)) {
    throw new Refusal(authErrors.mismatch, { filler: "x-acs-content-sha256 is not the hash of the body." });
  }
  const canonical = canonicalRequest(request, signedHeaders);
  if (claim.signature !== signatureOf(credential.accessKeySecret, canonical)) {
    throw new Refusal(authErrors.mismatch, { filler: `server CanonicalRequest is [${canonical}]` });
  }
  checkToken(world, credential, headers["x-acs-security-token"]);
  useNonce(world, claim.accessKeyId, nonce, nowMs);
  const { principal, denied = [] } = credential;
  return { account, principal, denied: [...account.denied, ...denied] };
}

function checkToken(world: World, credential: Credential, token: string | undefined): void {
  if (credential.securityToken === undefined) {
    if (token !== undefined) throw new Refusal(authErrors.tokenMalformed);
    return;
  }
  if (token === undefined) throw new Refusal(authErrors.tokenMissing);
  if (!/^[\w+/=.-]+$/.test(token)) throw new Refusal(authErrors.tokenMalformed);
  if (token !== credential.securityToken) throw new Refusal(authErrors.tokenMismatch);
  if ((credential.expiresAtMs ?? Number.POSITIVE_INFINITY) <= world.clock.nowMs()) {
    throw new Refusal(authErrors.tokenExpired);
  }
}

function useNonce(world: World, accessKeyId: string, nonce: string, nowMs: number): void {
  const used = world.nonces.get(accessKeyId) ?? new Map<string, number>();
  if (used.has(nonce)) throw new Refusal(authErrors.nonceUsed);
  used.set(nonce, nowMs);
  world.nonces.set(accessKeyId, used);
}
