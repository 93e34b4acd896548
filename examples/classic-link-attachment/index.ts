import * as pulumi from "@pulumi/pulumi";
import * as interlink from "pulumi-interlink";

const config = new pulumi.Config();

// With @pulumi/alicloud in the same stack, vpcId would be `network.id` of an alicloud.vpc.Network.
const link = new interlink.ClassicLinkAttachment("legacy-server", {
  instanceId: config.require("instanceId"),
  vpcId: config.require("vpcId"),
});

export const linkedTo = link.vpcId;
