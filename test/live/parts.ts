import type { Sample } from "../support/resources.ts";
import { samples } from "../support/resources.ts";
import type { Journal, Site } from "./site.ts";
import { connection, grant, type Ids, link, routerInterfaces, type Thing } from "./things.ts";

/** One resource's part of a run. */
export interface Part {
  /** What the shared set of tests knows of the resource: its writes, and how previews show a drift. */
  readonly sample: Sample;
  /** The variables that have to name existing things. */
  readonly needs: readonly string[];
  /** What the run does in the account, in words, for whoever has to agree to it. */
  readonly touches: (ids: Ids) => string;
  readonly begin: (site: Site, ids: Ids, journal: Journal) => Promise<Thing>;
  /** Whether a drift takes the thing away, for want of anything in it that could change. */
  readonly vanishes: boolean;
}

function part(type: string, more: Omit<Part, "sample" | "vanishes">): Part {
  const sample = samples.find((it) => it.type === type);
  if (sample === undefined) throw new Error(`there is no sample of ${type}`);
  return { sample, vanishes: sample.drift === undefined, ...more };
}

/** A part for each resource. */
export const parts: readonly Part[] = [
  part("RouterInterfaceConnection", {
    needs: ["INTERLINK_LIVE_ROUTER", "INTERLINK_LIVE_PEER_ROUTER"],
    touches: (ids) =>
      `makes a router interface each at ${ids("INTERLINK_LIVE_ROUTER")} and ${ids("INTERLINK_LIVE_PEER_ROUTER")} (pay as you go, Mini.2), connects and deactivates them, and deletes both`,
    begin: routerInterfaces,
  }),
  part("EcrInstanceGrant", {
    needs: ["INTERLINK_LIVE_ECR", "INTERLINK_LIVE_ECR_OWNER", "INTERLINK_LIVE_ECR_INSTANCE"],
    touches: (ids) =>
      `grants ${ids("INTERLINK_LIVE_ECR_INSTANCE")} to ${ids("INTERLINK_LIVE_ECR")} of account ${ids("INTERLINK_LIVE_ECR_OWNER")}, and revokes that`,
    begin: grant,
  }),
  part("ClassicLinkAttachment", {
    needs: ["INTERLINK_LIVE_CLASSIC_INSTANCE", "INTERLINK_LIVE_CLASSIC_VPC"],
    touches: (ids) =>
      `links ${ids("INTERLINK_LIVE_CLASSIC_INSTANCE")} to ${ids("INTERLINK_LIVE_CLASSIC_VPC")}, and takes the link away`,
    begin: link,
  }),
  part("EgConnection", {
    needs: ["INTERLINK_LIVE_EG_VPC", "INTERLINK_LIVE_EG_SUBNET"],
    touches: (ids) =>
      `makes an EventGrid connection into subnet ${ids("INTERLINK_LIVE_EG_SUBNET")} of ${ids("INTERLINK_LIVE_EG_VPC")}, changes its description, and deletes it`,
    begin: connection,
  }),
];
