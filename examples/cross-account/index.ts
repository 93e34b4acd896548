import * as pulumi from "@pulumi/pulumi";
import * as interlink from "pulumi-interlink";

const config = new pulumi.Config();
const region = "cn-hangzhou";
const account = (name: string) => {
  const keys = { accessKey: config.require(`${name}Key`), secretKey: config.requireSecret(`${name}Secret`) };
  return { provider: new interlink.Provider(name, { alicloud: { region, ...keys } }) };
};
const [office, partner] = [account("office"), account("partner")];
const [officeUid, partnerUid] = [config.require("officeUid"), config.require("partnerUid")];

// What one end has to know of the other, which belongs to another account.
const end = (oppositeInterfaceId: string, oppositeRouterId: string, oppositeInterfaceOwnerId: string) => {
  return {
    oppositeInterfaceId,
    oppositeRouterId,
    oppositeRouterType: "VRouter" as const,
    oppositeInterfaceOwnerId,
  };
};

// Each end is set by the account that owns it; the initiator waits for the other.
const { RouterInterfaceConnection, EcrInstanceGrant } = interlink;
const toOffice = { routerInterfaceId: "ri-partner", ...end("ri-office", "vrt-office", officeUid) };
const accepting = new RouterInterfaceConnection("partner-end", toOffice, partner);
const toPartner = { routerInterfaceId: "ri-office", ...end("ri-partner", "vrt-partner", partnerUid) };
const connection = new RouterInterfaceConnection("office-end", toPartner, office);

// The partner lets the office's Express Connect Router use its VPC.
const vpc = { instanceId: "vpc-partner", instanceType: "VPC" as const, instanceRegionId: region };
const grant = new EcrInstanceGrant(
  "vpc",
  { ecrId: "ecr-office", ecrOwnerAliUid: officeUid, ...vpc },
  partner,
);

export const status = connection.status;
export const accounts = [accepting.accountId, connection.accountId, grant.accountId];
