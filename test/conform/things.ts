import { type Call, type Json, listAt, listed, textAt } from "./call.ts";

// What reads and writes say of single things: a router interface, a grant, a link, a connection. From that follow how
// long each transition took in the record, and which statuses came in which order.

/** A thing, and what an answer shows of it; `absent` where it does not show it. */
export interface Sighting {
  readonly thing: string;
  readonly state: string;
}

const ABSENT = "absent";

/** What an answer to a read shows of the things that it was asked for. `known`: things that were written before. */
export function sightings(call: Call, status: number, body: Json, known: readonly string[]): Sighting[] {
  const { operation, params } = call;
  const isRead = status >= 200 && status < 300;
  switch (operation) {
    case "DescribeRouterInterfaces": {
      if (!isRead) return [];
      const shown = listAt(body, "RouterInterfaceSet", "RouterInterfaceType");
      const wanted = new Set([
        ...shown.map((it) => textAt(it, "RouterInterfaceId")),
        ...listed(call, "Filter.1.Value"),
      ]);
      return [...wanted].flatMap((id) => {
        const it = shown.find((one) => textAt(one, "RouterInterfaceId") === id);
        return [
          { thing: `interface ${id}`, state: it === undefined ? ABSENT : textAt(it, "Status") },
          { thing: `peer ${id}`, state: textAt(it, "OppositeInterfaceId") },
        ];
      });
    }
    case "DescribeInstanceGrantedToExpressConnectRouter": {
      if (!isRead) return [];
      const ids = listAt(body, "EcrGrantedInstanceList").map((it) => textAt(it, "NodeId"));
      const asked = params["InstanceId"];
      const isWhole = textAt(body, "NextToken") === "" && (params["NextToken"] ?? "") === "";
      const missing = asked === undefined ? (isWhole ? known : []) : [`grant ${params["EcrId"]} ${asked}`];
      const shown = ids.map((id) => `grant ${params["EcrId"]} ${id}`);
      return [
        ...shown.map((thing) => ({ thing, state: "listed" })),
        ...missing
          .filter((it) => it.startsWith(`grant ${params["EcrId"]} `) && !shown.includes(it))
          .map((thing) => ({ thing, state: ABSENT })),
      ];
    }
    case "DescribeClassicLinkInstances": {
      if (!isRead) return [];
      const links = listAt(body, "Links", "Link");
      return listed(call, "InstanceId").map((id) => {
        const link = links.find((it) => textAt(it, "InstanceId") === id);
        return { thing: `link ${id}`, state: link === undefined ? ABSENT : "listed" };
      });
    }
    case "ShowDetailOfConnection": {
      if (!isRead && status !== 404) return [];
      const state = isRead ? textAt(body, "status") : ABSENT;
      return [{ thing: `connection ${params["connection_id"]}`, state }];
    }
    case "ListConnections": {
      if (!isRead) return [];
      return listAt(body, "items").map((it) => ({
        thing: `connection ${textAt(it, "id")}`,
        state: textAt(it, "status"),
      }));
    }
    default:
      return [];
  }
}

/** The thing that a write is about. */
export function writtenThing({ operation, params }: Call, body: Json): string | undefined {
  switch (operation) {
    case "CreateRouterInterface":
      return `interface ${textAt(body, "RouterInterfaceId")}`;
    case "ModifyRouterInterfaceAttribute":
      return `peer ${params["RouterInterfaceId"]}`;
    case "ConnectRouterInterface":
    case "ActivateRouterInterface":
    case "DeactivateRouterInterface":
    case "DeleteRouterInterface":
      return `interface ${params["RouterInterfaceId"]}`;
    case "GrantInstanceToExpressConnectRouter":
    case "RevokeInstanceFromExpressConnectRouter":
      return `grant ${params["EcrId"]} ${params["InstanceId"]}`;
    case "AttachClassicLinkVpc":
    case "DetachClassicLinkVpc":
      return `link ${params["InstanceId"]}`;
    case "CreateConnection":
      return `connection ${textAt(body, "id")}`;
    case "UpdateConnection":
    case "DeleteConnection":
      return `connection ${params["connection_id"]}`;
    default:
      return undefined;
  }
}

/** The transitions of the local cloud that a write begins, each with the states before its end. */
const TRANSITIONS: Readonly<Record<string, Readonly<Record<string, (state: string) => boolean>>>> = {
  ConnectRouterInterface: { connect: (state) => state !== "Active" },
  ActivateRouterInterface: { activate: (state) => state !== "Active" },
  DeactivateRouterInterface: { deactivate: (state) => state !== "Inactive" },
  DeleteRouterInterface: { delete: (state) => state !== ABSENT },
  GrantInstanceToExpressConnectRouter: { grantVisible: (state) => state === ABSENT },
  RevokeInstanceFromExpressConnectRouter: { revokeVisible: (state) => state !== ABSENT },
  AttachClassicLinkVpc: { linkVisible: (state) => state === ABSENT },
  DetachClassicLinkVpc: { unlinkVisible: (state) => state !== ABSENT },
  CreateConnection: {
    connectionVisible: (state) => state === ABSENT,
    createConnection: (state) => state === ABSENT || state === "CREATING",
  },
  DeleteConnection: { connectionGone: (state) => state !== ABSENT },
};

/** A thing at a time. */
export interface TimedSighting extends Sighting {
  readonly atMs: number;
}

/** How long the transitions that a write began took in the record: what was seen of its thing until the next write. */
export function durationsOf(write: Call, seen: readonly TimedSighting[]): Record<string, number> {
  return Object.fromEntries(
    Object.entries(TRANSITIONS[write.operation] ?? {}).map(([name, isBefore]) => {
      const first = seen.findIndex(({ state }) => !isBefore(state));
      const [before, after] = first < 0 ? [seen.at(-1), undefined] : [seen[first - 1], seen[first]];
      if (before === undefined) return [name, 0];
      // It ended between two reads; or it never did.
      const endMs = after === undefined ? before.atMs + 3_600_000 : (before.atMs + after.atMs) / 2;
      return [name, Math.max(0, endMs - write.atMs)];
    }),
  );
}
