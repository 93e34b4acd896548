import { type ErrorTable, row } from "../frame/answer.ts";

// The error tables of the operations' pages, row by row, misspellings included.

/** ConnectRouterInterface (page of 2024-03-04). */
export const connectErrors = {
  notInitiator: row(
    400,
    "IncorrectRole.NotInitiatingSide",
    "The specified RouterInterface is not InitiatingSide.",
  ),
  status: row(
    400,
    "IncorrectRIStatus",
    "RouterInterface can be operated by this action only when it's status is Idle.",
  ),
  notSet: row(
    400,
    "IncorrectOppositeInterfaceInfo.NotSet",
    "OppositeInterfaceId/OppositeRouterId/OppositeRouterType/OppositeInterfaceOwnerId must be all set.",
  ),
  sameRouter: row(400, "IncorrectOppositeInterfaceInfo", "Cannot connect on the same router"),
  wrongPeer: row(
    400,
    "IncorrectOppositeInterfaceInfo",
    "The opposite RouterInterface information specified by OppositeInterfaceId/OppositeRouterId/OppositeRouterType/OppositeInterfaceOwnerId is wrong. Maybe the RouterInterface or Router does not exist, or the parameters mismatched, or that RouterInterface is not a AcceptingSide.",
  ),
  connectedAlready: row(
    400,
    "Forbidden.OnlyOneConnection",
    "The Specified routers have a connection already",
  ),
  concurrent: row(400, "Forbidden.OnlyOneConnection", "Cannot connect concurrently between same routers"),
  bills: row(
    400,
    "Forbidden.BillsOutstanding",
    "You cannot use this action because you have bills outstanding.",
  ),
  account: row(400, "InvalidAccount.NotFound", "The specified account is not exists."),
  invalid: row(400, "ErrCode.Invalid", "got error"),
  role: row(400, "AttrMismatching.AcceptingSideRole", "%s"),
  instanceId: row(400, "AttrMismatching.AcceptingSideInstanceId", "%s"),
  regionNo: row(400, "AttrMismatching.AcceptingSideRegionNo", "%s"),
  routerId: row(400, "AttrMismatching.AcceptingSideRouterId", "%s"),
  routerType: row(400, "AttrMismatching.AcceptingSideRouterType", "%s"),
  aliUid: row(400, "AttrMismatching.AcceptingSideAliUid", "%s"),
  oppositeOwner: row(400, "AttrMismatching.AcceptingSideOppositeInterfaceOwnerId", "%s"),
  oppositeRegion: row(400, "AttrMismatching.AcceptingSideOppositeRegionNo", "%s"),
  oppositeInterface: row(400, "AttrMismatching.AcceptingSideOppositeInterfaceId", "%s"),
  oppositeRouter: row(400, "AttrMismatching.AcceptingSideOppositeRouterId", "%s"),
  oppositeRouterType: row(400, "AttrMismatching.AcceptingSideOppositeRouterType", "%s"),
  owner: row(400, "IllegalParam.InstanceOwner", "The router instance owener error."),
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
  missing: row(
    404,
    "InvalidRouterInterfaceId.NotFound",
    "The specified RouterInterfaceId does not exist in our record.",
  ),
  crossBid: row(404, "CROSS_BID.FORBIDDEN", "Connect RouterInterface across bid is illegal"),
} satisfies ErrorTable;

