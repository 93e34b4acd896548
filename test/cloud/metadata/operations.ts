import { randomBytes } from "node:crypto";
import { Refusal, row } from "../frame/answer.ts";
import { toJson, type WireObject } from "../frame/json.ts";
import type { OperationInfo, Request } from "../frame/service.ts";
import type { World } from "../frame/world.ts";
import { microseconds } from "../iam/tokens.ts";
import { agencySession, instanceRole, notFound, roleCredential } from "./credentials.ts";
import { optionsOf } from "./options.ts";

/** A request to the metadata service, and what its path names. */
export interface Call {
  readonly world: World;
  readonly headers: Request["headers"];
  readonly path: Readonly<Record<string, string>>;
}

/** What can be asked of the metadata service. Answers are text. */
export interface Operation extends OperationInfo {
  readonly method: "GET" | "PUT";
  readonly path: string;
  run(call: Call): string;
}

const refusals = {
  notFound,
  badTtl: row(400, "BadRequest", "400 - Bad Request"),
  noToken: row(403, "Forbidden", "403 - Forbidden"),
};

const read = { method: "GET", write: false, errors: refusals } as const;
const roles = "/latest/meta-data/ram/security-credentials/";

/** The operations, of both vendors' instances. */
export const operations = {
  GetMetadataToken: tokenOperation("/latest/api/token", "x-aliyun-ecs-metadata-token-ttl-seconds"),
  GetHuaweiMetadataToken: tokenOperation("/meta-data/latest/api/token", "x-metadata-token-ttl-seconds"),

  GetRoleName: {
    ...read,
    path: roles,
    run: (call) => {
      checkToken(call, "x-aliyun-ecs-metadata-token");
      return instanceRole(call.world).name;
    },
  },

  GetRoleCredentials: {
    ...read,
    path: `${roles}{role}`,
    run: (call) => {
      checkToken(call, "x-aliyun-ecs-metadata-token");
      if (instanceRole(call.world).name !== call.path["role"]) throw new Refusal(notFound);
      const now = seconds(call.world.clock.nowMs());
      return toJson({ ...alibabaCredential(call.world), LastUpdated: now });
    },
  },

  /** What ALIBABA_CLOUD_CREDENTIALS_URI may name. */
  GetCredentialsByUri: {
    ...read,
    path: "/credentials",
    run: ({ world }) => toJson(alibabaCredential(world)),
  },

  GetSecurityKey: {
    ...read,
    path: "/openstack/latest/securitykey",
    run: (call) => {
      checkToken(call, "x-metadata-token");
      const session = agencySession(call.world);
      const credential = {
        access: session.accessKey,
        secret: session.secretKey,
        securitytoken: session.securityToken,
        expires_at: microseconds(session.expiresAtMs),
      };
      return toJson({ credential });
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;

const issuedTokens = new WeakMap<World, Map<string, number>>();

/** PUT for a token that later requests carry; it ends after as many seconds as its header says, six hours at most. */
function tokenOperation(path: string, ttlHeader: string): Operation {
  return {
    method: "PUT",
    path,
    write: false,
    errors: refusals,
    run({ world, headers }) {
      if (optionsOf(world).tokens === "unknown") throw new Refusal(notFound);
      const ttl = headers[ttlHeader] ?? "";
      if (!/^[1-9]\d{0,4}$/.test(ttl) || Number(ttl) > 21_600) throw new Refusal(refusals.badTtl);
      const token = randomBytes(33).toString("base64url");
      const known = issuedTokens.get(world) ?? new Map<string, number>();
      issuedTokens.set(world, known.set(token, world.clock.nowMs() + Number(ttl) * 1000));
      return token;
    },
  };
}

function checkToken({ world, headers }: Call, header: string): void {
  const token = headers[header];
  if (token === undefined && optionsOf(world).tokens !== "required") return;
  const endsAtMs = issuedTokens.get(world)?.get(token ?? "") ?? 0;
  if (endsAtMs <= world.clock.nowMs()) throw new Refusal(refusals.noToken);
}

function alibabaCredential(world: World): WireObject {
  const credential = roleCredential(world);
  return {
    AccessKeyId: credential.accessKeyId,
    AccessKeySecret: credential.accessKeySecret,
    SecurityToken: credential.securityToken,
    Expiration: seconds(credential.expiresAtMs),
    Code: "Success",
  };
}

function seconds(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
