import * as z from "zod";
import { ALL_RESOURCES } from "../http/operation.ts";
import { iamErrors } from "./iam-errors.ts";
import type { HuaweiOperation, HuaweiService } from "./operation.ts";

/**
 * Identity and Access Management of Huawei Cloud, version 3, and its Security Token Service.
 *
 * Sources, read 2026-11-21: the pages "Obtaining a User Token Through Password Authentication",
 * CreateTemporaryAccessKeyByAgency, "Querying Project Information", KeystoneListAuthDomains (Huawei Cloud help, IAM API
 * reference), AssumeAgency (IAM 5 API reference).
 */

/** Identity and Access Management. */
export const iam: HuaweiService = { name: "IAM", endpointKey: "iam" };

/** The Security Token Service, which IAM's fifth version hands temporary keys out by. */
export const sts: HuaweiService = { name: "STS", endpointKey: "sts" };

/** Who logs in, and for what the token is good. */
export interface TokenRequest {
  readonly user:
    | {
        readonly name: string;
        readonly domain: { readonly name: string } | { readonly id: string };
        readonly password: string;
      }
    | { readonly id: string; readonly password: string };
  readonly scope:
    | { readonly project: { readonly name: string } | { readonly id: string } }
    | { readonly domain: { readonly name: string } | { readonly id: string } };
}

/** A token is in a header of the answer. One more of them does no harm, so it may be asked for again. */
export const createToken: HuaweiOperation<
  TokenRequest,
  { token: { expires_at: string; project?: { id: string } | undefined }; "x-subject-token": string }
> = {
  service: iam,
  errors: iamErrors,
  name: "KeystoneCreateUserTokenByPassword",
  effect: "read",
  method: "POST",
  path: () => ["v3", "auth", "tokens"],
  // Without it the answer lists every service of every region.
  query: () => ({ nocatalog: "true" }),
  body: ({ user, scope }) => ({
    auth: { identity: { methods: ["password"], password: { user } }, scope },
  }),
  header: "x-subject-token",
  answer: z.object({
    token: z.object({
      expires_at: z.string(),
      project: z
        .object({ id: z.string().min(1) })
        .optional()
        .catch(undefined),
    }),
    "x-subject-token": z.string().min(1),
  }),
};

/** An agency, and for how long its key is to be good. One of domainName and domainId says whose agency it is. */
export interface AgencyRequest {
  readonly agencyName: string;
  readonly domainName: string | undefined;
  readonly domainId: string | undefined;
  readonly durationSeconds: number;
}

/** A temporary access key, as IAM version 3 and instance metadata write it. */
export const temporaryKey = z.object({
  credential: z.object({
    access: z.string().min(1),
    secret: z.string().min(1),
    securitytoken: z.string().min(1),
    expires_at: z.string(),
  }),
});

/** A temporary access key of an agency; the caller may prove itself by key or by token. */
export const createAgencyKey: HuaweiOperation<AgencyRequest, z.infer<typeof temporaryKey>> = {
  service: iam,
  errors: iamErrors,
  name: "CreateTemporaryAccessKeyByAgency",
  effect: "read",
  method: "POST",
  path: () => ["v3.0", "OS-CREDENTIAL", "securitytokens"],
  body: ({ agencyName, domainName, domainId, durationSeconds }) => ({
    auth: {
      identity: {
        methods: ["assume_role"],
        assume_role: {
          agency_name: agencyName,
          ...(domainId === undefined ? { domain_name: domainName } : { domain_id: domainId }),
          duration_seconds: durationSeconds,
        },
      },
    },
  }),
  answer: temporaryKey,
};

/** The same by the fifth version, which also knows trust agencies; the caller proves itself by key. */
export const assumeAgency: HuaweiOperation<
  AgencyRequest,
  {
    credentials: {
      access_key_id: string;
      secret_access_key: string;
      security_token: string;
      expiration?: string | undefined;
    };
  }
> = {
  service: sts,
  errors: iamErrors,
  name: "AssumeAgency",
  effect: "read",
  method: "POST",
  path: () => ["v5", "agencies", "assume"],
  body: ({ agencyName, domainId, durationSeconds }) => ({
    agency_urn: `iam::${domainId}:agency:${agencyName}`,
    agency_session_name: "pulumi-interlink",
    duration_seconds: durationSeconds,
  }),
  answer: z.object({
    credentials: z.object({
      access_key_id: z.string().min(1),
      secret_access_key: z.string().min(1),
      security_token: z.string().min(1),
      expiration: z.string().optional().catch(undefined),
    }),
  }),
};

/** The projects of a name: a region's main project has the region's name. */
export const listProjects: HuaweiOperation<
  { readonly name: string },
  { projects: { id: string; name: string }[] }
> = {
  service: iam,
  errors: iamErrors,
  name: "KeystoneListProjects",
  effect: "read",
  permission: {
    action: "iam:projects:listProjects",
    resources: ALL_RESOURCES,
    page: "Permissions and supported actions (IAM API reference)",
    date: "read 2026-11-27",
  },
  method: "GET",
  path: () => ["v3", "projects"],
  query: ({ name }) => ({ name }),
  answer: z.object({ projects: z.array(z.object({ id: z.string().min(1), name: z.string() })) }),
};

/** The accounts that the credentials may work in: their own, as a rule. Needs no permission. */
export const listAuthDomains: HuaweiOperation<
  Record<string, never>,
  { domains: { id: string; name: string }[] }
> = {
  service: iam,
  errors: iamErrors,
  name: "KeystoneListAuthDomains",
  effect: "read",
  method: "GET",
  path: () => ["v3", "auth", "domains"],
  answer: z.object({ domains: z.array(z.object({ id: z.string().min(1), name: z.string() })) }),
};
