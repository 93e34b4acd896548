import { setMaxListeners } from "node:events";
import { createRequire } from "node:module";
import {
  type LogClient,
  type LogMessages,
  logThrough,
  printedLog,
  type Send,
  sendTo,
} from "../engine/log.ts";
import { endWithParent } from "../engine/parent.ts";
import { StoppedError } from "../http/errors.ts";
import type { EngineLog } from "../lifecycle/progress.ts";

// Four things that Pulumi's dynamic-provider host does not offer to a provider: to hear of Ctrl-C, to write on a
// resource's line, to have an error shown once, and to notice that the CLI is gone. Each is looked for and used only
// where it is found; INTERLINK_NO_HOST_PATCH=1 keeps the first three off. The host's parts that are used here are held by a contract test.

/**
 * Ends the waits of this process: fires when the user cancels, or when the CLI that started it has died. `onCommand` is
 * told that the engine begins another command with this process; Pulumi's own starts a process for each.
 */
export function watchEngine(stop: AbortController, patch: boolean, onCommand: () => void): void {
  // All that wait listen to it, and Node.js would print a warning from the eleventh on.
  setMaxListeners(0, stop.signal);
  if (patch) {
    watchCalls({
      Cancel: () => stop.abort(new StoppedError("interrupted; run `pulumi up` again to go on")),
      Configure: onCommand,
    });
  }
  endWithParent(stop);
}

/** What stands in an error's place where the host prints it besides answering with it, as check, diff, read and delete do. */
const ANSWERED = "the error that was answered";

/** An error that its answer alone has to show. */
export function shownByAnswer(error: Error): Error {
  // An object of its own: one error may be the answer to many, as a shared read's or that of an interruption is.
  const answered = Object.assign(new Error(error.message, { cause: error }), error);
  answered.stack = "";
  return Object.defineProperty(answered, "toString", { value: () => ANSWERED });
}

/** Keeps such errors from being printed: the host prints `${error}: ${error.stack}`. Everything else is. */
export function printErrorsOnce(): void {
  const print = console.error;
  console.error = (...data: unknown[]): void => {
    if (data.length !== 1 || data[0] !== `${ANSWERED}: `) print(...data);
  };
}

/** Calls that the host answers without telling the provider, Ctrl-C above all: its HTTP/2 server is listened to. */
function watchCalls(listeners: Readonly<Record<string, () => void>>): void {
  // The server may be bound after this module is loaded; by the first call it is there.
  for (const server of http2Servers()) {
    server.on("stream", (_stream: unknown, headers: Record<string, unknown>) => {
      const [, method = ""] = String(headers[":path"]).split("/pulumirpc.ResourceProvider/");
      listeners[method]?.();
    });
  }
}

interface Emitter {
  on(event: string, listener: (stream: unknown, headers: Record<string, unknown>) => void): void;
}

function http2Servers(): Emitter[] {
  if (!("_getActiveHandles" in process) || typeof process._getActiveHandles !== "function") return [];
  const handles: unknown = process._getActiveHandles();
  return Array.isArray(handles) ? handles.filter(isHttp2Server) : [];
}

function isHttp2Server(handle: unknown): handle is Emitter {
  return handle instanceof Object && handle.constructor.name.startsWith("Http2") && "on" in handle;
}

/** The engine's log; what cannot be sent there goes to standard output, which Pulumi shows for the whole stack. */
export function engineLog(patch: boolean): EngineLog {
  const send = patch ? connect() : undefined;
  return send === undefined ? printedLog : logThrough(send);
}

/** The engine's address is the host's last argument; its protocol is the host's own copy of Pulumi's. */
function connect(): Send | undefined {
  try {
    const address = process.argv.at(-1) ?? "";
    const main = require.main?.filename;
    if (!/^(127\.0\.0\.1|localhost|\[::1\]):[0-9]+$/.test(address) || main === undefined) return undefined;
    const host = createRequire(main);
    const grpc: GrpcModule = host("@grpc/grpc-js");
    const { EngineClient }: EngineServiceModule = host("../../proto/engine_grpc_pb");
    const messages: LogMessages = host("../../proto/engine_pb");
    return sendTo(new EngineClient(address, grpc.credentials.createInsecure()), messages);
  } catch {
    return undefined;
  }
}

interface GrpcModule {
  readonly credentials: { createInsecure(): unknown };
}
interface EngineServiceModule {
  readonly EngineClient: new (address: string, credentials: unknown) => LogClient;
}
