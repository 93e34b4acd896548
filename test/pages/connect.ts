import type { RecordOf } from "../cloud/control-types.ts";
import { defaultAccount, otherAccount } from "../cloud/defaults.ts";
import { type Case, type Entries, once, ordered, type Refusal, race, type Subject } from "./case.ts";

type Interface = RecordOf<"routerInterfaces">;

type Act = NonNullable<Case["before"]>;

/** The page's operation. */
export const operation = "ConnectRouterInterface";
/** An account of the other site. */
export const foreigner = {
  id: "3333333333333333",
  accessKeyId: "key-three",
  accessKeySecret: "secret-three",
};

/** An initiator `ri-<n>a` and an acceptor `ri-<n>b`, each set for the other, so that only Connect is left to do. */
export const connect: Subject = {
  type: "RouterInterfaceConnection",
  operation: `Vpc.${operation}`,
  by: "create",
  seed: (n) => ({
    routerInterfaces: [
      { id: `ri-${n}a`, routerId: `vrt-${n}a`, ...names(n, "b") },
      { id: `ri-${n}b`, routerId: `vrt-${n}b`, ...names(n, "a"), role: "AcceptingSide" },
    ],
  }),
  args: (n) => ({ routerInterfaceId: `ri-${n}a`, oppositeInterfaceId: `ri-${n}b` }),
  id: (n) => `ri-${n}a`,
  doing: (n) => `Connecting router interface ri-${n}a to ri-${n}b`,
};

function names(n: number, side: string, ownerId = defaultAccount.id) {
  return {
    oppositeInterfaceId: `ri-${n}${side}`,
    oppositeRouterId: `vrt-${n}${side}`,
    oppositeRouterType: "VRouter",
    oppositeInterfaceOwnerId: ownerId,
  } as const;
}

/** The arguments for a peer that is described and not read. */
export function described(
  change: (n: number) => Partial<ReturnType<typeof names>> = () => ({}),
): Pick<Case, "args"> {
  return { args: (n) => ({ ...names(n, "b"), ...change(n) }) };
}

/** Changes one of the two router interfaces. */
export const change =
  (side: "a" | "b", patch: (n: number) => Partial<Interface>): Act =>
  (n, cloud) =>
    cloud.change("routerInterfaces", `ri-${n}${side}`, patch(n));

/** The initiator has stored what the arguments say, so that Modify does not come in between. */
export const stores = (patch: (n: number) => Partial<Interface>) => ({ before: change("a", patch) });

/** Changes the cloud just before Connect. */
export const racing = (act: Act) => race(connect, act, operation);
/** Has Connect refused, so many times. */
export const orders = (row: Pick<Refusal, "code" | "message"> & Partial<Refusal>, times: Refusal["times"]) =>
  ordered(connect, { operation, status: 400, ...row, times });

/** Another pair between the same two routers. */
export const otherPair =
  (status: Interface["status"]): Act =>
  (n, cloud) =>
    cloud.seed({
      routerInterfaces: [
        { id: `ri-${n}c`, routerId: `vrt-${n}a`, ...names(n, "b"), oppositeInterfaceId: `ri-${n}d`, status },
      ],
    });

/** Where the acceptor is when it is not ours. */
const elsewhere = { account: otherAccount.id, regionId: "cn-beijing", oppositeRegionId: "cn-hangzhou" };

/** The acceptor elsewhere, under whatever id. */
function acceptor(n: number, side: string) {
  return {
    id: `ri-${n}${side}`,
    routerId: `vrt-${n}b`,
    role: "AcceptingSide",
    ...names(n, "a"),
    ...elsewhere,
  } as const;
}

