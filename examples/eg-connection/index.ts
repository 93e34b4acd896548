import * as pulumi from "@pulumi/pulumi";
import * as interlink from "pulumi-interlink";

const config = new pulumi.Config();

// The name is left out: it becomes "orders-" and seven hex digits that never change for this resource.
const connection = new interlink.EgConnection("orders", {
  vpcId: config.require("vpcId"),
  subnetId: config.require("subnetId"),
  description: "Events of the order service",
});

export const status = connection.status;
export const description = connection.description;
