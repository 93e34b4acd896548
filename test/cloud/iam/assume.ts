import { randomBytes } from "node:crypto";
import { z } from "zod";
import { Refusal } from "../frame/answer.ts";
import type { World } from "../frame/world.ts";
import type { Operation } from "../huawei.ts";
import { agencyErrors, assumeErrors } from "./errors.ts";
import { type Agency, agencies, domains, type IamSession, iamSessions } from "./records.ts";
import { microseconds } from "./tokens.ts";

const text = z.string().min(1);
const seconds = z.int();

const keysRequest = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.tuple([z.literal("assume_role")]),
      assume_role: z
        .object({
          agency_name: text,
          domain_name: text.optional(),
          domain_id: text.optional(),
          duration_seconds: seconds.default(900),
        })
        .refine((role) => role.domain_name !== undefined || role.domain_id !== undefined),
    }),
  }),
});

/** CreateTemporaryAccessKeyByAgency (API version 3). */
export const createKeysByAgency: Operation = {
  method: "POST",
  path: "/v3.0/OS-CREDENTIAL/securitytokens",
  access: "domain",
  write: false,
  errors: agencyErrors,
  run({ world, caller, json }) {
    const parsed = keysRequest.safeParse(json());
    if (!parsed.success) throw new Refusal(agencyErrors.body);
    const wanted = parsed.data.auth.identity.assume_role;
    const domain = domains
      .of(world)
      .list()
      .find((known) => known.id === wanted.domain_id || known.name === wanted.domain_name);
    const agency = findAgency(world, domain?.id, wanted.agency_name);
    if (agency === undefined) throw new Refusal(agencyErrors.missing, { filler: wanted.agency_name });
    if (agency.trustedDomainId !== caller.domain.id) throw new Refusal(agencyErrors.denied);
    const duration = wanted.duration_seconds;
    if (duration < 900 || duration > 86_400) throw new Refusal(agencyErrors.duration);
    const session = beginAgencySession(world, agency, duration);
    return {
      status: 201,
      body: {
        credential: {
          access: session.accessKey,
          secret: session.secretKey,
          securitytoken: session.securityToken,
          expires_at: microseconds(session.expiresAtMs),
        },
      },
    };
  },
};

const assumeRequest = z.object({
  agency_urn: z.string().regex(/^iam::[^:]+:agency:[^:]+$/),
  agency_session_name: z.string().regex(/^[\w+=.@,-]{2,64}$/),
  duration_seconds: seconds.min(900).max(43_200).default(3600),
  external_id: z.string().min(2).max(1224).optional(),
});

/** AssumeAgency (API version 5): other names, other nesting. Its own endpoint is `sts.<region>`. */
export const assumeAgency: Operation = {
  method: "POST",
  path: "/v5/agencies/assume",
  access: "domain",
  action: "sts:agencies:assume",
  write: false,
  errors: assumeErrors,
  run({ world, caller, json }) {
    const parsed = assumeRequest.safeParse(json());
    if (!parsed.success) throw invalid(z.prettifyError(parsed.error));
    const { agency_urn: urn, agency_session_name: name, duration_seconds, external_id } = parsed.data;
    if (caller.byToken) throw invalid("this API takes an AK/SK signature only");
    const [, , domainId, , agencyName = ""] = urn.split(":");
    const agency = findAgency(world, domainId, agencyName);
    if (agency === undefined) throw new Refusal(assumeErrors.missing, { filler: urn });
    const trusted = agency.trustedDomainId === caller.domain.id;
    if (!trusted || (agency.externalId !== "" && agency.externalId !== external_id)) {
      throw new Refusal(assumeErrors.denied, { filler: urn });
    }
    // "… cannot exceed 3600 seconds when the X-Security-Token header is carried."
    const longest = caller.temporary ? 3600 : agency.maxSessionSeconds;
    if (duration_seconds > longest) throw invalid(`duration_seconds is above ${longest}`);
    const session = beginAgencySession(world, agency, duration_seconds);
    return {
      status: 200,
      body: {
        source_identity: "",
        assumed_agency: {
          urn: `sts::${agency.domainId}::assumed-agency:${agency.name}/${name}`,
          id: `${agency.id}:${name}`,
        },
        credentials: {
          access_key_id: session.accessKey,
          secret_access_key: session.secretKey,
          security_token: session.securityToken,
          expiration: new Date(session.expiresAtMs).toISOString(),
        },
      },
    };
  },
};

/** Begins a session of an agency, and hands out its key. */
export function beginAgencySession(world: World, agency: Agency, durationSeconds: number): IamSession {
  const session = {
    accessKey: `HST${randomBytes(9).toString("hex").toUpperCase()}`,
    secretKey: randomBytes(30).toString("base64url"),
    securityToken: `hQpj${randomBytes(300).toString("base64url")}`,
    agencyId: agency.id,
    domainId: agency.domainId,
    expiresAtMs: world.clock.nowMs() + durationSeconds * 1000,
  };
  iamSessions.of(world).put(session);
  return session;
}

function findAgency(world: World, domainId: string | undefined, name: string): Agency | undefined {
  return agencies
    .of(world)
    .list()
    .find((agency) => agency.domainId === domainId && agency.name === name);
}

function invalid(what: string): Refusal {
  return new Refusal(assumeErrors.invalid, { filler: what });
}
