import { AFTER_A_CHANGE } from "../http/credentials.ts";
import type { ErrorFact } from "../http/errors.ts";

/** What the codes of IAM and of its Security Token Service mean; they are the HTTP statuses. Sources: as in iam.ts. */
export const iamErrors: readonly ErrorFact[] = [
  {
    code: "400",
    onError: "fail",
    means: "IAM does not accept what was asked for.",
    remedy: "Check user name, domain, project and agency.",
  },
  {
    code: "401",
    onError: "fail",
    means: "IAM did not accept the user name, the password, the account's name or the token.",
    remedy: `Check userName, password and domainName. The user must be an IAM user with programmatic access: a HUAWEI ID cannot log in here. ${AFTER_A_CHANGE}`,
  },
  {
    code: "403",
    onError: "fail",
    means: "The credentials may not do this in IAM.",
    remedy:
      "Grant the permission: listing projects for a project id, Agent Operator for an agency; or configure huaweicloud:projectId.",
  },
  {
    code: "404",
    onError: "fail",
    means: "IAM does not know the agency, the account or the project.",
    remedy: "Check assumeRole (agencyName, domainName or domainId), projectId and region.",
  },
];
