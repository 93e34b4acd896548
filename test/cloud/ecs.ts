import { alibabaService } from "./alibaba.ts";
import { attachClassicLinkVpc, detachClassicLinkVpc } from "./ecs/attach.ts";
import { describeClassicLinkInstances, describeInstances } from "./ecs/describe.ts";
import { attachErrors } from "./ecs/errors.ts";
import { ecsOptions } from "./ecs/options.ts";
import { classicLinks, ecsInstances, ecsLocks, transitionNames } from "./ecs/records.ts";
import { Refusal } from "./frame/answer.ts";
import type { Opened, Request } from "./frame/service.ts";
import type { World } from "./frame/world.ts";

const service = alibabaService({
  name: "ecs",
  product: "Ecs",
  version: "2014-05-26",
  ram: "ecs",
  kinds: [ecsInstances, classicLinks, ecsLocks],
  transitions: transitionNames,
  options: ecsOptions,
  operations: {
    AttachClassicLinkVpc: attachClassicLinkVpc,
    DetachClassicLinkVpc: detachClassicLinkVpc,
    DescribeClassicLinkInstances: describeClassicLinkInstances,
    DescribeInstances: describeInstances,
  },
});

/** Elastic Compute Service, version 2014-05-26, as far as ClassicLink needs it. */
export const ecs = {
  ...service,
  open(world: World, request: Request): Opened {
    const opened = service.open(world, request);
    return {
      ...opened,
      run(view) {
        try {
          return opened.run(view);
        } catch (error) {
          throw named(error, opened);
        }
      },
    };
  },
};

/** A missing permission has a code of its own on the pages of Attach and Detach. */
function named(error: unknown, { write }: Opened): unknown {
  if (!write || !(error instanceof Refusal) || error.code !== "Forbidden.RAM") return error;
  return new Refusal(attachErrors.subUser, { details: error.details });
}
