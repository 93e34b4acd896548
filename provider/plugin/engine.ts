import { credentials } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb.js";
import { logThrough, sendTo } from "../engine/log.ts";
import type { EngineLog } from "../lifecycle/progress.ts";
import { inKeysOfThisDoor } from "./configuration.ts";

/** Writes on resources' lines by way of the engine at this address. */
export function engineLogAt(address: string): EngineLog {
  const client = new EngineClient(address, credentials.createInsecure());
  const send = sendTo(
    { log: (request, done) => void client.log(request as LogRequest, done) },
    { LogRequest, LogSeverity },
  );
  return logThrough((urn, text, ...rest) => send(urn, inKeysOfThisDoor(text), ...rest));
}
