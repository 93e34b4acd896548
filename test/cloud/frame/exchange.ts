import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { gzipSync } from "node:zlib";
import type { Answer } from "./answer.ts";

/** One request and its connection, with all the ways in which an answer can go wrong on the wire. */
export class Exchange {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  #cut = false;

  constructor(request: IncomingMessage, response: ServerResponse) {
    this.#request = request;
    this.#response = response;
  }

  /** Reads the whole body. */
  async body(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.#request) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }

  /** Calls back when the caller goes away before it has its answer. */
  whenGone(tell: () => void): void {
    this.#response.once("close", () => {
      if (!this.#response.writableFinished && !this.#cut) tell();
    });
  }

  /** Answers. */
  send(answer: Answer): void {
    // RFC 9110, 8.6: a 204 has no Content-Length.
    const length = answer.status === 204 ? {} : { "content-length": Buffer.byteLength(answer.body) };
    this.#response.writeHead(answer.status, { ...answer.headers, ...length });
    this.#response.end(answer.body);
  }

  /** Ends the connection without an answer: by a reset, or in an orderly way. */
  cut(how: "reset" | "fin"): void {
    this.#cut = true;
    if (how === "reset") this.#request.socket.resetAndDestroy();
    else this.#request.socket.end();
  }

  /** Sends the head and half of the body, then ends the connection. */
  truncate(answer: Answer): void {
    this.#cut = true;
    const body = Buffer.from(answer.body);
    this.#response.writeHead(answer.status, {
      ...answer.headers,
      "content-length": Math.max(body.length, 2),
    });
    this.#response.write(body.subarray(0, Math.max(1, body.length >> 1)), () =>
      this.#request.socket.destroy(),
    );
  }

  /** Sends the head, or the body, byte by byte. */
  drip(answer: Answer, part: "head" | "body", everyMs: number): void {
    const { socket } = this.#request;
    const headers = {
      ...answer.headers,
      "content-length": Buffer.byteLength(answer.body),
      connection: "close",
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ""}\r\n${lines.join("")}\r\n`;
    const [atOnce, slow, atEnd] = part === "head" ? ["", head, answer.body] : [head, answer.body, ""];
    const rest = [...Buffer.from(slow)];
    socket.write(atOnce);
    const timer = setInterval(() => {
      const byte = rest.shift();
      if (byte !== undefined) return void socket.write(Buffer.from([byte]));
      clearInterval(timer);
      this.#cut = true;
      socket.end(atEnd);
    }, everyMs);
    socket.once("close", () => clearInterval(timer));
  }

  /** Answers compressed, though nobody asked for it. */
  gzip(answer: Answer, inflatedBytes: number | undefined): void {
    const body = gzipSync(pad(answer.body, inflatedBytes ?? 0));
    this.#response.writeHead(answer.status, {
      ...answer.headers,
      "content-encoding": "gzip",
      "content-length": body.length,
    });
    this.#response.end(body);
  }

  /** Answers with as many blanks behind the JSON as it takes. */
  sendPadded(answer: Answer, bytes: number): void {
    this.#response.writeHead(answer.status, { ...answer.headers, "content-length": bytes });
    this.#response.end(pad(answer.body, bytes));
  }
}

function pad(body: string, bytes: number): Buffer {
  const text = Buffer.from(body);
  return bytes <= text.length ? text : Buffer.concat([text, Buffer.alloc(bytes - text.length, " ")]);
}
