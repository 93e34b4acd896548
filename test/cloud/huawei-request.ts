import type { Request } from "./frame/service.ts";
import { decodeQuery } from "./sdk-hmac.ts";

/** An operation that a request's method and path fit, and what the template's names stand for. */
export interface Found<O> {
  readonly name: string;
  readonly operation: O;
  readonly path: Readonly<Record<string, string>>;
}

/** Finds the operation that a request is for, by method and path. */
export function findOperation<O extends { readonly method: string; readonly path: string }>(
  operations: Readonly<Record<string, O>>,
  { method, path }: Request,
): Found<O> | undefined {
  for (const [name, operation] of Object.entries(operations)) {
    const parts = operation.method === method ? matchPath(operation.path, path) : undefined;
    if (parts !== undefined) return { name, operation, path: parts };
  }
  return undefined;
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const parts: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    const have = given[index] ?? "";
    const [, name] = /^\{(\w+)\}$/.exec(want) ?? [];
    if (name === undefined && want !== have) return undefined;
    if (name !== undefined && have === "") return undefined;
    if (name !== undefined) parts[name] = unescaped(have);
  }
  return parts;
}

/** An improperly escaped request is refused with its signature; until then it is logged as it is. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The parameters of a query string; none if it is not properly escaped. */
export function readQuery(query: string): ReadonlyMap<string, string> {
  try {
    return new Map(decodeQuery(query));
  } catch {
    return new Map();
  }
}

/** A body as JSON; undefined if it is none. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

const secret = /password|secret|token|^sk$/i;

/** What the log may show of a JSON body: nothing whose name speaks of a secret, however deep. */
export function withoutSecrets(body: unknown): Record<string, unknown> {
  if (typeof body !== "object" || body === null) return {};
  const shown = Object.entries(body).filter(([name]) => !secret.test(name));
  return Object.fromEntries(shown.map(([name, member]) => [name, shownMember(member)]));
}

function shownMember(member: unknown): unknown {
  if (Array.isArray(member)) return member.map(shownMember);
  return typeof member === "object" && member !== null ? withoutSecrets(member) : member;
}
