import { alibabaService } from "./alibaba.ts";
import { connectRouterInterface } from "./vpc/connect.ts";
import { createRouterInterface } from "./vpc/create.ts";
import { deleteRouterInterface } from "./vpc/delete.ts";
import { describeRouterInterfaceAttribute, describeRouterInterfaces } from "./vpc/describe.ts";
import { routerInterfaces, transitionNames } from "./vpc/interfaces.ts";
import { modifyRouterInterfaceAttribute } from "./vpc/modify.ts";
import { vpcOptions } from "./vpc/options.ts";
import { modifyRouterInterfaceSpec } from "./vpc/spec.ts";
import { activateRouterInterface, deactivateRouterInterface } from "./vpc/switch.ts";
import { describeVpcAttribute, vpcs } from "./vpc/vpcs.ts";

/** Virtual Private Cloud, version 2016-04-28, as far as router interfaces and ClassicLink need it. */
export const vpc = alibabaService({
  name: "vpc",
  product: "Vpc",
  version: "2016-04-28",
  ram: "vpc",
  kinds: [routerInterfaces, vpcs],
  transitions: transitionNames,
  options: vpcOptions,
  operations: {
    CreateRouterInterface: createRouterInterface,
    DeleteRouterInterface: deleteRouterInterface,
    ModifyRouterInterfaceSpec: modifyRouterInterfaceSpec,
    DescribeRouterInterfaces: describeRouterInterfaces,
    DescribeRouterInterfaceAttribute: describeRouterInterfaceAttribute,
    ModifyRouterInterfaceAttribute: modifyRouterInterfaceAttribute,
    ConnectRouterInterface: connectRouterInterface,
    ActivateRouterInterface: activateRouterInterface,
    DeactivateRouterInterface: deactivateRouterInterface,
    DescribeVpcAttribute: describeVpcAttribute,
  },
});
