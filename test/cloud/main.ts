import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Control, type Servers, usualKeepAliveMs } from "./control.ts";
import { serve } from "./frame/gateway.ts";
import { services } from "./services.ts";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Starts a server on a free port of the loopback interface. */
async function listen(handler: Handler): Promise<{ server: Server; url: string }> {
  // A Huawei token in a header may have 16,384 characters.
  const server = createServer({ maxHeaderSize: 64 * 1024, requestTimeout: 0 }, (request, response) => {
    handler(request, response).catch((error: unknown) => {
      // A caller that hangs up while it is still sending is no news.
      if (request.destroyed && !request.complete) return;
      process.stderr.write(`local cloud: ${error instanceof Error ? error.stack : String(error)}\n`);
      response.destroy();
    });
  });
  server.keepAliveTimeout = usualKeepAliveMs;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}` };
}

async function main(): Promise<void> {
  const running: Server[] = [];
  const servers: Servers = {
    keepAlive(ms) {
      for (const server of running) server.keepAliveTimeout = ms;
    },
    closeConnections(which) {
      for (const server of running)
        which === "all" ? server.closeAllConnections() : server.closeIdleConnections();
    },
  };
  const control = new Control(services, servers);

  const endpoints: Record<string, string> = {};
  for (const service of services) {
    const { server, url } = await listen((request, response) =>
      serve(control.world, service, request, response),
    );
    running.push(server);
    endpoints[service.name] = url;
  }

  const { url } = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    try {
      const result = await control.call(
        (request.url ?? "/").slice(1),
        JSON.parse(Buffer.concat(chunks).toString()),
      );
      answer(200, { result });
    } catch (error) {
      answer(400, { error: error instanceof Error ? error.message : String(error) });
    }
  });

  process.stdout.write(`${JSON.stringify({ control: url, endpoints })}\n`);
  // Whoever started this process holds the other end of its standard input; when that closes, nobody is left.
  process.stdin.resume();
  process.stdin.once("close", () => process.exit(0));
}

void main();
