import type * as z from "zod";
import type { AnyDefinition, InputProperty } from "../lifecycle/definition.ts";
import { comment } from "./comments.ts";
import { type JsonSchema, jsonOf } from "./json.ts";

/** The object types of a resource's arguments, then of its other outputs. */
export function nestedTypes({
  inputs,
  outputs,
}: AnyDefinition): { readonly name: string; readonly json: JsonSchema; readonly isInput: boolean }[] {
  const objects = (properties: Readonly<Record<string, { readonly schema: z.ZodType }>>): JsonSchema[] =>
    Object.values(properties)
      .map(({ schema }) => jsonOf(schema))
      .filter(({ type }) => type === "object");
  return [
    ...objects(inputs).map((json) => ({ name: `${json.title}Args`, json, isInput: true })),
    ...objects(outputs).map((json) => ({ name: `${json.title}`, json, isInput: false })),
  ];
}

/** The interfaces of a resource's arguments, and of what is nested in its arguments and outputs. */
export function argumentTypes(definition: AnyDefinition): string[] {
  const { type, inputs } = definition;
  const own = [
    comment(`Arguments of {@link ${type}}.`),
    `export interface ${type}Args {`,
    ...Object.entries(inputs).map(([name, property]) => argument(name, property)),
    "}",
  ];
  return [
    ...nestedTypes(definition).map(({ json, isInput }) => nestedInterface(json, isInput)),
    own.join("\n"),
  ];
}

/** The type of an argument. */
function argumentType({ type = "unknown", title, enum: words }: JsonSchema): string {
  if (words) return words.map((word) => JSON.stringify(word)).join(" | ");
  return type === "object" ? `${title}Args` : [type].flat().join(" | ");
}

/** The type of an output: words may become more, and ids are texts. */
export function outputType(json: JsonSchema, isInput: boolean): string {
  if (json.type === "object") {
    return isInput ? `pulumi.Unwrap<${json.title}Args> | undefined` : `${json.title} | undefined`;
  }
  return json.type === "boolean" ? "boolean" : "string";
}

/** An interface of nested values; as arguments, its members may be outputs. */
function nestedInterface(
  { title, description, properties = {}, required = [] }: JsonSchema,
  isInput: boolean,
): string {
  const members = Object.entries(properties).map(([name, json]) => {
    const type = isInput ? `pulumi.Input<${argumentType(json)}>` : argumentType(json);
    return `${comment(json.description ?? "", "  ")}\n  ${name}${required.includes(name) ? "" : "?"}: ${type};`;
  });
  return `${comment(description ?? "")}\nexport interface ${title}${isInput ? "Args" : ""} {\n${members.join("\n")}\n}`;
}

function argument(name: string, { schema, hasDefault, description }: InputProperty): string {
  const optional = hasDefault || schema.safeParse(undefined).success;
  return `${comment(description, "  ")}\n  ${name}${optional ? "?" : ""}: pulumi.Input<${argumentType(jsonOf(schema))}>;`;
}
