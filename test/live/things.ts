import { randomUUID } from "node:crypto";
import * as z from "zod";
import { type GrantRef, readGrant, revokeInstance } from "../../provider/alibaba/ecr.ts";
import { detachClassicLinkVpc, readLink } from "../../provider/alibaba/ecs.ts";
import type { AlibabaOperation } from "../../provider/alibaba/operation.ts";
import {
  deactivateRouterInterface,
  type RouterInterface,
  type RouterInterfaceRef,
  readRouterInterface,
  TRANSIENT,
  vpc,
} from "../../provider/alibaba/vpc.ts";
import {
  deleteConnection,
  findConnection,
  type Project,
  updateConnection,
} from "../../provider/huawei/eg.ts";
import type { Connection } from "../../provider/huawei/eg-wire.ts";
import type { Args } from "../support/resources.ts";
import type { Journal, Site } from "./site.ts";

/** What a resource's life is tried on. */
export interface Thing {
  /** The resource's arguments. */
  readonly args: Args;
  /** What is there now, where the resource would be. */
  look(): Promise<"nothing" | "made by this run" | `something else: ${string}`>;
  /** Changes it behind Pulumi's back. */
  disturb(): Promise<void>;
  /** Takes it away behind Pulumi's back, if it is there. */
  undo(): Promise<void>;
  /** Takes away what the run made besides. */
  end(): Promise<void>;
}

/** Ids of existing things, by the variable that names them. */
export type Ids = (name: string) => string;

const createRouterInterface: AlibabaOperation<Record<string, string>, { RouterInterfaceId: string }> = {
  service: vpc,
  errors: [],
  name: "CreateRouterInterface",
  effect: "write",
  answer: z.object({ RouterInterfaceId: z.string() }),
};

const deleteRouterInterface: AlibabaOperation<RouterInterfaceRef & { ClientToken: string }, object> = {
  service: vpc,
  errors: [],
  name: "DeleteRouterInterface",
  effect: "write",
  answer: z.looseObject({}),
};

function region(configured: string | undefined, variable: string): string {
  if (configured === undefined) throw new Error(`a region is needed: set ${variable}`);
  return configured;
}

/**
 * Two router interfaces, which the run makes itself: one that was ever connected stays with its peer, and could not be
 * left as it was found.
 */