/** ModifyRouterInterfaceAttribute (page of 2024-06). */
export const modifyErrors = {
  status: row(
    400,
    "IncorrectStatus",
    "RouterInterface can be operated by this action only when the status is Active,idle or inactive.",
  ),
  locked: row(
    400,
    "Forbidden.FinancialLocked",
    "This RouterInterface is financiel locked because of bills outstanding.",
  ),
  name: row(400, "InvalidName.Malformed", "The attribute name is illegal."),
  oppositeRouterType: row(
    400,
    "InvalidOppositeRouterType.ValueNotSupported",
    "The specified OppositeRouterType is not valid.",
  ),
  description: row(400, "InvalidDescription.Malformed", "The Description is illegal."),
  owner: row(400, "Forbbiden", "The Router instance owner error"),
  linkRole: row(400, "LinkRole.NotSupport", "This linkrole is not supported"),
  oppositeIsVbr: row(400, "Forbbiden.ModifyIdAndType", "Opposite is VBR, cannot modify the ID and type"),
  param: row(400, "InvalidParam.ModifyRouterInterface", "Modify routerinterface param invalid"),
  sourceIp: row(
    400,
    "InvalidParam.ModifyRouterInterface",
    "Modify routerinterface health check source ip invalid",
  ),
  deleteIp: row(
    400,
    "InvalidParam.ModifyRouterInterface",
    "healthCheck Ip is conflicted with DeleteHealthCheckIp option",
  ),
  inProcess: row(400, "INSTANCE_IN_PROCESSIONG", "Instance is in processing,please wait and try again"),
  hcThreshold: row(400, "IllegalParam.HcThreshold", "%s"),
  hcRate: row(400, "IllegalParam.HcRate", "%s"),
  healthCheckIp: row(400, "InvalidHealthCheckIP.Malformd", "Healthcheck sourceip or targetip is not valid."),
  hcSourceIp: row(400, "IllegalParam.HcSourceIp", "The specified healthCheck Ip is not valid."),
  region: row(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist in our records."),
  missing: row(
    404,
    "InvalidRouterInterfaceId.NotFound",
    "The specified RouterInterfaceId does not exist in our records.",
  ),
} satisfies ErrorTable;

/** ActivateRouterInterface (pages of 2024-11 and 2026-01). */
export const activateErrors = {
  status: row(
    400,
    "IncorrectRIStatus",
    "RouterInterface can be operated by this action only when it's status is Inactive.",
  ),
  locked: row(
    400,
    "Forbidden.FinancialLocked",
    "This RouterInterface is financiel locked because of bills outstanding.",
  ),
  traffic: row(
    400,
    "OperationFailed.PconnTrafficNotEnable",
    "The operation is failed because of PconnTrafficNotEnable.",
  ),
  owner: row(400, "Forbbiden", "The router does not belong to your account."),
  linkRole: row(400, "NotSupportLinkrole", "This RouterInterface is not allowed."),
  peerDeleted: row(400, "OppositeRouterInterfaceIsDeleted", "The opposite RouterInterface is deleted."),
  region: row(404, "InvalidRegionId.NotFound", "The specified RegionId does not exist in our records."),
  missing: row(
    404,
    "InvalidRouterInterfaceId.NotFound",
    "The specified RouterInterfaceId does not exist in our records.",
  ),
} satisfies ErrorTable;

/** DeactivateRouterInterface (page of 2025-03). */
export const deactivateErrors = {
  status: row(
    400,
    "IncorrectRIStatus",
    "RouterInterface can be operated by this action only when it's status is Active.",
  ),
  locked: row(
    400,
    "Forbidden.FinancialLocked",
    "This RouterInterface is financiel locked because of bills outstanding.",
  ),
  owner: row(400, "Forbbiden.InvaildOwner", "The RouterInterface owener error"),
  operationLocked: row(400, "OperationFailed.OperationLocked", "Operation failed because OperationLocked."),
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
  missing: row(
    404,
    "InvalidRouterInterfaceId.NotFound",
    "The specified RouterInterfaceId does not exist in our record.",
  ),
} satisfies ErrorTable;

/** The spellings of the older pages of Activate and Deactivate; the option `olderSpelling` brings them back. */
export const olderCodes: Readonly<Record<string, string>> = {
  IncorrectRIStatus: "IncorrectStatus",
  "Forbidden.FinancialLocked": "Forbidden.FinancileLocked",
};

/** DescribeRouterInterfaces and DescribeRouterInterfaceAttribute. */
export const describeErrors = {
  filterKey: row(
    404,
    "InvalidFilterKey.ValueNotSupported",
    "Specified filter key is not supported: Filter.X.key",
  ),
  null: row(400, "InvalidParam.NotNull", "The parameter must not be null."),
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
} satisfies ErrorTable;

/** DescribeVpcAttribute. */
export const vpcAttributeErrors = {
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
  missing: row(404, "InvalidVpcId.NotFound", "Specified VPC does not exist."),
  dryRun: row(400, "DryRunOperation", "Request validation has been passed with DryRun flag set."),
} satisfies ErrorTable;

const guessedMismatch = row(
  400,
  "IdempotentParameterMismatch",
  "The specified parameters are not those of the earlier request with this ClientToken.",
);

/** CreateRouterInterface; of its error table no copy was at hand, so all but the region's row are guesses. */
export const createErrors = {
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
  bills: row(
    400,
    "Forbidden.BillsOutstanding",
    "You cannot use this action because you have bills outstanding.",
  ),
  // A code of ours, so that nobody builds on it.
  quota: row(400, "LocalCloud.FiveRouterInterfaces", "A router has at most five router interfaces."),
  mismatch: guessedMismatch,
} satisfies ErrorTable;

/** DeleteRouterInterface (pages of the VPC and, for the first five, of the ECS product). */
export const deleteErrors = {
  status: row(
    400,
    "IncorrectStatus",
    "This openeration would be allowed only when status of this RouterInterface is Idle/Inactive.",
  ),
  routes: row(
    400,
    "DependencyViolation.RouterInterfaceReferedByRouteEntry",
    "RouterInterface cannot be deleted when it is refered by a route table entry as next hop.",
  ),
  owner: row(400, "IllegalParam.InstanceOwner", "The router instance owener error."),
  prepaid: row(
    500,
    "InvalidRouterInterfaceChargeType.Malformed",
    "The prepaid routerinterface can not delete.",
  ),
  missing: row(404, "InvalidInstanceId.NotFound", "The InstanceId provided does not exist in our records."),
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
  instanceStatus: row(400, "InvalidInstance.StatusError", "The router instance status error."),
  operationLocked: row(400, "OperationFailed.OperationLocked", "Operation failed because OperationLocked."),
  referred: row(400, "RouterInterfaceReferredByRouteEntry", "Router interface referred by route entry."),
  referredNewer: row(
    400,
    "ReferredByRouteEntry.RouterInterface",
    "Router interface referred by route entry.",
  ),
  routeTable: row(400, "InvalidRouteTable.NotFound", "The specified routetable does not exist."),
  mismatch: guessedMismatch,
} satisfies ErrorTable;

/** ModifyRouterInterfaceSpec; its error table was not at hand: rows of its siblings. */
export const modifySpecErrors = {
  status: row(
    400,
    "IncorrectStatus",
    "RouterInterface can be operated by this action only when the status is Active,idle or inactive.",
  ),
  locked: row(
    400,
    "Forbidden.FinancialLocked",
    "This RouterInterface is financiel locked because of bills outstanding.",
  ),
  region: row(404, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
  missing: row(
    404,
    "InvalidRouterInterfaceId.NotFound",
    "The specified RouterInterfaceId does not exist in our records.",
  ),
} satisfies ErrorTable;
