import { type ErrorTable, row } from "../frame/answer.ts";

// A number for a code stands for Keystone's shape of an error.

/** KeystoneCreateUserTokenByPassword: statuses are the page's, texts are Keystone's. */
export const tokenErrors = {
  body: row(400, "400", "The request body is invalid"),
  password: row(401, "401", "The username or password is wrong."),
  denied: row(403, "403", "You have no right to do this action"),
  project: row(404, "404", "Could not find project, project name or id: %s."),
} satisfies ErrorTable;

/** KeystoneListProjects and KeystoneListAuthDomains. */
export const listErrors = {
  token: row(401, "401", "The request you have made requires authentication."),
  denied: row(403, "403", "You are not authorized to perform the requested action: %s"),
} satisfies ErrorTable;

/** CreateTemporaryAccessKeyByAgency. */
export const agencyErrors = {
  body: row(400, "400", "The request body is invalid"),
  duration: row(400, "400", "The duration_seconds must be between 900 and 86400 seconds."),
  token: listErrors.token,
  denied: row(403, "403", "You have no right to do this action"),
  missing: row(404, "404", "Could not find agency with name: %s."),
} satisfies ErrorTable;

/** AssumeAgency (API version 5). Only STS5.1106 and its text stand on a page. */
export const assumeErrors = {
  invalid: row(400, "STS5.1101", "invalid request: %s"),
  denied: row(403, "STS5.1105", "the caller is not allowed to assume the agency '%s'"),
  missing: row(404, "STS5.1106", "the agency '%s' cannot be found"),
} satisfies ErrorTable;
