import * as z from "zod";

/** An escape, a quotation mark or a number: all that is needed to tell numbers from the digits in texts. */
const TOKENS = /\\.|"|-?\d[\d.eE+-]*/g;

/** What may be a long integer, and not only digits at the beginning of a text, as ids mostly are. */
const LONG_INTEGER = /(?:^|[\s:,[])-?\d{16}/;

/**
 * Reads JSON without losing digits: an integer that a number cannot hold exactly (account and grant ids of Alibaba
 * Cloud) comes back as a string, as it was written. Throws SyntaxError like JSON.parse.
 */
export function parseJson(text: string): unknown {
  // First as it is: what passes is valid, and an error names a place in the text that the cloud sent.
  const value: unknown = JSON.parse(text);
  return LONG_INTEGER.test(text) ? JSON.parse(quoteLongIntegers(text)) : value;
}

// JSON.parse with source text access would do, but came with Node 21.
function quoteLongIntegers(text: string): string {
  let inText = false;
  return text.replace(TOKENS, (token) => {
    if (token === '"') inText = !inText;
    return inText || !isLongInteger(token) ? token : `"${token}"`;
  });
}

function isLongInteger(token: string): boolean {
  return /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token));
}

/** A text of an answer. Some gateways write numbers where others write texts, and leave out what is empty. */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? "" : String(value)));
