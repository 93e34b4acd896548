import type { AnyDefinition, InputProperty } from "../lifecycle/definition.ts";
import { exampleSection } from "./examples.ts";
import { type JsonSchema, jsonOf } from "./json.ts";
import {
  type ObjectSchema,
  type PropertySchema,
  plain,
  reference,
  type TypeSchema,
  token,
} from "./schema-parts.ts";

/** One resource in Pulumi's schema. */
export function resourceSchema(definition: AnyDefinition): object {
  const { type, inputs, outputs } = definition;
  const inputEntries = Object.entries(inputs).map(([name, it]) => [name, it, jsonOf(it.schema)] as const);
  const outputEntries = Object.entries(outputs).map(([name, it]) => [name, it, jsonOf(it.schema)] as const);
  const properties = {
    ...Object.fromEntries(
      inputEntries.map(([name, it, json]) => [
        name,
        { ...typeOf(json), description: it.outputDescription ?? it.description },
      ]),
    ),
    ...Object.fromEntries(
      outputEntries.map(([name, { description }, json]) => [name, { ...typeOf(json), description }]),
    ),
    accountId: {
      type: "string",
      description: "The account that the credentials belonged to; empty where it could not be asked.",
    },
  };
  const mayBeMissing = new Set(
    [...inputEntries, ...outputEntries].filter(([, , { type: of }]) => of === "object").map(([name]) => name),
  );
  return {
    description: documentation(definition),
    properties,
    required: Object.keys(properties).filter((name) => !mayBeMissing.has(name)),
    inputProperties: Object.fromEntries(
      inputEntries.map(([name, it, json]) => [name, inputSchema(it, json, defaultsOf(definition)[name])]),
    ),
    requiredInputs: inputEntries.filter(([, it]) => !isOptional(it)).map(([name]) => name),
    aliases: [{ type: `pulumi-nodejs:dynamic/interlink:${type}` }],
  };
}

/** The object types of a resource's properties, by their tokens. */
export function resourceTypes({ inputs, outputs }: AnyDefinition): Record<string, ObjectSchema> {
  const all = [...Object.values(inputs), ...Object.values(outputs)].map(
    (it) => [it, jsonOf(it.schema)] as const,
  );
  return Object.fromEntries(
    all
      .filter(([, { type }]) => type === "object")
      .map(([property, json]) => [token(json.title ?? ""), objectSchema(property, json)]),
  );
}

function objectSchema(
  property: Partial<InputProperty>,
  { description = "", properties = {}, required = [] }: JsonSchema,
): ObjectSchema {
  const { secretMembers = [], onChange } = property;
  const members = Object.entries(properties).map(([name, json]): [string, PropertySchema] => [
    name,
    {
      ...typeOf(json),
      description: withWords(json.description ?? "", json),
      // No default: to fill it in, the SDKs would wait for every member to be known, and take all for one secret.
      ...(secretMembers.includes(name) && { secret: true }),
      // Told by the rule itself, asked about a change of this member alone.
      ...(typeof onChange === "function" &&
        onChange({ [name]: "before" }, { [name]: "after" }) && { willReplaceOnChanges: true }),
    },
  ]);
  return {
    type: "object",
    description: plain(description),
    properties: Object.fromEntries(members),
    required,
  };
}

function inputSchema(property: InputProperty, json: JsonSchema, defaultValue: unknown): PropertySchema {
  return {
    ...typeOf(json),
    description: withWords(property.description, json),
    ...scalarDefault(defaultValue),
    ...(property.onChange === "replace" && { willReplaceOnChanges: true }),
  };
}

/** Ids may be texts or numbers in TypeScript; other languages have one type, and only a text holds every id. */
function typeOf({ type, title = "" }: JsonSchema): TypeSchema {
  if (type === "object") return reference(title);
  return type === "boolean" || type === "number" ? { type } : { type: "string" };
}

/**
 * A description that names every word that is allowed. Words are plain strings in the schema and no enumerations: in some
 * languages an enumeration takes no string that another resource outputs, and the provider checks the words itself.
 */
function withWords(description: string, { enum: words = [] }: JsonSchema): string {
  const quoted = words.map((word) => `\`${word}\``);
  return quoted.every((word) => description.includes(word))
    ? description
    : `${description} One of ${quoted.slice(0, -1).join(", ")} and ${quoted.at(-1)}.`;
}

function isOptional({ schema, hasDefault }: InputProperty): boolean {
  return hasDefault === true || schema.safeParse(undefined).success;
}

/** Defaults that are the same for every resource: what depends on settings or names is told by the description alone. */
function defaultsOf(definition: AnyDefinition): Record<string, unknown> {
  const [one, other] = ["a", "b"].map(
    (it): Record<string, unknown> => definition.defaults({}, { region: it }, { name: it, urn: it }),
  );
  return Object.fromEntries(Object.entries(one ?? {}).filter(([name, value]) => other?.[name] === value));
}

function scalarDefault(value: unknown): { default?: string | number | boolean } {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? { default: value }
    : {};
}

function documentation(definition: AnyDefinition): string {
  const { type, description, docs, idFormat, idPrefix, example } = definition;
  const ids = idPrefix === undefined ? `\`${idFormat}\`` : `\`${idFormat}\`, or \`${idPrefix}${idFormat}\``;
  return [
    description,
    docs.create,
    exampleSection(definition),
    `## Import\n\nThe id is ${ids}.`,
    `\`\`\`sh\npulumi import ${token(type)} ${example.name} '${idFormat}'\n\`\`\``,
  ].join("\n\n");
}
