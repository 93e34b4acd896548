import type { Cloud } from "../cloud/client.ts";
import type { Configuration, RecordOf, Seed, ServiceName } from "../cloud/control-types.ts";
import { otherAccount } from "../cloud/defaults.ts";
import type { Entry } from "../cloud/frame/log.ts";
import { pair } from "./router-interfaces.ts";

/** Arguments of a resource. */
export type Args = Readonly<Record<string, unknown>>;

/** What the shared set needs to know of one kind of resource. Things of a kind are told apart by a number, `n`. */
export interface Sample {
  /** The class. */
  readonly type: string;
  /** The service that it is read and written through; it may serve other kinds, too. */
  readonly service: ServiceName;
  /** The transitions that its creation and its deletion wait for. */
  readonly transitions: readonly (keyof NonNullable<Configuration["transitions"]>)[];
  /** What the cloud has to have before it can be made, or made again in another way. */
  readonly prepare: (n: number) => Seed;
  /** Its arguments; the first of them is in all of its writes, and is another one for every thing and every kind. */
  readonly args: (n: number) => Args;
  /** The same with a change that replaces. */
  readonly replaced: (n: number) => Args;
  /** Its id. */
  readonly id: (n: number, cloud: Cloud) => Promise<string>;
  /** An id of a thing that is not there. */
  readonly missing: string;
  /** A write in the words of the lists below; the first of them is the operation, which no other kind writes with. */
  readonly line: (entry: Entry) => string;
  /** The writes of a creation, the one that makes it last. */
  readonly makes: (args: Args) => readonly string[];
  /** The write of a deletion. */
  readonly unmakes: (args: Args) => readonly string[];
  /** The thing itself, as somebody else would have made it. */
  readonly made: (n: number) => Seed;
  /** A thing that is in its place and is another; left out: its id tells all there is. */
  readonly unequal?: { readonly seed: (n: number) => Seed; readonly named: (n: number) => string };
  /** A change behind Pulumi's back, how a preview shows it, and the writes that heal it. */
  readonly drift?: {
    readonly cause: (n: number, cloud: Cloud) => Promise<void>;
    readonly shown: string;
    readonly heals: (n: number) => readonly string[];
  };
  /** Arguments that are changed in place, and the writes of that. */
  readonly updated?: {
    readonly args: (n: number) => Args;
    readonly writes: (n: number) => readonly string[];
  };
  /** Takes it away behind Pulumi's back. */
  readonly vanish: (n: number, cloud: Cloud) => Promise<void>;
  /** How it may be when it is to be deleted, besides as it was made, and gone. */
  readonly ends: Readonly<Record<string, End>>;
}

/** A condition in which a thing may be when it is deleted. */
interface End {
  readonly become: (n: number, cloud: Cloud) => Promise<void>;
  /** What happens in the cloud while the deletion waits. */
  readonly meanwhile?: (n: number, cloud: Cloud) => Promise<void>;
  /** There is nothing to undo. */
  readonly undone?: true;
}

const REGION = "cn-hangzhou";

function become(status: "Connecting" | "Active" | "Inactive" | "Idle"): End["become"] {
  return (n, cloud) => cloud.change("routerInterfaces", `ri-${n}a`, { status });
}

