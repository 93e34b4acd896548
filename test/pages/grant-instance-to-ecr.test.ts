import { otherAccount } from "../cloud/defaults.ts";
import { grantErrors } from "../cloud/ecr/errors.ts";
import { type Entries, once } from "./case.ts";
import { grantBy, inAllForms, noisyLock, oneToken, ownAccount, theirVpc } from "./ecr.ts";
import { readPage } from "./page.ts";
import { walk } from "./walk.ts";

const operation = "GrantInstanceToExpressConnectRouter";
const subject = grantBy(
  "create",
  operation,
  (n) => `Granting vpc-${n} to ecr-${n} of account ${otherAccount.id}`,
);
const list = {
  operation: "ExpressConnectRouter.DescribeInstanceGrantedToExpressConnectRouter",
  doing: (n: number) => `Reading the grant of vpc-${n} to ecr-${n}`,
};

const entries: Entries = {
  "IllegalParam.EcrOwnerAliUid": [
    {
      when: "because the router is another account's",
      args: () => ({ ecrOwnerAliUid: "1" }),
      expect: {
        kind: "told",
        doing: (n) => `Granting vpc-${n} to ecr-${n} of account 1`,
        says: ["does not belong to that account", "the main account that owns the Express Connect Router"],
      },
    },
    {
      when: "because the router is the caller's own",
      args: () => ({ ecrOwnerAliUid: ownAccount }),
      before: (n, cloud) => cloud.change("expressConnectRouters", `ecr-${n}`, { account: ownAccount }),
      expect: {
        kind: "told",
        doing: (n) => `Granting vpc-${n} to ecr-${n} of account ${ownAccount}`,
        says: ["does not belong to that account", "not yours"],
      },
    },
  ],
  "MissingParam.%s": [
    {
      when: "as far as the arguments show",
      args: () => ({ ecrId: "" }),
      expect: { kind: "rejected", says: ["ecrId must be the id of an Express Connect Router"] },
    },
    ...inAllForms(subject, grantErrors.missing, "EcrId", ["did not arrive at the cloud", "check the proxy"]),
  ],
  "IllegalParamFormat.%s": [
    {
      when: "as far as the arguments show",
      args: () => ({ instanceId: "i-1" }),
      expect: { kind: "rejected", says: ["instanceId must be the id of a VPC or VBR: vpc-… or vbr-…"] },
    },
    {
      when: "when it is read",
      args: (n) => ({ instanceId: `vpc-${n}A` }),
      expect: {
        kind: "told",
        ...list,
        doing: (n) => `Reading the grant of vpc-${n}A to ecr-${n}`,
        code: "IllegalParamFormat.InstanceId",
        message: "The param format of InstanceId is illegal.",
        says: ["does not have the form the cloud expects", "Check the argument that the code names"],
      },
    },
    ...inAllForms(subject, grantErrors.format, "EcrId", [
      "does not have the form the cloud expects",
      "Check the argument that the code names",
    ]),
  ],
  "IllegalParam.%s": [
    {
      when: "because the region has no Express Connect Router",
      args: () => ({ instanceRegionId: "cn-hongkong" }),
      expect: {
        kind: "told",
        ...list,
        code: "IllegalParam.InstanceRegionId",
        message: "The param of InstanceRegionId is illegal.",
        says: ["is not in that region, or Express Connect Router is not offered", "Check instanceRegionId"],
      },
    },
    {
      when: "because the VPC is in another region",
      before: (n, cloud) => cloud.change("vpcs", `vpc-${n}`, { regionId: "cn-beijing" }),
      expect: {
        kind: "told",
        code: "IllegalParam.InstanceRegionId",
        message: "The param of InstanceRegionId is illegal.",
        says: ["is not in that region, or Express Connect Router is not offered", "Check instanceRegionId"],
      },
    },
    {
      when: "because there is no such VPC",
      timeout: "1s",
      before: (n, cloud) => cloud.remove("vpcs", `vpc-${n}`),
      expect: {
        kind: "told",
        code: "IllegalParam.InstanceId",
        message: "The param of InstanceId is illegal.",
        says: ["There is no such VPC or VBR", "Check instanceId, instanceType and instanceRegionId"],
      },
    },
    ...inAllForms(subject, grantErrors.illegal, "EcrId", [
      "does not accept the value of an argument",
      "Check the argument that the code names against",
    ]),
  ],
  "Conflict.Lock": [
    {
      when: "until the router is free",
      before: (n, cloud) => cloud.seed({ ecrLocks: [{ id: `ecr-${n}` }] }),
      ...once(subject, "Conflict.Lock", (n, cloud) => cloud.remove("ecrLocks", `ecr-${n}`)),
      expect: { kind: "absorbed", writes: [operation] },
      verify: oneToken,
    },
    {
      when: "inside HTTP 200, whatever else stands there",
      ...noisyLock(subject),
      expect: { kind: "absorbed", writes: [operation] },
      verify: oneToken,
    },
    {
      when: "when the router is not free in time",
      before: (n, cloud) => cloud.seed({ ecrLocks: [{ id: `ecr-${n}` }] }),
      timeout: "1s",
      expect: {
        kind: "told",
        waitedFor: "Conflict.Lock",
        says: ["on the Express Connect Router or the instance is not finished", "an operation that is stuck"],
      },
    },
  ],
  "IllegalParam.InstanceOwnerId": [
    {
      when: "because the VPC is another account's",
      before: theirVpc,
      expect: {
        kind: "told",
        says: ["does not belong to the account of these credentials", "Use the credentials of the account"],
      },
    },
  ],
  "ResourceNotFound.EcrId": [
    {
      when: "because there is no such router",
      timeout: "1s",
      before: (n, cloud) => cloud.remove("expressConnectRouters", `ecr-${n}`),
      expect: {
        kind: "told",
        says: ["There is no such Express Connect Router", "Check ecrId and ecrOwnerAliUid"],
      },
    },
  ],
};

walk({ page: readPage("grant-instance-to-ecr"), subject, entries, cloudTable: grantErrors });
