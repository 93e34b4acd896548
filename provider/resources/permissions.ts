import { describeGrants, grantInstance, revokeInstance } from "../alibaba/ecr.ts";
import {
  attachClassicLinkVpc,
  describeClassicLinkInstances,
  describeInstances,
  detachClassicLinkVpc,
} from "../alibaba/ecs.ts";
import {
  activateRouterInterface,
  connectRouterInterface,
  deactivateRouterInterface,
  describeRouterInterfaces,
  describeVpcAttribute,
  modifyRouterInterfaceAttribute,
} from "../alibaba/vpc.ts";
import type { Permission } from "../http/operation.ts";
import {
  createConnection,
  deleteConnection,
  listConnections,
  showConnection,
  updateConnection,
} from "../huawei/eg.ts";
import { listProjects } from "../huawei/iam.ts";

// Which operations each resource calls in its life, and on what. Only the command line loads this.

/** Text of properties, by name; what is not known yet is ANY. */
export type Texts = Readonly<Record<string, string>>;

/** Stands for any value, as in policies. */
export const ANY = "*";

/** A resource, as far as it is known: its arguments, and what else its state shows. */
export interface Known {
  readonly inputs: Texts;
  readonly outputs: Texts;
}

/** A call of an operation, with the parameters that permissions depend on. */
export interface Use {
  readonly operation: {
    readonly name: string;
    readonly effect: "read" | "write";
    readonly permission?: Permission;
    readonly service: { readonly endpointKey: string };
  };
  readonly parameters: Texts;
  /** It works without, too: what this is for. */
  readonly optional?: string;
}

/** What a resource calls, be it known or any of its class. */
type Uses = (resource: Known | typeof ANY) => readonly Use[];

const routerInterfaceConnection: Uses = (resource) => {
  const { inputs, outputs } = resource === ANY ? ANYTHING : resource;
  const isInitiator = outputs["role"] !== "AcceptingSide";
  const peerId = resource === ANY ? ANY : inputs["oppositeInterfaceId"];
  const self = { RegionId: inputs["regionId"] ?? ANY, RouterInterfaceId: inputs["routerInterfaceId"] ?? ANY };
  // Of a peer in another account nothing is read or set; left out, it is the one that this side stores.
  const peer =
    peerId === undefined || inputs["oppositeRouterId"] !== undefined
      ? undefined
      : { RegionId: outputs["oppositeRegionId"] || ANY, RouterInterfaceId: peerId };
  const on = (parameters: Texts, ...operations: Use["operation"][]): Use[] =>
    operations.map((operation) => ({ operation, parameters }));
  return [
    ...on(self, describeRouterInterfaces),
    ...(peerId === undefined ? [] : on(self, modifyRouterInterfaceAttribute)),
    ...(isInitiator ? on(self, connectRouterInterface) : []),
    ...on(self, activateRouterInterface, deactivateRouterInterface),
    ...(peer === undefined ? [] : on(peer, describeRouterInterfaces)),
    // An acceptor leaves its initiator alone.
    ...(peer === undefined || !isInitiator
      ? []
      : on(peer, modifyRouterInterfaceAttribute, activateRouterInterface)),
  ];
};

const ecrInstanceGrant: Uses = (resource) => {
  const { inputs } = resource === ANY ? ANYTHING : resource;
  const parameters = {
    InstanceId: inputs["instanceId"] ?? ANY,
    InstanceType: inputs["instanceType"] ?? ANY,
    InstanceRegionId: inputs["instanceRegionId"] ?? ANY,
  };
  return [describeGrants, grantInstance, revokeInstance].map((operation) => ({ operation, parameters }));
};

const classicLinkAttachment: Uses = (resource) => {
  const { inputs } = resource === ANY ? ANYTHING : resource;
  const parameters = {
    RegionId: inputs["regionId"] ?? ANY,
    InstanceId: inputs["instanceId"] ?? ANY,
    VpcId: inputs["vpcId"] ?? ANY,
  };
  return [
    ...[describeClassicLinkInstances, attachClassicLinkVpc, detachClassicLinkVpc].map((operation) => ({
      operation,
      parameters,
    })),
    ...[describeInstances, describeVpcAttribute].map((operation) => ({
      operation,
      parameters,
      optional: "clearer errors",
    })),
  ];
};

const egConnection: Uses = (resource) => {
  const { inputs } = resource === ANY ? ANYTHING : resource;
  const operations = [showConnection, listConnections, createConnection, updateConnection, deleteConnection];
  // Without an argument it is looked up by region.
  const lookUp = inputs["projectId"] === undefined ? [listProjects] : [];
  return [...operations, ...lookUp].map((operation) => ({ operation, parameters: {} }));
};

const ANYTHING: Known = { inputs: {}, outputs: {} };

/** By class. */
export const uses: Readonly<Record<string, Uses>> = {
  RouterInterfaceConnection: routerInterfaceConnection,
  EcrInstanceGrant: ecrInstanceGrant,
  ClassicLinkAttachment: classicLinkAttachment,
  EgConnection: egConnection,
};
