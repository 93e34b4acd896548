import type { Seed } from "../cloud/control-types.ts";
import { defaultAccount, otherAccount } from "../cloud/defaults.ts";
import type { ConfigValue } from "./stack.ts";

/** What an example finds in the cloud, and how it is configured. */
export interface ExampleCloud {
  readonly seed: Seed;
  readonly config: Readonly<Record<string, ConfigValue>>;
}

const line: Seed["routerInterfaces"] = [
  { id: "ri-office", routerId: "vrt-office", role: "InitiatingSide" },
  { id: "ri-cloud", routerId: "vrt-cloud", role: "AcceptingSide" },
];
const router = { id: "ecr-partner", account: otherAccount.id };
const ends = { initiatorId: "ri-office", acceptorId: "ri-cloud" };
const partner = { ecrId: router.id, ecrOwner: otherAccount.id };

/** By the example's folder. Every folder has to be here. */
export const exampleClouds: Readonly<Record<string, ExampleCloud>> = {
  "router-interface-connection": { seed: { routerInterfaces: line }, config: ends },
  "ecr-instance-grant": {
    seed: { expressConnectRouters: [router], vpcs: [{ id: "vpc-shop" }] },
    config: { ...partner, vpcId: "vpc-shop" },
  },
  "classic-link-attachment": {
    seed: { ecsInstances: [{ id: "i-legacy" }], vpcs: [{ id: "vpc-shop", classicLinkEnabled: true }] },
    config: { instanceId: "i-legacy", vpcId: "vpc-shop" },
  },
  "eg-connection": { seed: {}, config: { vpcId: "vpc-orders", subnetId: "subnet-orders" } },
  "hybrid-network": {
    seed: { routerInterfaces: line, expressConnectRouters: [router], vpcs: [{ id: "vpc-shop" }] },
    config: {
      ...ends,
      ...partner,
      alibabaVpcId: "vpc-shop",
      huaweiVpcId: "vpc-orders",
      huaweiSubnetId: "subnet-orders",
    },
  },
  "cross-account": {
    seed: {
      routerInterfaces: [
        { id: "ri-office", routerId: "vrt-office", role: "InitiatingSide" },
        { id: "ri-partner", routerId: "vrt-partner", role: "AcceptingSide", account: otherAccount.id },
      ],
      expressConnectRouters: [{ id: "ecr-office", account: defaultAccount.id }],
      vpcs: [{ id: "vpc-partner", account: otherAccount.id }],
    },
    config: {
      officeKey: defaultAccount.accessKeyId,
      officeSecret: { secret: defaultAccount.accessKeySecret },
      officeUid: defaultAccount.id,
      partnerKey: otherAccount.accessKeyId,
      partnerSecret: { secret: otherAccount.accessKeySecret },
      partnerUid: otherAccount.id,
    },
  },
};
