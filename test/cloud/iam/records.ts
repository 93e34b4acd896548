import { z } from "zod";
import { defaultHuawei } from "../defaults.ts";
import { kind } from "../frame/store.ts";
import { policies } from "../policies.ts";

/** Regions of Huawei Cloud, from the regions of the EventGrid and IAM clients. */
export const huaweiRegions = [
  ...["cn-north-1", "cn-north-4", "cn-north-9", "cn-north-11", "cn-east-2", "cn-east-3", "cn-south-1"],
  ...["ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "af-south-1", "sa-brazil-1", "na-mexico-1"],
  ...["la-north-2", "la-south-2", "eu-west-101"],
] as const;

const id = z.string().min(1);
const denied = z.array(z.string()).default([]);
const domainId = id.default(defaultHuawei.domainId);

/** The accounts (tenants) of Huawei Cloud, which IAM calls domains. */
export const domains = kind({
  name: "domains",
  schema: z.strictObject({
    id,
    name: id,
    /** EventGrid refuses its writes (EG.00512001). */
    frozen: z.boolean().default(false),
  }),
  id: (domain) => domain.id,
});

/** The projects of a domain: one for each region, named as the region, and sub-projects. */
export const projects = kind({
  name: "projects",
  schema: z.strictObject({
    id,
    domainId,
    /** The region's name, or `<region>_<suffix>`. */
    name: id,
    region: z.enum(huaweiRegions).default("cn-north-4"),
    /** How many connections EventGrid allows it. */
    connectionQuota: z.int().nonnegative().default(100),
    /** EG_DELEGATE_FG_AGENCY: there; not there (EG.00512003); not there and not to be made (EG.00512002). */
    connectionAgency: z.enum(["ready", "missing", "notPermitted"]).default("ready"),
    /** VPCs that have a private endpoint of EventGrid (EG.00513006). */
    vpcsWithEndpoint: z.array(z.string()).default([]),
  }),
  id: (project) => project.id,
});

/** IAM users, with their password and their permanent access key. */
export const iamUsers = kind({
  name: "iamUsers",
  schema: z.strictObject({
    id,
    domainId,
    name: id,
    password: id,
    accessKey: id,
    secretKey: id,
    /** Disabled, its key, its password and its tokens are refused at once. */
    enabled: z.boolean().default(true),
    /** The permissions that it lacks, such as "eg:connections:create". */
    denied,
    policies,
  }),
  id: (user) => user.id,
});

/** Agencies: each lets another domain act in its own. */
export const agencies = kind({
  name: "agencies",
  schema: z.strictObject({
    id,
    /** The domain that delegates. */
    domainId,
    name: id,
    /** The domain that may assume it; also `op_svc_ecs`, whose instances may have it. */
    trustedDomainId: z.string().default(defaultHuawei.domainId),
    externalId: z.string().default(""),
    maxSessionSeconds: z.int().min(3600).max(86_400).default(43_200),
    denied,
  }),
  id: (agency) => agency.id,
});

/** The tokens that were handed out. Removed, they are revoked; `expiresAtMs` can be changed. */
export const iamTokens = kind({
  name: "iamTokens",
  schema: z.strictObject({
    id,
    token: id,
    userId: id,
    domainId: id,
    /** Left out: the token is for the whole domain, and no use for a project's services. */
    projectId: z.string().exactOptional(),
    /** By the cloud's clock. */
    expiresAtMs: z.number(),
  }),
  id: (token) => token.id,
});

/** The temporary access keys that were handed out, all of them for agencies. */
export const iamSessions = kind({
  name: "iamSessions",
  schema: z.strictObject({
    accessKey: id,
    secretKey: id,
    securityToken: id,
    agencyId: id,
    /** The domain that delegates: where the key acts. */
    domainId: id,
    /** By the cloud's clock. */
    expiresAtMs: z.number(),
  }),
  id: (session) => session.accessKey,
});

/** A domain. */
export type Domain = z.output<typeof domains.schema>;
/** A project. */
export type Project = z.output<typeof projects.schema>;
/** An IAM user. */
export type IamUser = z.output<typeof iamUsers.schema>;
/** An agency. */
export type Agency = z.output<typeof agencies.schema>;
/** A token. */
export type IamToken = z.output<typeof iamTokens.schema>;
/** A temporary access key. */
export type IamSession = z.output<typeof iamSessions.schema>;