const routerInterfaceConnection: Sample = {
  type: "RouterInterfaceConnection",
  service: "vpc",
  transitions: ["connect", "activate", "deactivate"],
  prepare: (n) => ({
    routerInterfaces: [
      ...(pair(n).routerInterfaces ?? []),
      ...(pair(n, { letters: ["c", "d"] }).routerInterfaces ?? []),
    ],
  }),
  args: (n) => ({ routerInterfaceId: `ri-${n}a`, oppositeInterfaceId: `ri-${n}b` }),
  replaced: (n) => ({ routerInterfaceId: `ri-${n}c`, oppositeInterfaceId: `ri-${n}d` }),
  id: async (n) => `${REGION}:ri-${n}a`,
  missing: `${REGION}:ri-nowhere`,
  line: ({ operation, params }) => `${operation} ${params["RouterInterfaceId"]}`,
  makes: ({ routerInterfaceId, oppositeInterfaceId }) => [
    `ModifyRouterInterfaceAttribute ${oppositeInterfaceId}`,
    `ModifyRouterInterfaceAttribute ${routerInterfaceId}`,
    `ConnectRouterInterface ${routerInterfaceId}`,
  ],
  unmakes: ({ routerInterfaceId }) => [`DeactivateRouterInterface ${routerInterfaceId}`],
  made: (n) => pair(n, { stored: true, status: "Active" }),
  unequal: {
    seed: (n) => pair(n, { letters: ["a", "x"], stored: true, status: "Active" }),
    named: (n) => `ri-${n}x`,
  },
  drift: {
    cause: become("Inactive"),
    shown: "~status",
    heals: (n) => [`ActivateRouterInterface ri-${n}a`],
  },
  vanish: (n, cloud) => cloud.remove("routerInterfaces", `ri-${n}a`),
  ends: {
    Connecting: { become: become("Connecting"), meanwhile: become("Active") },
    Inactive: { become: become("Inactive"), undone: true },
    Idle: { become: become("Idle"), undone: true },
  },
};

const grantTo = (n: number, ecrId: string): Args => ({
  ecrId,
  ecrOwnerAliUid: otherAccount.id,
  instanceId: `vpc-granted${n}`,
  instanceType: "VPC",
  instanceRegionId: REGION,
});

const ecrInstanceGrant: Sample = {
  type: "EcrInstanceGrant",
  service: "expressconnectrouter",
  transitions: ["grantVisible", "revokeVisible"],
  prepare: (n) => ({
    expressConnectRouters: [{ id: `ecr-${n}` }, { id: `ecr-${n}x` }],
    vpcs: [{ id: `vpc-granted${n}` }],
  }),
  args: (n) => grantTo(n, `ecr-${n}`),
  replaced: (n) => grantTo(n, `ecr-${n}x`),
  id: async (n) => [`ecr-${n}`, `vpc-granted${n}`, REGION, otherAccount.id, "VPC"].join(":"),
  missing: ["ecr-nowhere", "vpc-nowhere", REGION, otherAccount.id, "VPC"].join(":"),
  line: ({ operation, params }) => `${operation} ${params["EcrId"]}`,
  makes: ({ ecrId }) => [`GrantInstanceToExpressConnectRouter ${ecrId}`],
  unmakes: ({ ecrId }) => [`RevokeInstanceFromExpressConnectRouter ${ecrId}`],
  made: (n) => ({ ecrGrants: [{ ecrId: `ecr-${n}`, instanceId: `vpc-granted${n}` }] }),
  vanish: (n, cloud) => cloud.remove("ecrGrants", `ecr-${n}:vpc-granted${n}`),
  ends: {
    "of another status": {
      become: (n, cloud) =>
        cloud.change("ecrGrants", `ecr-${n}:vpc-granted${n}`, { status: "a word of tomorrow" }),
    },
  },
};

const classicLinkAttachment: Sample = {
  type: "ClassicLinkAttachment",
  service: "ecs",
  transitions: ["linkVisible", "unlinkVisible"],
  prepare: (n) => ({
    ecsInstances: [{ id: `i-${n}` }],
    vpcs: [`vpc-${n}`, `vpc-${n}x`].map((id) => ({ id, classicLinkEnabled: true })),
  }),
  args: (n) => ({ instanceId: `i-${n}`, vpcId: `vpc-${n}` }),
  replaced: (n) => ({ instanceId: `i-${n}`, vpcId: `vpc-${n}x` }),
  id: async (n) => `${REGION}:i-${n}:vpc-${n}`,
  missing: `${REGION}:i-nowhere:vpc-nowhere`,
  line: ({ operation, params }) => `${operation} ${params["VpcId"]}`,
  makes: ({ vpcId }) => [`AttachClassicLinkVpc ${vpcId}`],
  unmakes: ({ vpcId }) => [`DetachClassicLinkVpc ${vpcId}`],
  made: (n) => ({ classicLinks: [{ instanceId: `i-${n}`, vpcId: `vpc-${n}` }] }),
  unequal: {
    seed: (n) => ({ classicLinks: [{ instanceId: `i-${n}`, vpcId: `vpc-${n}x` }] }),
    named: (n) => `vpc-${n}x`,
  },
  vanish: (n, cloud) => cloud.remove("classicLinks", `i-${n}:vpc-${n}`),
  ends: {},
};

