import type { ErrorFact } from "../http/errors.ts";

// What the error codes of router interfaces mean. Sources: as in vpc.ts.

const RUN_AGAIN = "Then run `pulumi up` again.";
const CHECK_ACCEPTOR =
  "Correct the acceptor's side (its own RouterInterfaceConnection, or whoever manages it), or the arguments here.";

/** The acceptor stores other peer information than the initiator needs; the cloud names the field in the code. */
function mismatch(field: string, means: string): ErrorFact {
  return {
    code: `AttrMismatching.AcceptingSide${field}`,
    onError: "recheck",
    means,
    remedy: CHECK_ACCEPTOR,
  };
}

/** The codes of every operation on a router interface: of DescribeRouterInterfaces, these alone. */
const routerInterfaceErrors: readonly ErrorFact[] = [
  {
    code: "InvalidRouterInterfaceId.NotFound",
    onError: "notFound",
    means: "There is no such router interface in this region and account.",
    remedy: "Check routerInterfaceId, regionId and whose credentials are used.",
  },
];

/** The codes of every write: of DeactivateRouterInterface, these alone. Pages differ in which spellings they name. */
const writeErrors: readonly ErrorFact[] = [
  ...routerInterfaceErrors,
  {
    code: "IncorrectRIStatus",
    onError: "recheck",
    means: "The router interface is in a status that does not allow this.",
    remedy: `Look at its status in the console; a connection needs both sides Idle to begin with. ${RUN_AGAIN}`,
  },
  {
    code: "IncorrectStatus",
    onError: "recheck",
    means: "The router interface is in a status that does not allow this.",
    remedy: `Look at its status in the console; peer information can be changed only while it is Idle. ${RUN_AGAIN}`,
  },
  {
    code: "INSTANCE_IN_PROCESSIONG",
    onError: "retry",
    means: "The router interface is being worked on.",
    remedy: "It clears by itself.",
  },
  {
    code: "OperationConflict",
    onError: "retry",
    means: "Another operation on the same router is under way.",
    remedy: "It clears by itself.",
  },
  {
    code: "Forbidden.Financi*",
    onError: "fail",
    means: "The router interface is locked because of an unpaid bill.",
    remedy: `Settle the account's bills in the Alibaba Cloud console. ${RUN_AGAIN}`,
  },
];

const notOwner: ErrorFact = {
  code: "Forbbiden",
  onError: "fail",
  means: "The router does not belong to the account that is named as the owner.",
  remedy: "Check oppositeInterfaceOwnerId, and whose credentials are used.",
};

