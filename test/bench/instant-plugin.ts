import { randomUUID } from "node:crypto";
import { join } from "node:path";
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as messages from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Contents } from "./bench-stack.ts";

// A plugin that answers at once, with the outputs that `contents.json` names: what is left is the time of the engine and
// of the program themselves. It is started in the project's directory.

const { outputs }: Contents = require(join(process.cwd(), "contents.json"));

function answering<Request, Response>(work: (request: Request) => Response) {
  return ({ request }: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>): void =>
    done(null, work(request));
}

const service = {
  getPluginInfo: answering(() => new PluginInfo().setVersion("1.0.0")),
  checkConfig: answering((request: messages.CheckRequest) =>
    new messages.CheckResponse().setInputs(request.getNews()),
  ),
  diffConfig: answering(() => unchanged()),
  configure: answering(() => new messages.ConfigureResponse().setAcceptsecrets(true)),
  check: answering((request: messages.CheckRequest) =>
    new messages.CheckResponse().setInputs(request.getNews()),
  ),
  diff: answering(() => unchanged()),
  create: answering((request: messages.CreateRequest) => {
    const inputs = request.getProperties()?.toJavaScript() ?? {};
    const properties = { ...inputs, ...outputs } as Record<string, JavaScriptValue>;
    return new messages.CreateResponse().setId(randomUUID()).setProperties(Struct.fromJavaScript(properties));
  }),
  read: answering((request: messages.ReadRequest) =>
    new messages.ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs()),
  ),
  delete: answering(() => new Empty()),
  cancel: answering(() => new Empty()),
};

function unchanged(): messages.DiffResponse {
  return new messages.DiffResponse().setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE);
}

const server = new Server();
server.addService(ResourceProviderService, service as UntypedServiceImplementation);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.once("end", () => process.exit()).resume();
