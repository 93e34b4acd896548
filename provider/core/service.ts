import type * as z from "zod";
import type { ErrorFact } from "./errors.ts";

/** One operation of a service, as its vendor's page describes it. */
export interface Operation<Parameters, Answer> {
  readonly name: string;
  /** Whether it can change anything in the cloud. */
  readonly effect: "read" | "write";
  /** The part of the answer that is used; everything else in it is ignored. */
  readonly answer: z.ZodType<Answer>;
  /** Carries the type of the parameters; never set. */
  readonly parameters?: Parameters;
}

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
  readonly errors: readonly ErrorFact[];
}

/** An operation of an Alibaba Cloud service. */
export interface AlibabaOperation<Parameters, Answer> extends Operation<Parameters, Answer> {
  readonly service: AlibabaService;
}

/** One REST interface of Huawei Cloud. */
export interface HuaweiService {
  /** For messages: `EventGrid`. */
  readonly name: string;
  /** What its host names begin with; `eg` and `iam` are also its key under `endpoints` and in `HW_ENDPOINT_…`. */
  readonly endpointKey: "eg" | "iam" | "sts";
  readonly errors: readonly ErrorFact[];
  /** What HTTP 404 means when the service itself says it, in whatever code; the gateway's 404 is a wrong address. */
  readonly notFound?: ErrorFact;
}

/** An operation of a Huawei Cloud service. */
export interface HuaweiOperation<Parameters, Answer> extends Operation<Parameters, Answer> {
  readonly service: HuaweiService;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Segment by segment, not escaped. */
  readonly path: (parameters: Parameters, projectId: string) => readonly string[];
  readonly query?: (parameters: Parameters) => Readonly<Record<string, string>>;
  readonly body?: (parameters: Parameters) => object;
  /** A header of the answer that is part of what it says, in lower case; `answer` finds it under this name. */
  readonly header?: string;
}
