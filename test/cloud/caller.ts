import { createHash, createHmac, randomUUID } from "node:crypto";
import { type IncomingHttpHeaders, request } from "node:http";
import type { Cloud, Keys } from "./client.ts";
import { defaultAccount } from "./defaults.ts";

// A caller for the cloud's own tests: written apart from the cloud's verifier and from the provider's signer.

/** What came back. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON. */
  readonly body: Record<string, unknown>;
}

/** A call, and how it is to differ from a proper one. */
export interface CallOptions {
  readonly service?: "vpc" | "sts" | "ecs" | "expressconnectrouter";
  readonly version?: string;
  readonly keys?: Keys;
  readonly method?: string;
  /** Parameters go into the form body. */
  readonly form?: boolean;
  /** Changes the headers before they are signed; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Changes the headers after they were signed. */
  readonly afterSigning?: Readonly<Record<string, string | undefined>>;
  /** Headers that are sent but not signed. */
  readonly unsigned?: readonly string[];
  readonly body?: string;
  /** Hangs up. */
  readonly signal?: AbortSignal;
}

const versions = {
  vpc: "2016-04-28",
  sts: "2015-04-01",
  ecs: "2014-05-26",
  expressconnectrouter: "2023-09-01",
};

/** Calls an operation of Alibaba Cloud's RPC style on the local cloud. */
export function call(
  cloud: Cloud,
  action: string,
  params: Readonly<Record<string, string>> = {},
  options: CallOptions = {},
): Promise<Answered> {
  const { service = "vpc", keys = defaultAccount, method = "POST" } = options;
  const url = new URL(cloud.endpoints[service]);
  const encoded = new URLSearchParams(params).toString().replaceAll("+", "%20").replaceAll("*", "%2A");
  const query = options.form ? "" : encoded;
  const body = options.body ?? (options.form ? encoded : "");
  const headers = defined({
    host: url.host,
    accept: "application/json",
    "x-acs-action": action,
    "x-acs-version": options.version ?? versions[service],
    "x-acs-date": `${new Date().toISOString().slice(0, 19)}Z`,
    "x-acs-signature-nonce": randomUUID(),
    "x-acs-content-sha256": sha256(body),
    ...(options.form && { "content-type": "application/x-www-form-urlencoded" }),
    ...options.headers,
  });
  const authorization = sign({ method, query, headers, body, keys, unsigned: options.unsigned ?? [] });
  const sent = defined({ authorization, ...headers, ...options.afterSigning });
  return send(`${url.origin}/${query === "" ? "" : `?${query}`}`, method, sent, body, options.signal);
}

function sign(what: {
  method: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  keys: Keys;
  unsigned: readonly string[];
}): string {
  const names = Object.keys(what.headers)
    .filter((name) => /^(host|content-type|x-acs-.*)$/.test(name) && !what.unsigned.includes(name))
    .sort();
  const canonical = [
    what.method,
    "/",
    what.query.split("&").sort().join("&"),
    ...names.map((name) => `${name}:${what.headers[name]}`),
    "",
    names.join(";"),
    sha256(what.body),
  ].join("\n");
  const signature = createHmac("sha256", what.keys.accessKeySecret)
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest("hex");
  return `ACS3-HMAC-SHA256 Credential=${what.keys.accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
}

/** Sends any request; rejects when the connection ends before the answer does. */
export function send(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body = "",
  signal?: AbortSignal,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    // Node's own limit, 16 KiB, is below a head with the longest token of Huawei Cloud.
    const options = { method, headers, agent: false, maxHeaderSize: 65_536, ...(signal && { signal }) };
    const sending = request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: json(text) });
      });
    });
    sending.on("error", reject);
    sending.end(body);
  });
}

function json(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function defined(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
