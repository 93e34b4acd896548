import { accounts } from "../accounts.ts";
import type { Call, Operation } from "../alibaba.ts";
import { type ErrorRow, Refusal } from "../frame/answer.ts";
import { plan } from "../frame/transitions.ts";
import type { World } from "../frame/world.ts";
import { connectErrors as errors } from "./errors.ts";
import { connected, peerRegion, type RouterInterface, routerInterfaces } from "./interfaces.ts";
import { interfaceOf } from "./lookup.ts";
import { optionsOf } from "./options.ts";

/** What Connect looks at. */
interface Attempt {
  readonly world: World;
  readonly initiator: RouterInterface;
  readonly peer: RouterInterface | undefined;
  readonly namesAttributes: boolean;
}

type Rule = readonly [error: ErrorRow, applies: (attempt: Attempt) => boolean];

/** ConnectRouterInterface: initiator and acceptor get connected, together. */
export const connectRouterInterface: Operation = {
  write: true,
  errors,
  run(call) {
    const initiator = interfaceOf(call, errors);
    const attempt = attemptOf(call, initiator);
    for (const [error, applies] of rules) if (applies(attempt)) throw new Refusal(error);
    const { peer, namesAttributes } = attempt;
    if (peer === undefined) throw new Refusal(errors.wrongPeer);
    if (namesAttributes) compare(peer, initiator, believed);
    compare(peer, initiator, stored);
    for (const [error, applies] of pairRules) if (applies(attempt)) throw new Refusal(error);

    begin(call.world, initiator, peer);
    return {};
  },
};

function attemptOf({ world }: Call, initiator: RouterInterface): Attempt {
  const table = routerInterfaces.of(world);
  const { wrongPeer } = optionsOf(world);
  const across = peerRegion(initiator) !== initiator.regionId;
  const namesAttributes = wrongPeer === "attributes" || (wrongPeer === "byRegion" && across);
  const byId = table.get(initiator.oppositeInterfaceId);
  const atRouter = table
    .list()
    .find(
      (other) => other.routerId === initiator.oppositeRouterId && other.oppositeInterfaceId === initiator.id,
    );
  return { world, initiator, peer: byId ?? (namesAttributes ? atRouter : undefined), namesAttributes };
}

// The page gives the errors, not their order: from the caller, over this side, to the other side.
const rules: readonly Rule[] = [
  [
    errors.owner,
    ({ initiator }) => initiator.routerOwner !== "" && initiator.routerOwner !== initiator.account,
  ],
  [errors.bills, hasBills],
  [errors.notInitiator, ({ initiator }) => initiator.role !== "InitiatingSide"],
  [errors.status, ({ initiator }) => initiator.status !== "Idle"],
  [errors.notSet, ({ initiator }) => !isSet(initiator)],
  [errors.account, ({ world, initiator }) => siteOf(world, initiator.oppositeInterfaceOwnerId) === undefined],
  [
    errors.crossBid,
    ({ world, initiator }) =>
      siteOf(world, initiator.oppositeInterfaceOwnerId) !== siteOf(world, initiator.account),
  ],
  [errors.sameRouter, ({ initiator }) => initiator.oppositeRouterId === initiator.routerId],
  [
    errors.wrongPeer,
    ({ peer, initiator, namesAttributes }) =>
      !namesAttributes &&
      (peer === undefined || believed.some(([, expected, actual]) => expected(initiator) !== actual(peer))),
  ],
];

// Looked at last, when both sides agree about each other.
const pairRules: readonly Rule[] = [
  [errors.concurrent, (attempt) => betweenRouters(attempt, ["Connecting", "AcceptingConnecting"])],
  [
    errors.connectedAlready,
    (attempt) =>
      attempt.peer?.status !== "Idle" ||
      betweenRouters(attempt, ["Active", "Inactive", "Activating", "Deactivating", "Modifying"]),
  ],
];

type Comparison = readonly [
  error: ErrorRow,
  expected: (initiator: RouterInterface) => string,
  actual: (peer: RouterInterface) => string,
];

// What the initiator believes of the acceptor, in the order of the page's table.
const believed: readonly Comparison[] = [
  [errors.role, () => "AcceptingSide", (peer) => peer.role],
  [errors.instanceId, (initiator) => initiator.oppositeInterfaceId, (peer) => peer.id],
  [errors.regionNo, peerRegion, (peer) => peer.regionId],
  [errors.routerId, (initiator) => initiator.oppositeRouterId, (peer) => peer.routerId],
  [errors.routerType, (initiator) => initiator.oppositeRouterType, (peer) => peer.routerType],
  [errors.aliUid, (initiator) => initiator.oppositeInterfaceOwnerId, (peer) => peer.account],
];

// What the acceptor has stored about the initiator.
const stored: readonly Comparison[] = [
  [errors.oppositeOwner, (initiator) => initiator.account, (peer) => peer.oppositeInterfaceOwnerId],
  [errors.oppositeRegion, (initiator) => initiator.regionId, peerRegion],
  [errors.oppositeInterface, (initiator) => initiator.id, (peer) => peer.oppositeInterfaceId],
  [errors.oppositeRouter, (initiator) => initiator.routerId, (peer) => peer.oppositeRouterId],
  [errors.oppositeRouterType, (initiator) => initiator.routerType, (peer) => peer.oppositeRouterType],
];

function compare(
  peer: RouterInterface,
  initiator: RouterInterface,
  comparisons: readonly Comparison[],
): void {
  for (const [error, expectedOf, actualOf] of comparisons) {
    const [expected, actual] = [expectedOf(initiator), actualOf(peer)];
    if (expected === actual) continue;
    const attribute = error.code.replace("AttrMismatching.AcceptingSide", "");
    const filler = `The ${attribute} of the accepting side ${peer.id} is "${actual}", but "${expected}" is expected.`;
    throw new Refusal(error, { filler });
  }
}

function isSet(initiator: RouterInterface): boolean {
  const { oppositeInterfaceId, oppositeRouterId, oppositeRouterType, oppositeInterfaceOwnerId } = initiator;
  return ![oppositeInterfaceId, oppositeRouterId, oppositeRouterType, oppositeInterfaceOwnerId].includes("");
}

function siteOf(world: World, account: string): string | undefined {
  return accounts.of(world).get(account)?.site;
}

/** "You cannot initiate a connection if your account has a router interface with overdue payments." */
function hasBills({ world, initiator: { account } }: Attempt): boolean {
  const mine = routerInterfaces
    .of(world)
    .list()
    .filter((record) => record.account === account);
  return (
    accounts.of(world).get(account)?.overdue === true ||
    mine.some((record) => record.businessStatus === "FinancialLocked")
  );
}

function betweenRouters({ world, initiator }: Attempt, statuses: readonly string[]): boolean {
  return routerInterfaces
    .of(world)
    .list()
    .some(
      (record) =>
        record.routerId === initiator.routerId &&
        record.oppositeRouterId === initiator.oppositeRouterId &&
        statuses.includes(record.status),
    );
}

function begin(world: World, initiator: RouterInterface, peer: RouterInterface): void {
  const table = routerInterfaces.of(world);
  table.put({ ...initiator, status: "Connecting" });
  table.put({ ...peer, status: "AcceptingConnecting" });
  const course = plan(world, "connect", initiator.id, initiator.transitions.connect);
  if (course.end === "stuck") return;
  for (const { id } of [initiator, peer]) {
    table.changeAt(
      course.atMs,
      id,
      course.end === "done" ? connected : (record) => ({ ...record, status: "Idle" }),
    );
  }
}
