import type { RecordOf } from "../cloud/control-types.ts";
import { defaultUser } from "../cloud/defaults.ts";
import type { attachErrors } from "../cloud/ecs/errors.ts";
import { type Case, once, ordered, race, type Subject } from "./case.ts";

type Act = NonNullable<Case["before"]>;

/** The page's operation. */
export const operation = "AttachClassicLinkVpc";

/** The classic-network instance `i-<n>` and `vpc-<n>`, with ClassicLink enabled. */
export const attach: Subject = {
  type: "ClassicLinkAttachment",
  operation: `Ecs.${operation}`,
  by: "create",
  seed: (n) => ({ ecsInstances: [{ id: `i-${n}` }], vpcs: [{ id: `vpc-${n}`, classicLinkEnabled: true }] }),
  args: (n) => ({ instanceId: `i-${n}`, vpcId: `vpc-${n}` }),
  id: (n) => `i-${n}`,
  doing: (n) => `Linking i-${n} to vpc-${n}`,
};

/** A provider process that may not read instances and VPCs: it leaves everything to the cloud to judge. */
export const UNSEEING = "unseeing";
/** Its user. */
export const unseeing = { ...defaultUser, denied: ["ecs:DescribeInstances", "vpc:DescribeVpcAttribute"] };

/** Changes the instance. */
export const instance =
  (patch: Partial<RecordOf<"ecsInstances">>): Act =>
  (n, cloud) =>
    cloud.change("ecsInstances", `i-${n}`, patch);
/** Changes the VPC. */
export const vpc =
  (patch: Partial<RecordOf<"vpcs">>): Act =>
  (n, cloud) =>
    cloud.change("vpcs", `vpc-${n}`, patch);
/** Releases the instance. */
export const noInstance: Act = (n, cloud) => cloud.remove("ecsInstances", `i-${n}`);
/** Changes the cloud just before Attach. */
export const racing = (change: Act) => race(attach, change, operation);
/** Has Attach refused, so many times. */
export const orders = (row: (typeof attachErrors)[keyof typeof attachErrors], times: number | "always") =>
  ordered(attach, { operation, ...row, times });
/** The key of a row whose code the page has more than once. */
export const keyed = ({ code, message }: { code: string; message: string }): string => `${code}: ${message}`;

/** An instance that was never there. */
export const unheardOf: Pick<Case, "args" | "id"> = {
  args: (n) => ({ instanceId: `i-unheard-of-${n}` }),
  id: (n) => `i-unheard-of-${n}`,
};
/** What is said of an instance that is not there. */
export const notThere = [
  "no such instance in this region and account",
  "Check instanceId, regionId",
] as const;
const status = ["neither running nor stopped", "once the instance has started or stopped"] as const;

/** The instance starts or stops. */
export const moving = (to: "Running" | "Stopped", from: "Starting" | "Stopping"): readonly Case[] => [
  {
    when: "by waiting before anything is sent",
    before: instance({ status: from }),
    meanwhile: async (n, cloud) => {
      await cloud.waitFor({ operation: "DescribeClassicLinkInstances", id: `i-${n}`, count: 3 });
      await instance({ status: to })(n, cloud);
    },
    expect: { kind: "avoided", writes: [operation] },
  },
  {
    when: `until it is ${to}, when that cannot be read`,
    host: UNSEEING,
    before: instance({ status: from }),
    ...once(attach, "InvalidStatus.InstanceStatus", instance({ status: to })),
    expect: { kind: "absorbed", writes: [operation] },
  },
  {
    when: "when it takes too long and cannot be read",
    host: UNSEEING,
    before: instance({ status: from }),
    timeout: "1s",
    expect: { kind: "told", waitedFor: "InvalidStatus.InstanceStatus", says: status },
  },
];
