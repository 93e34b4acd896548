// A provider that answers at once, with states as large as a RouterInterfaceConnection's: what is left is the time of
// the engine itself.

type Properties = Readonly<Record<string, unknown>>;

const OUTPUTS = {
  oppositeRouterId: "vrt-acceptor0001",
  oppositeRouterType: "VRouter",
  oppositeInterfaceOwnerId: "1234567890123456",
  role: "InitiatingSide",
  status: "Active",
  businessStatus: "Normal",
  oppositeInterfaceStatus: "Active",
  oppositeRegionId: "cn-hangzhou",
  routerId: "vrt-initiator0001",
  routerType: "VRouter",
  connectedTime: "2026-01-02T03:04:05Z",
  crossBorder: false,
  accountId: "1234567890123456",
};

/** The provider of instant resources, for Pulumi's dynamic-provider host. */
export function handler(): object {
  return {
    check: async (_: unknown, news: Properties) => ({ inputs: news, failures: [] }),
    diff: async () => ({ changes: false }),
    create: async (inputs: Properties) => ({
      id: inputs["routerInterfaceId"],
      outs: { ...inputs, ...OUTPUTS },
    }),
    read: async (id: string, props: Properties) => ({ id, props }),
    delete: async () => undefined,
  };
}
