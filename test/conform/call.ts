import { readFileSync } from "node:fs";
import { z } from "zod";
import type { ServiceName } from "../cloud/control-types.ts";
import { services } from "../cloud/services.ts";

const message = { headers: z.record(z.string(), z.string()), body: z.string().optional() };
const exchangeSchema = z.object({
  at: z.iso.datetime(),
  ms: z.number(),
  request: z.object({ method: z.enum(["GET", "POST", "PUT", "DELETE"]), url: z.url(), ...message }),
  answer: z.object({ status: z.int(), ...message }).optional(),
  failure: z.string().optional(),
});

/** One exchange of a record. */
export type Exchange = z.output<typeof exchangeSchema>;

/** An exchange, as what was called. */
export interface Call {
  readonly exchange: Exchange;
  readonly atMs: number;
  readonly cloud: "alibaba" | "huawei";
  /** The service of the local cloud that has the operation; undefined: none has. */
  readonly service: ServiceName | undefined;
  readonly operation: string;
  readonly write: boolean;
  /** Parameters of query and form, or of the path and the query. */
  readonly params: Readonly<Record<string, string>>;
  /** The body of a REST call, as JSON. */
  readonly input: Json;
  /** Stands for the credential that signed: an access key, or a token. */
  readonly credential: string;
  /** The answer as JSON; undefined where it was none. */
  readonly output: Json | undefined;
}

/** A value in JSON. */
export type Json = unknown;

/** A record that cannot be used. */
export class UnusableRecordError extends Error {}

/** Reads a record, in the order in which its exchanges began. */
export function readRecord(file: string): Call[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UnusableRecordError(`The record ${file} cannot be read: ${codeOf(error)}.`);
  }
  const calls = callsIn(text, file);
  if (calls.length === 0) throw new UnusableRecordError(`The record ${file} holds no exchange.`);
  return calls;
}

/** The calls of a record's text. */
export function callsIn(text: string, file: string): Call[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const calls = lines.map((line, n) => callOf(exchangeOf(line, file, n + 1)));
  return calls.toSorted((one, other) => one.atMs - other.atMs);
}

function exchangeOf(line: string, file: string, number: number): Exchange {
  try {
    return exchangeSchema.parse(JSON.parse(line));
  } catch {
    throw new UnusableRecordError(`Line ${number} of ${file} is no exchange of a record.`);
  }
}

function callOf(exchange: Exchange): Call {
  const { request, answer } = exchange;
  const url = new URL(request.url);
  const action = request.headers["x-acs-action"];
  const common = {
    exchange,
    atMs: Date.parse(exchange.at),
    input: parsed(request.body),
    credential: credentialOf(request.headers),
    output: parsed(answer?.body),
  };
  if (action !== undefined) {
    const version = request.headers["x-acs-version"];
    const service = services.find((it) => "version" in it && it.version === version);
    const found = service?.operations[action as never] as { write: boolean } | undefined;
    const form = new URLSearchParams(request.body ?? "");
    return {
      ...common,
      cloud: "alibaba",
      service: found === undefined ? undefined : service?.name,
      operation: action,
      write: found?.write ?? false,
      params: { ...Object.fromEntries(url.searchParams), ...Object.fromEntries(form) },
    };
  }
  for (const service of services) {
    for (const [operation, it] of Object.entries(service.operations)) {
      if (!("path" in it) || it.method !== request.method) continue;
      const path = partsOf(it.path, url.pathname);
      if (path === undefined) continue;
      const params = { ...path, ...Object.fromEntries(url.searchParams) };
      return { ...common, cloud: "huawei", service: service.name, operation, write: it.write, params };
    }
  }
  const operation = `${request.method} ${url.pathname}`;
  return { ...common, cloud: "huawei", service: undefined, operation, write: false, params: {} };
}

function partsOf(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split("/");
  const given = path.split("/").map(decodeURIComponent);
  if (wanted.length !== given.length) return undefined;
  const names = wanted.map((it) => /^\{(\w+)\}$/.exec(it)?.[1]);
  if (wanted.some((it, n) => names[n] === undefined && it !== given[n])) return undefined;
  return Object.fromEntries(names.flatMap((name, n) => (name === undefined ? [] : [[name, given[n] ?? ""]])));
}

function credentialOf(headers: Readonly<Record<string, string>>): string {
  const key = /(?:Credential|Access)=([^,]+)/.exec(headers["authorization"] ?? "")?.[1];
  return key ?? headers["x-auth-token"] ?? "";
}

function parsed(text: string | undefined): Json {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

/** A member of a value in JSON, however deep; undefined where there is none. */
export function at(value: Json, ...path: readonly string[]): Json {
  return path.reduce<Json>(
    (inner, name) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, name) : undefined),
    value,
  );
}

/** The same, as a text. */
export function textAt(value: Json, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return found === undefined || found === null ? "" : String(found);
}

/** The same, as a list. */
export function listAt(value: Json, ...path: readonly string[]): Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The cloud's code in an answer that refuses; empty in one that does not. */
export function codeIn(status: number | undefined, body: Json): string {
  const code =
    textAt(body, "Code") ||
    textAt(body, "code") ||
    textAt(body, "error_code") ||
    textAt(body, "error", "code");
  return (status ?? 0) >= 400 || at(body, "Success") === false ? code : "";
}

/** The values of a list among the parameters: `InstanceId`, by commas, or `Filter.1.Value.n`. */
export function listed({ params }: Call, name: string): string[] {
  const plain = params[name]?.split(",") ?? [];
  const numbered = Object.entries(params).flatMap(([key, value]) =>
    key.startsWith(`${name}.`) && /^\d+$/.test(key.slice(name.length + 1)) ? [value] : [],
  );
  return [...plain, ...numbered].filter((it) => it !== "");
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
