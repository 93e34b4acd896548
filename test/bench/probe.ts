import { subscribe } from "node:diagnostics_channel";
import { openSync, writeSync } from "node:fs";
import type { Http2Server } from "node:http2";
import type { Socket } from "node:net";
import { join } from "node:path";

const http2: { createServer: (...args: unknown[]) => Http2Server } = require("node:http2");

// Loaded into every Node.js process of a measured command (NODE_OPTIONS) and at work in provider processes
// only: writes down when each create was answered, and what the process had cost by then.

/** The answer to one create, as it left the provider process. */
export interface Answer {
  readonly pid: number;
  readonly id: string;
  /** Real epoch time. */
  readonly atMs: number;
  readonly error?: string;
  /** Processor time of the whole process so far. */
  readonly cpuMs: number;
  /** Most memory that it held so far (resident set). */
  readonly peakMb: number;
  /** Most sockets that it had open so far to one address, the engine's left aside. */
  readonly sockets: number;
}

/** The call that makes a resource (pulumi/pulumi, proto/pulumi/provider.proto). */
const CREATE = "/pulumirpc.ResourceProvider/Create";
/** The only argument that is looked at. The text stands in the message as it is. */
const ID = /routerInterfaceId[\s\S]{0,8}?(ri-[a-z]+[0-9]+)/;

/** Sees calls as they come and go over HTTP/2: the plugin has its gRPC in one file with all the rest. */
function watch(directory: string): void {
  const file = openSync(join(directory, `provider-${process.pid}.jsonl`), "a");
  const sockets = countSockets();
  const { createServer } = http2;
  http2.createServer = (...args: unknown[]) => {
    const server: Http2Server = Reflect.apply(createServer, http2, args);
    server.on("stream", (stream, headers) => {
      if (headers[":path"] !== CREATE) return;
      let request = "";
      stream.on("data", (chunk: Buffer) => {
        request += chunk.toString("latin1");
      });
      let atMs: number | undefined;
      // All of the answer has been sent by then but that it was the last of it.
      stream.on("wantTrailers", () => {
        atMs = Date.now();
      });
      stream.on("close", () => {
        const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
        const sent = { ...stream.sentHeaders, ...stream.sentTrailers };
        const ok = String(sent["grpc-status"]) === "0";
        const answer: Answer = {
          pid: process.pid,
          id: ID.exec(request)?.[1] ?? "",
          atMs: atMs ?? Date.now(),
          ...(!ok && { error: String(sent["grpc-message"]) }),
          cpuMs: (userCPUTime + systemCPUTime) / 1000,
          peakMb: maxRSS / 1024,
          sockets: sockets(),
        };
        writeSync(file, `${JSON.stringify(answer)}\n`);
      });
    });
    return server;
  };
}

/** Tells the most sockets that were open at once to one address other than the engine's. */
function countSockets(): () => number {
  const engine = process.argv.at(-1)?.split(":").at(-1);
  const open = new Map<number, number>();
  let most = 0;
  subscribe("net.client.socket", (message) => {
    const { socket } = message as { readonly socket: Socket };
    socket.once("connect", () => {
      const port = socket.remotePort;
      if (port === undefined || String(port) === engine) return;
      const now = (open.get(port) ?? 0) + 1;
      open.set(port, now);
      most = Math.max(most, now);
      socket.once("close", () => open.set(port, (open.get(port) ?? 0) - 1));
    });
  });
  return () => most;
}

const directory = process.env["BENCH_PROBE"];
const script = process.argv[1] ?? "";
if (directory !== undefined && /dynamic-provider|pulumi-resource-/.test(script)) watch(directory);
