import { randomBytes } from "node:crypto";
import { linkSync, openSync, readFileSync, unlinkSync, writeFileSync, writeSync } from "node:fs";
import { resolve } from "node:path";
import type { Clock } from "./clock.ts";
import { RefusedError } from "./errors.ts";
import { Scrubber, type WireWords } from "./scrubber.ts";
import type { HttpAnswer, HttpRequest, Transport } from "./transport.ts";

/** One exchange, as a line of a record has it. */
export interface Exchange {
  /** When it began. */
  readonly at: string;
  /** How long it took. */
  readonly ms: number;
  readonly request: HttpRequest;
  /** Left out where there was none; `failure` says why, by a code. */
  readonly answer?: HttpAnswer;
  readonly failure?: string;
}

/** What a record is made with. */
export interface RecordOptions {
  /** Exchanges are added to it, one a line. Beside it is a key, `<file>.key`, from which substitutes are made. */
  readonly file: string;
  readonly clouds: readonly WireWords[];
  readonly clock: Clock;
  /** Told when nothing more is recorded. A call that was carried out must not fail for that. */
  readonly onLost: (why: string) => void;
}

/**
 * A transport that records what it sends and gets, without secrets and without what says whose it is. Throws where the
 * record cannot be written.
 */
export function recorded(transport: Transport, { file, clouds, clock, onLost }: RecordOptions): Transport {
  const path = resolve(file);
  const { lines, scrubber } = open(path, clouds);
  let lost = false;
  const add = (exchange: Exchange): void => {
    if (lost) return;
    try {
      writeLine(lines, `${JSON.stringify(exchange)}\n`);
    } catch (error) {
      lost = true;
      onLost(`nothing more is recorded in ${path}: ${reason(error)}`);
    }
  };
  return async (request, signal) => {
    // The request first: what it names is then known where the answer speaks of it.
    const asked = scrubbedRequest(scrubber, request);
    const at = new Date(clock.now()).toISOString();
    const began = clock.elapsed();
    const ms = (): number => Math.round(clock.elapsed() - began);
    try {
      const answer = await transport(request, signal);
      add({ at, ms: ms(), request: asked, answer: scrubbedAnswer(scrubber, answer) });
      return answer;
    } catch (error) {
      add({ at, ms: ms(), request: asked, failure: codeOf(error) });
      throw error;
    }
  };
}

/**
 * Several processes of one command write the same record, one after another and side by side. The first makes the key,
 * in one step, so that another never reads half of it.
 */
function open(path: string, clouds: readonly WireWords[]): { lines: number; scrubber: Scrubber } {
  try {
    const lines = openSync(path, "a", 0o600);
    return { lines, scrubber: new Scrubber(keyOf(`${path}.key`), clouds) };
  } catch (error) {
    throw new RefusedError(
      `INTERLINK_RECORD asks for a record in ${path}, and that cannot be written: ${reason(error)}. Nothing was sent. Name a file in a folder that is there, or unset INTERLINK_RECORD.`,
      { cause: error },
    );
  }
}

function keyOf(path: string): Buffer {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, randomBytes(32), { mode: 0o600 });
  try {
    linkSync(mine, path);
  } catch (error) {
    if (reason(error) !== "EEXIST") throw error;
  } finally {
    unlinkSync(mine);
  }
  return readFileSync(path);
}

/** Appended in one piece, so that lines of several processes do not mix. */
function writeLine(file: number, line: string): void {
  const bytes = Buffer.from(line);
  let written = writeSync(file, bytes);
  while (written < bytes.length) written += writeSync(file, bytes, written);
}

function scrubbedRequest(scrubber: Scrubber, { method, url, headers, body }: HttpRequest): HttpRequest {
  const type = headers["content-type"];
  return {
    method,
    url: scrubber.url(url),
    headers: scrubber.headers(headers),
    ...(body !== undefined && { body: scrubber.body(body, type) }),
  };
}

function scrubbedAnswer(scrubber: Scrubber, { status, headers, body }: HttpAnswer): HttpAnswer {
  return { status, headers: scrubber.headers(headers), body: scrubber.body(body) };
}

/** Never the message: it may name an address. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

function reason(error: unknown): string {
  return codeOf(error);
}
