import { type Form, malformed } from "./form.ts";

const HOW = "must be a host or an https URL without user, path or query";

/** Where a service is: a host, or a URL; read as an origin such as `https://vpc.example.com:8443`. */
export const endpoint: Form<string> = { read: (value, key) => originOf(value, key) };

/** The address of IAM as Huawei Cloud's tools write it, with or without `/v3`; read as an origin. */
export const identityEndpoint: Form<string> = {
  read: (value, key) =>
    originOf(typeof value === "string" ? value.trim().replace(/\/v3\/?$/, "") : value, key),
};

/** Addresses of instance metadata: they speak plain http and never leave the machine's host. */
const METADATA_HOSTS = new Set(["100.100.100.200", "169.254.169.254"]);

/** A URL that hands out credentials: it may have a path and a query. */
export const credentialsUri: Form<string> = {
  read: (value, key) => {
    const url = typeof value === "string" ? parsedUrl(value.trim()) : undefined;
    if (url === undefined) throw malformed(key, "must be a URL");
    if (url.username !== "" || url.password !== "")
      throw malformed(key, "must not hold a user or a password");
    if (!METADATA_HOSTS.has(url.hostname)) refusePlain(url, key);
    return url.href;
  },
};

/** Where instance metadata is; elsewhere than the vendor put it only for tests, on this machine. */
export const metadataEndpoint: Form<string> = {
  read: (value, key) => {
    const origin = originOf(value, key);
    if (!isLoopback(new URL(origin).hostname)) throw malformed(key, "must be a loopback address");
    return origin;
  },
};

function originOf(value: unknown, key: string): string {
  if (typeof value !== "string") throw malformed(key, HOW);
  const trimmed = value.trim();
  const url = parsedUrl(trimmed.includes("://") ? trimmed : `https://${trimmed}`);
  // Looked for in the text, too: parsing a URL drops a lone "?", "#" or "@", and resolves "/..".
  if (url === undefined || url.hostname === "" || !/^([a-z]+:\/\/)?[^/?#@\\\s]+\/?$/i.test(trimmed)) {
    throw malformed(key, HOW);
  }
  refusePlain(url, key);
  return url.origin;
}

function refusePlain({ protocol, hostname }: URL, key: string): void {
  if (protocol === "https:") return;
  if (protocol !== "http:") throw malformed(key, "must begin with https://");
  if (!isLoopback(hostname)) {
    throw malformed(key, "must not use plain http: it is allowed to a loopback address only. Use https");
  }
}

function isLoopback(hostname: string): boolean {
  // URL has brought every way of writing an IPv4 address into this form.
  return /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === "[::1]" || hostname === "localhost";
}

function parsedUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
