import * as z from "zod";
import type { AccessKey, Fetched } from "../../http/credentials.ts";
import { RefusedError } from "../../http/errors.ts";
import { type HttpAnswer, type HttpRequest, isNetworkFault, type Transport } from "../../http/transport.ts";
import type { AlibabaSettings } from "../settings.ts";

// Keys that are handed out by something near: the instance's metadata, or a service on the same machine. Both answer
// within milliseconds where they are there at all, so that little time is given to finding out that they are not.

const ANSWER_MS = 2_000;
const ATTEMPTS = 2;
/** How long a metadata token holds; it is used at once. */
const TOKEN_SECONDS = "60";
const ROLES = "/latest/meta-data/ram/security-credentials/";

const metadataKey = z.object({
  Code: z.string().optional(),
  AccessKeyId: z.string().min(1),
  AccessKeySecret: z.string().min(1),
  SecurityToken: z.string().optional(),
  Expiration: z.string().optional(),
});

/** The key of the instance's RAM role (ECS, "Instance RAM roles"); without a name, of whichever role it has. */
export async function instanceRoleKey(
  roleName: string | undefined,
  { metadataEndpoint, tokenlessMetadataAllowed }: AlibabaSettings,
  transport: Transport,
): Promise<Fetched<AccessKey>> {
  const what = `The ECS instance role${roleName === undefined ? "" : ` ${roleName}`} (${metadataEndpoint})`;
  const headers = await tokenHeader(what, metadataEndpoint, tokenlessMetadataAllowed, transport);
  const get = (path: string): Promise<HttpAnswer> =>
    ask(what, { method: "GET", url: `${metadataEndpoint}${path}`, headers }, transport);
  const name = roleName ?? (await get(ROLES)).body.trim();
  return read(what, await get(`${ROLES}${encodeURIComponent(name)}`));
}

/** The key that a credentials URI hands out. The URI may hold a secret, so that errors do not name it. */
export async function uriKey(uri: string, from: string, transport: Transport): Promise<Fetched<AccessKey>> {
  const what = `The credentials URI (${from})`;
  return read(what, await ask(what, { method: "GET", url: uri, headers: {} }, transport));
}

/** Instances may insist on a token, and old ones do not know it ("Security hardening mode"). */
async function tokenHeader(
  what: string,
  endpoint: string,
  optional: boolean,
  transport: Transport,
): Promise<Record<string, string>> {
  const request: HttpRequest = {
    method: "PUT",
    url: `${endpoint}/latest/api/token`,
    headers: { "x-aliyun-ecs-metadata-token-ttl-seconds": TOKEN_SECONDS },
  };
  try {
    return { "x-aliyun-ecs-metadata-token": (await ask(what, request, transport)).body.trim() };
  } catch (error) {
    if (optional) return {};
    throw error;
  }
}

async function ask(what: string, request: HttpRequest, transport: Transport): Promise<HttpAnswer> {
  let problem = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    try {
      const answer = await transport(request, AbortSignal.timeout(ANSWER_MS));
      if (answer.status === 200) return answer;
      problem = `it answered with HTTP ${answer.status}`;
      if (answer.status < 500) break;
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      problem = error instanceof Error && error.name === "TimeoutError" ? "it did not answer" : codeOf(error);
      if (!isNetworkFault(error)) break;
    }
  }
  // Neither the answer nor the transport's message is quoted: one may hold the key, the other the URI.
  throw new RefusedError(`${what} could not be asked for a key: ${problem}.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "the connection failed";
}

function read(what: string, answer: HttpAnswer): Fetched<AccessKey> {
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    throw new RefusedError(`${what} did not answer with JSON.`);
  }
  const result = metadataKey.safeParse(value);
  if (!result.success || (result.data.Code ?? "Success") !== "Success") {
    throw new RefusedError(`${what} did not answer with a key.`);
  }
  const { AccessKeyId, AccessKeySecret, SecurityToken, Expiration } = result.data;
  const endsAtMs = Date.parse(Expiration ?? "");
  return {
    credential: {
      accessKeyId: AccessKeyId,
      accessKeySecret: AccessKeySecret,
      ...(SecurityToken !== undefined && SecurityToken !== "" && { securityToken: SecurityToken }),
    },
    endsAtMs: Number.isNaN(endsAtMs) ? undefined : endsAtMs,
  };
}
