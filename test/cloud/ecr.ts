import { alibabaService } from "./alibaba.ts";
import { describeInstanceGranted } from "./ecr/describe.ts";
import { isServiceCode } from "./ecr/errors.ts";
import { grantInstance, revokeInstance } from "./ecr/grant.ts";
import { ecrOptions, optionsOf } from "./ecr/options.ts";
import {
  ecrAssociations,
  ecrGrants,
  ecrLocks,
  expressConnectRouters,
  transitionNames,
  vbrs,
} from "./ecr/records.ts";
import { worded } from "./ecr/refusals.ts";
import type { Opened, Request } from "./frame/service.ts";
import type { World } from "./frame/world.ts";

const service = alibabaService({
  name: "expressconnectrouter",
  product: "ExpressConnectRouter",
  version: "2023-09-01",
  ram: "expressconnectrouter",
  regionParameter: "InstanceRegionId",
  methods: ["POST"],
  parametersIn: "form",
  kinds: [expressConnectRouters, vbrs, ecrGrants, ecrAssociations, ecrLocks],
  transitions: transitionNames,
  options: ecrOptions,
  operations: {
    GrantInstanceToExpressConnectRouter: grantInstance,
    RevokeInstanceFromExpressConnectRouter: revokeInstance,
    DescribeInstanceGrantedToExpressConnectRouter: describeInstanceGranted,
  },
});

/** Express Connect Router, version 2023-09-01, as far as grants need it. */
export const expressConnectRouter = {
  ...service,
  open(world: World, request: Request): Opened {
    const opened = service.open(world, request);
    return {
      ...opened,
      refuse(refusal) {
        // What the gateway refuses does not get as far as the service's envelope.
        if (!isServiceCode(refusal.code)) return opened.refuse(refusal);
        const options = optionsOf(world);
        const answered = worded(refusal, options);
        const soft = options.failures === "within200";
        return (soft ? opened.softFail?.(answered, answered.status) : undefined) ?? opened.refuse(answered);
      },
    };
  },
};
