import type { ErrorFact } from "../http/errors.ts";
import type { Operation } from "../http/operation.ts";

/** One REST interface of Huawei Cloud. */
export interface HuaweiService {
  /** For messages: `EventGrid`. */
  readonly name: string;
  /** What its host names begin with; `eg` and `iam` are also its key under `endpoints` and in `HW_ENDPOINT_…`. */
  readonly endpointKey: "eg" | "iam" | "sts";
}

/** An operation of a Huawei Cloud service. */
export interface HuaweiOperation<Parameters, Answer> extends Operation<Parameters, Answer> {
  readonly service: HuaweiService;
  /** What its codes mean, as documented for this operation; the first row that fits counts. */
  readonly errors: readonly ErrorFact[];
  /** What HTTP 404 means when the service itself says it, in whatever code; the gateway's 404 is a wrong address. */
  readonly notFound?: ErrorFact;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Segment by segment, not escaped. */
  readonly path: (parameters: Parameters, projectId: string) => readonly string[];
  readonly query?: (parameters: Parameters) => Readonly<Record<string, string>>;
  readonly body?: (parameters: Parameters) => object;
  /** A header of the answer that is part of what it says, in lower case; `answer` finds it under this name. */
  readonly header?: string;
}
