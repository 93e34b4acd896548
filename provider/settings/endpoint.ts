import { isBlank, listed, malformed, type Parser, parsed, type Read } from "./parsers.ts";

const HOW = "must be a host or an https URL without user, path or query";

/** Where a service is: a host, or a URL; read as an origin such as `https://vpc.example.com:8443`. */
export const endpoint: Parser<string> = { read: (value, key) => originOf(value, key) };

/** The address of IAM as Huawei Cloud's tools write it, with or without `/v3`; read as an origin. */
export const identityEndpoint: Parser<string> = {
  read: (value, key) =>
    originOf(typeof value === "string" ? value.trim().replace(/\/v3\/?$/, "") : value, key),
};

/** Addresses of instance metadata: they speak plain http and never leave the machine's host. */
const METADATA_HOSTS = new Set(["100.100.100.200", "169.254.169.254"]);

/** A URL that hands out credentials: it may have a path and a query. */
export const credentialsUri: Parser<string> = {
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
export const metadataEndpoint: Parser<string> = {
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

/** Endpoints by service: an object, or a list of objects as the vendors' packages have it. */
export function endpointsOf<Of extends Readonly<Record<string, Parser<string>>>>(
  services: Of,
  others: ReadonlySet<string>,
): Parser<{ readonly [Key in keyof Of]?: Read<Of[Key]> }> & { readonly fields: Of } {
  return {
    fields: services,
    read: (value, key, isLater = () => false) => {
      const whole = parsed(value, key);
      const parts: readonly unknown[] = Array.isArray(whole) ? whole : [whole];
      const read: Record<string, string> = {};
      for (const part of parts) {
        if (isLater(part)) continue;
        if (typeof part !== "object" || part === null || Array.isArray(part)) {
          throw malformed(key, `must be an object with ${listed(Object.keys(services))}, or a list of them`);
        }
        for (const [service, address] of Object.entries(part)) {
          const parser = Object.hasOwn(services, service) ? services[service] : undefined;
          if (parser === undefined) {
            if (others.has(service.replaceAll(/[_-]/g, "").toLowerCase())) continue;
            throw malformed(
              `${key}.${service}`,
              `is not known here; ${key} may have ${listed(Object.keys(services))}`,
            );
          }
          if (!isBlank(address) && !isLater(address))
            read[service] = parser.read(address, `${key}.${service}`);
        }
      }
      return read as { readonly [Key in keyof Of]?: Read<Of[Key]> };
    },
  };
}

/** The words of a text, as a set. */
export function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
