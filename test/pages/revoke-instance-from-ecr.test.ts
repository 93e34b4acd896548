import { otherAccount } from "../cloud/defaults.ts";
import { revokeErrors } from "../cloud/ecr/errors.ts";
import { type Entries, once } from "./case.ts";
import { grantBy, inAllForms, noisyLock, oneToken, theirVpc } from "./ecr.ts";
import { readPage } from "./page.ts";
import { walk } from "./walk.ts";

const operation = "RevokeInstanceFromExpressConnectRouter";
const subject = grantBy(
  "delete",
  operation,
  (n) => `Revoking vpc-${n} from ecr-${n} of account ${otherAccount.id}`,
);

const entries: Entries = {
  "MissingParam.%s": inAllForms(subject, revokeErrors.missing, "InstanceId", [
    "did not arrive at the cloud",
    "check the proxy",
  ]),
  "IllegalParamFormat.%s": inAllForms(subject, revokeErrors.format, "InstanceId", [
    "does not have the form the cloud expects",
    "Check the argument that the code names",
  ]),
  "IllegalParam.%s": [
    {
      when: "because the VPC has become another account's",
      before: theirVpc,
      expect: {
        kind: "told",
        code: "IllegalParam.InstanceOwnerId",
        message: "The param of InstanceOwnerId is illegal.",
        says: ["does not belong to the account of these credentials", "Use the credentials of the account"],
      },
    },
    {
      when: "because the router is still associated with it",
      before: (n, cloud) => cloud.seed({ ecrAssociations: [{ ecrId: `ecr-${n}`, instanceId: `vpc-${n}` }] }),
      expect: {
        kind: "told",
        code: "IllegalParam.InstanceId",
        message: "The param of InstanceId is illegal.",
        says: ["it is in use", "the router's owner has to disassociate the instance"],
      },
    },
    ...inAllForms(subject, revokeErrors.illegal, "EcrId", [
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
};

walk({
  page: readPage("revoke-instance-from-ecr"),
  subject,
  entries,
  cloudTable: revokeErrors,
  // The page has no code for it; the cloud can be told to use this one.
  configuration: { options: { expressconnectrouter: { revokeAssociated: "illegal" } } },
});
