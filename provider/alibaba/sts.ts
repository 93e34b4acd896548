import * as z from "zod";
import { text } from "../http/json.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";
import { stsErrors } from "./sts-errors.ts";

/**
 * Security Token Service, version 2015-04-01. Sources, read 2026-11-21: the pages "Endpoints", AssumeRole and
 * AssumeRoleWithOIDC (Alibaba Cloud help, Resource Access Management), and OSS, "Common errors of STS".
 */
export const sts: AlibabaService = {
  name: "Sts",
  version: "2015-04-01",
  endpointKey: "sts",
  parametersIn: "query",
  endpoint: (region) => (region === "" ? "https://sts.aliyuncs.com" : `https://sts.${region}.aliyuncs.com`),
};

/** Whose credentials these are. Needs no permission. */
export const getCallerIdentity: AlibabaOperation<
  Record<string, never>,
  { AccountId: string; Arn: string; IdentityType: string }
> = {
  service: sts,
  errors: [],
  name: "GetCallerIdentity",
  effect: "read",
  answer: z.object({ AccountId: z.coerce.string(), Arn: text, IdentityType: text }),
};

const temporaryKey = z.object({
  Credentials: z.object({
    AccessKeyId: z.string().min(1),
    AccessKeySecret: z.string().min(1),
    SecurityToken: z.string().min(1),
    Expiration: z.string(),
  }),
});

/** An access key with the time it ends. */
export type TemporaryKey = z.infer<typeof temporaryKey>;

/** What both ways of assuming a role have in common. */
export interface SessionParameters {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds: number;
  readonly Policy: string | undefined;
}

/** A temporary key of a role. Changes nothing, so that it may be repeated. */
export const assumeRole: AlibabaOperation<
  SessionParameters & { readonly ExternalId: string | undefined },
  TemporaryKey
> = { service: sts, errors: stsErrors.AssumeRole, name: "AssumeRole", effect: "read", answer: temporaryKey };

/** A temporary key of a role, for a token of an OIDC provider. Takes no signature. */
export const assumeRoleWithOidc: AlibabaOperation<
  SessionParameters & { readonly OIDCProviderArn: string; readonly OIDCToken: string },
  TemporaryKey
> = {
  service: sts,
  errors: stsErrors.AssumeRoleWithOIDC,
  name: "AssumeRoleWithOIDC",
  effect: "read",
  answer: temporaryKey,
};
