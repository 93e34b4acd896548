import { accounts, ramUsers } from "./accounts.ts";
import { defaultAccount, defaultHuawei, defaultUser, otherAccount, otherHuawei } from "./defaults.ts";
import type { World } from "./frame/world.ts";
import { domains, iamUsers, projects } from "./iam/records.ts";

/** What is there after a reset: two accounts of each cloud, with a user in three of them, and nothing else. */
export function fillFresh(world: World): void {
  for (const account of [defaultAccount, otherAccount])
    accounts.of(world).put(accounts.schema.parse(account));
  ramUsers.of(world).put(ramUsers.schema.parse(defaultUser));
  for (const huawei of [defaultHuawei, otherHuawei]) {
    const { domainId, domainName, projectId, region, userId, userName, ...keys } = huawei;
    domains.of(world).put(domains.schema.parse({ id: domainId, name: domainName }));
    projects.of(world).put(projects.schema.parse({ id: projectId, domainId, name: region, region }));
    iamUsers.of(world).put(iamUsers.schema.parse({ id: userId, domainId, name: userName, ...keys }));
  }
}
