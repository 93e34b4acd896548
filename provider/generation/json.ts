import * as z from "zod";

/** A zod schema as JSON Schema, as far as the resources use it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
}

/** What a zod schema accepts. */
export function jsonOf(schema: z.ZodType): JsonSchema {
  // Through JSON, in which what is undefined is left out.
  return JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })));
}
