import { createHmac } from "node:crypto";

const LOWER = "abcdefghijkmnpqrstuvwxyz";
const DIGITS = "0123456789";
const HEX = "0123456789abcdef";

/** With fewer characters two originals would soon have one substitute. */
const SHORTEST = 10;
/** Names of things that are shorter stand in sentences for something else more often than not. */
const SHORTEST_NAME = 4;

/**
 * What stands in a record instead of what is nobody's business. The same original has the same substitute wherever the
 * key is the same, and nobody can try originals out without the key.
 */
export class Substitutes {
  readonly #key: Buffer;
  readonly #prefix: RegExp;
  readonly #made = new Map<string, string>();
  readonly #secrets = new Set<string>();

  /** `prefixes`: with which ids of a kind begin; they stay. */
  constructor(key: Buffer, prefixes: readonly string[]) {
    this.#key = key;
    this.#prefix = new RegExp(`^(?:${prefixes.join("|")})-(?=.)`);
  }

  /** In the form of the original: an address for an address, digits for digits, an id that begins the same. */
  of(original: string): string {
    const made = this.#made.get(original) ?? this.#make(original);
    this.#made.set(original, made);
    return made;
  }

  /** Of a secret not even the length remains. */
  ofSecret(original: string): string {
    this.#secrets.add(original);
    const made = this.#made.get(original) ?? `secret-${this.#bytes(original, 8).toString("hex")}`;
    this.#made.set(original, made);
    return made;
  }

  /** Whether this was replaced somewhere before. */
  knows(original: string): boolean {
    return original.length >= SHORTEST_NAME && this.#made.has(original);
  }

  /** A text without the secrets that were seen so far. */
  withoutSecrets(text: string): string {
    let without = text;
    for (const secret of this.#secrets) {
      // A shorter one is a part of any word.
      if (secret.length >= SHORTEST_NAME) without = without.replaceAll(secret, this.ofSecret(secret));
    }
    return without;
  }

  #make(original: string): string {
    const address = /^(\d{1,3})\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(original);
    if (address) return `10.${[...this.#bytes(original, 3)].join(".")}`;
    const prefix = this.#prefix.exec(original)?.[0] ?? "";
    const rest = [...original.slice(prefix.length)];
    const isNumber = rest.every((it) => /\d/.test(it));
    const isHex = !isNumber && /^[0-9a-f-]{8,}$/i.test(rest.join("")) && /\d/.test(original);
    const count = rest.filter((it) => /[\p{L}\p{N}]/u.test(it)).length;
    const padding = isNumber && prefix === "" ? 0 : Math.max(0, SHORTEST - count);
    const characters = [...rest, ..."x".repeat(padding)];
    const bytes = this.#bytes(original, characters.length);
    const made = characters.map((it, n) => substituteOf(it, bytes[n] ?? 0, isHex));
    // A number keeps its length as a number, too.
    if (isNumber && made[0] === "0") made[0] = "1";
    return prefix + made.join("");
  }

  #bytes(original: string, length: number): Buffer {
    const parts: Buffer[] = [];
    for (let n = 0; n * 32 < length; n += 1) {
      parts.push(createHmac("sha256", this.#key).update(`${n}:${original}`).digest());
    }
    return Buffer.concat(parts).subarray(0, length);
  }
}

function substituteOf(character: string, byte: number, isHex: boolean): string {
  const from = (alphabet: string): string => alphabet[byte % alphabet.length] ?? "";
  if (/[0-9]/.test(character)) return isHex ? from(HEX) : from(DIGITS);
  if (/\p{Lu}/u.test(character)) return from(isHex ? HEX : LOWER).toUpperCase();
  if (/[\p{L}\p{N}]/u.test(character)) return from(isHex ? HEX : LOWER);
  return /[\x20-\x7e]/.test(character) ? character : "?";
}
