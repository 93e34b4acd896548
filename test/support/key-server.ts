import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Clock } from "../../provider/http/clock.ts";

/** One request as it was received. */
export interface Received {
  readonly what: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly url: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * What hands out temporary keys of Alibaba Cloud: STS, an instance's metadata, and a credentials URI. The n-th key is
 * `STS.n` with the secret `secret-n` and the token `token-n`.
 */
export class KeyServer {
  readonly received: Received[] = [];
  origin = "";
  lifetimeMs = 3_600_000;
  /** Whether instances know metadata tokens. */
  metadataTokens = true;
  /** Answers every call with this instead. */
  refusal: { readonly status: number; readonly body: string } | undefined;
  /** Tokens of keys that GetCallerIdentity refuses. */
  readonly ended = new Set<string>();
  readonly #clock: Clock;
  readonly #server: Server;
  #issued = 0;

  private constructor(clock: Clock) {
    this.#clock = clock;
    this.#server = createServer((request, response) => {
      void textOf(request).then((body) => {
        const { status, text } = this.#answer(request, body);
        response.writeHead(status, { "content-type": "application/json" }).end(text);
      });
    });
  }

  static async start(clock: Clock): Promise<KeyServer> {
    const server = new KeyServer(clock);
    await new Promise<void>((resolve) => server.#server.listen(0, "127.0.0.1", resolve));
    server.origin = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  /** What was asked for, in order. */
  get asked(): string[] {
    return this.received.map(({ what }) => what);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(request: IncomingMessage, body: string): { status: number; text: string } {
    const url = new URL(request.url ?? "/", this.origin);
    const action = request.headers["x-acs-action"];
    const what = typeof action === "string" ? action : `${request.method} ${url.pathname}`;
    const parameters = Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]);
    this.received.push({ what, headers: request.headers, url: url.href, parameters });
    if (this.refusal !== undefined) return { status: this.refusal.status, text: this.refusal.body };
    switch (what) {
      case "AssumeRole":
      case "AssumeRoleWithOIDC":
        return json({ RequestId: "r", Credentials: this.#key() });
      case "GetCallerIdentity":
        return this.ended.has(String(request.headers["x-acs-security-token"]))
          ? json({ Code: "InvalidSecurityToken.Expired", Message: "expired", RequestId: "r" }, 400)
          : json({ AccountId: "1210123456120001" });
      case "PUT /latest/api/token":
        return this.metadataTokens ? { status: 200, text: "metadata-token" } : { status: 404, text: "" };
      case "GET /latest/meta-data/ram/security-credentials/":
        return { status: 200, text: "the-role\n" };
      case "GET /latest/meta-data/ram/security-credentials/the-role":
      case "GET /key":
        return json({ Code: "Success", ...this.#key() });
      default:
        return { status: 404, text: "404 - Not Found" };
    }
  }

  #key(): Record<string, string> {
    this.#issued += 1;
    return {
      AccessKeyId: `STS.${this.#issued}`,
      AccessKeySecret: `secret-${this.#issued}`,
      SecurityToken: `token-${this.#issued}`,
      Expiration: new Date(this.#clock.now() + this.lifetimeMs).toISOString().replace(/\.\d+Z$/, "Z"),
    };
  }
}

function json(value: object, status = 200): { status: number; text: string } {
  return { status, text: JSON.stringify(value) };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
