import { Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import { Any } from "google-protobuf/google/protobuf/any_pb.js";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { NotReadyError } from "../lifecycle/apply.ts";
import type { Properties } from "../lifecycle/definition.ts";
import { inKeysOfThisDoor } from "./configuration.ts";

/** Properties as they travel. */
export function encode(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}

/** Properties as they arrived. */
export function decode(properties: Struct | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

/**
 * An error as the engine takes it. One that carries an id and a state keeps the resource in state, as not ready
 * (pulumi/pulumi, sdk/go/common/resource/plugin/provider_plugin.go, `parseError`).
 */
export function failure(
  thrown: unknown,
  debug: boolean,
  encodeState: (state: Properties) => Struct = encode,
): Partial<ServiceError> {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const message = inKeysOfThisDoor(debug ? (error.stack ?? error.message) : error.message);
  const metadata = new Metadata();
  if (error instanceof NotReadyError) {
    const detail = new ErrorResourceInitFailed()
      .setId(error.id)
      .setProperties(encodeState(error.properties))
      .setReasonsList(error.reasons.map(inKeysOfThisDoor));
    const packed = new Any();
    packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const details = new Status().setCode(status.UNKNOWN).setMessage(message);
    details.addDetails(packed);
    metadata.add("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  }
  return { code: status.UNKNOWN, details: message, metadata };
}
