import { type Leaf, rewriteJson } from "./json-text.ts";
import { Substitutes } from "./substitutes.ts";

/** What of a cloud's requests and answers says nothing about whose they are. Everything else is replaced. */
export interface WireWords {
  /** Members, parameters and headers whose values are the API's own: statuses, kinds, codes, times, paging. */
  readonly plain: readonly string[];
  /** Members that hold sentences of the cloud: the words stay, whatever may be a name or a number is replaced. */
  readonly sentences: readonly string[];
  /** Values that are the API's own wherever they are, and the parts of its paths. */
  readonly words: readonly string[];
  /** What ids begin with, up to the first hyphen. */
  readonly idPrefixes: readonly string[];
  readonly regions: RegExp;
  /** Hosts of the vendor's own. */
  readonly hosts: RegExp;
}

/** Members, parameters and headers of any cloud that hold a secret. */
const SECRET = /password|passwd|secret|token|signature$|cookie/;
/** What values are made of: a list of ids, an ARN, an address with its port, a sentence. */
const SEPARATORS = /([\s,;:/@|=&?#<>()[\]{}"'`+%\\]+)/;
const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$|^\d{8}T\d{6}Z$/;
/** Counts and ports; accounts and telephone numbers are longer. */
const SHORT_NUMBER = /^\d{1,5}$/;
const LONGEST_COUNT = 9;

/** Takes out of requests and answers what says whose they are, and secrets. Remembers what it replaced. */
export class Scrubber {
  readonly #substitutes: Substitutes;
  readonly #plain: ReadonlySet<string>;
  readonly #sentences: ReadonlySet<string>;
  readonly #words: ReadonlySet<string>;
  readonly #regions: readonly RegExp[];
  readonly #hosts: readonly RegExp[];

  constructor(key: Buffer, clouds: readonly WireWords[]) {
    this.#substitutes = new Substitutes(
      key,
      clouds.flatMap(({ idPrefixes }) => idPrefixes),
    );
    this.#plain = new Set(clouds.flatMap(({ plain }) => plain).map(bare));
    this.#sentences = new Set(clouds.flatMap(({ sentences }) => sentences).map(bare));
    this.#words = new Set(clouds.flatMap(({ words }) => words));
    this.#regions = clouds.map(({ regions }) => regions);
    this.#hosts = clouds.map(({ hosts }) => hosts);
  }

  url(text: string): string {
    const { protocol, host, pathname, search } = new URL(text);
    const path = pathname.split("/").map((it) => encodeURIComponent(this.#parts(decoded(it))));
    return `${protocol}//${this.#parts(host)}${path.join("/")}${search && `?${this.#pairs(search.slice(1))}`}`;
  }

  headers(headers: Readonly<Record<string, string>>): Record<string, string> {
    const scrubbed = Object.entries(headers).map(([name, value]) => {
      if (name === "authorization") return [name, this.#authorization(value)];
      return [name, this.#value({ member: name, value, type: "string" })];
    });
    return Object.fromEntries(scrubbed);
  }

  body(text: string, contentType = ""): string {
    if (contentType.startsWith("application/x-www-form-urlencoded")) return this.#pairs(text);
    const json = this.#json(text, "");
    if (json !== undefined) return json;
    // A page of a gateway, or a bare name or token.
    return /\s/.test(text.trim()) ? this.#sentence(text) : this.#parts(text);
  }

  #json(text: string, member: string): string | undefined {
    if (!/^\s*[[{]/.test(text)) return undefined;
    return rewriteJson(
      text,
      (leaf) => this.#value(leaf.member === "" ? { ...leaf, member } : leaf),
      (name) => (/^[\w.$-]+$/.test(name) && !/\d{6}/.test(name) ? name : this.#parts(name)),
    );
  }

  #pairs(text: string): string {
    return text
      .split("&")
      .map((pair) => {
        const [name = "", ...rest] = pair.split("=");
        if (rest.length === 0) return encodeURIComponent(this.#parts(decoded(pair)));
        // `Filter.1.Value.2`: the member is what is not a number.
        const member = decoded(name)
          .replace(/(?:\.\d+)+$/, "")
          .replace(/^.*\./, "");
        const value = decoded(rest.join("="));
        return `${name}=${encodeURIComponent(this.#value({ member, value, type: "string" }))}`;
      })
      .join("&");
  }

  #value({ member, value, type }: Leaf): string {
    const name = bare(member);
    if (value === "" || (type === "number" && value.length <= LONGEST_COUNT)) return value;
    if (SECRET.test(name)) return this.#substitutes.ofSecret(value);
    if (this.#plain.has(name) && /^[\w .:,;/+*=-]{0,200}$/.test(value)) return value;
    if (this.#sentences.has(name)) return this.#sentence(value);
    if (type === "number") return this.#substitutes.of(value);
    return this.#json(value, member) ?? this.#parts(value);
  }

  #parts(value: string): string {
    if (TIME.test(value) || this.#isWord(value)) return value;
    return value
      .split(SEPARATORS)
      .map((part, n) => (n % 2 === 1 || part === "" ? part : this.#part(part)))
      .join("");
  }

  #part(part: string): string {
    return this.#isWord(part) || SHORT_NUMBER.test(part) ? part : this.#substitutes.of(part);
  }

  #isWord(value: string): boolean {
    return (
      this.#words.has(value) ||
      /^(?:true|false)$/.test(value) ||
      [...this.#regions, ...this.#hosts].some((it) => it.test(value))
    );
  }

  /** What was replaced elsewhere, and what looks like an id, an account, an address. */
  #sentence(text: string): string {
    return this.#substitutes
      .withoutSecrets(text)
      .split(SEPARATORS)
      .map((token, n) => {
        const [, word = token, end = ""] = /^(.*?)([.!]*)$/s.exec(token) ?? [];
        if (n % 2 === 1 || word === "" || this.#isWord(word) || word.startsWith("secret-")) return token;
        return this.#substitutes.knows(word) || isName(word) ? this.#substitutes.of(word) + end : token;
      })
      .join("");
  }

  /** `ACS3-HMAC-SHA256 Credential=…,SignedHeaders=…,Signature=…`: which headers are signed stays. */
  #authorization(text: string): string {
    const [scheme = "", ...rest] = text.split(" ");
    if (rest.length === 0) return this.#substitutes.ofSecret(text);
    const fields = rest.join(" ").split(/,\s*/);
    const scrubbed = fields.map((field) => {
      const [, name = "", value = field] = /^(\w+=)(.*)$/s.exec(field) ?? [];
      return /^SignedHeaders=$/i.test(name) ? field : name + this.#substitutes.of(value);
    });
    return `${scheme} ${scrubbed.join(", ")}`;
  }
}

/** Not a word of a language: it has digits, or signs within, and is no code such as `Forbidden.RAM`. */
function isName(word: string): boolean {
  if (/^\d+$/.test(word)) return !SHORT_NUMBER.test(word);
  if (/^[A-Z][A-Za-z]*(?:\.[A-Za-z\d]+)+$/.test(word))
    return /\d{6}/.test(word) && !/^[A-Z]+\.\d{8}$/.test(word);
  if (/^[\p{L}-]+$/u.test(word)) return false;
  return word.length > 3 && /[\d_.]/.test(word) && !/^\W+$/.test(word);
}

/** Names are compared without case, hyphens and underscores: vendors write them in several ways. */
function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, "");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