export async function routerInterfaces(site: Site, ids: Ids, journal: Journal): Promise<Thing> {
  const { alibaba } = site;
  const RegionId = region(site.alibabaSettings.region, "ALICLOUD_REGION");
  const made: string[] = [];
  const read = (id: string): Promise<RouterInterface | undefined> =>
    readRouterInterface(alibaba, RegionId, id, {});
  const make = async (role: string, router: string, opposite: string): Promise<string> => {
    const Name = `interlink-live-${randomUUID().slice(0, 8)}`;
    const intent = `router interface named ${Name} in ${RegionId}`;
    journal.add(intent);
    const { RouterInterfaceId } = await alibaba.call(createRouterInterface, RegionId, {
      RegionId,
      Role: role,
      Spec: role === "InitiatingSide" ? "Mini.2" : "Negative",
      RouterId: router,
      RouterType: typeOf(router),
      OppositeRegionId: RegionId,
      OppositeRouterType: typeOf(opposite),
      InstanceChargeType: "PostPaid",
      Name,
      ClientToken: randomUUID(),
    });
    made.push(RouterInterfaceId);
    journal.add(`router interface ${RouterInterfaceId} in ${RegionId}`);
    journal.drop(intent);
    return RouterInterfaceId;
  };
  const settled = async (id: string): Promise<RouterInterface | undefined> => {
    let found = await read(id);
    await site.until(`${id} is at rest`, async () => {
      found = await read(id);
      return found === undefined || !TRANSIENT.has(found.Status);
    });
    return found;
  };
  const deactivate = async (id: string): Promise<void> => {
    if ((await settled(id))?.Status !== "Active") return;
    await alibaba.call(deactivateRouterInterface, RegionId, { RegionId, RouterInterfaceId: id });
    await site.until(`${id} is inactive`, async () => (await read(id))?.Status === "Inactive");
  };
  const remove = async (id: string): Promise<void> => {
    await deactivate(id);
    if ((await settled(id)) !== undefined) {
      const ClientToken = randomUUID();
      await alibaba.call(deleteRouterInterface, RegionId, { RegionId, RouterInterfaceId: id, ClientToken });
      await site.until(`${id} is gone`, async () => (await read(id)) === undefined);
    }
    journal.drop(`router interface ${id} in ${RegionId}`);
  };
  const end = async (): Promise<void> => {
    for (const id of made) await remove(id);
  };

  const [router, peer] = [ids("INTERLINK_LIVE_ROUTER"), ids("INTERLINK_LIVE_PEER_ROUTER")];
  try {
    const initiator = await make("InitiatingSide", router, peer);
    const acceptor = await make("AcceptingSide", peer, router);
    await site.until("both interfaces are listed", async () =>
      (await Promise.all([read(initiator), read(acceptor)])).every((it) => it !== undefined),
    );
    return {
      args: { routerInterfaceId: initiator, oppositeInterfaceId: acceptor },
      look: async () => {
        const it = await read(initiator);
        if (it === undefined) return "nothing";
        if (it.OppositeInterfaceId !== "" && it.OppositeInterfaceId !== acceptor) {
          return `something else: its peer is ${it.OppositeInterfaceId}`;
        }
        // Once connected, an interface keeps its peer: down is what it is then.
        return it.Status === "Idle" || it.Status === "Inactive" ? "nothing" : "made by this run";
      },
      disturb: () => deactivate(initiator),
      undo: () => deactivate(initiator),
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** A grant of a VPC or VBR to another account's Express Connect Router. */
export async function grant(site: Site, ids: Ids, journal: Journal): Promise<Thing> {
  const { alibaba } = site;
  const InstanceId = ids("INTERLINK_LIVE_ECR_INSTANCE");
  const ref: GrantRef = {
    EcrId: ids("INTERLINK_LIVE_ECR"),
    EcrOwnerAliUid: ids("INTERLINK_LIVE_ECR_OWNER"),
    InstanceId,
    InstanceType: InstanceId.startsWith("vbr-") ? "VBR" : "VPC",
    InstanceRegionId: region(site.alibabaSettings.region, "ALICLOUD_REGION"),
  };
  const name = `grant of ${InstanceId} to ${ref.EcrId}`;
  const isThere = async (): Promise<boolean> => (await readGrant(alibaba, ref, {})) !== undefined;
  const undo = async (): Promise<void> => {
    if (!(await isThere())) return;
    await alibaba.call(revokeInstance, ref.InstanceRegionId, { ...ref, ClientToken: randomUUID() });
    await site.until("the grant is gone", async () => !(await isThere()));
  };
  return {
    args: {
      ecrId: ref.EcrId,
      ecrOwnerAliUid: ref.EcrOwnerAliUid,
      instanceId: InstanceId,
      instanceType: ref.InstanceType,
      instanceRegionId: ref.InstanceRegionId,
    },
    look: async () => ((await isThere()) ? mineOr(journal, name, "that grant is there already") : "nothing"),
    disturb: undo,
    undo,
    end: async () => {},
  };
}

/** A link of a classic instance to a VPC. */
export async function link(site: Site, ids: Ids, journal: Journal): Promise<Thing> {
  const { alibaba } = site;
  const RegionId = region(site.alibabaSettings.region, "ALICLOUD_REGION");
  const [InstanceId, VpcId] = [ids("INTERLINK_LIVE_CLASSIC_INSTANCE"), ids("INTERLINK_LIVE_CLASSIC_VPC")];
  const name = `link of ${InstanceId} to ${VpcId}`;
  const linkedTo = (): Promise<string | undefined> => readLink(alibaba, RegionId, InstanceId, {});
  const undo = async (): Promise<void> => {
    if ((await linkedTo()) !== VpcId) return;
    await alibaba.call(detachClassicLinkVpc, RegionId, { RegionId, InstanceId, VpcId });
    await site.until("the link is gone", async () => (await linkedTo()) !== VpcId);
  };
  return {
    args: { instanceId: InstanceId, vpcId: VpcId },
    look: async () => {
      const linked = await linkedTo();
      if (linked === undefined) return "nothing";
      const other = `${InstanceId} is linked to ${linked}` as const;
      return linked === VpcId ? mineOr(journal, name, other) : `something else: ${other}`;
    },
    disturb: undo,
    undo,
    end: async () => {},
  };
}

/** An EventGrid connection, of a name that nobody else has. */
export async function connection(site: Site, ids: Ids, journal: Journal): Promise<Thing> {
  const { huawei } = site;
  const regionId = region(site.huaweiSettings.region, "HW_REGION_NAME");
  const project: Project = { region: regionId, projectId: await huawei.projectId(regionId) };
  const name = `interlink-live-${randomUUID().slice(0, 8)}`;
  const read = (): Promise<Connection | undefined> => findConnection(huawei, project, name, {});
  const settled = async (): Promise<Connection | undefined> => {
    let found = await read();
    await site.until("the connection is made", async () => {
      found = await read();
      return found?.status !== "CREATING";
    });
    return found;
  };
  return {
    args: { name, vpcId: ids("INTERLINK_LIVE_EG_VPC"), subnetId: ids("INTERLINK_LIVE_EG_SUBNET") },
    look: async () =>
      (await read()) === undefined
        ? "nothing"
        : mineOr(journal, connectionNote(name), `${name} is there already`),
    disturb: async () => {
      const found = await read();
      if (found === undefined) throw new Error(`there is no connection ${name}`);
      const description = "changed by hand";
      await huawei.call(updateConnection, project, { id: found.id, description });
      await site.until("the change shows", async () => (await read())?.description === description);
    },
    undo: async () => {
      const found = await settled();
      if (found === undefined) return;
      await huawei.call(deleteConnection, project, { id: found.id });
      await site.until("the connection is gone", async () => (await read()) === undefined);
    },
    end: async () => {},
  };
}

/** How the journal calls what a resource makes. */
export function noteOf(type: string, args: Args): string {
  switch (type) {
    case "EcrInstanceGrant":
      return `grant of ${args["instanceId"]} to ${args["ecrId"]}`;
    case "ClassicLinkAttachment":
      return `link of ${args["instanceId"]} to ${args["vpcId"]}`;
    case "EgConnection":
      return connectionNote(String(args["name"]));
    default:
      return `connection of ${args["routerInterfaceId"]}`;
  }
}

function connectionNote(name: string): string {
  return `EventGrid connection ${name}`;
}

function mineOr(
  journal: Journal,
  name: string,
  other: string,
): "made by this run" | `something else: ${string}` {
  return journal.has(name) ? "made by this run" : `something else: ${other}`;
}

function typeOf(router: string): string {
  return router.startsWith("vbr-") ? "VBR" : "VRouter";
}
