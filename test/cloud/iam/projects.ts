import type { Operation } from "../huawei.ts";
import { listErrors } from "./errors.ts";
import { projects } from "./records.ts";

const links = { next: null, previous: null };

/** KeystoneListProjects: the projects of the caller's domain, by exact name. */
export const listProjects: Operation = {
  method: "GET",
  path: "/v3/projects",
  access: "domain",
  action: "iam:projects:listProjects",
  write: false,
  errors: listErrors,
  run({ world, query, view, caller: { domain } }) {
    const [name, domainId] = [query.get("name"), query.get("domain_id")];
    const found = projects
      .of(world)
      .list(view)
      .filter((project) => project.domainId === domain.id && (domainId ?? domain.id) === domain.id)
      .filter((project) => name === undefined || project.name === name);
    const shown = found.map((project) => ({
      id: project.id,
      name: project.name,
      description: "",
      domain_id: domain.id,
      parent_id: domain.id,
      is_domain: false,
      enabled: true,
      links: { self: `/v3/projects/${project.id}` },
    }));
    return { status: 200, body: { projects: shown, links: { ...links, self: "/v3/projects" } } };
  },
};

/** KeystoneListAuthDomains: the caller's own domain. */
export const listDomains: Operation = {
  method: "GET",
  path: "/v3/auth/domains",
  access: "domain",
  write: false,
  errors: listErrors,
  run({ caller: { domain } }) {
    const shown = [{ id: domain.id, name: domain.name, description: "", enabled: true, links: {} }];
    return { status: 200, body: { domains: shown, links: { ...links, self: "/v3/auth/domains" } } };
  },
};
