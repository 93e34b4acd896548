import type { ErrorFact } from "../http/errors.ts";
import type { Operation } from "../http/operation.ts";

/** One version of one Alibaba Cloud product's RPC interface. */
export interface AlibabaService {
  /** As the vendor writes it in operation names: `Vpc`. */
  readonly name: string;
  readonly version: string;
  /** The key of this service under `endpoints` and, in capitals, in `ALIBABA_CLOUD_ENDPOINT_…`. */
  readonly endpointKey: "vpc" | "ecs" | "expressconnectrouter" | "sts";
  /** Where operation parameters travel: VPC and ECS declare Query, Express Connect Router declares Body. */
  readonly parametersIn: "query" | "body";
  readonly endpoint: (region: string) => string;
}

/** An operation of an Alibaba Cloud service. */
export interface AlibabaOperation<Parameters, Answer> extends Operation<Parameters, Answer> {
  readonly service: AlibabaService;
  /** What its codes mean, as documented for this operation; the first row that fits counts. */
  readonly errors: readonly ErrorFact[];
}
