/** A type of a property in Pulumi's schema. */
export type TypeSchema =
  | { readonly type: "string" | "boolean" | "number" | "integer" }
  | { readonly $ref: string };

/** A property in Pulumi's schema. */
export type PropertySchema = TypeSchema & {
  readonly description: string;
  readonly default?: string | number | boolean;
  readonly secret?: true;
  readonly willReplaceOnChanges?: true;
};

/** An object type in Pulumi's schema. */
export interface ObjectSchema {
  readonly type: "object";
  readonly description: string;
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required: readonly string[];
}

/** The token of an object type or a resource. */
export function token(name: string): string {
  return `interlink:index:${name}`;
}

/** The type of properties that hold such objects. */
export function reference(name: string): TypeSchema {
  return { $ref: `#/types/${token(name)}` };
}

/** A description without what only TypeScript's documentation knows. */
export function plain(text: string): string {
  return text.replaceAll(/\{@link (\w+)\}/g, "`$1`");
}
