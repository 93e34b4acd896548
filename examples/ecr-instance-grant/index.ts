import * as pulumi from "@pulumi/pulumi";
import * as interlink from "pulumi-interlink";

const config = new pulumi.Config();

// With @pulumi/alicloud in the same stack, vpcId would be `network.id` of an alicloud.vpc.Network.
const grant = new interlink.EcrInstanceGrant("vpc-to-router", {
  ecrId: config.require("ecrId"),
  ecrOwnerAliUid: config.require("ecrOwner"), // a string: account ids may be too large for a number
  instanceId: config.require("vpcId"),
  instanceType: "VPC",
  instanceRegionId: "cn-hangzhou",
});

export const status = grant.status;
export const owner = grant.ecrOwnerAliUid;
