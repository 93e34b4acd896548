import { type ErrorTable, row } from "../frame/answer.ts";

// The error tables of the operations' pages, row by row.

/** AssumeRole; the text about root accounts is from the page on common errors of AssumeRole. */
export const assumeRoleErrors = {
  parameter: row(400, "InvalidParameter", "The parameter RoleArn is wrongly formed."),
  roleArn: row(400, "InvalidParameter.RoleArn", "The parameter RoleArn is wrongly formed."),
  sessionName: row(
    400,
    "InvalidParameter.RoleSessionName",
    "The parameter RoleSessionName is wrongly formed.",
  ),
  duration: row(
    400,
    "InvalidParameter.DurationSeconds",
    "The Min/Max value of DurationSeconds is 15min/1hr.",
  ),
  policyGrammar: row(
    400,
    "InvalidParameter.PolicyGrammar",
    "The parameter Policy has not passed grammar check.",
  ),
  policySize: row(400, "InvalidParameter.PolicySize", "The size of Policy must be smaller than 1024 bytes."),
  notTrusted: row(
    403,
    "NoPermission",
    "You are not authorized to do this action. You should be authorized by RAM.",
  ),
  root: row(403, "NoPermission", "Roles may not be assumed by root accounts."),
  missing: row(404, "EntityNotExist.Role", "The specified Role not exists."),
  internal: row(500, "InternalError", "STS Server Internal Error happened."),
} satisfies ErrorTable;

/** AssumeRoleWithOIDC (error codes of STS 2015-04-01). */
export const oidcErrors = {
  notTrusted: row(401, "AuthenticationFail.NoPermission", "There is no permission"),
  provider: row(401, "AuthenticationFail.NoPermission", "No such OIDC Provider registered."),
  audience: row(401, "AuthenticationFail.OIDCToken.AudienceNotMatch", "Invalid audience."),
  expired: row(401, "AuthenticationFail.OIDCToken.Expired", "This JsonWebToken is expired."),
  empty: row(401, "AuthenticationFail.OIDCToken.Invalid", "The OIDCToken can not empty."),
  parts: row(
    401,
    "AuthenticationFail.OIDCToken.Invalid",
    "The number of Jwt field should be divided into 3 parts with '.' .",
  ),
  signature: row(
    401,
    "AuthenticationFail.OIDCToken.InvalidSignature",
    "OIDC token validate failed: invalid signature.",
  ),
  roleArn: assumeRoleErrors.roleArn,
  sessionName: assumeRoleErrors.sessionName,
  duration: assumeRoleErrors.duration,
  policyGrammar: assumeRoleErrors.policyGrammar,
  policySize: assumeRoleErrors.policySize,
  missing: assumeRoleErrors.missing,
  internal: assumeRoleErrors.internal,
} satisfies ErrorTable;
