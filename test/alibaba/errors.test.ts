import { expect, test } from "vitest";
import { interpretAlibaba } from "../../provider/alibaba/answers.ts";
import { attachClassicLinkVpc, detachClassicLinkVpc } from "../../provider/alibaba/ecs.ts";
import type { AlibabaOperation } from "../../provider/alibaba/operation.ts";
import { assumeRole, getCallerIdentity } from "../../provider/alibaba/sts.ts";
import { connectRouterInterface, deactivateRouterInterface } from "../../provider/alibaba/vpc.ts";

/** What an operation's refusal with a code says. */
function said(operation: AlibabaOperation<object, unknown>, Code: string, Message = "no"): string {
  const body = JSON.stringify({ Code, Message, RequestId: "r-1" });
  const read = interpretAlibaba(operation, { status: 400, headers: {}, body }, []);
  return "value" in read ? "" : read.error.message;
}

test.each([
  ["CROSS_BID.FORBIDDEN", connectRouterInterface, deactivateRouterInterface, "accounts of the same site"],
  ["QuotaExceeded", attachClassicLinkVpc, detachClassicLinkVpc, "use another VPC"],
  ["NoPermission", assumeRole, getCallerIdentity, "trust policy"],
] as const)(
  "%s has advice at the operation that it is documented for, and at no other",
  (code, its, other, advice) => {
    expect(said(its, code)).toContain(advice);
    expect(said(other, code)).not.toContain(advice);
  },
);

test("one code means at each operation what that operation's page says", () => {
  expect(said(attachClassicLinkVpc, "OperationDenied")).toContain("may not be linked to this VPC");
  expect(said(detachClassicLinkVpc, "OperationDenied")).toContain("cannot be detached from this VPC");
});

test("what any operation may be refused with has advice everywhere", () => {
  for (const operation of [connectRouterInterface, deactivateRouterInterface, getCallerIdentity]) {
    expect(said(operation, "Forbidden.RAM")).toContain("Grant the permission");
  }
});
