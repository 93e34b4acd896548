import type { WireWords } from "../http/scrubber.ts";

/** What in requests and answers of Huawei Cloud says nothing about whose they are. */
export const huaweiWords: WireWords = {
  plain: [
    ...["status", "type", "security_protocol", "acks", "enable_sasl_ssl", "use_tls", "enable_acl"],
    ...["concurrency", "concurrency_type", "bandwidth_type", "created_time", "updated_time"],
    ...["limit", "offset", "total", "size", "sort", "nocatalog", "enabled", "is_domain", "methods"],
    ...["error_code", "code", "title", "duration_seconds", "issued_at", "expires_at", "expiration"],
    ...["accept", "content-type", "content-length", "content-encoding", "transfer-encoding", "connection"],
    ...["keep-alive", "date", "x-sdk-date", "retry-after", "vary", "cache-control", "pragma", "allow"],
    ...["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-remaining-api"],
    ...["x-ratelimit-remaining-user", "x-ratelimit-remaining-ip", "access-control-allow-origin"],
    ...["x-download-options", "x-frame-options", "x-xss-protection", "x-content-type-options"],
    ...["strict-transport-security", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset"],
  ],
  sentences: ["error_msg", "error_detail", "message", "detail", "www-authenticate"],
  words: [
    ...["v1", "v3", "v3.0", "v5", "connections", "auth", "tokens", "OS-CREDENTIAL", "securitytokens"],
    ...[
      "agencies",
      "assume",
      "projects",
      "domains",
      "iam",
      "agency",
      "default",
      "EG_TRUST",
      "EG_DELEGATE_FG_AGENCY",
    ],
    ...["openstack", "securitykey", "169.254.169.254"],
  ],
  idPrefixes: [],
  regions:
    /^(?:cn|ap|af|la|na|eu|me|my|sa|us|ru|tr|ae)-(?:north|south|east|west|central|northeast|southeast|southwest|northwest|kualalumpur)-?\d*[a-z]?$/,
  hosts: /^[a-z-]+(?:\.[a-z]{2}-[a-z]+-?\d*)?\.myhuaweicloud\.(?:com|eu)$/,
};
