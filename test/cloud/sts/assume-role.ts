import type { Principal } from "../accounts.ts";
import type { Operation, UnsignedOperation } from "../alibaba.ts";
import type { Params } from "../alibaba-params.ts";
import { Refusal } from "../frame/answer.ts";
import type { WireObject } from "../frame/json.ts";
import type { World } from "../frame/world.ts";
import { assumeRoleErrors as errors, oidcErrors } from "./errors.ts";
import { arnOf, beginSession, oidcProviders, type RamRole, ramRoles } from "./roles.ts";

/** AssumeRole: a temporary credential for a role that trusts the caller. */
export const assumeRole: Operation = {
  write: false,
  errors,
  run({ world, params, account, principal }) {
    const { role, session } = wanted(world, params);
    if (principal.identityType === "Account") throw new Refusal(errors.root);
    if (!trusts(role, account.id, principal)) throw new Refusal(errors.notTrusted);
    if (role.externalId !== "" && role.externalId !== params.get("ExternalId")) {
      throw new Refusal(errors.notTrusted);
    }
    return begin(world, role, session);
  },
};

/** AssumeRoleWithOIDC: the same for the bearer of a token of an OIDC provider; not signed. */
export const assumeRoleWithOidc: UnsignedOperation = {
  unsigned: true,
  write: false,
  errors: oidcErrors,
  run({ world, params }) {
    const providerArn = params.required("OIDCProviderArn");
    const token = params.get("OIDCToken") ?? "";
    const provider = oidcProviders.of(world).get(providerArn);
    if (provider === undefined) throw new Refusal(oidcErrors.provider);
    if (token === "") throw new Refusal(oidcErrors.empty);
    if (token.split(".").length !== 3) throw new Refusal(oidcErrors.parts);
    if (provider.expiredTokens.includes(token)) throw new Refusal(oidcErrors.expired);
    if (!provider.acceptedTokens.includes(token)) throw new Refusal(oidcErrors.signature);

    const { role, session } = wanted(world, params);
    if (!role.trusted.includes(providerArn)) throw new Refusal(oidcErrors.notTrusted);
    return {
      OIDCTokenInfo: { Issuer: provider.issuer, ClientIds: "sts.aliyuncs.com", Subject: session.name },
      ...begin(world, role, session),
    };
  },
};

interface Session {
  readonly name: string;
  readonly seconds: number;
}

/** Reads what both operations have in common. */
function wanted(world: World, params: Params): { role: RamRole; session: Session } {
  const roleArn = params.required("RoleArn");
  const name = params.required("RoleSessionName");
  if (!/^acs:ram::\d+:role\/[\w./-]+$/i.test(roleArn)) throw new Refusal(errors.roleArn);
  if (!/^[\w.@-]{2,64}$/.test(name)) throw new Refusal(errors.sessionName);
  checkPolicy(params.get("Policy"));

  const role = ramRoles.of(world).get(roleArn);
  if (role === undefined) throw new Refusal(errors.missing);
  const text = params.get("DurationSeconds") ?? "3600";
  const seconds = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 900 && seconds <= role.maxSessionSeconds)) throw new Refusal(errors.duration);
  return { role, session: { name, seconds } };
}

function checkPolicy(policy: string | undefined): void {
  if (policy === undefined) return;
  if (policy.length > 1024) throw new Refusal(errors.policySize);
  try {
    JSON.parse(policy);
  } catch {
    throw new Refusal(errors.policyGrammar);
  }
}

function trusts(role: RamRole, callerAccount: string, { arn }: Principal): boolean {
  // A role's session counts as the role: its ARN without the session's name.
  const [, account = "", name = ""] = /^acs:ram::(\d+):assumed-role\/([^/]+)\//.exec(arn) ?? [];
  const names = [arn, `acs:ram::${callerAccount}:root`, arnOf({ account, name })];
  return role.trusted.some((trusted) => names.includes(trusted));
}

function begin(world: World, role: RamRole, session: Session): WireObject {
  const credential = beginSession(world, role, session);
  return {
    AssumedRoleUser: {
      Arn: `${arnOf(role)}/${session.name}`,
      AssumedRoleId: credential.principal.principalId,
    },
    Credentials: {
      AccessKeyId: credential.accessKeyId,
      AccessKeySecret: credential.accessKeySecret,
      SecurityToken: credential.securityToken,
      Expiration: `${new Date(credential.expiresAtMs).toISOString().slice(0, 19)}Z`,
    },
  };
}
