import type { Cloud } from "../cloud/client.ts";
import type { Seed, SeedOf } from "../cloud/control-types.ts";
import { defaultAccount } from "../cloud/defaults.ts";
import type { Declaration } from "./program.ts";

/**
 * An initiator `ri-<n>a` of the router `vrt-<n>a` and an acceptor `ri-<n>b`, both Idle. With `stored`, each stores the
 * other as its peer. Other letters make other interfaces.
 */
export function pair(
  n: number,
  {
    letters: [initiator, acceptor] = ["a", "b"],
    stored = false,
    status = "Idle",
  }: {
    readonly letters?: readonly [string, string];
    readonly stored?: boolean;
    readonly status?: "Idle" | "Active" | "Inactive";
  } = {},
): Seed {
  const side = (own: string, peer: string): SeedOf<"routerInterfaces"> => ({
    id: `ri-${n}${own}`,
    routerId: `vrt-${n}${own}`,
    status,
    ...(stored && {
      oppositeInterfaceId: `ri-${n}${peer}`,
      oppositeRouterId: `vrt-${n}${peer}`,
      oppositeRouterType: "VRouter",
      oppositeInterfaceOwnerId: defaultAccount.id,
    }),
  });
  return {
    routerInterfaces: [side(initiator, acceptor), { ...side(acceptor, initiator), role: "AcceptingSide" }],
  };
}

/** A connection of these arguments. */
export function connection(
  name: string,
  args: Readonly<Record<string, unknown>>,
  opts: Readonly<Record<string, unknown>> = {},
): Declaration {
  return { type: "RouterInterfaceConnection", name, args, opts };
}

/** The connection of a pair, made by its initiator: `line-<n>`. */
export function line(n: number, opts: Readonly<Record<string, unknown>> = {}): Declaration {
  return connection(`line-${n}`, { routerInterfaceId: `ri-${n}a`, oppositeInterfaceId: `ri-${n}b` }, opts);
}

/** The writes that were carried out since then, each with the router interface it was for. */
export async function interfaceWrites(cloud: Cloud, afterSeq = 0): Promise<string[]> {
  const entries = await cloud.writes({ afterSeq, applied: true });
  return entries.map(({ operation, params }) => `${operation} ${params["RouterInterfaceId"]}`);
}
