import type { ErrorFact } from "../http/errors.ts";

// What the error codes of the Security Token Service mean. Sources: as in sts.ts.

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

/** The codes of each operation. */
export const stsErrors = {
  AssumeRole: assumeRoleErrors,
  AssumeRoleWithOIDC: oidcErrors,
} as const;
