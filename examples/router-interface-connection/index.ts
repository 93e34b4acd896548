import * as pulumi from "@pulumi/pulumi";
import * as interlink from "pulumi-interlink";

const config = new pulumi.Config();

// With @pulumi/alicloud in the same stack these would be `initiator.id` and `acceptor.id` of two
// alicloud.expressconnect.RouterInterface.
const connection = new interlink.RouterInterfaceConnection(
  "office-to-cloud",
  { routerInterfaceId: config.require("initiatorId"), oppositeInterfaceId: config.require("acceptorId") },
  { customTimeouts: { create: config.require("timeout") } },
);

/** `Active`: traffic can flow. */
export const status = connection.status;
export const peerRouter = connection.oppositeRouterId;
