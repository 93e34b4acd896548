import { defaultAccount, otherAccount } from "../cloud/defaults.ts";
import { connectErrors } from "../cloud/vpc/errors.ts";
import { chained, type Entries, once } from "./case.ts";
import {
  change,
  connect,
  described,
  foreigner,
  mismatches,
  operation,
  orders,
  otherPair,
  racing,
  stores,
  unset,
} from "./connect.ts";
import { readPage } from "./page.ts";
import { walk } from "./walk.ts";

const general = "IncorrectOppositeInterfaceInfo";
const sameRouter = `${general}: ${connectErrors.sameRouter.message}`;
const wrongPeer = `${general}: ${connectErrors.wrongPeer.message}`;
const already = `Forbidden.OnlyOneConnection: ${connectErrors.connectedAlready.message}`;
const concurrent = `Forbidden.OnlyOneConnection: ${connectErrors.concurrent.message}`;

const entries: Entries = {
  "IncorrectRole.NotInitiatingSide": [
    {
      when: "as far as it can be read",
      before: change("b", () => ({ role: "InitiatingSide" })),
      expect: { kind: "rejected", says: ["both have the role InitiatingSide", "nothing was changed"] },
    },
    {
      when: "when the role is found to be another at Connect",
      ...racing(change("a", () => ({ role: "AcceptingSide" }))),
      expect: {
        kind: "told",
        says: ["This router interface is an acceptor", "Put the initiator's id into routerInterfaceId"],
      },
    },
  ],
  IncorrectRIStatus: [
    {
      when: "as far as it can be read",
      before: change("a", () => ({ status: "Active", oppositeInterfaceId: "ri-another" })),
      expect: { kind: "rejected", says: ["belongs to another peer", "oppositeInterfaceId is ri-another"] },
    },
    {
      when: "when somebody else has just connected it",
      ...racing(async (n, cloud) => {
        await change("b", () => ({ status: "Active" }))(n, cloud);
        await change("a", () => ({ status: "Active" }))(n, cloud);
      }),
      expect: { kind: "absorbed", writes: [] },
    },
    {
      when: "when it has just become Inactive",
      ...racing(async (n, cloud) => {
        await change("b", () => ({ status: "Active" }))(n, cloud);
        await change("a", () => ({ status: "Inactive" }))(n, cloud);
      }),
      expect: { kind: "absorbed", writes: ["ActivateRouterInterface"] },
    },
    {
      when: "when the cloud insists",
      ...orders(connectErrors.status, "always"),
      expect: {
        kind: "told",
        says: ["in a status that does not allow this", "a connection needs both sides Idle"],
      },
    },
  ],
  "IncorrectOppositeInterfaceInfo.NotSet": [
    {
      when: "when somebody has just unset it",
      ...racing(change("a", () => ({ oppositeInterfaceId: "" }))),
      expect: { kind: "absorbed", writes: ["ModifyRouterInterfaceAttribute", operation] },
    },
    {
      when: "while Connect does not see yet what was set",
      ...orders(connectErrors.notSet, 2),
      expect: { kind: "absorbed", writes: [operation] },
    },
    {
      when: "when it does not clear in time",
      ...orders(connectErrors.notSet, "always"),
      timeout: "1s",
      expect: {
        kind: "told",
        waitedFor: "IncorrectOppositeInterfaceInfo.NotSet",
        says: ["does not show all of its peer information yet", "once both sides are set"],
      },
    },
  ],
  [sameRouter]: [
    {
      when: "as far as it can be read",
      before: change("b", (n) => ({ routerId: `vrt-${n}a` })),
      expect: { kind: "rejected", says: ["both belong to the router", "nothing was changed"] },
    },
    {
      when: "when the peer is not read",
      ...described((n) => ({ oppositeRouterId: `vrt-${n}a` })),
      ...stores((n) => ({ oppositeRouterId: `vrt-${n}a` })),
      expect: { kind: "told", says: ["belong to the same router", "Choose a peer on another router"] },
    },
  ],
  [wrongPeer]: [
    {
      when: "as far as it can be read",
      before: (n, cloud) => cloud.remove("routerInterfaces", `ri-${n}b`),
      timeout: "1s",
      expect: { kind: "rejected", says: ["there is no ri-", "also give oppositeRouterId"] },
    },
    {
      when: "when the peer has become another after both sides were set",
      ...chained(
        async (n, cloud) => {
          for (const side of ["a", "b"] as const) await change(side, () => unset)(n, cloud);
        },
        racing(change("b", () => ({ role: "InitiatingSide" }))),
      ),
      expect: {
        kind: "rejected",
        says: ["both have the role InitiatingSide"],
        writes: ["ModifyRouterInterfaceAttribute", "ModifyRouterInterfaceAttribute"],
      },
    },
    {
      when: "when the peer is not read",
      ...described((n) => ({ oppositeRouterId: `vrt-${n}x` })),
      ...stores((n) => ({ oppositeRouterId: `vrt-${n}x` })),
      expect: { kind: "told", says: ["does not exist, is not an acceptor", "Check oppositeInterfaceId"] },
    },
    {
      when: "until the peer is as it is described",
      ...described(),
      before: change("b", () => ({ role: "InitiatingSide" })),
      ...once(
        connect,
        general,
        change("b", () => ({ role: "AcceptingSide" })),
      ),
      expect: { kind: "absorbed", writes: [operation] },
    },
  ],
  [already]: [
    {
      when: "because of another pair",
      before: otherPair("Active"),
      expect: { kind: "told", says: ["have a connection already", "Use that connection, or delete"] },
    },
  ],
  [concurrent]: [
    {
      when: "until the other pair has failed to connect",
      before: otherPair("Connecting"),
      ...once(connect, "Forbidden.OnlyOneConnection", (n, cloud) =>
        cloud.change("routerInterfaces", `ri-${n}c`, { status: "Idle" }),
      ),
      expect: { kind: "absorbed", writes: [operation] },
    },
    {
      when: "when the other pair takes too long",
      before: otherPair("Connecting"),
      timeout: "1s",
      expect: {
        kind: "told",
        waitedFor: "Forbidden.OnlyOneConnection",
        says: ["is just being made", "only one connection between two routers"],
      },
    },
  ],
  "Forbidden.BillsOutstanding": [
    {
      when: "for the whole account",
      before: (_, cloud) => cloud.change("accounts", defaultAccount.id, { overdue: true }),
      after: (_, cloud) => cloud.change("accounts", defaultAccount.id, { overdue: false }),
      expect: { kind: "told", says: ["with an unpaid bill", "Settle the account's bills"] },
    },
    {
      when: "as far as it can be read",
      before: change("a", () => ({ businessStatus: "FinancialLocked" })),
      after: change("a", () => ({ businessStatus: "Normal" })),
      expect: { kind: "rejected", says: ["is locked (FinancialLocked)", "settle the account's bills"] },
    },
  ],
  "InvalidAccount.NotFound": [
    {
      when: "because the peer's owner is no account",
      ...described(() => ({ oppositeInterfaceOwnerId: "9999999999999999" })),
      ...stores(() => ({ oppositeInterfaceOwnerId: "9999999999999999" })),
      expect: {
        kind: "told",
        says: ["no account with the id of the peer's owner", "Check oppositeInterfaceOwnerId"],
      },
    },
  ],
  "ErrCode.Invalid": [
    {
      when: "whatever the cause",
      ...orders(connectErrors.invalid, 1),
      expect: { kind: "told", says: ["gives no reason", "giving the request id"] },
    },
  ],
  ...mismatches,
  "IllegalParam.InstanceOwner": [
    {
      when: "because the router is somebody else's",
      before: change("a", () => ({ routerOwner: otherAccount.id })),
      expect: {
        kind: "told",
        says: ["does not belong to the account that is named as the owner", "Check oppositeInterfaceOwnerId"],
      },
    },
  ],
  "InvalidRegionId.NotFound": [
    {
      when: "when it is read",
      args: () => ({ regionId: "cn-nowhere" }),
      expect: {
        kind: "told",
        operation: "Vpc.DescribeRouterInterfaces",
        doing: (n) => `Reading router interface ri-${n}a in cn-nowhere`,
        says: ["no such region", "Check regionId"],
      },
    },
    {
      when: "at Connect",
      ...orders(connectErrors.region, 1),
      expect: { kind: "told", says: ["no such region", "Check regionId"] },
    },
  ],
  "InvalidRouterInterfaceId.NotFound": [
    {
      when: "as far as it can be read",
      before: (n, cloud) => cloud.remove("routerInterfaces", `ri-${n}a`),
      timeout: "1s",
      expect: { kind: "rejected", says: ["There is no ri-", "Check routerInterfaceId, regionId"] },
    },
    {
      when: "when it has just been deleted",
      ...racing((n, cloud) => cloud.remove("routerInterfaces", `ri-${n}a`)),
      expect: {
        kind: "told",
        says: ["no such router interface in this region and account", "Check routerInterfaceId, regionId"],
      },
    },
  ],
  "CROSS_BID.FORBIDDEN": [
    {
      when: "because the peer's owner is of the other site",
      ...described(() => ({ oppositeInterfaceOwnerId: foreigner.id })),
      ...stores(() => ({ oppositeInterfaceOwnerId: foreigner.id })),
      expect: { kind: "told", says: ["of the China site", "Use two accounts of the same site"] },
    },
  ],
};

walk({
  page: readPage("connect-router-interface"),
  subject: connect,
  entries,
  cloudTable: connectErrors,
  seed: { accounts: [{ ...foreigner, site: "international" }] },
});
