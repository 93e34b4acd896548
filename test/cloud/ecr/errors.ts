import { type ErrorTable, row } from "../frame/answer.ts";

// The error tables of the operations' pages, row by row. `%s` stands for a parameter, in the code too.

const missing = row(400, "MissingParam.%s", "The param of %s is missing.");
const format = row(400, "IllegalParamFormat.%s", "The param format of %s is illegal.");
const illegal = row(400, "IllegalParam.%s", "The param of %s is illegal.");
const locked = row(400, "Conflict.Lock", "There are other unfinished operations.");
const noRouter = row(404, "ResourceNotFound.EcrId", "EcrId not found.");

/** GrantInstanceToExpressConnectRouter (page of 2025-08-19). */
export const grantErrors = {
  routerOwner: row(400, "IllegalParam.EcrOwnerAliUid", "The Ecr instance account parameter is invalid."),
  missing,
  format,
  illegal,
  locked,
  instanceOwner: row(
    400,
    "IllegalParam.InstanceOwnerId",
    "Specified parameter InstanceOwnerId is not valid.",
  ),
  noRouter,
} satisfies ErrorTable;

/** RevokeInstanceFromExpressConnectRouter. */
export const revokeErrors = { missing, format, illegal, locked } satisfies ErrorTable;

/** DescribeInstanceGrantedToExpressConnectRouter; a guess after its siblings. */
export const describeErrors = { missing, format, illegal, noRouter } satisfies ErrorTable;

/** Refusals that are on none of these pages. */
export const guessedErrors = {
  // As ECS and VPC say it ("How to ensure idempotence").
  idempotence: row(
    400,
    "IdempotentParameterMismatch",
    "The request uses the same client token as a previous, but non-identical request.",
  ),
  // Formed like ResourceNotFound.AssociationId and ResourceNotFound.ChildInstanceId of the sibling operations.
  noGrant: row(404, "ResourceNotFound.GrantId", "GrantId not found."),
} satisfies ErrorTable;

const ours = [grantErrors, revokeErrors, describeErrors, guessedErrors]
  .flatMap((table) => Object.values(table))
  .map(({ code }) => code);

/** Whether a code is one of this service, not of the gateway before it. */
export function isServiceCode(code: string): boolean {
  return ours.some((known) => (known.endsWith("%s") ? code.startsWith(known.slice(0, -2)) : known === code));
}
