import { defaultUser, otherAccount } from "../cloud/defaults.ts";
import { attachErrors } from "../cloud/ecs/errors.ts";
import {
  attach,
  instance,
  keyed,
  moving,
  noInstance,
  notThere,
  operation,
  orders,
  racing,
  UNSEEING,
  unheardOf,
  unseeing,
  vpc,
} from "./attach.ts";
import { type Entries, once } from "./case.ts";
import { readPage } from "./page.ts";
import { walk } from "./walk.ts";

const HOUR = 3_600_000;

const entries: Entries = {
  [keyed(attachErrors.unknownInstance)]: [
    {
      when: "as far as it can be read",
      ...unheardOf,
      timeout: "1s",
      expect: { kind: "rejected", says: ["there is no i-unheard-of-", "nothing was changed"] },
    },
    {
      when: "when instances cannot be read",
      host: UNSEEING,
      ...unheardOf,
      timeout: "1s",
      expect: {
        kind: "told",
        doing: (n) => `Linking i-unheard-of-${n} to vpc-${n}`,
        says: notThere,
      },
    },
  ],
  "InvalidRegionId.Malformed": [
    {
      when: "as far as the arguments show",
      args: () => ({ regionId: "Hangzhou" }),
      expect: { kind: "rejected", says: ["regionId must be a region id such as cn-hangzhou"] },
    },
    {
      when: "at Attach",
      ...orders(attachErrors.regionForm, 1),
      expect: { kind: "told", says: ["cannot be the id of one", "as in cn-hangzhou"] },
    },
  ],
  "InvalidVpcId.Malformed": [
    {
      when: "as far as it can be read",
      before: (n, cloud) => cloud.remove("vpcs", `vpc-${n}`),
      timeout: "1s",
      expect: { kind: "rejected", says: ["there is no vpc-", "nothing was changed"] },
    },
    {
      when: "when VPCs cannot be read",
      host: UNSEEING,
      before: (n, cloud) => cloud.remove("vpcs", `vpc-${n}`),
      expect: { kind: "told", says: ["not the id of a VPC in this region and account", "Check vpcId"] },
    },
    {
      when: "when the VPC turns out to be another account's",
      ...racing(vpc({ account: otherAccount.id })),
      expect: { kind: "told", says: ["not the id of a VPC in this region and account", "Check vpcId"] },
    },
  ],
  "InvalidInstanceId.MalFormed": [
    {
      when: "as far as it can be read",
      before: instance({ networkType: "vpc" }),
      expect: { kind: "rejected", says: ["is not in the classic network but in a VPC"] },
    },
    {
      when: "when instances cannot be read",
      host: UNSEEING,
      before: instance({ networkType: "vpc" }),
      expect: { kind: "told", says: ["is not in the classic network", "needs no ClassicLink"] },
    },
  ],
  [keyed(attachErrors.notAllowed)]: [
    {
      when: "whatever the cause",
      before: instance({ linkable: false }),
      expect: { kind: "told", says: ["may not be linked to this VPC", "and detach it there first"] },
    },
    {
      when: "when it clears",
      before: instance({ linkable: false }),
      ...once(attach, "OperationDenied", instance({ linkable: true })),
      expect: { kind: "absorbed", writes: [operation] },
    },
  ],
  "InvalidParameter.InvalidInstanceIdAndVpcId": [
    {
      when: "as far as the arguments show",
      args: () => ({ instanceId: "", vpcId: "" }),
      expect: {
        kind: "rejected",
        says: ["instanceId must be the id of an ECS instance", "vpcId must be the id of a VPC"],
      },
    },
    {
      when: "at Attach",
      ...orders(attachErrors.neither, 1),
      expect: { kind: "told", says: ["Neither an instance nor a VPC arrived", "check the proxy"] },
    },
  ],
  [keyed(attachErrors.linkedElsewhere)]: [
    {
      when: "as far as it is listed",
      before: (n, cloud) => cloud.seed({ classicLinks: [{ instanceId: `i-${n}`, vpcId: "vpc-elsewhere" }] }),
      expect: { kind: "rejected", says: ["is linked to vpc-elsewhere", "detach it there first"] },
    },
    {
      when: "while the list does not show it",
      before: (n, cloud) =>
        cloud.seed({ classicLinks: [{ instanceId: `i-${n}`, vpcId: "vpc-elsewhere", phase: "hidden" }] }),
      expect: { kind: "told", says: ["is linked to another VPC", "Detach it there first"] },
    },
    {
      when: "when it was to this very VPC, by somebody who was faster",
      ...racing((n, cloud) => cloud.seed({ classicLinks: [{ instanceId: `i-${n}`, vpcId: `vpc-${n}` }] })),
      expect: { kind: "absorbed", writes: [] },
    },
  ],
  [keyed(attachErrors.disabled)]: [
    {
      when: "as far as it can be read",
      before: vpc({ classicLinkEnabled: false }),
      expect: {
        kind: "rejected",
        says: ["ClassicLink is not enabled for vpc-", "enable it in the VPC console"],
      },
    },
    {
      when: "when VPCs cannot be read",
      host: UNSEEING,
      before: vpc({ classicLinkEnabled: false }),
      expect: { kind: "told", says: ["ClassicLink is switched off", "Enable ClassicLink for the VPC"] },
    },
    {
      when: "when it has just been switched off",
      ...racing(vpc({ classicLinkEnabled: false })),
      expect: { kind: "told", says: ["ClassicLink is switched off", "Enable ClassicLink for the VPC"] },
    },
  ],
  [keyed(attachErrors.releasedInstance)]: [
    {
      when: "as far as it can be read",
      before: noInstance,
      timeout: "1s",
      expect: { kind: "rejected", says: ["there is no i-", "nothing was changed"] },
    },
    {
      when: "when instances cannot be read",
      host: UNSEEING,
      before: noInstance,
      timeout: "1s",
      expect: { kind: "told", says: notThere },
    },
  ],
  [keyed(attachErrors.status)]: moving("Running", "Starting"),
  [keyed(attachErrors.statusOtherwise)]: moving("Stopped", "Stopping"),
  "InvalidInstanceId.NotBelong": [
    {
      when: "when it is read",
      before: instance({ account: otherAccount.id }),
      expect: {
        kind: "told",
        operation: "Ecs.DescribeClassicLinkInstances",
        doing: (n) => `Reading the ClassicLink of i-${n} to vpc-${n} in cn-hangzhou`,
        says: ["belongs to another account", "Use the credentials of the account that owns the instance"],
      },
    },
    {
      when: "when it has just changed hands",
      ...racing(instance({ account: otherAccount.id })),
      expect: {
        kind: "told",
        says: ["belongs to another account", "Use the credentials of the account that owns the instance"],
      },
    },
  ],
  QuotaExceeded: [
    {
      when: "because the VPC has its links",
      before: (n, cloud) =>
        cloud.seed({
          ecsInstances: [{ id: `i-${n}-before` }],
          classicLinks: [{ instanceId: `i-${n}-before`, vpcId: `vpc-${n}` }],
        }),
      expect: { kind: "told", says: ["as many ClassicLink instances as it may have", "Detach instances"] },
    },
  ],
  "InvalidStatus.InstanceLocked": [
    {
      when: "until the other task has ended",
      before: (n, cloud) => cloud.seed({ ecsLocks: [{ id: `i-${n}` }] }),
      ...once(attach, "InvalidStatus.InstanceLocked", (n, cloud) => cloud.remove("ecsLocks", `i-${n}`)),
      expect: { kind: "absorbed", writes: [operation] },
    },
    {
      when: "when the other task does not end in time",
      before: (n, cloud) => cloud.seed({ ecsLocks: [{ id: `i-${n}` }] }),
      timeout: "1s",
      expect: {
        kind: "told",
        waitedFor: "InvalidStatus.InstanceLocked",
        says: ["Another task is working on the instance", "for a task that is stuck"],
      },
    },
  ],
  "InvalidInstanceId.LimitedRegion": [
    {
      when: "because the region has no classic network",
      args: () => ({ regionId: "cn-chengdu" }),
      before: async (n, cloud) => {
        await instance({ regionId: "cn-chengdu" })(n, cloud);
        await vpc({ regionId: "cn-chengdu" })(n, cloud);
      },
      expect: { kind: "told", says: ["not offered in the instance's region", "Migrate the instance"] },
    },
  ],
  "Forbidden.SubUser": [
    {
      when: "for want of a permission",
      host: UNSEEING,
      before: (_, cloud) =>
        cloud.change("ramUsers", defaultUser.id, { denied: [...unseeing.denied, `ecs:${operation}`] }),
      after: (_, cloud) => cloud.change("ramUsers", defaultUser.id, { denied: unseeing.denied }),
      expect: {
        kind: "told",
        says: [
          "Missing permission: ecs:AttachClassicLinkVpc. The RAM user may not work on this resource",
          "Grant the permission",
        ],
      },
    },
  ],
  [keyed(attachErrors.otherRegion)]: [
    {
      when: "as far as it can be read",
      before: instance({ regionId: "cn-beijing" }),
      timeout: "1s",
      expect: { kind: "rejected", says: ["there is no i-", "in cn-hangzhou that these credentials can see"] },
    },
    {
      when: "when instances cannot be read",
      host: UNSEEING,
      before: instance({ regionId: "cn-beijing" }),
      timeout: "1s",
      expect: { kind: "told", says: notThere },
    },
  ],
  "InvalidRegionId.NotFound": [
    {
      when: "when it is read",
      args: () => ({ regionId: "cn-nowhere" }),
      expect: {
        kind: "told",
        operation: "Ecs.DescribeClassicLinkInstances",
        doing: (n) => `Reading the ClassicLink of i-${n} to vpc-${n} in cn-nowhere`,
        status: 404,
        message: "The specified region does not exist.",
        says: ["There is no such region", "Check regionId"],
      },
    },
    {
      when: "at Attach",
      ...orders(attachErrors.region, 1),
      expect: { kind: "told", says: ["There is no such region", "Check regionId"] },
    },
  ],
};

walk({
  page: readPage("attach-classic-link-vpc"),
  subject: attach,
  entries,
  cloudTable: attachErrors,
  configuration: {
    options: { ecs: { linksPerVpc: 1 } },
    // Instances that start or stop do so until a case says otherwise.
    transitions: { instanceStart: HOUR, instanceStop: HOUR },
  },
  seed: { ramUsers: [unseeing] },
  hosts: { [UNSEEING]: (cloud) => cloud.env(defaultUser) },
});
