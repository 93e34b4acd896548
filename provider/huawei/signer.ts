import { createHash, createHmac } from "node:crypto";
import type { AccessKey } from "../http/credentials.ts";
import { encodeQuery, type Parameter, percentEncode } from "../http/encoding.ts";

/** What is to be signed for Huawei Cloud. */
export interface SdkHmacRequest {
  readonly method: string;
  /** As sent: with the port where it is not the default one. */
  readonly host: string;
  /** Segment by segment, not escaped: `["v1", projectId, "connections"]`. */
  readonly path: readonly string[];
  readonly query?: readonly Parameter[];
  /** All of them are signed; `content-type` and `x-project-id` belong here. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Exactly what is sent: the signature is over its bytes. */
  readonly body?: string | Uint8Array;
}

const ALGORITHM = "SDK-HMAC-SHA256";

/**
 * Signs a request to Huawei Cloud ("AK/SK signing and authentication"). `headers` is the complete set to send, and
 * `path` and `queryString` are what was signed.
 */
export function signSdkHmac(
  { method, host, path: segments, query = [], headers: more = {}, body = "" }: SdkHmacRequest,
  { accessKeyId, accessKeySecret, securityToken }: AccessKey,
  at: Date,
): { readonly headers: Record<string, string>; readonly path: string; readonly queryString: string } {
  const path = encodePath(segments);
  const queryString = encodeQuery(query);
  const date = at.toISOString().replace(/-|:|\.\d+/g, "");
  const headers: Record<string, string> = {
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name.toLowerCase(), value.trim()])),
    host,
    "x-sdk-date": date,
    ...(securityToken !== undefined && { "x-security-token": securityToken }),
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const signedNames = names.join(";");
  // The canonical URI ends in a slash that the path itself does not have.
  const canonicalRequest = [method, `${path}/`, queryString, lines, signedNames, sha256(body)].join("\n");
  const signature = createHmac("sha256", accessKeySecret)
    .update(`${ALGORITHM}\n${date}\n${sha256(canonicalRequest)}`)
    .digest("hex");
  headers["authorization"] =
    `${ALGORITHM} Access=${accessKeyId}, SignedHeaders=${signedNames}, Signature=${signature}`;
  return { headers, path, queryString };
}

/** Escapes a path. An id must not lead to another target: what no escaping can keep apart is refused. */
export function encodePath(segments: readonly string[]): string {
  for (const segment of segments) {
    if (["", ".", ".."].includes(segment)) throw new RangeError(`not a path segment: "${segment}"`);
  }
  return segments.map((segment) => `/${percentEncode(segment)}`).join("");
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
