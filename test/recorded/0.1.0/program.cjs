const pulumi = require("@pulumi/pulumi");
const interlink = require("pulumi-interlink");
new interlink.RouterInterfaceConnection("both-sides", { routerInterfaceId: "ri-1a", oppositeInterfaceId: "ri-1b" }, { customTimeouts: { create: "20m", delete: "15m" } });
new interlink.RouterInterfaceConnection("stored-peer", { routerInterfaceId: "ri-2a" });
new interlink.RouterInterfaceConnection("other-account", { routerInterfaceId: "ri-3a", regionId: "cn-hangzhou", oppositeInterfaceId: "ri-3b", oppositeRouterId: "vrt-3b", oppositeRouterType: "VRouter", oppositeInterfaceOwnerId: "253460731706911258" });
new interlink.EcrInstanceGrant("grant", { ecrId: "ecr-1", ecrOwnerAliUid: "253460731706911258", instanceId: "vpc-granted1", instanceType: "VPC", instanceRegionId: "cn-hangzhou" });
new interlink.ClassicLinkAttachment("link", { instanceId: "i-1", vpcId: "vpc-1" });
new interlink.EgConnection("webhook", { vpcId: "vpc-1", subnetId: "subnet-1" });
new interlink.EgConnection("kafka", { name: "orders", description: "all orders", vpcId: "vpc-1", subnetId: "subnet-1", type: "KAFKA", kafkaDetail: { instanceId: "kafka-1", addr: "10.0.0.1:9093", securityProtocol: "SASL_SSL", enableSaslSsl: true, userName: "orders", password: pulumi.secret("throw-away") } });
new interlink.EgConnection("rocketmq", { name: "events", vpcId: "vpc-1", subnetId: "subnet-1", type: "ROCKETMQ", rocketmqDetail: { instanceId: "rmq-1", addr: "10.0.0.2:8100", useTls: true, enableAcl: true, userName: "events", password: pulumi.secret("throw-away") } });

class Links extends pulumi.ComponentResource {
  constructor(name, opts) {
    super("test:index:Links", name, {}, opts);
    this.registerOutputs({ name });
  }
}
// Each in a component of its own: two in one waited for each other in 0.1.0.
const inComponent = (name) => ({ parent: new Links(name), customTimeouts: { delete: "7m" } });
// It was made at the top of the stack, and moved.
const moved = { ...inComponent("moved"), aliases: [{ parent: pulumi.rootStackResource }] };
new interlink.ClassicLinkAttachment("moved-link", { instanceId: "i-2", vpcId: "vpc-2", regionId: "cn-hangzhou" }, moved);
new interlink.EcrInstanceGrant("grant-inside", { ecrId: "ecr-2", ecrOwnerAliUid: "253460731706911258", instanceId: "vpc-granted2", instanceType: "VPC", instanceRegionId: "cn-hangzhou" }, inComponent("grants"));
new interlink.RouterInterfaceConnection("line-inside", { routerInterfaceId: "ri-4a", oppositeInterfaceId: "ri-4b" }, { ...inComponent("lines"), aliases: [{ name: "line" }] });
new interlink.EgConnection("webhook-inside", { vpcId: "vpc-1", subnetId: "subnet-2" }, inComponent("events"));