/** The codes of ConnectRouterInterface. */
const connectErrors: readonly ErrorFact[] = [
  ...writeErrors,
  {
    code: "IncorrectRole.NotInitiatingSide",
    onError: "fail",
    means: "This router interface is an acceptor; only an initiator can connect.",
    remedy: "Put the initiator's id into routerInterfaceId and this one into oppositeInterfaceId.",
  },
  {
    code: "IncorrectOppositeInterfaceInfo.NotSet",
    onError: "retry",
    means: "The router interface does not show all of its peer information yet.",
    remedy: "It clears by itself once both sides are set.",
  },
  {
    code: "IncorrectOppositeInterfaceInfo",
    message: /same router/i,
    onError: "fail",
    means: "Both router interfaces belong to the same router.",
    remedy: "Choose a peer on another router.",
  },
  {
    code: "IncorrectOppositeInterfaceInfo",
    onError: "recheck",
    means: "The peer does not exist, is not an acceptor, or is described wrongly.",
    remedy: "Check oppositeInterfaceId, oppositeRouterId, oppositeRouterType and oppositeInterfaceOwnerId.",
  },
  {
    code: "Forbidden.OnlyOneConnection",
    message: /concurrently/i,
    onError: "retry",
    means: "Another connection between the same two routers is just being made.",
    remedy: "It clears by itself; only one connection between two routers is allowed in the end.",
  },
  {
    code: "Forbidden.OnlyOneConnection",
    onError: "fail",
    means: "The two routers have a connection already, through other router interfaces.",
    remedy: "Use that connection, or delete its router interfaces first.",
  },
  {
    code: "Forbidden.BillsOutstanding",
    onError: "fail",
    means: "The account has a router interface with an unpaid bill.",
    remedy: `Settle the account's bills in the Alibaba Cloud console. ${RUN_AGAIN}`,
  },
  {
    code: "InvalidAccount.NotFound",
    onError: "fail",
    means: "There is no account with the id of the peer's owner.",
    remedy: "Check oppositeInterfaceOwnerId: it is the main account's id, not a RAM user's.",
  },
  {
    code: "ErrCode.Invalid",
    onError: "fail",
    means: "The cloud could not carry out the connection and gives no reason.",
    remedy: "Ask Alibaba Cloud's support, giving the request id.",
  },
  mismatch("Role", "The peer is not an acceptor."),
  mismatch("InstanceId", "The peer's router interface is not the one this side names."),
  mismatch("RegionNo", "The peer is in another region than this side's OppositeRegionId says."),
  mismatch("RouterId", "The peer belongs to another router than oppositeRouterId says."),
  mismatch("RouterType", "The peer's router is of another type than oppositeRouterType says."),
  mismatch("AliUid", "The peer belongs to another account than oppositeInterfaceOwnerId says."),
  mismatch("OppositeInterfaceOwnerId", "The peer expects a router interface of another account."),
  mismatch("OppositeRegionNo", "The peer expects a router interface in another region."),
  mismatch("OppositeInterfaceId", "The peer expects another router interface, or none yet."),
  mismatch("OppositeRouterId", "The peer expects a router interface of another router, or of none yet."),
  mismatch("OppositeRouterType", "The peer expects a router of another type, or of none yet."),
  {
    code: "IllegalParam.InstanceOwner",
    onError: "fail",
    means: "The router does not belong to the account that is named as the owner.",
    remedy: "Check oppositeInterfaceOwnerId against the owner of the peer's router.",
  },
  {
    code: "CROSS_BID.FORBIDDEN",
    onError: "fail",
    means:
      "One account is of the China site and the other of the international site; these cannot be connected.",
    remedy: "Use two accounts of the same site.",
  },
];

/** The codes of ModifyRouterInterfaceAttribute. */
const modifyErrors: readonly ErrorFact[] = [
  ...writeErrors,
  notOwner,
  {
    code: "Forbbiden.ModifyIdAndType",
    onError: "fail",
    means: "The peer is a virtual border router, whose id and type cannot be changed here.",
    remedy: "Create the router interface anew with the right peer.",
  },
  {
    code: "LinkRole.NotSupport",
    onError: "fail",
    means: "A router interface of this role cannot be changed like this.",
    remedy: "Check which side is the initiator.",
  },
  {
    code: "InvalidOppositeRouterType.ValueNotSupported",
    onError: "fail",
    means: "The peer's router cannot be of that type.",
    remedy: "Set oppositeRouterType to VRouter or VBR, as the peer's router is.",
  },
  {
    code: "InvalidParam.ModifyRouterInterface",
    onError: "fail",
    means: "The peer information does not fit together.",
    remedy:
      "Give oppositeRouterId, oppositeRouterType and oppositeInterfaceOwnerId as the peer's owner sees them.",
  },
];

/** The codes of ActivateRouterInterface. */
const activateErrors: readonly ErrorFact[] = [
  ...writeErrors,
  notOwner,
  {
    code: "NotSupportLinkrole",
    onError: "fail",
    means: "A router interface of this role cannot be activated from this side.",
    remedy: "Activate the peer, from the account that owns it.",
  },
  {
    code: "OperationFailed.PconnTrafficNotEnable",
    onError: "fail",
    means: "Outbound data transfer billing of the physical connection is not enabled.",
    remedy: `Enable it in the Express Connect console. ${RUN_AGAIN}`,
  },
  {
    code: "OppositeRouterInterfaceIsDeleted",
    onError: "fail",
    means: "The peer has been deleted; this router interface can never be connected again.",
    remedy: "Create both router interfaces anew.",
  },
];

/** The codes of each operation. */
export const vpcErrors = {
  DescribeRouterInterfaces: routerInterfaceErrors,
  ModifyRouterInterfaceAttribute: modifyErrors,
  ConnectRouterInterface: connectErrors,
  ActivateRouterInterface: activateErrors,
  DeactivateRouterInterface: writeErrors,
} as const;
