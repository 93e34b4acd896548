/** A 64-bit integer, kept as its decimal digits; JSON gets it as a bare number token, however large it is. */
export class Long {
  readonly digits: string;
  constructor(digits: string) {
    if (!/^\d+$/.test(digits)) throw new TypeError(`not a whole number: "${digits}"`);
    this.digits = digits;
  }
}

/** Whatever an answer may hold. Members that are undefined are left out. */
export type Wire = string | number | boolean | null | Long | readonly Wire[] | WireObject;

/** An object in an answer. */
export interface WireObject {
  readonly [name: string]: Wire | undefined;
}

/** Writes an answer as JSON. Own code, because JSON.stringify cannot write an integer above 2^53. */
export function toJson(value: Wire): string {
  if (value instanceof Long) return value.digits;
  if (isList(value)) return `[${value.map(toJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = present(value).map(([name, member]) => `${JSON.stringify(name)}:${toJson(member)}`);
  return `{${members.join(",")}}`;
}

/** Writes an answer as XML, which is what the RPC gateway answers when nobody asks for JSON. */
export function toXml(root: string, value: WireObject): string {
  return `<?xml version="1.0" encoding="UTF-8" ?>${element(root, value)}`;
}

function element(name: string, value: Wire): string {
  if (isList(value)) return value.map((item) => element(name, item)).join("");
  return `<${name}>${content(value)}</${name}>`;
}

function content(value: Exclude<Wire, readonly Wire[]>): string {
  if (value === null) return "";
  if (value instanceof Long) return value.digits;
  if (typeof value !== "object") return escapeXml(String(value));
  return present(value)
    .map(([name, member]) => element(name, member))
    .join("");
}

function present(object: WireObject): [string, Wire][] {
  return Object.entries(object).filter((member): member is [string, Wire] => member[1] !== undefined);
}

function isList(value: Wire): value is readonly Wire[] {
  return Array.isArray(value);
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
