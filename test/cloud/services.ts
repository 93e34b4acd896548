import { expressConnectRouter } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { eg } from "./eg.ts";
import type { Service } from "./frame/service.ts";
import { iam } from "./iam.ts";
import { metadata } from "./metadata.ts";
import { sts } from "./sts.ts";
import { vpc } from "./vpc.ts";

/** Every service of the cloud; a line here gives it a port. */
export const services = [
  vpc,
  sts,
  ecs,
  expressConnectRouter,
  eg,
  iam,
  metadata,
] as const satisfies readonly Service[];
