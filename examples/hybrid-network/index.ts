import * as pulumi from "@pulumi/pulumi";
import * as interlink from "pulumi-interlink";

const config = new pulumi.Config();

// The office's line ends in a router interface; this connects it to the VPC's.
// With @pulumi/alicloud: routerInterfaceId is `office.id`, oppositeInterfaceId `cloud.id`.
const line = new interlink.RouterInterfaceConnection("office-line", {
  routerInterfaceId: config.require("initiatorId"),
  oppositeInterfaceId: config.require("acceptorId"),
});

// The same VPC (with @pulumi/alicloud: `network.id`) is offered to a partner once the line is up.
const offer = new interlink.EcrInstanceGrant(
  "partner",
  {
    ecrId: config.require("ecrId"),
    ecrOwnerAliUid: config.require("ecrOwner"),
    instanceId: config.require("alibabaVpcId"),
    instanceType: "VPC",
    instanceRegionId: "cn-hangzhou",
  },
  { dependsOn: line },
);

const events = new interlink.EgConnection("orders", {
  vpcId: config.require("huaweiVpcId"),
  subnetId: config.require("huaweiSubnetId"),
});

export const statuses = pulumi.all({ line: line.status, offer: offer.status, events: events.status });
