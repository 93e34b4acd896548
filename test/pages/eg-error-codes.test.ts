import { defaultHuawei } from "../cloud/defaults.ts";
import { codes } from "../cloud/eg/errors.ts";
import { type Case, chained, type Entries, once, ordered, race } from "./case.ts";
import { becomes, connection, deleting, inProject } from "./eg.ts";
import { readPage } from "./page.ts";
import { walk } from "./walk.ts";

const page = readPage("eg-error-codes");
const operation = "CreateConnection";

/** Comes when ordered: the page has it for subscriptions, or for what a connection does not do here. */
const whenever = (row: (typeof codes)[keyof typeof codes], says: readonly [string, string]): Case => ({
  when: "whatever the cause",
  ...ordered(connection, { operation, ...row, times: 1 }),
  expect: { kind: "told", says },
});

const noPermission = [
  "may not do this",
  "Grant the credentials the rights on EventGrid connections",
] as const;
const taken = ["The name is taken", "Give another name, or find that connection"] as const;

const entries: Entries = {
  "EG.00513000": [
    {
      when: "because SASL asks for a user",
      args: () => ({
        type: "KAFKA",
        kafkaDetail: { instanceId: "kafka-1", addr: "192.168.0.1:9093", enableSaslSsl: true },
      }),
      expect: { kind: "told", says: ["does not accept an argument", "Check name, vpcId, subnetId"] },
    },
  ],
  "EG.00513001": [
    {
      when: "because another project of the account has one of that name",
      before: (n, cloud) =>
        cloud.seed({
          projects: [{ id: `elsewhere-${n}`, name: `cn-north-4_elsewhere-${n}` }],
          connections: [{ id: `theirs-${n}`, name: `events-${n}`, projectId: `elsewhere-${n}` }],
        }),
      id: (n) => `events-${n}`,
      expect: { kind: "told", says: taken },
    },
    {
      when: "when somebody else has just made the very same",
      ...race(
        connection,
        (n, cloud) =>
          cloud.seed({
            connections: [
              { id: `ours-${n}`, name: `events-${n}`, vpcId: `vpc-${n}`, subnetId: `subnet-${n}` },
            ],
          }),
        operation,
      ),
      expect: { kind: "absorbed", writes: [] },
    },
    {
      when: "while the one before it is still being deleted",
      ...ordered(connection, { operation, ...codes.duplicate, times: 2 }),
      expect: { kind: "absorbed", writes: [operation] },
    },
  ],
  "EG.00513002": [
    {
      when: "until what has just begun has ended",
      by: deleting.by,
      ...chained(
        race(connection, becomes("CREATING"), "DeleteConnection"),
        once(connection, "EG.00513002", becomes("CREATED")),
      ),
      expect: { kind: "absorbed", writes: ["DeleteConnection"] },
    },
    {
      when: "when it does not end in time",
      ...ordered(connection, { operation, ...codes.status, times: "always" }),
      timeout: "1s",
      expect: {
        kind: "told",
        waitedFor: "EG.00513002",
        says: ["is starting and cannot be changed", "once the subscription has started"],
      },
    },
  ],
  "EG.00513003": [whenever(codes.targetAddress, ["The address is not valid", "Check addr in kafkaDetail"])],
  "EG.00513004": [whenever(codes.filter, ["filter is not valid", "Correct the subscription"])],
  "EG.00513005": [whenever(codes.channel, ["An event channel is not valid", "Correct the subscription"])],
  "EG.00513006": [
    {
      when: "because the VPC has a private endpoint",
      ...inProject((n) => ({ vpcsWithEndpoint: [`vpc-${n}`] })),
      expect: {
        kind: "told",
        says: ["already has a private endpoint", "Remove that endpoint, or use another VPC"],
      },
    },
  ],
  ...Object.fromEntries(
    Object.values(codes)
      .filter(({ code }) => code.startsWith("EGS."))
      .map((row) => [
        row.code,
        [whenever(row, ["certificate for the target cannot be used", "Check the Kafka instance's SASL_SSL"])],
      ]),
  ),
  "EG.00512000": [
    {
      when: "for want of a permission",
      before: (_, cloud) =>
        cloud.change("iamUsers", defaultHuawei.userId, { denied: ["eg:connections:create"] }),
      after: (_, cloud) => cloud.change("iamUsers", defaultHuawei.userId, { denied: [] }),
      expect: { kind: "told", says: noPermission },
    },
  ],
  "EG.00512001": [
    {
      when: "for the whole account",
      before: (_, cloud) => cloud.change("domains", defaultHuawei.domainId, { frozen: true }),
      after: (_, cloud) => cloud.change("domains", defaultHuawei.domainId, { frozen: false }),
      expect: { kind: "told", says: ["The account is frozen", "Settle the account's bills"] },
    },
  ],
  "EG.00512002": [
    {
      when: "because the agency is missing and may not be made",
      ...inProject(() => ({ connectionAgency: "notPermitted" })),
      expect: {
        kind: "told",
        says: ["these credentials may not create or use agencies", "Have an administrator open Connections"],
      },
    },
  ],
  "EG.00512003": [
    {
      when: "because the agency is missing",
      ...inProject(() => ({ connectionAgency: "missing" })),
      expect: {
        kind: "told",
        says: ["EG_DELEGATE_FG_AGENCY is missing", "open Connections in the EventGrid console and consent"],
      },
    },
  ],
  "EG.00514003": [
    {
      when: "because the project has no room",
      ...inProject(() => ({ connectionQuota: 0 })),
      expect: { kind: "told", says: ["quota of connections is used up", "ask for a higher quota"] },
    },
  ],
  "EG.00514004": [
    {
      when: "at a deletion",
      by: deleting.by,
      ...ordered(connection, { operation: "DeleteConnection", ...codes.notModified, times: 1 }),
      expect: {
        kind: "told",
        ...deleting,
        says: ["may not be changed or deleted", "Remove the subscriptions that use the connection first"],
      },
    },
  ],
};

walk({
  page,
  subject: connection,
  entries,
  cloudTable: codes,
  alike: /^EGS\.005160/,
  configuration: { options: { eg: { deleteWhileCreating: "refused" } } },
});
