import { type ErrorTable, row } from "../frame/answer.ts";

/** The samples that stand on every page of the EventGrid API. */
export const samples = {
  badRequest: row(400, "EG.00014000", "Bad request"),
  token: row(401, "EG.00014010", "Incorrect token or token resolution failed"),
  project: row(403, "EG.00014030", "No permissions to request this method"),
  missing: row(404, "EG.00014040", "Not request resource found"),
  internal: row(500, "EG.00015000", "Internal Server Error"),
} satisfies ErrorTable;

/** The page "Error codes", as far as it is known; for the certificates only the codes are. */
export const codes = {
  parameters: row(400, "EG.00513000", "invalid parameters"),
  duplicate: row(400, "EG.00513001", "name duplicated"),
  status: row(400, "EG.00513002", "invalid subscription status"),
  targetAddress: row(400, "EG.00513003", "invalid target address"),
  filter: row(400, "EG.00513004", "invalid filter"),
  channel: row(400, "EG.00513005", "invalid channel"),
  vpcConflict: row(400, "EG.00513006", "vpc CONFLICT"),
  certificate10: row(400, "EGS.00516010", "invalid certificate"),
  certificate11: row(400, "EGS.00516011", "invalid certificate"),
  certificate12: row(400, "EGS.00516012", "invalid certificate"),
  certificate13: row(400, "EGS.00516013", "invalid certificate"),
  certificate14: row(400, "EGS.00516014", "invalid certificate"),
  certificate15: row(400, "EGS.00516015", "invalid certificate"),
  certificate16: row(400, "EGS.00516016", "invalid certificate"),
  certificate17: row(400, "EGS.00516017", "invalid certificate"),
  certificate18: row(400, "EGS.00516018", "invalid certificate"),
  denied: row(403, "EG.00512000", "no permission to operate"),
  frozen: row(403, "EG.00512001", "account is frozen"),
  agencyPermission: row(403, "EG.00512002", "agency permission required"),
  agency: row(403, "EG.00512003", "agency required"),
  quota: row(403, "EG.00514003", "resource quota unavailable"),
  notModified: row(403, "EG.00514004", "resource not modified"),
} satisfies ErrorTable;

/** Every operation refers to the one page, and has the samples besides. */
export const egErrors = { ...samples, ...codes };

/** What no page names; the codes are ours. */
export const guesses = {
  inUse: row(400, "EG.00513999", "the connection is used by subscriptions"),
  pastTheEnd: row(400, "APIGW.0106", "The offset is not below the total"),
} satisfies ErrorTable;
