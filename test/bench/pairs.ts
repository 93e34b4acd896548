import type { SeedOf } from "../cloud/control-types.ts";
import { defaultAccount } from "../cloud/defaults.ts";

/** Two router interfaces that are to be connected. */
export interface Pair {
  readonly initiator: string;
  readonly acceptor: string;
  readonly account: typeof defaultAccount;
}

/** That many pairs, each between two routers of its own; all of one account, or each of its own. */
export function pairsOf(count: number, accounts: "one" | "each its own" = "one"): Pair[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(index).padStart(4, "0");
    return {
      initiator: `ri-initiator${number}`,
      acceptor: `ri-acceptor${number}`,
      account:
        accounts === "one"
          ? defaultAccount
          : {
              id: `500000000000${number}`,
              accessKeyId: `local-cloud-bench-key-${number}`,
              accessKeySecret: `local-cloud-bench-secret-${number}`,
            },
    };
  });
}

/** The accounts of the pairs; they have to be there before what belongs to them. */
export function accountsOf(pairs: readonly Pair[]): Pair["account"][] {
  return [...new Map(pairs.map(({ account }) => [account.id, account])).values()];
}

/** The router interfaces of the pairs; `strangers`: neither side holds its peer's information yet. */
export function interfacesOf(pairs: readonly Pair[], strangers = false): SeedOf<"routerInterfaces">[] {
  return pairs.flatMap(({ initiator, acceptor, account: { id } }) => [
    side(initiator, "InitiatingSide", id, strangers ? undefined : acceptor),
    side(acceptor, "AcceptingSide", id, strangers ? undefined : initiator),
  ]);
}

function side(
  id: string,
  role: "InitiatingSide" | "AcceptingSide",
  account: string,
  peer: string | undefined,
): SeedOf<"routerInterfaces"> {
  return {
    id,
    role,
    account,
    routerId: id.replace("ri-", "vrt-"),
    ...(peer !== undefined && {
      oppositeInterfaceId: peer,
      oppositeRouterId: peer.replace("ri-", "vrt-"),
      oppositeRouterType: "VRouter",
      oppositeInterfaceOwnerId: account,
    }),
  };
}
