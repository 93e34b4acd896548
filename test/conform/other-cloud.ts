import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer on its way. */
export interface Passing {
  /** The operation of an RPC call; method and path of a REST call. */
  readonly call: string;
  status: number;
  readonly headers: Record<string, string>;
  body: string;
}

/** A cloud that answers as another one does, but for what `change` makes of its answers. */
export async function startOtherCloud(
  endpoint: string,
  change: (answer: Passing) => void,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const { hostname, port } = new URL(endpoint);
  const server = createServer((asked, answering) => {
    const { method, url, headers } = asked;
    // With the host that was signed.
    const onward = request({ hostname, port, method, path: url, headers }, (answered) => {
      const chunks: Buffer[] = [];
      answered.on("data", (chunk: Buffer) => chunks.push(chunk));
      answered.on("end", () => {
        const kept = Object.entries(answered.headers).filter(
          ([name]) => !/^(?:content-length|transfer-encoding)$/.test(name),
        );
        const passing = {
          call: String(headers["x-acs-action"] ?? `${method} ${url?.split("?")[0]}`),
          status: answered.statusCode ?? 0,
          headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
          body: Buffer.concat(chunks).toString(),
        };
        change(passing);
        answering.writeHead(passing.status, passing.headers).end(passing.body);
      });
    });
    onward.on("error", () => answering.destroy());
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${own}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
