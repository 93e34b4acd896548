import { expect } from "vitest";
import { type Answered, type CallOptions, call } from "../caller.ts";
import type { Configuration } from "../control-types.ts";
import { defaultAccount } from "../defaults.ts";
import { cloudWith } from "../fixture.ts";

/** Parameters of a call. */
export type Params = Readonly<Record<string, string>>;

type Choices = NonNullable<NonNullable<Configuration["options"]>["ecs"]>;

const wanted = { RegionId: "cn-hangzhou", InstanceId: "i-1", VpcId: "vpc-1" };

/** A cloud with a classic instance and two VPCs that it may be linked to, and what these tests do with it. */
export function ecsSteps() {
  const cloud = cloudWith({
    ecsInstances: [{ id: "i-1" }],
    vpcs: ["vpc-1", "vpc-2"].map((id) => ({ id, classicLinkEnabled: true })),
  });
  const ask = (action: string, params: Params, options: CallOptions = {}): Promise<Answered> =>
    call(cloud(), action, params, { service: "ecs", ...options });

  return {
    cloud,
    attach: (change: Params = {}) => ask("AttachClassicLinkVpc", { ...wanted, ...change }),
    detach: (change: Params = {}) => ask("DetachClassicLinkVpc", { ...wanted, ...change }),
    links: async (change: Params = { InstanceId: "i-1" }, keys = defaultAccount) => {
      const params = { RegionId: "cn-hangzhou", ...change };
      const answer = await ask("DescribeClassicLinkInstances", params, { keys });
      const { Link: found } = (answer.body["Links"] ?? { Link: [] }) as { Link: Params[] };
      return {
        ...answer,
        found,
        pairs: found.map((link) => `${link["InstanceId"]}:${link["VpcId"]}`),
      };
    },
    instances: async (change: Params = {}) => {
      const answer = await ask("DescribeInstances", { RegionId: "cn-hangzhou", ...change });
      const { Instance: found } = (answer.body["Instances"] ?? { Instance: [] }) as { Instance: Params[] };
      return { ...answer, found, ids: found.map((instance) => instance["InstanceId"]) };
    },
    choose: (ecs: Choices): Promise<void> => cloud().configure({ options: { ecs } }),
  };
}

/** What an OperationDenied with such a message looks like. */
export function denied(message: RegExp) {
  return { status: 403, body: { Code: "OperationDenied", Message: expect.stringMatching(message) } };
}
