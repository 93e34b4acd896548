import { subscribe } from "node:diagnostics_channel";
import { openSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { join } from "node:path";

// Loaded into every Node.js process of a measured command (NODE_OPTIONS) and at work in Pulumi's provider processes
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

interface CreateCall {
  readonly request: {
    getProperties(): { getFieldsMap(): { get(key: string): { getStringValue(): string } | undefined } };
  };
}
type Done = (error: Error | null | undefined, ...rest: unknown[]) => void;
interface Service {
  create?: (call: CreateCall, done: Done) => unknown;
}
interface Grpc {
  readonly Server: { readonly prototype: { addService(definition: unknown, implementation: Service): void } };
}

function watch(directory: string, script: string): void {
  const file = openSync(join(directory, `provider-${process.pid}.jsonl`), "a");
  const sockets = countSockets();
  const grpc: Grpc = createRequire(script)("@grpc/grpc-js");
  const { addService } = grpc.Server.prototype;
  grpc.Server.prototype.addService = function (definition, implementation) {
    const { create } = implementation;
    if (create !== undefined) {
      implementation.create = function (call, done) {
        const id =
          call.request.getProperties().getFieldsMap().get("routerInterfaceId")?.getStringValue() ?? "";
        return create.call(this, call, (error, ...rest) => {
          const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
          const answer: Answer = {
            pid: process.pid,
            id,
            atMs: Date.now(),
            ...(error && { error: error.message }),
            cpuMs: (userCPUTime + systemCPUTime) / 1000,
            peakMb: maxRSS / 1024,
            sockets: sockets(),
          };
          writeSync(file, `${JSON.stringify(answer)}\n`);
          done(error, ...rest);
        });
      };
    }
    addService.call(this, definition, implementation);
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
if (directory !== undefined && /dynamic-provider/.test(script)) watch(directory, script);
