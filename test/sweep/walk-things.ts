import type { Cloud } from "../cloud/client.ts";
import type { Snapshot } from "../cloud/control-types.ts";
import type { Entry } from "../cloud/frame/log.ts";
import type { Resource } from "../support/mini-state.ts";
import { type Args, type Sample, samples } from "../support/resources.ts";
import { TIMEOUT_S } from "./scenario.ts";

/** The ways in which a thing may be declared. */
export const variants = ["base", "replaced", "updated"] as const;
/** One of the ways in which a thing may be declared. */
export type Variant = (typeof variants)[number];

/** A thing that a walk may declare. */
export interface Slot {
  readonly name: string;
  readonly sample: Sample;
  readonly n: number;
}

/** The thing of a number: each kind in turn. */
export function slotOf(index: number): Slot {
  const sample = samples[index % samples.length];
  if (sample === undefined) throw new Error(`there is no slot ${index}`);
  const n = 1 + Math.floor(index / samples.length);
  return { name: `${sample.type}-${n}`, sample, n };
}

/** The arguments of a variant; a kind that knows no updates is declared as it is. */
export function argsOf({ sample, n }: Slot, variant: Variant): Args {
  if (variant === "replaced") return sample.replaced(n);
  return variant === "updated" ? (sample.updated?.args(n) ?? sample.args(n)) : sample.args(n);
}

/** A declaration. */
export function declaration(slot: Slot, variant: Variant): Resource {
  const timeout = `${TIMEOUT_S}s`;
  return {
    type: slot.sample.type,
    name: slot.name,
    args: argsOf(slot, variant),
    timeouts: { create: timeout, update: timeout, delete: timeout },
  };
}

/** How the records of one kind are to be read, by the arguments of a thing. */
interface Reading {
  /** "there", "absent", or in words what it is instead. */
  readonly condition: (args: Args, cloud: Snapshot) => string;
  /** Whether two variants are one thing, changed in place. */
  readonly same: (one: Args, other: Args) => boolean;
  /** Whether a write is about the thing. */
  readonly about: (args: Args, entry: Entry, cloud: Snapshot) => boolean;
  readonly vanish: (slot: Slot, cloud: Cloud) => Promise<void>;
  /** Whether the thing is in a condition in which the sample's drift can come about; left out: it has none. */
  readonly canDrift?: (n: number, cloud: Snapshot) => boolean;
}

/** How each kind is read. */
const readings: Readonly<Record<string, Reading>> = {
  RouterInterfaceConnection: {
    condition({ routerInterfaceId, oppositeInterfaceId }, { routerInterfaces }) {
      const own = routerInterfaces.find(({ id }) => id === routerInterfaceId);
      const peer = routerInterfaces.find(({ id }) => id === oppositeInterfaceId);
      if (own === undefined) return "absent";
      // A deletion deactivates; what is stored stays.
      if (own.status === "Idle" || own.status === "Inactive") return "absent";
      const wanted =
        own.status === "Active" && own.oppositeInterfaceId === peer?.id && peer?.status === "Active";
      return wanted ? "there" : `${own.status} to ${own.oppositeInterfaceId}, which is ${peer?.status}`;
    },
    same: (one, other) => one["routerInterfaceId"] === other["routerInterfaceId"],
    about: ({ routerInterfaceId, oppositeInterfaceId }, { params }) =>
      [routerInterfaceId, oppositeInterfaceId].includes(params["RouterInterfaceId"]),
    async vanish({ sample, n }, cloud) {
      await cloud.remove("routerInterfaces", `ri-${n}a`);
      await cloud.seed(sample.prepare(n));
    },
    canDrift: (n, { routerInterfaces }) =>
      routerInterfaces.some(({ id, status }) => id === `ri-${n}a` && status === "Active"),
  },
  EcrInstanceGrant: {
    condition: ({ ecrId, instanceId }, { ecrGrants }) =>
      ecrGrants.some((it) => it.ecrId === ecrId && it.instanceId === instanceId && it.phase !== "lingering")
        ? "there"
        : "absent",
    same: (one, other) => one["ecrId"] === other["ecrId"],
    about: ({ ecrId }, { params }) => params["EcrId"] === ecrId,
    async vanish({ n }, cloud) {
      for (const id of [`ecr-${n}:vpc-granted${n}`, `ecr-${n}x:vpc-granted${n}`]) {
        await cloud.remove("ecrGrants", id).catch(ignoreMissing);
      }
    },
  },
  ClassicLinkAttachment: {
    condition: ({ instanceId, vpcId }, { classicLinks }) =>
      classicLinks.some(
        (it) => it.instanceId === instanceId && it.vpcId === vpcId && it.phase !== "lingering",
      )
        ? "there"
        : "absent",
    same: (one, other) => one["vpcId"] === other["vpcId"],
    about: ({ instanceId, vpcId }, { params }) =>
      params["InstanceId"] === instanceId && params["VpcId"] === vpcId,
    async vanish({ n }, cloud) {
      for (const id of [`i-${n}:vpc-${n}`, `i-${n}:vpc-${n}x`]) {
        await cloud.remove("classicLinks", id).catch(ignoreMissing);
      }
    },
  },
  EgConnection: {
    condition({ name, subnetId, description = "" }, { connections }) {
      const own = connections.find((it) => it.name === name && it.phase !== "lingering");
      if (own === undefined || own.subnetId !== subnetId) return "absent";
      const wanted = own.status === "CREATED" && own.description === description;
      return wanted ? "there" : `${own.status}, described as "${own.description}"`;
    },
    same: (one, other) => one["subnetId"] === other["subnetId"],
    about({ name, subnetId }, { params }, { connections }) {
      if (params["name"] !== undefined) return params["name"] === name && params["subnet_id"] === subnetId;
      const own = connections.find(({ id }) => id === params["connection_id"]);
      return own?.name === name && own?.subnetId === subnetId;
    },
    async vanish({ n }, cloud) {
      const { connections } = await cloud.snapshot();
      for (const { id } of connections.filter(({ name }) => name === `events-${n}`)) {
        await cloud.remove("connections", id);
      }
    },
    canDrift: (n, { connections }) => connections.some(({ name }) => name === `events-${n}`),
  },
};

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Error) || !/ has no "/.test(error.message)) throw error;
}

/** How a thing's kind is read. */
export function readingOf({ sample }: Slot): Reading {
  const reading = readings[sample.type];
  if (reading === undefined) throw new Error(`nobody knows how to read ${sample.type}`);
  return reading;
}

/**
 * In which respects the cloud is not as declared; `none`: nothing of it may be there, but for what another stack holds.
 */
export function amiss(
  slot: Slot,
  variant: Variant | "none",
  cloud: Snapshot,
  heldElsewhere?: Args,
): string[] {
  const { condition, same } = readingOf(slot);
  const wanted = variant === "none" ? undefined : argsOf(slot, variant);
  const here = wanted === undefined ? [] : [[wanted, condition(wanted, cloud), "there"] as const];
  const others = variants
    .map((other) => argsOf(slot, other))
    .filter((args) => ![wanted, heldElsewhere].some((it) => it !== undefined && same(args, it)))
    .map((args) => [args, condition(args, cloud), "absent"] as const);
  return [...here, ...others]
    .filter(([, is, should]) => is !== should)
    .map(([args, is, should]) => `${slot.name} ${JSON.stringify(args)} is ${is}, and should be ${should}`);
}