/** The id of a connection by its name: the cloud chooses it. */
async function connectionId(n: number, cloud: Cloud): Promise<string> {
  const found = (await cloud.snapshot()).connections.find(({ name }) => name === `events-${n}`);
  if (found === undefined) throw new Error(`there is no connection events-${n}`);
  return found.id;
}

function changeConnection(patch: Partial<RecordOf<"connections">>): End["become"] {
  return async (n, cloud) => cloud.change("connections", await connectionId(n, cloud), patch);
}

const egConnection: Sample = {
  type: "EgConnection",
  service: "eg",
  transitions: ["createConnection", "connectionGone"],
  prepare: () => ({}),
  args: (n) => ({ name: `events-${n}`, vpcId: "vpc-1", subnetId: "subnet-1" }),
  replaced: (n) => ({ name: `events-${n}`, vpcId: "vpc-1", subnetId: "subnet-2" }),
  id: connectionId,
  missing: "00000000-0000-0000-0000-000000000000",
  line: ({ operation }) => `${operation}`,
  makes: () => ["CreateConnection"],
  unmakes: () => ["DeleteConnection"],
  made: (n) => ({ connections: [{ id: `made-by-hand-${n}`, name: `events-${n}`, type: "WEBHOOK" }] }),
  unequal: {
    seed: (n) => ({
      connections: [{ id: `made-by-hand-${n}`, name: `events-${n}`, subnetId: "subnet-9", type: "WEBHOOK" }],
    }),
    named: (n) => `made-by-hand-${n}`,
  },
  drift: {
    cause: changeConnection({ description: "changed by hand" }),
    shown: "~description",
    heals: () => ["UpdateConnection"],
  },
  updated: {
    args: (n) => ({ ...egConnection.args(n), description: "all events" }),
    writes: () => ["UpdateConnection"],
  },
  vanish: async (n, cloud) => cloud.remove("connections", await connectionId(n, cloud)),
  ends: {
    CREATING: {
      become: changeConnection({ status: "CREATING" }),
      meanwhile: changeConnection({ status: "CREATED" }),
    },
    CREATE_FAILED: { become: changeConnection({ status: "CREATE_FAILED" }) },
  },
};

/** Every resource of this package. */
export const samples: readonly Sample[] = [
  routerInterfaceConnection,
  ecrInstanceGrant,
  classicLinkAttachment,
  egConnection,
];

/** The services that they are read and written through: each once. */
export const services: readonly ServiceName[] = [...new Set(samples.map(({ service }) => service))];

/** The operation that a line of a sample names. */
export function operation(line: string | undefined): string {
  return line?.split(" ")[0] ?? "";
}

/** The operations that make a thing, change and heal it, or unmake it: each once. */
export function writingOf({ makes, unmakes, args, drift, updated }: Sample): string[] {
  const lines = [
    ...makes(args(1)),
    ...(drift?.heals(1) ?? []),
    ...(updated?.writes(1) ?? []),
    ...unmakes(args(1)),
  ];
  return [...new Set(lines.map(operation))];
}

/** Whether a request is a write of this kind. */
export function isWriteOf(sample: Sample, { service, operation: name = "" }: Entry): boolean {
  return service === sample.service && writingOf(sample).includes(name);
}
