import type { AnyDefinition } from "../lifecycle/definition.ts";
import { type ExampleArguments, type ExampleValue, FromConfig } from "../lifecycle/example.ts";

/** The example of a resource in Pulumi's YAML: what follows `name` and `runtime` in Pulumi.yaml. */
export function yamlExample({ type, example }: AnyDefinition): string {
  const { variable, name, args, createTimeout, output } = example;
  return [
    "config:",
    ...configured(args).flatMap(({ key, isSecret }) => [
      `  ${key}:`,
      "    type: string",
      ...(isSecret ? ["    secret: true"] : []),
    ]),
    "resources:",
    `  ${variable}:`,
    `    type: interlink:${type}`,
    `    name: ${name}`,
    "    properties:",
    ...members(args, "      "),
    ...(createTimeout === undefined
      ? []
      : ["    options:", "      customTimeouts:", `        create: ${createTimeout}`]),
    "outputs:",
    `  ${output.name}: \${${variable}.${output.property}}${noted(output.note)}`,
  ].join("\n");
}

/** Everything that the arguments take from the configuration. */
function configured(args: ExampleArguments): FromConfig[] {
  return Object.values(args).flatMap((value) => {
    if (value instanceof FromConfig) return [value];
    return typeof value === "object" ? configured(value) : [];
  });
}

function members(values: ExampleArguments, indent: string): string[] {
  return Object.entries(values).flatMap(([key, value]) => member(key, value, indent));
}

function member(key: string, value: ExampleValue, indent: string): string[] {
  if (value instanceof FromConfig) return [`${indent}${key}: \${${value.key}}${noted(value.note)}`];
  if (typeof value === "object") return [`${indent}${key}:`, ...members(value, `${indent}  `)];
  return [`${indent}${key}: ${value}`];
}

function noted(note: string | undefined): string {
  return note === undefined ? "" : ` # ${note}`;
}
