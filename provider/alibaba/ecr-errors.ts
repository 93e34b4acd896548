import type { ErrorFact } from "../http/errors.ts";

// What the error codes of Express Connect Router mean. Sources: as in ecr.ts.

/** What the codes mean whatever the operation is about. IllegalParam.* stands for what no other row names: it comes last. */
const anyOperation: readonly ErrorFact[] = [
  {
    code: "MissingParam.*",
    onError: "fail",
    means: "A parameter did not arrive at the cloud.",
    remedy:
      "This package sends every argument, so something on the way has dropped it: check the proxy, and any endpoint that is configured.",
  },
  {
    code: "Conflict.Lock",
    onError: "retry",
    means: "Another operation on the Express Connect Router or the instance is not finished.",
    remedy: "It clears by itself; if it does not, look in the console for an operation that is stuck.",
  },
  {
    code: "IllegalParam.*",
    onError: "fail",
    means: "The cloud does not accept the value of an argument.",
    remedy:
      "Check the argument that the code names against what its owner sees in the Express Connect console.",
  },
];

/** The codes of the operations on grants, which take the same arguments: a code may name any of them. */
const grantErrors: readonly ErrorFact[] = [
  {
    code: "IllegalParam.EcrOwnerAliUid",
    onError: "fail",
    means: "The Express Connect Router does not belong to that account.",
    remedy:
      "Check ecrOwnerAliUid: it is the id of the main account that owns the Express Connect Router, not yours.",
  },
  {
    code: "IllegalParam.InstanceOwnerId",
    onError: "fail",
    means: "The VPC or VBR does not belong to the account of these credentials.",
    remedy:
      "Use the credentials of the account that owns the instance: a grant is given by the instance's owner.",
  },
  {
    code: "IllegalParamFormat.*",
    onError: "fail",
    means: "An argument does not have the form the cloud expects.",
    remedy: "Check the argument that the code names: ecrId, instanceId, instanceType and instanceRegionId.",
  },
  {
    code: "IllegalParam.InstanceId",
    onError: "fail",
    means: "There is no such VPC or VBR, or it is in use in a way that does not allow this.",
    remedy:
      "Check instanceId, instanceType and instanceRegionId. Before a grant is destroyed, the router's owner has to disassociate the instance.",
  },
  {
    code: "IllegalParam.InstanceRegionId",
    onError: "fail",
    means: "The VPC or VBR is not in that region, or Express Connect Router is not offered there.",
    remedy: "Check instanceRegionId: it is the region of the instance.",
  },
  {
    code: "ResourceNotFound.EcrId",
    onError: "notFound",
    means: "There is no such Express Connect Router.",
    remedy: "Check ecrId and ecrOwnerAliUid with the account that owns it.",
  },
  ...anyOperation,
];

/** The codes of each operation. */
export const ecrErrors = {
  GrantInstanceToExpressConnectRouter: grantErrors,
  RevokeInstanceFromExpressConnectRouter: grantErrors,
  DescribeInstanceGrantedToExpressConnectRouter: grantErrors,
} as const;
