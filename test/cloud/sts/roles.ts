import { randomBytes } from "node:crypto";
import { z } from "zod";
import { issue, type TemporaryCredential } from "../accounts.ts";
import { defaultAccountId } from "../defaults.ts";
import { kind } from "../frame/store.ts";
import type { World } from "../frame/world.ts";

const list = z.array(z.string()).default([]);

/** RAM roles, and whom they trust. */
export const ramRoles = kind({
  name: "ramRoles",
  schema: z.strictObject({
    name: z.string().regex(/^[\w.-]{1,64}$/),
    account: z.string().default(defaultAccountId),
    roleId: z.string().default("300000000000000001"),
    /**
     * ARNs: an account with all its users and roles (`acs:ram::<id>:root`), a user, a role, or an OIDC provider;
     * also `ecs.aliyuncs.com`, whose instances may have the role.
     */
    trusted: list,
    /** Callers must name it. */
    externalId: z.string().default(""),
    maxSessionSeconds: z.int().min(3600).max(43_200).default(3600),
    /** The permissions that its sessions lack; taken over when a session begins. */
    denied: list,
  }),
  id: arnOf,
});

/** A RAM role. */
export type RamRole = z.output<typeof ramRoles.schema>;

/** OIDC identity providers, as far as roles trust them: each knows the tokens that are good, and that were. */
export const oidcProviders = kind({
  name: "oidcProviders",
  schema: z.strictObject({
    name: z.string().min(1),
    account: z.string().default(defaultAccountId),
    issuer: z.string().default("https://oidc.example.com"),
    acceptedTokens: list,
    expiredTokens: list,
  }),
  id: ({ account, name }) => `acs:ram::${account}:oidc-provider/${name}`,
});

/** The ARN of a role, which is also its key. */
export function arnOf({ account, name }: { readonly account: string; readonly name: string }): string {
  return `acs:ram::${account}:role/${name}`;
}

/** Begins a session of a role, and hands out its credential. */
export function beginSession(
  world: World,
  role: RamRole,
  { name, seconds }: { readonly name: string; readonly seconds: number },
): TemporaryCredential & { readonly expiresAtMs: number } {
  const credential = {
    accountId: role.account,
    accessKeyId: `STS.${randomBytes(12).toString("base64url")}`,
    accessKeySecret: randomBytes(33).toString("base64url"),
    // As real ones begin; their length is not documented.
    securityToken: `CAIS${randomBytes(300).toString("base64")}`,
    expiresAtMs: world.clock.nowMs() + seconds * 1000,
    principal: {
      identityType: "AssumedRoleUser",
      arn: `acs:ram::${role.account}:assumed-role/${role.name}/${name}`,
      principalId: `${role.roleId}:${name}`,
      roleId: role.roleId,
    },
    denied: role.denied,
  } as const;
  issue(world, credential);
  return credential;
}
