import { type Call, codeIn, type Json, textAt } from "./call.ts";

/** Where the record and the local cloud differ in one operation. */
export interface Difference {
  readonly operation: string;
  /** What of it: a field with its place, a status, a header. */
  readonly what: string;
  readonly seen: string;
  readonly here: string;
}

/** An answer of either cloud. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly output: Json | undefined;
}

/** Differences between two answers to one call; statuses and codes first, and where those differ nothing else. */
export function compareAnswers({ operation }: Call, seen: Answered, here: Answered): Difference[] {
  const [seenWords, hereWords] = [inWords(seen), inWords(here)];
  if (seenWords !== hereWords)
    return [{ operation, what: "status and code", seen: seenWords, here: hereWords }];
  const where = codeIn(seen.status, seen.output) === "" ? "" : ` (${seenWords})`;
  return [
    ...compareFields(seen.output, here.output),
    ...comparePaging(seen.output, here.output),
    ...compareHeaders(seen.headers, here.headers),
  ].map((it) => ({ operation, ...it, what: `${it.what}${where}` }));
}

function inWords({ status, output }: Answered): string {
  const code = codeIn(status, output);
  if (output === undefined) return `${status}, no JSON`;
  return code === "" ? `${status}` : `${status} ${code}`;
}

type Found = Omit<Difference, "operation">;

const NOT_THERE = "not there";

function compareFields(seen: Json | undefined, here: Json | undefined): Found[] {
  const [seenTypes, hereTypes] = [typesIn(seen), typesIn(here)];
  const paths = new Set([...seenTypes.keys(), ...hereTypes.keys()]);
  return [...paths].flatMap((path): Found[] => {
    const [one, other] = [seenTypes.get(path), hereTypes.get(path)];
    // What a list that is empty would hold, or an object that is not there, is told once or not at all.
    if (!isComparable(path, seenTypes) || !isComparable(path, hereTypes)) return [];
    if (one === other) return [];
    return [{ what: `field \`${path}\``, seen: one ?? NOT_THERE, here: other ?? NOT_THERE }];
  });
}

/** The types that a field has, by its place: `Links.Link[].VpcId` is a string. */
function typesIn(value: Json): ReadonlyMap<string, string> {
  const types = new Map<string, Set<string>>();
  const add = (path: string, type: string): void => {
    types.set(path, (types.get(path) ?? new Set()).add(type));
  };
  const walk = (inner: Json, path: string): void => {
    if (path !== "") add(path, typeOf(inner));
    if (Array.isArray(inner)) for (const item of inner) walk(item, `${path}[]`);
    else if (typeof inner === "object" && inner !== null) {
      for (const [name, member] of Object.entries(inner))
        walk(member, path === "" ? name : `${path}.${name}`);
    }
  };
  walk(value, "");
  return new Map([...types].map(([path, found]) => [path, [...found].sort().join(" or ")]));
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return (
    { string: "a string", number: "a number", boolean: "a boolean" }[typeof value as string] ?? "an object"
  );
}

/** Whether the list or object that a field would be in is there. */
function isComparable(path: string, types: ReadonlyMap<string, string>): boolean {
  const parent = path.endsWith("[]") ? path.slice(0, -2) : path.replace(/\.?[^.]+$/, "");
  if (path.endsWith("[]")) return types.has(path);
  return parent === "" || types.has(parent);
}

/** Counts of a page, and whether there is another one. */
const COUNTS = ["TotalCount", "PageNumber", "PageSize", "MaxResults", "total", "size"];

function comparePaging(seen: Json, here: Json): Found[] {
  const counts = COUNTS.flatMap((name) => {
    const [one, other] = [textAt(seen, name), textAt(here, name)];
    return one === "" || other === "" || one === other
      ? []
      : [{ what: `paging: ${name}`, seen: one, here: other }];
  });
  const [more, moreHere] = [textAt(seen, "NextToken") !== "", textAt(here, "NextToken") !== ""];
  if (more === moreHere) return counts;
  const words = (is: boolean): string => (is ? "another page" : "the last page");
  return [...counts, { what: "paging", seen: words(more), here: words(moreHere) }];
}

/** Of the connection, the gateway's own affairs and what says when: every answer has them, or none. */
const PLUMBING =
  /^(?:date|server|connection|keep-alive|transfer-encoding|content-length|content-encoding|via|vary|set-cookie|pragma|cache-control|expires|etag|last-modified|strict-transport-security|access-control-.*|x-(?:content-type|download|frame|xss)-.*|eagleeye.*|timing-allow-origin)$/;

function compareHeaders(seen: Answered["headers"], here: Answered["headers"]): Found[] {
  const names = new Set([...Object.keys(seen), ...Object.keys(here)]);
  return [...names]
    .filter((name) => !PLUMBING.test(name))
    .flatMap((name) => {
      const [one, other] = [formOf(name, seen[name]), formOf(name, here[name])];
      return one === other ? [] : [{ what: `header \`${name}\``, seen: one, here: other }];
    });
}

/** Ids differ, and hints are about the moment: of those the form counts. */
function formOf(name: string, value: string | undefined): string {
  if (value === undefined) return NOT_THERE;
  if (name === "content-type") return value.toLowerCase().replaceAll(" ", "");
  return /^\d+$/.test(value) ? "a number" : "a text";
}
