import { constants, gunzipSync } from "node:zlib";
import type { Agent, Dispatcher } from "undici";
import { oneLine, RefusedError } from "./errors.ts";
import { MAX_IN_FLIGHT } from "./semaphore.ts";

/** One request, signed and ready to go. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One answer, whole. Header names are lower case. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The header `Retry-After`, where it is a number of seconds; in milliseconds. */
export function retryAfterMs({ headers }: HttpAnswer): number | undefined {
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** Sends one request once. `signal` ends it, whatever it is waiting for. */
export type Transport = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

/** Describing a whole page of things takes a fraction of this; a cloud that sends more is broken. */
const LARGEST_ANSWER_BYTES = 8 * 1024 * 1024;
/** An IAM token alone may have 16,384 characters in one header (Huawei Cloud, X-Auth-Token). */
const LARGEST_HEADERS_BYTES = 64 * 1024;

const PROXY_REFUSED = "Proxy response (";

/**
 * undici is loaded with the first call, not with the module: half of a cold start would be spent on it, and check and
 * diff never call anything. By `require`: Yarn's Plug'n'Play does not see an `import()` of a process that it hooks into
 * with `--require`.
 */
function undici(): typeof import("undici") {
  try {
    return require("undici");
  } catch (error) {
    const why = error instanceof Error ? oneLine(error.message) : String(error);
    throw new RefusedError(
      `The package undici, a dependency of pulumi-interlink that sends its requests, cannot be loaded: ${why}. Install this program's packages again.`,
      { cause: error },
    );
  }
}

/** By the protocol of what is asked for. */
const dispatchers = new Map<string, Dispatcher>();

function dispatcherOf(url: string): Dispatcher {
  const { protocol } = new URL(url);
  const dispatcher = dispatchers.get(protocol) ?? newDispatcher(protocol);
  dispatchers.set(protocol, dispatcher);
  return dispatcher;
}

function newDispatcher(protocol: string): Dispatcher {
  const { Agent, EnvHttpProxyAgent } = undici();
  const options: Agent.Options = {
    connections: MAX_IN_FLIGHT,
    allowH2: false,
    // Below the idle limit of common load balancers: a socket closed by the other side as we use it costs an attempt.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 4_000,
    maxHeaderSize: LARGEST_HEADERS_BYTES,
    maxResponseSize: LARGEST_ANSWER_BYTES,
  };
  // Plain http goes to loopback and to the instance's metadata only, which no proxy can reach for us.
  if (protocol === "http:") return new Agent(options);
  try {
    // It is an Agent as long as no proxy variable is set.
    return new EnvHttpProxyAgent(options);
  } catch {
    // Without the cause: it may hold the variable's value, and with it a password.
    throw new RefusedError(
      "The proxy cannot be used: HTTPS_PROXY (or https_proxy) has to be a URL that begins with http:// or https://; a % in its password is written %25.",
    );
  }
}

/** The network. Never follows a redirect, never repeats a request, never asks for compression. */
export const network: Transport = async (request, signal) => {
  const answer = await undici().request(request.url, {
    dispatcher: dispatcherOf(request.url),
    method: request.method,
    headers: request.headers,
    body: request.body ?? null,
    signal,
  });
  const bytes = Buffer.from(await answer.body.arrayBuffer());
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return { status: answer.statusCode, headers, body: decoded(bytes, headers["content-encoding"]) };
};

/** Compression was not asked for; a middlebox that compresses all the same is read, within the same bound. */
function decoded(bytes: Buffer, encoding: string | undefined): string {
  if (encoding?.toLowerCase() !== "gzip") return bytes.toString("utf8");
  return gunzipSync(bytes, {
    maxOutputLength: LARGEST_ANSWER_BYTES,
    finishFlush: constants.Z_SYNC_FLUSH,
  }).toString("utf8");
}

const AUTHORITY =
  "If a proxy looks into TLS here, name the certificate of its authority with NODE_EXTRA_CA_CERTS.";
const NAME = "Check the region, an endpoint that is configured, HTTPS_PROXY, and this machine's network.";
const CLOCK = "Check this machine's clock.";
/** Failures to connect, by which nothing was sent, and what may be done about them. */
const CONNECT_FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: "",
  ENOTFOUND: NAME,
  EAI_AGAIN: NAME,
  EHOSTUNREACH: "",
  ENETUNREACH: "",
  EADDRNOTAVAIL: "",
  UND_ERR_CONNECT_TIMEOUT: "Check this machine's network, and whether it needs a proxy (HTTPS_PROXY).",
  CERT_HAS_EXPIRED: CLOCK,
  CERT_NOT_YET_VALID: CLOCK,
  DEPTH_ZERO_SELF_SIGNED_CERT: AUTHORITY,
  SELF_SIGNED_CERT_IN_CHAIN: AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: AUTHORITY,
  ERR_TLS_CERT_ALTNAME_INVALID: NAME,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: "",
  ERR_SSL_WRONG_VERSION_NUMBER:
    "The other side does not speak TLS: check HTTPS_PROXY, and an endpoint that is configured.",
  // undici has no code of its own for a tunnel that a proxy refused.
  [PROXY_REFUSED]: "Check HTTPS_PROXY and NO_PROXY.",
};

/** Codes of Node.js, undici and TLS for what happens on the way to the cloud and back; names, where they have no code. */
const ON_THE_WAY =
  /^(E(?!RR_)|UND_ERR_(?!INVALID_|NOT_SUPPORTED)|Z_|ERR_(SSL|TLS|STREAM|SOCKET)_|ERR_BUFFER_TOO_LARGE$)/;
const ON_THE_WAY_NAMED = ["TimeoutError", "HTTPParserError"];

/**
 * Whether a request failed on its way, so that another may get through. Anything else is a mistake, here, in the
 * settings or in what is installed: it would fail again in the same way.
 */
export function isNetworkFault(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const onTheWay = "code" in error && typeof error.code === "string" && ON_THE_WAY.test(error.code);
  return onTheWay || ON_THE_WAY_NAMED.includes(error.name) || neverSent(error);
}

/** Whether a failed request certainly never reached the cloud: it failed while connecting. */
export function neverSent(error: unknown): boolean {
  return connectFailure(error) !== undefined;
}

/** What may be done about a failure to connect; empty where that is not known. */
export function connectRemedy(error: unknown): string {
  return CONNECT_FAILURES[connectFailure(error) ?? ""] ?? "";
}

function connectFailure(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string" && Object.hasOwn(CONNECT_FAILURES, error.code)) {
    return error.code;
  }
  if (error.message.startsWith(PROXY_REFUSED)) return PROXY_REFUSED;
  // A connect to several addresses, or through a proxy, wraps the real error.
  const wrapped = error instanceof AggregateError ? error.errors : [];
  return [...wrapped, error.cause].map(connectFailure).find((code) => code !== undefined);
}
