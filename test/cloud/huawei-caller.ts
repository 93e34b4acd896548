import { createHash, createHmac } from "node:crypto";
import { type Answered, send } from "./caller.ts";
import type { Cloud } from "./client.ts";
import { defaultHuawei } from "./defaults.ts";

// A caller for the cloud's own tests: written apart from the cloud's verifier and from the provider's signer.

/** What to sign with; with a token, nothing is signed. */
export interface HuaweiCredential {
  readonly accessKey?: string;
  readonly secretKey?: string;
  readonly securityToken?: string;
  readonly token?: string;
}

/** A call, and how it is to differ from a proper one. */
export interface HuaweiOptions {
  readonly keys?: HuaweiCredential;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Undefined: none is sent. */
  readonly projectId?: string | undefined;
  readonly sdkDate?: string;
  /** Headers that are sent but not signed. */
  readonly unsigned?: readonly string[];
  /** Changes the headers after they were signed; undefined takes one away. */
  readonly afterSigning?: Readonly<Record<string, string | undefined>>;
}

/** Calls an operation of Huawei Cloud's REST style on the local cloud. */
export function huaweiCall(
  cloud: Cloud,
  method: string,
  path: string,
  options: HuaweiOptions = {},
): Promise<Answered> {
  const keys: HuaweiCredential = options.keys ?? defaultHuawei;
  const url = new URL(cloud.endpoints[path.startsWith("/v1/") ? "eg" : "iam"]);
  const query = queryOf(options.query ?? {});
  const body = textOf(options.body);
  const headers = defined({
    host: url.host,
    "content-type": "application/json",
    ...(keys.token === undefined
      ? {
          "x-sdk-date": options.sdkDate ?? sdkDate(Date.now()),
          "x-project-id": "projectId" in options ? options.projectId : /^\/v1\/([^/]+)/.exec(path)?.[1],
          "x-security-token": keys.securityToken,
        }
      : { "x-auth-token": keys.token }),
  });
  const signed = Object.keys(headers).filter((name) => !options.unsigned?.includes(name));
  const authorization =
    keys.token === undefined ? sign({ method, path, query, headers, signed, body, keys }) : undefined;
  const sent = defined({ ...headers, authorization, ...options.afterSigning });
  return send(`${url.origin}${path}${query === "" ? "" : `?${query}`}`, method, sent, body);
}

function sign(what: {
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  signed: readonly string[];
  body: string;
  keys: HuaweiCredential;
}): string {
  const names = what.signed.toSorted();
  const canonical = [
    what.method,
    `${what.path}/`,
    what.query,
    ...names.map((name) => `${name}:${what.headers[name]}`),
    "",
    names.join(";"),
    sha256(what.body),
  ].join("\n");
  const signature = createHmac("sha256", what.keys.secretKey ?? "")
    .update(`SDK-HMAC-SHA256\n${what.headers["x-sdk-date"]}\n${sha256(canonical)}`)
    .digest("hex");
  return `SDK-HMAC-SHA256 Access=${what.keys.accessKey}, SignedHeaders=${names.join(";")}, Signature=${signature}`;
}

function queryOf(parameters: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${encode(name)}=${encode(value)}`);
  return pairs.sort().join("&");
}

function textOf(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

function defined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** A time as X-Sdk-Date has it. */
export function sdkDate(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("*", "%2A");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
