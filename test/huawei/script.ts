import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as z from "zod";
import type { Clock } from "../../provider/http/clock.ts";
import { Sender } from "../../provider/http/pipeline.ts";
import { network } from "../../provider/http/transport.ts";
import { Huawei } from "../../provider/huawei/client.ts";
import { eventGrid } from "../../provider/huawei/eg.ts";
import type { HuaweiOperation } from "../../provider/huawei/operation.ts";
import type { HuaweiSettings } from "../../provider/huawei/settings.ts";

/** One request as the server saw it. */
export interface Seen {
  readonly method: string;
  /** With its query, as it came. */
  readonly target: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** What the server answers; an object is sent as JSON, "hang up" ends the connection without an answer. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
}

/** A server on this machine that answers as a test says, and remembers what it was asked. */
export class ScriptedCloud {
  readonly seen: Seen[] = [];
  reply: (request: Seen) => Reply | "hang up" = () => ({ status: 500 });
  readonly #server: Server;

  private constructor() {
    this.#server = createServer({ maxHeaderSize: 65_536 }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const url = new URL(request.url ?? "/", "http://localhost");
        const seen: Seen = {
          method: request.method ?? "",
          target: request.url ?? "",
          path: url.pathname,
          query: Object.fromEntries(url.searchParams),
          headers: request.headers,
          text: Buffer.concat(chunks).toString("utf8"),
        };
        this.seen.push(seen);
        const reply = this.reply(seen);
        if (reply === "hang up") {
          request.socket.destroy();
          return;
        }
        const { status = 200, headers = {}, body = "" } = reply;
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(typeof body === "string" ? body : JSON.stringify(body));
      });
    });
  }

  static async start(): Promise<ScriptedCloud> {
    const cloud = new ScriptedCloud();
    await new Promise<void>((resolve) => cloud.#server.listen(0, "127.0.0.1", resolve));
    return cloud;
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Requests whose method and path are these. */
  asked(method: string, path: string): Seen[] {
    return this.seen.filter((it) => it.method === method && it.path === path);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Time that passes as fast as it is waited for. */
export class HastyClock implements Clock {
  readonly sleeps: number[] = [];
  readonly #epoch = Date.UTC(2026, 0, 2, 3, 4, 5);
  #elapsed = 0;
  #count = 0;

  now(): number {
    return this.#epoch + this.#elapsed;
  }

  elapsed(): number {
    return this.#elapsed;
  }

  /** Lets time pass. */
  pass(ms: number): void {
    this.#elapsed += ms;
  }

  random(): number {
    return 0.5;
  }

  uuid(): string {
    this.#count += 1;
    return `00000000-0000-4000-8000-${String(this.#count).padStart(12, "0")}`;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      setImmediate(() => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        this.sleeps.push(ms);
        this.#elapsed += Math.max(0, ms);
        resolve();
      });
    });
  }
}

/** The access key that tests sign with; it exists nowhere else. */
export const KEY = {
  accessKeyId: "TESTACCESSKEY0000001",
  accessKeySecret: "not-a-real-secret-only-for-tests",
};

/** Settings of an account whose services are all at one origin. */
export function settingsFor(origin: string, more: Partial<HuaweiSettings> = {}): HuaweiSettings {
  return {
    region: "cn-north-4",
    projectId: undefined,
    projectName: undefined,
    domainName: undefined,
    domainId: undefined,
    credential: { kind: "accessKey", key: KEY, from: "the test" },
    assumeRole: undefined,
    authUrl: undefined,
    cloud: undefined,
    profile: undefined,
    sharedConfigFile: undefined,
    endpoints: { eg: origin, iam: origin },
    metadataEndpoint: origin,
    taken: new Set(),
    home: undefined,
    ...more,
  };
}

/** An account that speaks to a scripted cloud. */
export function accountOf(settings: HuaweiSettings, clock: Clock): Huawei {
  const stop = new AbortController().signal;
  return new Huawei({ settings, clock, sender: new Sender(clock, network), transport: network, stop });
}

/** A read of EventGrid; with a limiter of its own, so that many are under way at once. */
export function listOf(index: number): HuaweiOperation<object, object> {
  return {
    service: eventGrid,
    errors: [],
    name: `List${index}`,
    effect: "read",
    method: "GET",
    path: (_, projectId) => ["v1", projectId, "connections"],
    answer: z.looseObject({}),
  };
}
