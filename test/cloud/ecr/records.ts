import { createHash } from "node:crypto";
import { z } from "zod";
import { defaultAccountId, otherAccount } from "../defaults.ts";
import { kind } from "../frame/store.ts";
import { overridesSchema } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import { phaseSchema } from "../lag.ts";
import { lockKind } from "../locks.ts";
import { vpcs } from "../vpc/vpcs.ts";

/**
 * The durations that can be set: how long a router (or instance) stays busy after a Grant or Revoke, and how long
 * the list lags behind each.
 */
export const transitionNames = ["ecrOperation", "grantVisible", "revokeVisible"] as const;

/** Express connect routers. They have no region; the other account owns them where nothing is said. */
export const expressConnectRouters = kind({
  name: "expressConnectRouters",
  schema: z.strictObject({
    id: z.string().min(1),
    account: z.string().default(otherAccount.id),
    transitions: overridesSchema(transitionNames),
  }),
  id: (record) => record.id,
});

/** Virtual border routers; the other kind of network instance is `vpcs`. */
export const vbrs = kind({
  name: "vbrs",
  schema: z.strictObject({
    id: z.string().min(1),
    account: z.string().default(defaultAccountId),
    regionId: z.string().default("cn-hangzhou"),
  }),
  id: (record) => record.id,
});

/** Grants: the owner of an instance lets the owner of a router associate it. Their key is `<ecrId>:<instanceId>`. */
export const ecrGrants = kind({
  name: "ecrGrants",
  schema: z.strictObject({
    ecrId: z.string().min(1),
    ecrOwnerAliUid: z.string().default(otherAccount.id),
    instanceId: z.string().min(1),
    instanceType: z.enum(["VPC", "VBR"]).default("VPC"),
    instanceRegionId: z.string().default("cn-hangzhou"),
    /** The instance's owner, who gave the grant. */
    account: z.string().default(defaultAccountId),
    /** Empty: made from the key. */
    grantId: z.string().default(""),
    /** No page lists the words; samples have Active. */
    status: z.string().default("Active"),
    createdMs: z.number().default(Date.UTC(2026, 0, 2, 3, 4, 5)),
    phase: phaseSchema,
  }),
  id: (record) => grantKey(record.ecrId, record.instanceId),
  status: (record) => record.phase,
});

/** A grant. */
export type Grant = z.output<typeof ecrGrants.schema>;

/** The key of a grant. */
export function grantKey(ecrId: string, instanceId: string): string {
  return `${ecrId}:${instanceId}`;
}

/** Associations of routers with instances, which their owners make after the grant. Their key is `<ecrId>:<instanceId>`. */
export const ecrAssociations = kind({
  name: "ecrAssociations",
  schema: z.strictObject({ ecrId: z.string().min(1), instanceId: z.string().min(1) }),
  id: (record) => grantKey(record.ecrId, record.instanceId),
});

/** Routers and instances with an unfinished operation. */
export const ecrLocks = lockKind("ecrLocks");

/** The id of the n-th grant with a key: the same in every run of the same test. */
export function grantIdOf(key: string, nth: number): string {
  return `gr-${createHash("sha256").update(`${key} ${nth}`).digest("hex").slice(0, 17)}`;
}

/** A VPC or VBR, as far as a grant depends on it. */
export function networkInstance(
  world: World,
  type: "VPC" | "VBR",
  id: string,
): { readonly account: string; readonly regionId: string } | undefined {
  return (type === "VPC" ? vpcs : vbrs).of(world).get(id);
}
