import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ClassicLinkAttachment, EgConnection } from "../../provider/index.ts";

const { prepareStackTrace } = Error;
/** How many stack traces were written out. */
let written = 0;

// As in the process in which Pulumi runs programs: writing a trace out is what costs time there.
function writeOut(error: Error, frames: NodeJS.CallSite[]): string {
  written += 1;
  return [String(error), ...frames.map((frame) => `    at ${String(frame)}`)].join("\n");
}

beforeEach(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
    call: () => ({}),
  });
  written = 0;
  Error.prepareStackTrace = writeOut;
});
afterEach(() => {
  if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace;
  else Reflect.deleteProperty(Error, "prepareStackTrace");
});

const args = { instanceId: "i-1", vpcId: "vpc-1" };

test("a declaration writes out the one trace that says where it stands, and none for its outputs", async () => {
  const link = new ClassicLinkAttachment("link", args);
  expect(written).toBe(1);
  expect(Error.prepareStackTrace).toBe(writeOut);
  expect(await new Promise((resolve) => link.id.apply(resolve))).toBe("link-id");
});

test("what a transformation reads of an error is whole", () => {
  let stack: string | undefined;
  const look = (): undefined => {
    ({ stack } = new Error("seen"));
  };
  new ClassicLinkAttachment("link", args, { transformations: [look] });
  expect(stack).toContain("resource.test.ts");
});

test("a declaration that Pulumi refuses says where in the program it stands, and traces are as before", () => {
  let thrown: unknown;
  try {
    new ClassicLinkAttachment("", args);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(Error);
  expect((thrown as Error).message).toMatch(/name/);
  expect((thrown as Error).stack).toContain("resource.test.ts");
  expect(Error.prepareStackTrace).toBe(writeOut);
});

test("a transformation that would change the parent is refused by Pulumi, in words", () => {
  const moving: pulumi.ResourceTransformation = ({ props, opts }) => ({
    props,
    opts: { ...opts, parent: new ClassicLinkAttachment("parent", args) },
  });
  expect(() => new ClassicLinkAttachment("link", args, { transformations: [moving] })).toThrow(
    "Transformations cannot currently be used to change the `parent` of a resource",
  );
});

test("in a unit test with mocks, two children of a component are made, and a third that takes an output of one", async () => {
  class Links extends pulumi.ComponentResource {
    readonly links: readonly ClassicLinkAttachment[];

    constructor(name: string) {
      super("test:index:Links", name);
      const first = new ClassicLinkAttachment("first", args, { parent: this });
      const second = new ClassicLinkAttachment("second", { ...args, instanceId: "i-2" }, { parent: this });
      const third = new ClassicLinkAttachment(
        "third",
        { instanceId: "i-3", vpcId: first.vpcId },
        { parent: this, dependsOn: [second] },
      );
      this.links = [first, second, third];
      this.registerOutputs();
    }
  }
  const { links } = new Links("links");
  const seen = await new Promise((resolve) => {
    pulumi.all(links.map(({ instanceId, vpcId }) => pulumi.all([instanceId, vpcId]))).apply(resolve);
  });
  expect(seen).toEqual([
    ["i-1", "vpc-1"],
    ["i-2", "vpc-1"],
    ["i-3", "vpc-1"],
  ]);
});

test("an output among the arguments is refused by name, also one that the state has with the same value", () => {
  const given = { name: "orders", vpcId: "vpc-1", subnetId: "subnet-1", status: "CREATED" };
  expect(() => new EgConnection("orders", given)).toThrow(
    "EgConnection: status is an output and cannot be set.",
  );
  expect(() => new ClassicLinkAttachment("link", { ...args, accountId: "1" } as typeof args)).toThrow(
    "ClassicLinkAttachment: accountId is an output and cannot be set.",
  );
});
