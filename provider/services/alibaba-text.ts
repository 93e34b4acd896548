import * as z from "zod";

/** A text of an answer. Some gateways write numbers where others write texts, and leave out what is empty. */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === undefined || value === null ? "" : String(value)));
