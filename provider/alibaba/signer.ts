import { createHash, createHmac } from "node:crypto";
import type { AccessKey } from "../http/credentials.ts";
import { byNameThenValue, encodeQuery, type Parameter } from "../http/encoding.ts";

/** What is to be signed for Alibaba Cloud. */
export interface Acs3Request {
  readonly method: string;
  /** As sent: with the port where it is not the default one. */
  readonly host: string;
  /** As sent; `/` for every RPC-style service. */
  readonly path: string;
  readonly query: readonly Parameter[];
  /** Further headers; `content-type` and those that start with `x-acs-` are signed. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Exactly what is sent: the signature is over its bytes. */
  readonly body?: string | Uint8Array;
  readonly action: string;
  readonly version: string;
}

const ALGORITHM = "ACS3-HMAC-SHA256";

/**
 * Signs a request to Alibaba Cloud ("V3 request structure and signature"). `headers` is the complete set to send. A
 * nonce serves once: every attempt is signed anew.
 */
export function signAcs3(
  { method, host, path, query, headers: more = {}, body = "", action, version }: Acs3Request,
  { accessKeyId, accessKeySecret, securityToken }: AccessKey,
  at: Date,
  nonce: string,
): { readonly headers: Record<string, string>; readonly queryString: string } {
  const queryString = encodeQuery(query);
  const payloadHash = sha256(body);
  const headers: Record<string, string> = {
    accept: "application/json",
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name.toLowerCase(), value.trim()])),
    host,
    "x-acs-action": action,
    "x-acs-version": version,
    "x-acs-date": `${at.toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": nonce,
    "x-acs-content-sha256": payloadHash,
    ...(securityToken !== undefined && {
      "x-acs-accesskey-id": accessKeyId,
      "x-acs-security-token": securityToken,
    }),
  };
  const signed = Object.entries(headers)
    .filter(([name]) => name === "host" || name === "content-type" || name.startsWith("x-acs-"))
    .sort(byNameThenValue);
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const canonicalRequest = [method, path, queryString, lines, names, payloadHash].join("\n");
  const signature = createHmac("sha256", accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonicalRequest)}`)
    .digest("hex");
  headers["authorization"] =
    `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  return { headers, queryString };
}

/**
 * Names the members of lists and objects the way Alibaba Cloud's RPC services do: `Filter.1.Value.1`, counted from 1.
 * What is undefined or null is left out, an empty text is sent.
 */
export function flatten(parameters: object, prefix = ""): Parameter[] {
  const isList = Array.isArray(parameters);
  return Object.entries(parameters).flatMap(([key, value]: [string, unknown]): Parameter[] => {
    if (value === undefined || value === null) return [];
    const name = `${prefix}${isList ? Number(key) + 1 : key}`;
    return typeof value === "object" ? flatten(value, `${name}.`) : [[name, String(value)]];
  });
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
