#!/usr/bin/env node
// pulumi-interlink: stand-in for Pulumi's Node.js language host.
//
// The official host comes with the official download of the CLI; a CLI built from Go modules has none. This one
// answers what the engine asks of a language host for `up`, `preview`, `refresh`, `destroy` and `import`, and no
// more: no plugin discovery, no package generation, no policy packs, no debugger.
//
// It is copied next to the CLI, so it may use nothing but Node.js and what the program's own SDK brings along.
"use strict";

const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const { join } = require("node:path");

/** The program's exit code for "failed, and the user has been told why" (@pulumi/pulumi, cmd/run). */
const EXIT_USER_INFORMED = 32;

// The engine starts this host in the program's directory, so this is the SDK that the program sees.
const fromProgram = createRequire(join(process.cwd(), "_.js"));
const sdk = createRequire(fromProgram.resolve("@pulumi/pulumi/package.json"));
/** @type {import("@grpc/grpc-js")} */
const grpc = sdk("@grpc/grpc-js");
/** @type {{ Empty: new () => unknown }} */
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb");
/** @type {import("@pulumi/pulumi/proto/language_pb")} */
const language = sdk("./proto/language_pb");
/** @type {import("@pulumi/pulumi/proto/plugin_pb")} */
const { PluginInfo } = sdk("./proto/plugin_pb");
/** @type {{ LanguageRuntimeService: import("@grpc/grpc-js").ServiceDefinition }} */
const { LanguageRuntimeService } = sdk("./proto/language_grpc_pb");

/** The engine's own address is always the last argument; flags come before it. */
let engineAddress = process.argv.at(-1) ?? "";

/** @type {Set<import("node:child_process").ChildProcess>} */
const programs = new Set();

/** @param {import("@pulumi/pulumi/proto/language_pb").RunRequest} request */
function programArguments(request) {
  const info = request.getInfo();
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    pwd: request.getPwd(),
    parallel: request.getParallel(),
    "root-directory": info?.getRootDirectory() ?? request.getPwd(),
  };
  const { nodeargs } = request.getInfo()?.getOptions()?.toJavaScript() ?? {};
  return [
    ...(typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter(Boolean) : []),
    sdk.resolve("./cmd/run"),
    ...Object.entries(flags).map(([name, value]) => `--${name}=${value}`),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    (info?.getEntryPoint() ?? request.getProgram()) || ".",
    ...request.getArgsList(),
  ];
}

/** @param {import("@pulumi/pulumi/proto/language_pb").RunRequest} request */
function programEnvironment(request) {
  const typescript = request.getInfo()?.getOptions()?.toJavaScript()["typescript"] !== false;
  return {
    ...process.env,
    PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
  };
}

/** @param {number | null} code @param {NodeJS.Signals | null} signal */
function runResponse(code, signal) {
  const response = new language.RunResponse();
  if (code === 0) return response;
  if (code === EXIT_USER_INFORMED) return response.setBail(true);
  return response.setError(
    code === null ? `the program was ended by ${signal}` : `the program ended with exit code ${code}`,
  );
}

/** @type {import("@grpc/grpc-js").handleUnaryCall<import("@pulumi/pulumi/proto/language_pb").RunRequest, import("@pulumi/pulumi/proto/language_pb").RunResponse>} */
function run(call, done) {
  const { request } = call;
  const program = spawn(process.execPath, programArguments(request), {
    cwd: request.getPwd(),
    env: programEnvironment(request),
    stdio: ["ignore", "inherit", "inherit"],
  });
  programs.add(program);
  call.on("cancelled", () => program.kill("SIGKILL"));
  program.on("error", (error) => done({ code: grpc.status.INTERNAL, details: error.message }));
  program.on("exit", (code, signal) => {
    programs.delete(program);
    done(null, runResponse(code, signal));
  });
}

/**
 * A handler that always gives the same answer.
 * @param {unknown} message
 * @returns {import("@grpc/grpc-js").handleUnaryCall<unknown, unknown>}
 */
function always(message) {
  return (_call, done) => done(null, message);
}

const server = new grpc.Server({
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
});
server.addService(LanguageRuntimeService, {
  /** @type {import("@grpc/grpc-js").handleUnaryCall<import("@pulumi/pulumi/proto/language_pb").LanguageHandshakeRequest, unknown>} */
  handshake(call, done) {
    engineAddress = call.request.getEngineAddress() || engineAddress;
    done(null, new language.LanguageHandshakeResponse());
  },
  run,
  getPluginInfo: always(new PluginInfo().setVersion("0.0.0")),
  getRequiredPackages: always(new language.GetRequiredPackagesResponse()),
  getRequiredPlugins: always(new language.GetRequiredPluginsResponse()),
  getProgramDependencies: always(new language.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: always(new language.RuntimeOptionsResponse()),
  about: always(new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
  /** @param {import("@grpc/grpc-js").ServerWritableStream<unknown, unknown>} call */
  installDependencies: (call) => call.end(),
  cancel: always(new Empty()),
});

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});

// The engine holds the other end of stdin and never writes to it, so its end is the engine's end, however it died.
process.stdin.on("error", () => undefined);
process.stdin.on("close", () => {
  for (const program of programs) program.kill("SIGKILL");
  process.exit();
});
process.stdin.resume();
