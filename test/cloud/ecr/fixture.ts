import { type Answered, type CallOptions, call } from "../caller.ts";
import type { Configuration } from "../control-types.ts";
import { defaultAccount, otherAccount } from "../defaults.ts";
import { cloudWith } from "../fixture.ts";

/** Parameters of a call. */
export type Params = Readonly<Record<string, string>>;

type Choices = NonNullable<NonNullable<Configuration["options"]>["expressconnectrouter"]>;

const wanted = {
  EcrId: "ecr-1",
  EcrOwnerAliUid: otherAccount.id,
  InstanceId: "vpc-1",
  InstanceType: "VPC",
  InstanceRegionId: "cn-hangzhou",
};

/** A cloud where the default account owns a VPC and a VBR and the other one a router, and what these tests do with it. */
export function ecrSteps() {
  const cloud = cloudWith({
    expressConnectRouters: [{ id: "ecr-1" }],
    vpcs: [{ id: "vpc-1" }],
    vbrs: [{ id: "vbr-1" }],
  });
  const ask = (action: string, params: Params, options: CallOptions = {}): Promise<Answered> =>
    call(cloud(), action, params, { service: "expressconnectrouter", form: true, ...options });

  return {
    cloud,
    grant: (change: Params = {}, options: CallOptions = {}) =>
      ask("GrantInstanceToExpressConnectRouter", { ...wanted, ...change }, options),
    revoke: (change: Params = {}, options: CallOptions = {}) =>
      ask("RevokeInstanceFromExpressConnectRouter", { ...wanted, ...change }, options),
    list: async (change: Params = {}, keys = defaultAccount) => {
      const params = { EcrId: "ecr-1", CallerType: "OTHER", ...change };
      const answer = await ask("DescribeInstanceGrantedToExpressConnectRouter", params, { keys });
      const found = (answer.body["EcrGrantedInstanceList"] ?? []) as Record<string, unknown>[];
      return { ...answer, found, ids: found.map((each) => each["NodeId"]) };
    },
    choose: (expressconnectrouter: Choices): Promise<void> =>
      cloud().configure({ options: { expressconnectrouter } }),
    applied: async (): Promise<number> => (await cloud().writes({ applied: true })).length,
  };
}
