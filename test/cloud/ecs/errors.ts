import { type ErrorTable, row } from "../frame/answer.ts";

// The error tables of the operations' pages, row by row; question marks and spellings as they are there.

const rows = {
  unknownInstance: row(
    403,
    "InvalidInstanceId.NotFound",
    "The InstanceId provided does not exist in our records.",
  ),
  regionForm: row(403, "InvalidRegionId.Malformed", "The specified parameter ?RegionId? is not valid."),
  vpcId: row(403, "InvalidVpcId.Malformed", "The specified parameter ?VpcId? is not valid."),
  notClassic: row(
    403,
    "InvalidInstanceId.MalFormed",
    "The specified instance is not a classic network instance.",
  ),
  neither: row(
    403,
    "InvalidParameter.InvalidInstanceIdAndVpcId",
    "The parameter InstanceId and VpcId are not allowed to be empty at the same time.",
  ),
  releasedInstance: row(403, "InvalidInstanceId.NotFound", "The specified instance does not exist."),
  status: row(
    403,
    "InvalidStatus.InstanceStatus",
    "The specified instance status is not support this operation ,expect status is running or shutted.",
  ),
  notYours: row(403, "InvalidInstanceId.NotBelong", "The specified instance is not belong to you."),
  subUser: row(403, "Forbidden.SubUser", "User not authorized to operate on the specified resource."),
};

/** AttachClassicLinkVpc (pages of 2024-11-14 and 2026-01-28). */
export const attachErrors = {
  ...rows,
  notAllowed: row(403, "OperationDenied", "The instance does not allow link to vpc."),
  linkedElsewhere: row(403, "OperationDenied", "The instance has been linked to other vpc"),
  disabled: row(403, "OperationDenied", "The specified vpc is disabled attach classic link."),
  statusOtherwise: row(
    403,
    "InvalidStatus.InstanceStatus",
    "The specified instance status is not support this operation, expect status is running or shutted.",
  ),
  quota: row(403, "QuotaExceeded", "The link quota exceeded in this vpc."),
  locked: row(403, "InvalidStatus.InstanceLocked", "The specified instance is locked,please wait more."),
  limitedRegion: row(
    403,
    "InvalidInstanceId.LimitedRegion",
    "The specified instance does not support this operation due to the limitation of its region.",
  ),
  otherRegion: row(403, "InvalidInstanceId.NotFound", "The specified Instance is not exist."),
  region: row(403, "InvalidRegionId.NotFound", "The RegionId provided does not exist in our records."),
} satisfies ErrorTable;

/** DetachClassicLinkVpc (page of 2024-12-20; older ones lack `notLinked`, `statusOtherwise` and `disabled`). */
export const detachErrors = {
  ...rows,
  notAllowed: row(403, "OperationDenied", "The instances are not allowed to detach from the linked vpc."),
  notLinked: row(403, "InvalidOperation.InvalidVpc", "The specified instance not link specify vpc"),
  statusOtherwise: row(
    403,
    "InvalidStatus.InstanceStatus",
    "The specified instance status does not support this operation, expected status is Running or Stopped.",
  ),
  disabled: row(403, "OperationDenied", "The specified vpc is disabled detach classic link."),
} satisfies ErrorTable;

/** DescribeClassicLinkInstances (page of 2024-12-20). */
export const linkListErrors = {
  unknownInstance: rows.unknownInstance,
  tooMany: row(403, "InvalidParameter.ToManyInstanceIds", "No more than 100 InstanceIds can be specified."),
  neither: rows.neither,
  notYours: rows.notYours,
  vpcNotYours: row(403, "InvalidVpc.NotBelong", "The specified vpc is not belong to you."),
  pageNumber: row(403, "InvalidParameter.PageNumber", "The parameter pageNumber is invalid."),
  pageSize: row(403, "InvalidParameter.PageSize", "The parameter pageSize is invalid."),
  region: row(404, "InvalidRegionId.NotFound", "The specified region does not exist."),
} satisfies ErrorTable;

/** DescribeInstances; a guess after other operations of the service. */
export const instanceListErrors = {
  instanceIds: row(400, "InvalidInstanceIds.Malformed", "The specified InstanceIds is not valid."),
  status: row(400, "InvalidStatus.ValueNotSupported", "The specified Status is not valid."),
  networkType: row(
    400,
    "InvalidInstanceNetworkType.ValueNotSupported",
    "The specified InstanceNetworkType is not valid.",
  ),
  region: row(404, "InvalidRegionId.NotFound", "The specified region does not exist."),
} satisfies ErrorTable;
