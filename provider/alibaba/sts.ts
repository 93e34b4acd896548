import * as z from "zod";
import type { ErrorFact } from "../http/errors.ts";
import { text } from "../http/json.ts";
import type { AlibabaOperation, AlibabaService } from "./operation.ts";

/** What may be wrong with a role and its session, whoever assumes it. */
const sessionErrors: readonly ErrorFact[] = [
  {
    code: "EntityNotExist.Role",
    onError: "fail",
    means: "There is no such RAM role.",
    remedy: "Check roleArn.",
  },
  {
    code: "InvalidParameter.RoleArn",
    onError: "fail",
    means: "roleArn is not the name of a role.",
    remedy: "Write it as in the RAM console: acs:ram::<account id>:role/<role>.",
  },
  {
    code: "InvalidParameter.DurationSeconds",
    onError: "fail",
    means: "The session would be longer than the role allows.",
    remedy: "Lower sessionExpiration, or raise the role's maximum session duration.",
  },
  {
    code: "InvalidParameter.RoleSessionName",
    onError: "fail",
    means: "The session's name may have 2 to 64 letters, digits and . @ - _ only.",
    remedy: "Correct the session's name.",
  },
  {
    code: "InvalidParameter.Policy*",
    onError: "fail",
    means: "The policy is not one.",
    remedy: "Correct policy: a RAM policy as JSON text.",
  },
];

const assumeRoleErrors: readonly ErrorFact[] = [
  {
    code: "NoPermission",
    message: /root accounts/i,
    onError: "fail",
    means: "The access key is the account's own, and only users and roles may assume a role.",
    remedy: "Use the access key of a RAM user.",
  },
  {
    code: "NoPermission",
    onError: "fail",
    means: "The role's trust policy does not name this user, or the user may not call sts:AssumeRole.",
    remedy:
      "Correct the role's trust policy (and its external id), and attach AliyunSTSAssumeRoleAccess to the user.",
  },
  ...sessionErrors,
];

const oidcErrors: readonly ErrorFact[] = [
  {
    code: "AuthenticationFail.NoPermission",
    onError: "fail",
    means:
      "There is no such OIDC provider, or the role's trust policy does not accept it or this token's subject.",
    remedy: "Check oidcProviderArn and the role's trust policy.",
  },
  {
    code: "AuthenticationFail.OIDCToken.Expired",
    onError: "fail",
    means: "The OIDC token has expired.",
    remedy: "Hand over a fresh token, or a file that is kept fresh (oidcTokenFile).",
  },
  {
    code: "AuthenticationFail*",
    onError: "fail",
    means: "The OIDC token or its provider was not accepted.",
    remedy: "Check oidcProviderArn, and the token's issuer and audience.",
  },
  ...sessionErrors,
];

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
> = { service: sts, errors: assumeRoleErrors, name: "AssumeRole", effect: "read", answer: temporaryKey };

/** A temporary key of a role, for a token of an OIDC provider. Takes no signature. */
export const assumeRoleWithOidc: AlibabaOperation<
  SessionParameters & { readonly OIDCProviderArn: string; readonly OIDCToken: string },
  TemporaryKey
> = { service: sts, errors: oidcErrors, name: "AssumeRoleWithOIDC", effect: "read", answer: temporaryKey };
