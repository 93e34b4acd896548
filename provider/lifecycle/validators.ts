import * as z from "zod";

/** An id as a vendor gives it: one of a few prefixes, then letters and digits. */
export function vendorId(prefixes: string | readonly string[], what: string): z.ZodType<string> {
  const all = [prefixes].flat();
  const forms = all.map((prefix) => `${prefix}-…`).join(" or ");
  return z
    .string(`must be the id of ${what}`)
    .regex(new RegExp(`^(${all.join("|")})-[A-Za-z0-9-]+$`), `must be the id of ${what}: ${forms}`);
}

/** A region id such as `cn-hangzhou`: it becomes part of a host name, so nothing else may be in it. */
export const regionId: z.ZodType<string> = z
  .string("must be a region id such as cn-hangzhou")
  .regex(/^[a-z0-9]+(-[a-z0-9]+)+$/, "must be a region id such as cn-hangzhou");

/**
 * An account's id as a decimal string. Ids have up to 18 digits, more than a JavaScript number holds exactly, so a
 * number above 2^53-1 has already lost its last digits and is refused.
 */
export const accountId: z.ZodType<string> = z
  .union([z.string(), z.number()], "must be an account id: a string of digits")
  .superRefine((value, context) => {
    if (typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      context.addIssue({ code: "custom", message: "is too large for a number: pass it as a string" });
    } else if (!/^[0-9]{1,20}$/.test(String(value))) {
      context.addIssue({ code: "custom", message: "must be an account id: a string of digits" });
    }
  })
  .transform(String);

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
): z.ZodType<Words[number]> {
  return z.enum(words, `must be one of ${words.join(", ")}`);
}

/** Takes an id apart at its colons; a sentence where it has other parts than are named. */
export function splitId<const Part extends string>(
  id: string,
  parts: readonly Part[],
): Record<Part, string> | string {
  const values = id.split(":");
  if (values.length !== parts.length || values.includes("")) {
    return `"${id}" is not an id of this kind; it has the form ${parts.map((part) => `<${part}>`).join(":")}`;
  }
  return Object.fromEntries(parts.map((part, index) => [part, values[index] ?? ""])) as Record<Part, string>;
}
