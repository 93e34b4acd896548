import type { ErrorFact } from "../http/errors.ts";

// What the error codes of ClassicLink mean. Sources: as in ecs.ts. Every refusal of these operations is HTTP 403, and
// OperationDenied has several meanings, so that code and message decide and never the status.

const ofInstance: readonly ErrorFact[] = [
  {
    code: "InvalidInstanceId.NotFound",
    onError: "notFound",
    means: "There is no such instance in this region and account.",
    remedy: "Check instanceId, regionId and whose credentials are used.",
  },
  {
    code: "InvalidInstanceId.NotBelong",
    onError: "fail",
    means: "The instance belongs to another account.",
    remedy: "Use the credentials of the account that owns the instance.",
  },
  {
    code: "InvalidParameter.InvalidInstanceIdAndVpcId",
    onError: "fail",
    means: "Neither an instance nor a VPC arrived at the cloud.",
    remedy:
      "This package sends every argument, so something on the way has dropped it: check the proxy, and any endpoint that is configured.",
  },
];

/** What linking and unlinking have in common. */
const ofChange: readonly ErrorFact[] = [
  ...ofInstance,
  {
    code: "InvalidInstanceId.MalFormed",
    onError: "fail",
    means: "The instance is not in the classic network.",
    remedy: "Only classic-network instances can be linked; an instance inside a VPC needs no ClassicLink.",
  },
  {
    code: "InvalidVpcId.Malformed",
    onError: "fail",
    means: "vpcId is not the id of a VPC in this region and account.",
    remedy: "Check vpcId: vpc-…, in the same region as the instance and of the same account.",
  },
  {
    code: "InvalidStatus.InstanceStatus",
    onError: "retry",
    means: "The instance is neither running nor stopped.",
    remedy:
      "It clears once the instance has started or stopped; an instance that is locked for billing has to be unlocked.",
  },
  {
    code: "InvalidStatus.InstanceLocked",
    onError: "retry",
    means: "Another task is working on the instance.",
    remedy: "It clears by itself; if it does not, look in the ECS console for a task that is stuck.",
  },
  {
    code: "OperationDenied",
    message: /disabled (attach|detach) classic link/i,
    onError: "fail",
    means: "ClassicLink is switched off for the VPC.",
    remedy: "Enable ClassicLink for the VPC in the VPC console, then run `pulumi up` again.",
  },
];

/** The codes of AttachClassicLinkVpc. */
const attachErrors: readonly ErrorFact[] = [
  ...ofChange,
  {
    code: "InvalidInstanceId.LimitedRegion",
    onError: "fail",
    means: "ClassicLink is not offered in the instance's region.",
    remedy: "Migrate the instance into a VPC instead.",
  },
  {
    code: "QuotaExceeded",
    onError: "fail",
    means: "The VPC has as many ClassicLink instances as it may have (1,000).",
    remedy: "Detach instances that no longer need the link, or use another VPC.",
  },
  {
    code: "OperationDenied",
    message: /linked to other vpc/i,
    onError: "recheck",
    means: "The instance is linked to another VPC.",
    remedy: "Detach it there first: an instance can be linked to one VPC only.",
  },
  {
    code: "OperationDenied",
    onError: "recheck",
    means: "The instance may not be linked to this VPC; as a rule it is linked to another one.",
    remedy: "Look at the instance's ClassicLink in the ECS console, and detach it there first.",
  },
];

/** The codes of DetachClassicLinkVpc. */
const detachErrors: readonly ErrorFact[] = [
  ...ofChange,
  {
    code: "InvalidOperation.InvalidVpc",
    onError: "recheck",
    means: "The instance is not linked to this VPC.",
    remedy: "Look at the instance's ClassicLink in the ECS console.",
  },
  {
    code: "OperationDenied",
    onError: "recheck",
    means: "The instance cannot be detached from this VPC, as it seems because it is not linked to it.",
    remedy: "Look at the instance's ClassicLink in the ECS console.",
  },
];

/** The codes of DescribeClassicLinkInstances. */
const linkListErrors: readonly ErrorFact[] = [
  ...ofInstance,
  {
    code: "InvalidVpc.NotBelong",
    onError: "fail",
    means: "The VPC belongs to another account.",
    remedy: "Use a VPC of the account that owns the instance.",
  },
];

/** The codes of each operation. */
export const ecsErrors = {
  AttachClassicLinkVpc: attachErrors,
  DetachClassicLinkVpc: detachErrors,
  DescribeClassicLinkInstances: linkListErrors,
} as const;
