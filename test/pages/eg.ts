import type { Cloud } from "../cloud/client.ts";
import type { SeedOf } from "../cloud/control-types.ts";
import { defaultHuawei } from "../cloud/defaults.ts";
import type { Case, Subject } from "./case.ts";

/** The connection `events-<n>`. Its requests name it so until it is made, and then by its id. */
export const connection: Subject = {
  type: "EgConnection",
  operation: "EventGrid.CreateConnection",
  by: "create",
  seed: () => ({}),
  args: (n) => ({ name: `events-${n}`, vpcId: `vpc-${n}`, subnetId: `subnet-${n}` }),
  id: async (n, cloud) => (await made(n, cloud))?.id ?? `events-${n}`,
  doing: (n) => `Creating EventGrid connection events-${n}`,
};

async function made(n: number, cloud: Cloud) {
  return (await cloud.snapshot()).connections.find(({ name }) => name === `events-${n}`);
}

/** Takes the connection away behind everybody's back. */
export async function vanish(n: number, cloud: Cloud): Promise<void> {
  const record = await made(n, cloud);
  if (record !== undefined) await cloud.remove("connections", record.id);
}

/** Changes the connection's status behind everybody's back. */
export const becomes =
  (status: "CREATING" | "CREATED"): NonNullable<Case["before"]> =>
  async (n, cloud) => {
    const record = await made(n, cloud);
    if (record !== undefined) await cloud.change("connections", record.id, { status });
  };

/** A project of the case's own, in some state. */
export function inProject(
  state: (n: number) => Partial<SeedOf<"projects">>,
): Required<Pick<Case, "before" | "args">> {
  return {
    args: (n) => ({ projectId: `project-${n}` }),
    before: (n, cloud) =>
      cloud.seed({ projects: [{ id: `project-${n}`, name: `cn-north-4_${n}`, ...state(n) }] }),
  };
}

/** The deletion of a connection, in words. */
export const deleting = {
  by: "delete",
  operation: "EventGrid.DeleteConnection",
  doing: (n: number) => `Deleting EventGrid connection events-${n}`,
} as const;

/** Where the list is read: the first read of all. */
export const listing = {
  operation: "EventGrid.ListConnections",
  doing: (n: number) => `Reading EventGrid connection events-${n} in ${defaultHuawei.region}`,
};