/** The acceptor is another account's and in another region: what it has wrong, and that put right. */
function mismatch(field: string, means: string, wrong: Act, right: Act): Entries {
  const code = `AttrMismatching.AcceptingSide${field}`;
  const across = { oppositeRegionId: "cn-beijing", oppositeInterfaceOwnerId: otherAccount.id };
  const theirs: Pick<Case, "before" | "args"> = {
    ...described(() => ({ oppositeInterfaceOwnerId: otherAccount.id })),
    before: async (n, cloud) => {
      await change("a", () => across)(n, cloud);
      await change("b", () => elsewhere)(n, cloud);
      await wrong(n, cloud);
    },
  };
  const says = [means, "Correct the acceptor's side"] as const;
  const message = `The ${field} of the accepting side`;
  const insists = `${message} differs.`;
  return {
    [code]: [
      {
        when: "until the peer's owner puts it right",
        ...theirs,
        ...once(connect, code, right),
        expect: { kind: "absorbed", writes: [operation] },
      },
      {
        when: "when the peer's owner does not put it right in time",
        ...theirs,
        timeout: "1s",
        expect: { kind: "told", says, message, waitedFor: "the owner of ri-" },
      },
      {
        when: "when both sides are ours and the cloud insists",
        ...orders({ code, message: insists }, "always"),
        expect: { kind: "told", says, message: insists },
      },
      {
        when: "when reads and Connect do not agree at first",
        ...orders({ code, message: insists }, 2),
        expect: { kind: "absorbed", writes: [operation] },
      },
    ],
  };
}

/** What a router interface has that nobody has set. */
export const unset = {
  oppositeInterfaceId: "",
  oppositeRouterId: "",
  oppositeRouterType: "",
  oppositeInterfaceOwnerId: "",
} as const;

/** The eleven rows about an acceptor that is not as the initiator needs it. */
export const mismatches: Entries = {
  ...mismatch(
    "Role",
    "The peer is not an acceptor.",
    change("b", () => ({ role: "InitiatingSide" })),
    change("b", () => ({ role: "AcceptingSide" })),
  ),
  ...mismatch(
    "InstanceId",
    "router interface is not the one this side names",
    async (n, cloud) => {
      await cloud.remove("routerInterfaces", `ri-${n}b`);
      await cloud.seed({ routerInterfaces: [acceptor(n, "q")] });
    },
    async (n, cloud) => {
      await cloud.remove("routerInterfaces", `ri-${n}q`);
      await cloud.seed({ routerInterfaces: [acceptor(n, "b")] });
    },
  ),
  ...mismatch(
    "RegionNo",
    "in another region than this side's OppositeRegionId says",
    change("b", () => ({ regionId: "cn-shanghai" })),
    change("b", () => ({ regionId: "cn-beijing" })),
  ),
  ...mismatch(
    "RouterId",
    "belongs to another router than oppositeRouterId says",
    change("b", () => ({ routerId: "vrt-another" })),
    change("b", (n) => ({ routerId: `vrt-${n}b` })),
  ),
  ...mismatch(
    "RouterType",
    "of another type than oppositeRouterType says",
    change("b", () => ({ routerType: "VBR" })),
    change("b", () => ({ routerType: "VRouter" })),
  ),
  ...mismatch(
    "AliUid",
    "belongs to another account than oppositeInterfaceOwnerId says",
    change("b", () => ({ account: foreigner.id })),
    change("b", () => ({ account: otherAccount.id })),
  ),
  ...mismatch(
    "OppositeInterfaceOwnerId",
    "expects a router interface of another account",
    change("b", () => ({ oppositeInterfaceOwnerId: "" })),
    change("b", () => ({ oppositeInterfaceOwnerId: defaultAccount.id })),
  ),
  ...mismatch(
    "OppositeRegionNo",
    "expects a router interface in another region",
    change("b", () => ({ oppositeRegionId: "cn-shanghai" })),
    change("b", () => ({ oppositeRegionId: "cn-hangzhou" })),
  ),
  ...mismatch(
    "OppositeInterfaceId",
    "expects another router interface, or none yet",
    change("b", () => ({ oppositeInterfaceId: "" })),
    change("b", (n) => ({ oppositeInterfaceId: `ri-${n}a` })),
  ),
  ...mismatch(
    "OppositeRouterId",
    "expects a router interface of another router",
    change("b", () => ({ oppositeRouterId: "" })),
    change("b", (n) => ({ oppositeRouterId: `vrt-${n}a` })),
  ),
  ...mismatch(
    "OppositeRouterType",
    "expects a router of another type",
    change("b", () => ({ oppositeRouterType: "VBR" })),
    change("b", () => ({ oppositeRouterType: "VRouter" })),
  ),
};
