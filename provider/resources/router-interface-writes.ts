import type { AlibabaOperation } from "../alibaba/operation.ts";
import {
  activateRouterInterface,
  connectRouterInterface,
  deactivateRouterInterface,
  modifyRouterInterfaceAttribute,
  type RouterInterface,
  type RouterInterfaceRef,
} from "../alibaba/vpc.ts";
import type { CallOptions } from "../http/operation.ts";
import type { WaitOut, Write } from "../lifecycle/step.ts";
import {
  asOpposite,
  type ConnectionContext,
  type Inputs,
  type Peer,
  peerRegion,
} from "./router-interface-peer.ts";

/** The writes of a connection, by name. */
export type WriteName = "set" | "set peer" | "connect" | "activate" | "activate peer";

/** This side, its peer as it is wanted, and this side as its peer has to name it. */
interface Sides {
  readonly self: RouterInterface;
  readonly wanted: Peer;
  readonly thisSide: Peer;
}

/** One write on this side or its peer. */
export function interfaceWrite(
  name: WriteName,
  { self, wanted, thisSide }: Sides,
  { client, inputs }: ConnectionContext,
): Write {
  const { interfaceId } = wanted;
  const here = ref(inputs);
  const there = { RegionId: peerRegion(self, inputs), RouterInterfaceId: interfaceId };
  const call = <Parameters extends RouterInterfaceRef>(
    operation: AlibabaOperation<Parameters, object>,
    parameters: Parameters,
  ) => ({
    do: "write" as const,
    name,
    send: (options: CallOptions) => client.call(operation, parameters.RegionId, parameters, options),
  });
  switch (name) {
    case "set":
      return {
        ...call(modifyRouterInterfaceAttribute, { ...here, ...asOpposite(wanted) }),
        doing: `Setting ${interfaceId} as the peer of router interface ${self.RouterInterfaceId}`,
      };
    case "set peer":
      return {
        ...call(modifyRouterInterfaceAttribute, { ...there, ...asOpposite(thisSide) }),
        doing: `Setting ${self.RouterInterfaceId} as the peer of router interface ${interfaceId}`,
      };
    case "connect":
      return {
        ...call(connectRouterInterface, here),
        doing: `Connecting router interface ${self.RouterInterfaceId} to ${interfaceId}`,
        takesMs: 500,
        waitOut: ({ code }) =>
          inputs.oppositeRouterId === undefined ? notSeenYet(code) : othersTurn(code, interfaceId),
      };
    case "activate":
      return {
        ...call(activateRouterInterface, here),
        doing: `Activating router interface ${self.RouterInterfaceId}`,
        takesMs: 500,
      };
    case "activate peer":
      return {
        ...call(activateRouterInterface, there),
        doing: `Activating router interface ${interfaceId}, the peer of ${self.RouterInterfaceId}`,
        takesMs: 500,
      };
  }
}

/** Ends traffic over this side. */
export function deactivation({ client, inputs }: ConnectionContext): Write {
  return {
    do: "write",
    name: "deactivate",
    doing: `Deactivating router interface ${inputs.routerInterfaceId}`,
    takesMs: 500,
    send: (options) => client.call(deactivateRouterInterface, inputs.regionId, ref(inputs), options),
  };
}

/** The other account may set its side at any time; the cloud names the field that still differs. */
function othersTurn(code: string, interfaceId: string): WaitOut | undefined {
  const prefix = "AttrMismatching.AcceptingSide";
  if (!code.startsWith(prefix)) return undefined;
  const waitingFor = `the owner of ${interfaceId} to set its side (${code.slice(prefix.length)} differs)`;
  return { why: "others", waitingFor };
}

/** Both sides show that they are set: only a cloud whose parts lag behind each other can miss that. */
function notSeenYet(code: string): WaitOut | undefined {
  return code === "IncorrectOppositeInterfaceInfo.NotSet" ? { why: "lag", waitingFor: code } : undefined;
}

function ref({ regionId, routerInterfaceId }: Inputs): RouterInterfaceRef {
  return { RegionId: regionId, RouterInterfaceId: routerInterfaceId };
}
