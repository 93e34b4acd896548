import { setMaxListeners } from "node:events";
import { fstatSync } from "node:fs";
import { createRequire } from "node:module";
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
  watchParent(() => {
    stop.abort(new StoppedError("the Pulumi CLI has ended"));
    // What is under way may still be answered; nothing further is sent.
    setTimeout(() => process.exit(0), LAST_ANSWERS_MS).unref();
  });
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

/** How long a provider whose CLI has died waits for answers before it ends. */
const LAST_ANSWERS_MS = 2_000;

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

/** The CLI holds the other end of standard input; it closes with the CLI, also when that is killed. */
function watchParent(onGone: () => void): void {
  try {
    const stdin = fstatSync(0);
    if (!stdin.isFIFO() && !stdin.isSocket()) return;
  } catch {
    return; // no standard input: nobody to watch
  }
  process.stdin.on("end", onGone).on("close", onGone).on("error", onGone).resume();
  if ("unref" in process.stdin && typeof process.stdin.unref === "function") process.stdin.unref();
}

/** The engine's log; what cannot be sent there goes to standard output, which Pulumi shows for the whole stack. */
export function engineLog(patch: boolean): EngineLog {
  const client = patch ? connect() : undefined;
  return {
    status: (urn, text) => client?.(urn, text, "info", undefined),
    warning: (urn, text) => {
      const print = (): void => console.log(`warning: ${text}`);
      if (client) client(urn, text, "warning", print);
      else print();
    },
  };
}

/** Lines that the engine has not taken yet. */
const MOST_UNANSWERED = 1_000;

/** `otherwise` is called when the engine does not take the line; without it, the line is of the moment only. */
type Send = (
  urn: string,
  text: string,
  severity: "info" | "warning",
  otherwise: (() => void) | undefined,
) => void;

/** The engine's address is the host's last argument; its protocol is the host's own copy of Pulumi's. */
function connect(): Send | undefined {
  try {
    const address = process.argv.at(-1) ?? "";
    const main = require.main?.filename;
    if (!/^(127\.0\.0\.1|localhost|\[::1\]):[0-9]+$/.test(address) || main === undefined) return undefined;
    const host = createRequire(main);
    const grpc: GrpcModule = host("@grpc/grpc-js");
    const { EngineClient }: EngineServiceModule = host("../../proto/engine_grpc_pb");
    const { LogRequest, LogSeverity }: EngineModule = host("../../proto/engine_pb");
    const client = new EngineClient(address, grpc.credentials.createInsecure());
    let unanswered = 0;
    return (urn, text, severity, otherwise) => {
      const ephemeral = otherwise === undefined;
      // An engine that falls behind is told the next time.
      if (ephemeral && unanswered >= MOST_UNANSWERED) return;
      const request = new LogRequest();
      request.setSeverity(severity === "warning" ? LogSeverity.WARNING : LogSeverity.INFO);
      request.setMessage(text);
      request.setUrn(urn);
      request.setEphemeral(ephemeral);
      // A line that is not shown must not fail an operation.
      try {
        client.log(request, (error) => {
          unanswered -= 1;
          if (error) otherwise?.();
        });
        unanswered += 1;
      } catch {
        otherwise?.();
      }
    };
  } catch {
    return undefined;
  }
}

interface GrpcModule {
  readonly credentials: { createInsecure(): unknown };
}
interface LogRequestMessage {
  setSeverity(severity: number): void;
  setMessage(text: string): void;
  setUrn(urn: string): void;
  setEphemeral(ephemeral: boolean): void;
}
interface EngineModule {
  readonly LogRequest: new () => LogRequestMessage;
  readonly LogSeverity: { readonly INFO: number; readonly WARNING: number };
}
interface EngineServiceModule {
  readonly EngineClient: new (
    address: string,
    credentials: unknown,
  ) => { log(request: LogRequestMessage, done: (error: unknown) => void): void };
}
