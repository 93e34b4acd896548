import { huaweiService } from "./huawei.ts";
import { assumeAgency, createKeysByAgency } from "./iam/assume.ts";
import { listErrors, tokenErrors } from "./iam/errors.ts";
import { iamOptions } from "./iam/options.ts";
import { listDomains, listProjects } from "./iam/projects.ts";
import { agencies, domains, iamSessions, iamTokens, iamUsers, projects } from "./iam/records.ts";
import { createToken } from "./iam/tokens.ts";

/** Identity and Access Management: API version 3, and AssumeAgency of version 5 at the same address. */
export const iam = huaweiService({
  name: "iam",
  kinds: [domains, projects, iamUsers, agencies, iamTokens, iamSessions],
  transitions: [],
  options: iamOptions,
  errors: {
    body: tokenErrors.body,
    token: listErrors.token,
    project: listErrors.denied,
    denied: listErrors.denied,
  },
  operations: {
    KeystoneCreateUserTokenByPassword: createToken,
    KeystoneListProjects: listProjects,
    KeystoneListAuthDomains: listDomains,
    CreateTemporaryAccessKeyByAgency: createKeysByAgency,
    AssumeAgency: assumeAgency,
  },
});
