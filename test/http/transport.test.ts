import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from "node:net";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { HttpRequest, Transport } from "../../provider/http/transport.ts";

const MEBIBYTE = 1024 * 1024;

let network: Transport;
let neverSent: (error: unknown) => boolean;
let isNetworkFault: (error: unknown) => boolean;

// Each test gets sockets of its own, and the proxy that this test's environment names.
beforeEach(async () => {
  for (const name of ["http_proxy", "https_proxy", "no_proxy"]) {
    vi.stubEnv(name, undefined);
    vi.stubEnv(name.toUpperCase(), undefined);
  }
  await load();
});

async function load(): Promise<void> {
  vi.resetModules();
  ({ network, neverSent, isNetworkFault } = await import("../../provider/http/transport.ts"));
}

async function listening(server: Server | TcpServer): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** A server of HTTP for one test. */
async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  const url = `http://127.0.0.1:${await listening(server)}/`;
  onTestFinished(() => {
    server.close().closeAllConnections();
  });
  return { url, server };
}

/** A server for one test that does with a connection whatever it likes once a request has come in. */
async function serveRaw(onRequest: (socket: Socket, request: string) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("data", (data) => onRequest(socket, data.toString()));
  });
  const port = await listening(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${port}/`;
}

function get(url: string, signal = new AbortController().signal): ReturnType<Transport> {
  return network({ method: "GET", url, headers: {} }, signal);
}

async function failureOf(outcome: Promise<unknown>): Promise<unknown> {
  try {
    await outcome;
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

describe("a request", () => {
  test("arrives as it was signed, and its answer comes back whole", async () => {
    const { url } = await serve(async (request, response) => {
      const body = await bodyOf(request);
      response.writeHead(201, { "X-Request-Id": "r-1" });
      response.end(`${request.method} ${request.url} ${request.headers["x-sign"]} ${body}`);
    });
    const request: HttpRequest = {
      method: "POST",
      url: `${url}?Action=Do%20it`,
      headers: { "x-sign": "s" },
      body: "a=ü",
    };
    const answer = await network(request, new AbortController().signal);
    expect(answer).toMatchObject({ status: 201, headers: { "x-request-id": "r-1" } });
    expect(answer.body).toBe("POST /?Action=Do%20it s a=ü");
  });

  test("is sent once, whatever becomes of it", async () => {
    let requests = 0;
    const url = await serveRaw((socket) => {
      requests += 1;
      socket.resetAndDestroy();
    });
    await failureOf(get(url));
    expect(requests).toBe(1);
  });

  test("asks for no compression", async () => {
    const { url } = await serve((request, response) => {
      response.end(String(request.headers["accept-encoding"]));
    });
    expect((await get(url)).body).toBe("undefined");
  });

  test("follows no redirect", async () => {
    const { url } = await serve((request, response) => {
      response.writeHead(302, { location: "/elsewhere" }).end(request.url);
    });
    expect(await get(url)).toMatchObject({ status: 302, body: "/" });
  });

  test("shares sixteen sockets with all others to the same place", async () => {
    const sockets = new Set<Socket>();
    const { url } = await serve((request, response) => {
      sockets.add(request.socket);
      setImmediate(() => response.end("fine"));
    });
    const answers = await Promise.all(Array.from({ length: 200 }, () => get(url)));
    expect(answers.every(({ body }) => body === "fine")).toBe(true);
    expect(sockets.size).toBeLessThanOrEqual(16);
  });
});

describe("an answer", () => {
  test("that is compressed all the same is read", async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("a".repeat(100_000)));
    });
    expect((await get(url)).body).toHaveLength(100_000);
  });

  test("that is compressed and would take too much room is given up", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * MEBIBYTE));
    const { url } = await serve((_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
    await expect(get(url)).rejects.toThrow();
  });

  test("that is larger than any answer should be is given up before it is read", async () => {
    let sent = 0;
    const { url } = await serve((_, response) => {
      const more = (): void => {
        while (sent < 256 * MEBIBYTE) {
          sent += MEBIBYTE;
          if (!response.write(Buffer.alloc(MEBIBYTE))) {
            response.once("drain", more);
            return;
          }
        }
      };
      more();
    });
    expect(await failureOf(get(url))).toMatchObject({ code: "UND_ERR_RES_EXCEEDED_MAX_SIZE" });
    expect(sent).toBeLessThan(64 * MEBIBYTE);
  });

  test("may carry a token of sixteen thousand characters in a header", async () => {
    const token = "t".repeat(16_384);
    const { url } = await serve((_, response) => {
      response.writeHead(201, { "x-subject-token": token }).end();
    });
    expect((await get(url)).headers["x-subject-token"]).toBe(token);
  });

  test.each<[string, (socket: Socket) => void]>([
    ["that is cut short", (socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")],
    ["that is broken off by a reset", (socket) => socket.resetAndDestroy()],
    ["in whose place the connection is closed", (socket) => socket.end()],
    ["that is no HTTP", (socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n")],
  ])("%s fails, and the request may have had an effect", async (_, happen) => {
    const failure = await failureOf(get(await serveRaw(happen)));
    expect(neverSent(failure)).toBe(false);
    expect(isNetworkFault(failure)).toBe(true);
  });
});

describe("the signal ends the wait", () => {
  test("for an answer that never begins", async () => {
    const late = new AbortController();
    const url = await serveRaw(() => late.abort(new Error("too late")));
    await expect(get(url, late.signal)).rejects.toThrow("too late");
  });

  test("for an answer that comes byte by byte, and the socket is given up", async () => {
    const late = new AbortController();
    let closed: Promise<unknown> | undefined;
    const { url } = await serve((_, response) => {
      closed = once(response, "close");
      response.write("1");
      const drip = (written: number): void => {
        if (written === 20) late.abort(new Error("too late"));
        if (!response.destroyed) response.write("1", () => setImmediate(drip, written + 1));
      };
      drip(1);
    });
    await expect(get(url, late.signal)).rejects.toThrow("too late");
    await closed;
  });
});

describe("a failure", () => {
  test("to connect means that nothing was sent", async () => {
    const { url, server } = await serve(() => undefined);
    server.close();
    await once(server, "close");
    const failure = await failureOf(get(url));
    expect(neverSent(failure)).toBe(true);
    expect(isNetworkFault(failure)).toBe(true);
  });

  test("that is a mistake is none of the network", async () => {
    const { url } = await serve((_, response) => response.end());
    const never = AbortSignal.timeout(60_000);
    const mistaken: HttpRequest = { method: "GET", url, headers: { "x-name": "two\nlines" } };
    expect(isNetworkFault(await failureOf(network(mistaken, never)))).toBe(false);
    expect(isNetworkFault(await failureOf(network({ ...mistaken, url: "nowhere" }, never)))).toBe(false);
    expect(isNetworkFault(new TypeError("it is not a function"))).toBe(false);
    for (const code of [
      "MODULE_NOT_FOUND",
      "ERR_MODULE_NOT_FOUND",
      "ERR_REQUIRE_ESM",
      "ERR_INVALID_ARG_TYPE",
    ])
      expect(isNetworkFault(Object.assign(new Error(code), { code }))).toBe(false);
  });

  test.each(["ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "DEPTH_ZERO_SELF_SIGNED_CERT"])(
    "of connecting means that nothing was sent: %s, however it is wrapped",
    (code) => {
      const error = Object.assign(new Error(code), { code });
      expect(neverSent(error)).toBe(true);
      expect(neverSent(new Error("fetch failed", { cause: error }))).toBe(true);
      expect(neverSent(new AggregateError([new Error("other"), error]))).toBe(true);
    },
  );

  test.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "UND_ERR_HEADERS_TIMEOUT", "ETIMEDOUT"])(
    "of another kind does not: %s",
    (code) => {
      expect(neverSent(Object.assign(new Error(code), { code }))).toBe(false);
    },
  );

  test.each([undefined, null, "ECONNREFUSED", { code: "ECONNREFUSED" }])(
    "that is no error does not: %j",
    (thrown) => {
      expect(neverSent(thrown)).toBe(false);
    },
  );
});

describe("a proxy that HTTPS_PROXY names", () => {
  /** A proxy that opens no tunnel, and notes where to it should have been. */
  async function proxy(): Promise<{ url: string; tunnels: string[] }> {
    const { server, url } = await serve(() => undefined);
    const tunnels: string[] = [];
    server.on("connect", ({ url: target = "" }, socket) => {
      tunnels.push(target);
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
    });
    return { url, tunnels };
  }

  test("is gone through, and where it opens no tunnel nothing was sent", async () => {
    const { url, tunnels } = await proxy();
    vi.stubEnv("HTTPS_PROXY", url);
    await load();
    const failure = await failureOf(get("https://cloud.invalid/"));
    expect(tunnels).toEqual(["cloud.invalid:443"]);
    expect(String(failure)).toContain("502");
    expect(neverSent(failure)).toBe(true);
  });

  test.each(["user:hush@proxy.example.com:3128", "http://user:hush@proxy.example.com:99999"])(
    "and that is no URL is the error, which holds nothing of it; plain http goes its way: %s",
    async (url) => {
      vi.stubEnv("HTTPS_PROXY", url);
      await load();
      const failure = await failureOf(get("https://cloud.example.com/"));
      expect(isNetworkFault(failure)).toBe(false);
      expect(inspect(failure, { depth: 9 })).toContain("HTTPS_PROXY (or https_proxy) has to be a URL");
      expect(inspect(failure, { depth: 9 })).not.toContain("hush");
      const { url: direct } = await serve((_, response) => response.end("fine"));
      expect(await get(direct)).toMatchObject({ body: "fine" });
    },
  );

  test("is not gone through to hosts that NO_PROXY names", async () => {
    const { url, tunnels } = await proxy();
    vi.stubEnv("HTTPS_PROXY", url);
    vi.stubEnv("NO_PROXY", "cloud.invalid");
    await load();
    await failureOf(get("https://cloud.invalid/"));
    expect(tunnels).toEqual([]);
  });

  test("is not gone through over plain http, which goes to this machine only", async () => {
    const { url } = await serve((_, response) => response.end("fine"));
    const { url: proxyUrl, tunnels } = await proxy();
    vi.stubEnv("HTTP_PROXY", proxyUrl);
    await load();
    expect((await get(url)).body).toBe("fine");
    expect(tunnels).toEqual([]);
  });
});
