import { createRequire } from "node:module";
import type { ServiceError } from "@grpc/grpc-js";

type Messages = typeof import("@pulumi/pulumi/proto/provider_pb.js");
type Clients = typeof import("@pulumi/pulumi/proto/provider_grpc_pb.js");
type EngineMessages = typeof import("@pulumi/pulumi/proto/engine_pb.js");
type EngineServices = typeof import("@pulumi/pulumi/proto/engine_grpc_pb.js");
type PluginMessages = typeof import("@pulumi/pulumi/proto/plugin_pb.js");
type StatusMessages = typeof import("@pulumi/pulumi/proto/status_pb.js");

/** A bag of property values as it travels between the engine and a provider. */
export type Struct = NonNullable<ReturnType<InstanceType<Messages["CheckRequest"]>["getNews"]>>;
interface StructMessages {
  readonly Struct: { fromJavaScript(value: object): Struct };
}
type Empty = Parameters<InstanceType<Clients["ResourceProviderClient"]>["cancel"]>[0];
/** A line that a provider asks the engine to show. */
export type LogRequest = InstanceType<EngineMessages["LogRequest"]>;

// The protocol is the one of the package that is tested with; its modules name their exports only as they run.
const load = createRequire(createRequire(__filename).resolve("@pulumi/pulumi/package.json"));

export const messages: Messages = load("./proto/provider_pb.js");
export const { ResourceProviderClient }: Clients = load("./proto/provider_grpc_pb.js");
export const { LogSeverity }: EngineMessages = load("./proto/engine_pb.js");
export const { EngineService }: EngineServices = load("./proto/engine_grpc_pb.js");
export const { PluginAttach }: PluginMessages = load("./proto/plugin_pb.js");
export const { Empty }: { readonly Empty: new () => Empty } = load(
  "google-protobuf/google/protobuf/empty_pb.js",
);
const { Status }: StatusMessages = load("./proto/status_pb.js");
const { Struct }: StructMessages = load("google-protobuf/google/protobuf/struct_pb.js");

/** As the engine encodes it: what is undefined is not there. */
export function encode(properties: Readonly<Record<string, unknown>>): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

export function decode(properties: Struct | undefined): Record<string, unknown> {
  return properties?.toJavaScript() ?? {};
}

/** A provider's "it exists, but it is not ready": what a create or update then leaves in state. */
export class InitFailed extends Error {
  override readonly name = "InitFailed";
  readonly id: string;
  readonly properties: Record<string, unknown>;
  readonly reasons: readonly string[];

  constructor(id: string, properties: Record<string, unknown>, reasons: readonly string[]) {
    super(reasons.join("; "));
    this.id = id;
    this.properties = properties;
    this.reasons = reasons;
  }
}

/** What an error of a call means to the engine. */
function failure(error: ServiceError): Error {
  const [packed] = error.metadata?.get("grpc-status-details-bin") ?? [];
  for (const detail of packed instanceof Uint8Array
    ? Status.deserializeBinary(packed).getDetailsList()
    : []) {
    const unpacked = detail.unpack(
      messages.ErrorResourceInitFailed.deserializeBinary,
      "pulumirpc.ErrorResourceInitFailed",
    );
    if (unpacked) {
      return new InitFailed(unpacked.getId(), decode(unpacked.getProperties()), unpacked.getReasonsList());
    }
  }
  return new Error(error.details, { cause: error });
}

/** One call, as a promise. */
export function answer<Response>(
  call: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error) reject(failure(error));
      else resolve(response);
    });
  });
}
