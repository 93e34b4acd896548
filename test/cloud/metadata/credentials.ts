import { stsSessions, type TemporaryCredential } from "../accounts.ts";
import { Refusal, row } from "../frame/answer.ts";
import type { World } from "../frame/world.ts";
import { beginAgencySession } from "../iam/assume.ts";
import { agencies, type IamSession, iamSessions } from "../iam/records.ts";
import { beginSession, type RamRole, ramRoles } from "../sts/roles.ts";
import { optionsOf } from "./options.ts";

/** How the service says that there is nothing. */
export const notFound = row(404, "NotFound", "404 - Not Found");

/** Which credential an instance got last; it gets the same one until its end is near. */
const current = new WeakMap<World, { role?: string; agency?: string }>();

/** The role of the instance of Alibaba Cloud. */
export function instanceRole(world: World): RamRole {
  const role = ramRoles.of(world).get(optionsOf(world).roleArn);
  if (role === undefined) throw new Refusal(notFound);
  return role;
}

/** The credential that the instance of Alibaba Cloud has at present. */
export function roleCredential(world: World): TemporaryCredential & { readonly expiresAtMs: number } {
  const role = instanceRole(world);
  const last = stsSessions.of(world).get(current.get(world)?.role ?? "");
  if (last?.principal.roleId === role.roleId && isFresh(world, last.expiresAtMs)) {
    return { ...last, accountId: last.account, expiresAtMs: last.expiresAtMs ?? 0 };
  }
  const seconds = optionsOf(world).credentialSeconds;
  const session = beginSession(world, role, { name: "ecs-instance", seconds });
  current.set(world, { ...current.get(world), role: session.accessKeyId });
  return session;
}

/** The temporary key that the instance of Huawei Cloud has at present. */
export function agencySession(world: World): IamSession {
  const { agencyId, credentialSeconds } = optionsOf(world);
  const agency = agencies.of(world).get(agencyId);
  if (agency === undefined) throw new Refusal(notFound);
  const last = iamSessions.of(world).get(current.get(world)?.agency ?? "");
  if (last?.agencyId === agency.id && isFresh(world, last.expiresAtMs)) return last;
  const session = beginAgencySession(world, agency, credentialSeconds);
  current.set(world, { ...current.get(world), agency: session.accessKey });
  return session;
}

function isFresh(world: World, expiresAtMs: number | undefined): boolean {
  const leftMs = (expiresAtMs ?? 0) - world.clock.nowMs();
  return leftMs > optionsOf(world).renewedBeforeSeconds * 1000;
}
