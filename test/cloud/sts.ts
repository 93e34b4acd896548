import { z } from "zod";
import { ramUsers, stsSessions } from "./accounts.ts";
import { alibabaService, type Operation } from "./alibaba.ts";
import { assumeRole, assumeRoleWithOidc } from "./sts/assume-role.ts";
import { oidcProviders, ramRoles } from "./sts/roles.ts";

/** GetCallerIdentity: whom the credentials belong to. */
const getCallerIdentity: Operation = {
  write: false,
  errors: {},
  run({ account, principal }) {
    return {
      AccountId: account.id,
      Arn: principal.arn,
      IdentityType: principal.identityType,
      PrincipalId: principal.principalId,
      UserId: principal.userId,
      RoleId: principal.roleId,
    };
  },
};

/** Security Token Service, version 2015-04-01, with what RAM knows of users, roles and OIDC providers. */
export const sts = alibabaService({
  name: "sts",
  product: "Sts",
  version: "2015-04-01",
  kinds: [ramUsers, ramRoles, oidcProviders, stsSessions],
  transitions: [],
  options: z.strictObject({}),
  operations: {
    GetCallerIdentity: getCallerIdentity,
    AssumeRole: assumeRole,
    AssumeRoleWithOIDC: assumeRoleWithOidc,
  },
});
