import { createHash, createHmac } from "node:crypto";
import type { Request } from "./frame/service.ts";

// The ACS3-HMAC-SHA256 signature, from the page "V3 request body & signature mechanism" of Alibaba Cloud's SDK
// documentation, recomputed from nothing but what came over the wire.

const algorithm = "ACS3-HMAC-SHA256";

/** What an Authorization header claims. */
export interface Claim {
  readonly accessKeyId: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** Reads an Authorization header; undefined if it is not of this algorithm's form. */
export function readClaim(authorization: string | undefined): Claim | undefined {
  const form = /^ACS3-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/;
  const [, accessKeyId, signedHeaders, signature] = form.exec(authorization ?? "") ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined) return undefined;
  return { accessKeyId, signedHeaders: signedHeaders.split(";"), signature };
}

/** The text that the signature is over, before hashing. */
export function canonicalRequest(request: Request, signedHeaders: readonly string[]): string {
  const headers = signedHeaders.map((name) => `${name}:${(request.headers[name] ?? "").trim()}\n`);
  return [
    request.method,
    request.path,
    canonicalPairs(decodePairs(request.query)),
    headers.join(""),
    signedHeaders.join(";"),
    sha256(request.body),
  ].join("\n");
}

/** The signature that a secret gives a canonical request. */
export function signatureOf(accessKeySecret: string, canonical: string): string {
  const toSign = `${algorithm}\n${sha256(Buffer.from(canonical))}`;
  return createHmac("sha256", accessKeySecret).update(toSign).digest("hex");
}

/** The headers that have to be signed, as far as they were sent. */
export function mustBeSigned(headers: Readonly<Record<string, string>>): string[] {
  return Object.keys(headers).filter(
    (name) => name === "host" || name === "content-type" || name.startsWith("x-acs-"),
  );
}

/** The lower-case hexadecimal SHA-256 of some bytes. */
export function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The name-value pairs of a query string or form body; throws URIError if it is not properly escaped. */
export function decodePairs(encoded: string): [string, string][] {
  if (encoded === "") return [];
  return encoded.split("&").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [decode(name), decode(value.join("="))];
  });
}

function decode(text: string): string {
  return decodeURIComponent(text.replaceAll("+", " "));
}

/** Name-value pairs in order and escaped, as both signatures take them. */
export function canonicalPairs(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .toSorted(([name, value], [other, otherValue]) => compare(name, other) || compare(value, otherValue))
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Escapes everything but letters, digits and `-_.~`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
