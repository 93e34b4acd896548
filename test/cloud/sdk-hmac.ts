import { createHash, createHmac } from "node:crypto";
import type { Request } from "./frame/service.ts";

// The SDK-HMAC-SHA256 signature, from the "API Request Signing Guide" of Huawei Cloud, recomputed from nothing but
// what came over the wire.

const algorithm = "SDK-HMAC-SHA256";

/** What an Authorization header claims. */
export interface Claim {
  readonly accessKey: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads an Authorization header; undefined if it is not of this algorithm's form. */
export function readClaim(authorization: string | undefined): Claim | undefined {
  const form = /^SDK-HMAC-SHA256 Access=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
  const [, accessKey, signedHeaders, signature] = form.exec(authorization ?? "") ?? [];
  if (accessKey === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return { accessKey, signedHeaders: signedHeaders.split(";"), signature };
}

/** The text that the signature is over, before hashing; throws URIError if path or query is not properly escaped. */
export function canonicalRequest(request: Request, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`);
  return [
    request.method,
    canonicalUri(request.path),
    canonicalQuery(request.query),
    headers.join(""),
    signedHeaders.join(";"),
    payloadHash(request),
  ].join("\n");
}

/** The signature that a secret gives a canonical request: the key is the secret itself. */
export function signatureOf(secretKey: string, sdkDate: string, canonical: string): string {
  const toSign = `${algorithm}\n${sdkDate}\n${sha256(Buffer.from(canonical))}`;
  return createHmac("sha256", secretKey).update(toSign).digest("hex");
}

/** The name-value pairs of a query string. A plus is a plus: the guide writes blanks as %20. */
export function decodeQuery(query: string): [string, string][] {
  if (query === "") return [];
  return query.split("&").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
  });
}

/** The lower-case hexadecimal SHA-256 of some bytes. */
function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What was sent ends in no slash; what is signed does. */
function canonicalUri(path: string): string {
  const uri = path
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
  return uri.endsWith("/") ? uri : `${uri}/`;
}

function canonicalQuery(query: string): string {
  return decodeQuery(query)
    .sort(([name, value], [other, otherValue]) => compare(name, other) || compare(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function payloadHash({ headers, body }: Request): string {
  const said = headers["x-sdk-content-sha256"];
  return said === "UNSIGNED-PAYLOAD" ? said : sha256(body);
}

function compare(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
