import { createHmac } from "node:crypto";
import { canonicalPairs, encode } from "./acs3.ts";

// The older signature of the RPC style (HMAC-SHA1, SignatureVersion 1.0), from the page "V2 request body & signature
// mechanism" of Alibaba Cloud's SDK documentation, recomputed from nothing but what came over the wire.

/** The text that the signature is over: every parameter of query and form together, but for the signature itself. */
export function stringToSign(method: string, pairs: readonly (readonly [string, string])[]): string {
  const signed = pairs.filter(([name]) => name !== "Signature");
  return [method, encode("/"), encode(canonicalPairs(signed))].join("&");
}

/** The signature that a secret gives a text. */
export function rpcSignatureOf(accessKeySecret: string, text: string): string {
  return createHmac("sha1", `${accessKeySecret}&`).update(text).digest("base64");
}

const protocolParameters: ReadonlySet<string> = new Set([
  ...["Action", "Version", "Format", "Timestamp", "AccessKeyId", "SecurityToken"],
  ...["Signature", "SignatureMethod", "SignatureVersion", "SignatureNonce", "SignatureType"],
]);

/** Whether a parameter belongs to the protocol, not to the operation. */
export function isProtocolParameter(name: string): boolean {
  return protocolParameters.has(name);
}
