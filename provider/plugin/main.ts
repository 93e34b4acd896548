import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { version } from "../../package.json";
import { printedLog } from "../engine/log.ts";
import { endWithParent } from "../engine/parent.ts";
import { StoppedError } from "../http/errors.ts";
import { engineLogAt } from "./engine.ts";
import { providerService } from "./service.ts";

// The program that the Pulumi CLI starts for a provider of the package `interlink`, one for each configuration. It prints
// its port, serves, and ends when the CLI does. The engine's address is its last argument, or comes with the handshake.

const ENGINE = /^[^\s-][^\s]*:[0-9]+$/;
/** Pulumi's own limit for a message of a provider, in bytes. */
const LARGEST_MESSAGE = 400 * 1024 * 1024;

const stop = new AbortController();
// All that wait listen to it, and Node.js would print a warning from the eleventh on.
setMaxListeners(0, stop.signal);

const address = process.argv.at(-1) ?? "";
let engine = ENGINE.test(address) ? engineLogAt(address) : printedLog;

const schemaFile = join(__dirname, "schema.json");

const server = new Server({
  "grpc.max_receive_message_length": LARGEST_MESSAGE,
  "grpc.max_send_message_length": LARGEST_MESSAGE,
  // Statistics that nobody can ask for.
  "grpc.enable_channelz": 0,
});
const service = providerService({
  version,
  schema: () => readFileSync(schemaFile, "utf8"),
  stop: stop.signal,
  interrupt: () => stop.abort(new StoppedError("interrupted; run `pulumi up` again to go on")),
  log: {
    status: (urn, text) => engine.status(urn, text),
    warning: (urn, text) => engine.warning(urn, text),
  },
  logTo: (log) => {
    engine = log;
  },
});
server.addService(ResourceProviderService, service as UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  // The engine reads the first line; what is printed after it is shown to the user.
  process.stdout.write(`${port}\n`);
});
// Nobody reads it once the CLI is gone; the process then ends by itself.
process.stdout.on("error", () => undefined);
endWithParent(stop);
