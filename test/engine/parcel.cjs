// The plugin of the made-up package: keeps what it is given, and finds a box of any id.
"use strict";

const { readFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { join } = require("node:path");
const grpc = require("@grpc/grpc-js");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const rpc = require("@pulumi/pulumi/proto/provider_pb");

const sdk = createRequire(require.resolve("@pulumi/pulumi/package.json"));
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb");
const { Struct } = sdk("google-protobuf/google/protobuf/struct_pb");

const schema = readFileSync(join(__dirname, "parcel.json"), "utf8");

/** @param {(request: any) => unknown} answer */
const by = (answer) => (call, done) => done(null, answer(call.request));

const server = new grpc.Server();
server.addService(ResourceProviderService, {
  getPluginInfo: by(() => new PluginInfo().setVersion(JSON.parse(schema).version)),
  getSchema: by(() => new rpc.GetSchemaResponse().setSchema(schema)),
  checkConfig: by((request) => new rpc.CheckResponse().setInputs(request.getNews())),
  diffConfig: by(() => new rpc.DiffResponse()),
  configure: by(() => new rpc.ConfigureResponse().setAcceptsecrets(false)),
  check: by((request) => new rpc.CheckResponse().setInputs(request.getNews())),
  diff: by(() => new rpc.DiffResponse().setChanges(rpc.DiffResponse.DiffChanges.DIFF_NONE)),
  create: by((request) => new rpc.CreateResponse().setId("box-1").setProperties(request.getProperties())),
  read: by((request) => {
    const found = Struct.fromJavaScript({ weight: 2 });
    return new rpc.ReadResponse().setId(request.getId()).setProperties(found).setInputs(found);
  }),
  delete: by(() => new Empty()),
  cancel: by(() => new Empty()),
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
process.stdin.on("close", () => process.exit()).resume();
