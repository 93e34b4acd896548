import { z } from "zod";
import { alibabaService } from "./alibaba.ts";
import type { Service } from "./frame/service.ts";
import { huaweiService } from "./huawei.ts";
import { metadata } from "./metadata.ts";
import { sts } from "./sts.ts";
import { vpc } from "./vpc.ts";

const empty = { kinds: [], transitions: [], options: z.strictObject({}), operations: {} } as const;

/** Every service of the cloud; a line here gives it a port. */
export const services = [
  vpc,
  sts,
  alibabaService({ ...empty, name: "ecs", product: "Ecs", version: "2014-05-26", ram: "ecs" }),
  alibabaService({
    ...empty,
    name: "expressconnectrouter",
    product: "ExpressConnectRouter",
    version: "2023-09-01",
    ram: "expressconnectrouter",
  }),
  huaweiService({ ...empty, name: "eg" }),
  huaweiService({ ...empty, name: "iam" }),
  metadata,
] as const satisfies readonly Service[];
