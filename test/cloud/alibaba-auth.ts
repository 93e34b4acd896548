import { type Account, accounts, type Credential, findCredential, type Principal } from "./accounts.ts";
import { canonicalRequest, mustBeSigned, readClaim, sha256, signatureOf } from "./acs3.ts";
import type { Params } from "./alibaba-params.ts";
import { Refusal, row } from "./frame/answer.ts";
import type { Request } from "./frame/service.ts";
import type { World } from "./frame/world.ts";
import { rpcSignatureOf, stringToSign } from "./rpc-signature.ts";

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
  /** The policies of the account and those of the principal; each that is there has to allow a call. */
  readonly policies: readonly Credential["policies"][];
}

const toleranceMs = 15 * 60_000;

/** A request of the RPC style, and all parameters that came with it, in query and form. */
export interface RpcRequest extends Request {
  readonly pairs: readonly (readonly [string, string])[];
  readonly protocol: Params;
}

/** Whether a request is signed in its parameters, as older clients do, and not in a header. */
export function isSignedInParameters({ headers, protocol }: RpcRequest): boolean {
  return headers["authorization"] === undefined && protocol.get("Signature") !== undefined;
}

/** The access key that a request says it was signed with. */
export function claimedKey(request: RpcRequest): string | undefined {
  if (isSignedInParameters(request)) return request.protocol.get("AccessKeyId");
  return readClaim(request.headers["authorization"])?.accessKeyId;
}

/** What a request says about its signature, in either way of signing. */
interface Signed {
  readonly accessKeyId: string;
  readonly date: string;
  readonly nonce: string;
  readonly token: string | undefined;
  /** Throws a Refusal if the signature is not what this secret gives. */
  check(accessKeySecret: string): void;
}

/** Finds out who is calling, from exactly what was received; throws a Refusal. */
export function authenticate(world: World, request: RpcRequest): Caller {
  const signed = isSignedInParameters(request) ? readParameters(request) : readHeaders(request);
  const credential = findCredential(world, signed.accessKeyId);
  const account = accounts.of(world).get(credential?.accountId ?? "");
  if (credential === undefined || account === undefined) throw new Refusal(authErrors.unknownKey);
  if (credential.keyDisabled === true) throw new Refusal(authErrors.disabledKey);

  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(signed.date)) throw new Refusal(authErrors.dateFormat);
  const nowMs = world.gatewayMs();
  if (!(Math.abs(Date.parse(signed.date) - nowMs) <= toleranceMs)) throw new Refusal(authErrors.expired);

  signed.check(credential.accessKeySecret);
  checkToken(world, credential, signed.token);
  useNonce(world, signed.accessKeyId, signed.nonce, nowMs);
  const { principal, denied = [] } = credential;
  return {
    account,
    principal,
    denied: [...account.denied, ...denied],
    policies: [account.policies, credential.policies],
  };
}

function readHeaders(request: RpcRequest): Signed {
  const { headers } = request;
  const claim = readClaim(headers["authorization"]);
  const { "x-acs-date": date, "x-acs-signature-nonce": nonce, "x-acs-content-sha256": hash } = headers;
  if (claim === undefined || date === undefined || nonce === undefined || hash === undefined) {
    throw new Refusal(authErrors.incomplete);
  }
  const { accessKeyId, signedHeaders, signature } = claim;
  const unsigned = mustBeSigned(headers).filter((name) => !signedHeaders.includes(name));
  const absent = signedHeaders.filter((name) => headers[name] === undefined);
  if (unsigned.length > 0 || absent.length > 0) throw new Refusal(authErrors.incomplete);
  return {
    accessKeyId,
    date,
    nonce,
    token: headers["x-acs-security-token"],
    check(secret) {
      if (hash !== sha256(request.body)) {
        throw new Refusal(authErrors.mismatch, {
          filler: "x-acs-content-sha256 is not the hash of the body.",
        });
      }
      const canonical = canonicalRequest(request, signedHeaders);
      if (signature !== signatureOf(secret, canonical)) {
        throw new Refusal(authErrors.mismatch, { filler: `server CanonicalRequest is [${canonical}]` });
      }
    },
  };
}

function readParameters({ method, pairs, protocol }: RpcRequest): Signed {
  const signature = protocol.get("Signature");
  const accessKeyId = protocol.get("AccessKeyId");
  const date = protocol.get("Timestamp");
  const nonce = protocol.get("SignatureNonce");
  const known =
    protocol.get("SignatureMethod")?.toUpperCase() === "HMAC-SHA1" &&
    protocol.get("SignatureVersion") === "1.0";
  if (!known || !accessKeyId || !date || !nonce) throw new Refusal(authErrors.incomplete);
  return {
    accessKeyId,
    date,
    nonce,
    token: protocol.get("SecurityToken"),
    check(secret) {
      const text = stringToSign(method, pairs);
      if (signature !== rpcSignatureOf(secret, text)) {
        throw new Refusal(authErrors.mismatch, { filler: `server string to sign is:${text}` });
      }
    },
  };
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
