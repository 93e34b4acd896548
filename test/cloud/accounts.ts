import { z } from "zod";
import { kind } from "./frame/store.ts";
import type { World } from "./frame/world.ts";
import { policies } from "./policies.ts";

/** An access key, and whether its owner has switched it off. */
const accessKey = {
  accessKeyId: z.string().min(1),
  accessKeySecret: z.string().min(1),
  keyDisabled: z.boolean().default(false),
};

/** The permissions that somebody lacks, such as "vpc:ConnectRouterInterface". */
const denied = z.array(z.string()).default([]);

/** The accounts of Alibaba Cloud. Ids have 16 digits, or 18, which is above 2^53. */
export const accounts = kind({
  name: "accounts",
  schema: z.strictObject({
    id: z.string().regex(/^\d{16,18}$/),
    ...accessKey,
    /** Which of the two sites it was opened at; they do not mix (CROSS_BID). */
    site: z.enum(["china", "international"]).default("china"),
    /** It has bills outstanding. */
    overdue: z.boolean().default(false),
    denied,
    policies,
  }),
  id: (account) => account.id,
});

/** An account of Alibaba Cloud. */
export type Account = z.output<typeof accounts.schema>;

/** The RAM users of the accounts: other than an account's own key, theirs may assume roles. */
export const ramUsers = kind({
  name: "ramUsers",
  schema: z.strictObject({
    id: z.string().regex(/^\d{16,18}$/),
    account: z.string(),
    name: z.string().min(1),
    ...accessKey,
    denied,
    policies,
  }),
  id: (user) => user.id,
});

const principal = z.strictObject({
  identityType: z.enum(["Account", "RAMUser", "AssumedRoleUser"]),
  arn: z.string(),
  principalId: z.string(),
  userId: z.string().exactOptional(),
  roleId: z.string().exactOptional(),
});

/** Who is calling, as GetCallerIdentity tells it. */
export type Principal = Readonly<z.output<typeof principal>>;

/** The temporary credentials that were handed out. Removed, they are revoked; `expiresAtMs` can be changed. */
export const stsSessions = kind({
  name: "stsSessions",
  schema: z.strictObject({
    accessKeyId: z.string().min(1),
    accessKeySecret: z.string().min(1),
    securityToken: z.string().min(1),
    account: z.string(),
    /** By the cloud's clock. */
    expiresAtMs: z.number().exactOptional(),
    principal,
    denied,
    policies,
  }),
  id: (session) => session.accessKeyId,
});

/** A key that somebody may sign with: an account's own, a RAM user's, or a temporary one. */
export interface Credential {
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  /** Temporary credentials have one, and requests must carry it. */
  readonly securityToken?: string;
  /** By the cloud's clock. */
  readonly expiresAtMs?: number;
  readonly principal: Principal;
  readonly keyDisabled?: boolean;
  readonly denied?: readonly string[];
  readonly policies?: z.output<typeof policies>;
}

/** A credential that comes with a token. */
export type TemporaryCredential = Omit<Credential, "keyDisabled"> & { readonly securityToken: string };

/** Hands out a temporary credential (for STS and the instance metadata). */
export function issue(world: World, { accountId: account, ...session }: TemporaryCredential): void {
  stsSessions.of(world).put(stsSessions.schema.parse({ account, ...session }));
}

/** The credential behind an access key id. */
export function findCredential(world: World, accessKeyId: string): Credential | undefined {
  const session = stsSessions.of(world).get(accessKeyId);
  if (session !== undefined) return { ...session, accountId: session.account };

  const has = (owner: { accessKeyId: string }): boolean => owner.accessKeyId === accessKeyId;
  const user = ramUsers.of(world).list().find(has);
  if (user !== undefined) {
    const arn = `acs:ram::${user.account}:user/${user.name}`;
    const who = { identityType: "RAMUser", arn, principalId: user.id, userId: user.id } as const;
    return { ...user, accountId: user.account, principal: who };
  }

  const account = accounts.of(world).list().find(has);
  if (account === undefined) return undefined;
  const { id } = account;
  const arn = `acs:ram::${id}:root`;
  const who = { identityType: "Account", arn, principalId: id, userId: id } as const;
  return { ...account, accountId: id, principal: who };
}
