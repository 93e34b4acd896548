import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import { ClassicLinkAttachment } from "../../provider/index.ts";

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
    call: () => ({}),
  });
});

const args = { instanceId: "i-1", vpcId: "vpc-1" };

test("a declaration that Pulumi refuses says where in the program it stands, and leaves traces as they were", () => {
  const before = Error.stackTraceLimit;
  let thrown: unknown;
  try {
    new ClassicLinkAttachment("", args);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Error);
  expect((thrown as Error).message).toMatch(/name/);
  expect((thrown as Error).stack).toContain("resource.test.ts");
  expect(Error.stackTraceLimit).toBe(before);
});

test("traces are as they were after a declaration", async () => {
  const before = Error.stackTraceLimit;
  const link = new ClassicLinkAttachment("link", args);
  expect(Error.stackTraceLimit).toBe(before);
  expect(await new Promise((resolve) => link.id.apply(resolve))).toBe("link-id");
});
