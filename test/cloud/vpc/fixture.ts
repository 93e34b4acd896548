import { afterAll, beforeAll, beforeEach } from "vitest";
import { type Answered, call } from "../caller.ts";
import { type Cloud, startCloud } from "../client.ts";
import type { SeedOf, Snapshot } from "../control-types.ts";
import { defaultAccount } from "../defaults.ts";

/** A router interface as a test seeds it. */
export type Interface = SeedOf<"routerInterfaces">;

/** An initiator that is set for `acceptor`. */
export const initiator: Interface = {
  id: "ri-a",
  routerId: "vrt-a",
  oppositeInterfaceId: "ri-b",
  oppositeRouterId: "vrt-b",
  oppositeRouterType: "VRouter",
  oppositeInterfaceOwnerId: defaultAccount.id,
};

/** An acceptor that is set for `initiator`. */
const acceptor: Interface = {
  id: "ri-b",
  role: "AcceptingSide",
  routerId: "vrt-b",
  oppositeInterfaceId: "ri-a",
  oppositeRouterId: "vrt-a",
  oppositeRouterType: "VRouter",
  oppositeInterfaceOwnerId: defaultAccount.id,
};

/** A cloud for one test file, empty at the start of each test. */
export function cloudForVpc(): () => Cloud {
  let cloud: Cloud | undefined;
  const get = (): Cloud => {
    if (cloud === undefined) throw new Error("the cloud has not started yet");
    return cloud;
  };
  beforeAll(async () => {
    cloud = await startCloud();
  });
  beforeEach(() => get().reset());
  afterAll(() => get().stop());
  return get;
}

/** What these tests do with it. */
export function vpcSteps(cloud: () => Cloud) {
  const on = (action: string, id: string, more: Record<string, string> = {}): Promise<Answered> =>
    call(cloud(), action, { RegionId: "cn-hangzhou", RouterInterfaceId: id, ...more });

  const list = async (params: Record<string, string> = {}, keys = defaultAccount) => {
    const answer = await call(
      cloud(),
      "DescribeRouterInterfaces",
      { RegionId: "cn-hangzhou", ...params },
      { keys },
    );
    const set = answer.body["RouterInterfaceSet"];
    return {
      ...answer,
      found: (set as { RouterInterfaceType?: Record<string, unknown>[] })?.RouterInterfaceType ?? [],
    };
  };

  return {
    on,
    list,
    connect: (id = "ri-a") => on("ConnectRouterInterface", id),
    activate: (id = "ri-a") => on("ActivateRouterInterface", id),
    deactivate: (id = "ri-a") => on("DeactivateRouterInterface", id),
    modify: (change: Record<string, string>) => on("ModifyRouterInterfaceAttribute", "ri-a", change),
    seedPair: (ofInitiator: Partial<Interface> = {}, ofAcceptor: Partial<Interface> = {}) =>
      cloud().seed({
        routerInterfaces: [
          { ...initiator, ...ofInitiator },
          { ...acceptor, ...ofAcceptor },
        ],
      }),
    shown: async (id: string): Promise<Record<string, unknown> | undefined> =>
      (await list({ "Filter.1.Key": "RouterInterfaceId", "Filter.1.Value.1": id })).found[0],
    stored: async (id: string): Promise<Snapshot["routerInterfaces"][number] | undefined> =>
      (await cloud().snapshot()).routerInterfaces.find((record) => record.id === id),
    statuses: async (): Promise<unknown[]> => (await list()).found.map((record) => record["Status"]),
  };
}
