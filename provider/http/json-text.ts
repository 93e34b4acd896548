/** A value in a JSON text that holds no others, and the member that it, or the list it is in, belongs to. */
export interface Leaf {
  readonly member: string;
  /** The text's value; for a number the digits as they were written. */
  readonly value: string;
  readonly type: "string" | "number";
}

/** Texts, numbers, and the signs that structure is made of. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|[{}[\]:,]/g;

interface Level {
  readonly object: boolean;
  member: string;
  expectsName: boolean;
}

/**
 * Replaces the texts and numbers of a JSON text, and leaves everything else of it as it was written: order, blanks,
 * long integers, members that are there twice. `undefined` where the text is not JSON.
 */
export function rewriteJson(
  text: string,
  value: (leaf: Leaf) => string,
  name: (member: string) => string,
): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const levels: Level[] = [];
  return text.replace(TOKENS, (token) => {
    const level = levels.at(-1);
    switch (token) {
      case "{":
      case "[":
        // What is in a list belongs to the member that the list is the value of.
        levels.push({ object: token === "{", member: level?.member ?? "", expectsName: token === "{" });
        return token;
      case "}":
      case "]":
        levels.pop();
        return token;
      case ":":
        if (level) level.expectsName = false;
        return token;
      case ",":
        if (level?.object) level.expectsName = true;
        return token;
    }
    if (!token.startsWith('"')) return value({ member: level?.member ?? "", value: token, type: "number" });
    const read = String(JSON.parse(token));
    if (level?.expectsName) {
      level.member = read;
      return JSON.stringify(name(read));
    }
    return JSON.stringify(value({ member: level?.member ?? "", value: read, type: "string" }));
  });
}
