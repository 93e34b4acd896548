import type { AnyDefinition } from "../lifecycle/definition.ts";
import { type ExampleArguments, type ExampleValue, FromConfig } from "../lifecycle/example.ts";
import { jsonOf } from "./json.ts";

/** The example of a resource as a Python program over the generated SDK. */
export function pythonExample({ type, example, inputs }: AnyDefinition): string {
  const { variable, name, args, createTimeout, output } = example;
  const classOf = (argument: string): string => {
    const schema = inputs[argument]?.schema;
    return `interlink.${schema && jsonOf(schema).title}Args`;
  };
  return [
    "import pulumi",
    "import pulumi_interlink as interlink",
    "",
    "config = pulumi.Config()",
    `${variable} = interlink.${type}(`,
    `    "${name}",`,
    ...keywords(args, "    ", classOf),
    ...(createTimeout === undefined
      ? []
      : [
          `    opts=pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="${createTimeout}")),`,
        ]),
    ")",
    "",
    `pulumi.export("${output.name}", ${variable}.${snake(output.property)})${noted(output.note)}`,
  ].join("\n");
}

function keywords(values: ExampleArguments, indent: string, classOf: (name: string) => string): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    if (typeof value !== "object" || value instanceof FromConfig) {
      const note = value instanceof FromConfig ? value.note : undefined;
      return [`${indent}${snake(key)}=${scalar(value)},${noted(note)}`];
    }
    return [
      `${indent}${snake(key)}=${classOf(key)}(`,
      ...keywords(value, `${indent}    `, classOf),
      `${indent}),`,
    ];
  });
}

function scalar(value: Exclude<ExampleValue, ExampleArguments> | FromConfig): string {
  if (value instanceof FromConfig) {
    return `config.${value.isSecret ? "require_secret" : "require"}("${value.key}")`;
  }
  return typeof value === "boolean" ? (value ? "True" : "False") : JSON.stringify(value);
}

/** A property's name as Pulumi's Python has it. */
function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function noted(note: string | undefined): string {
  return note === undefined ? "" : `  # ${note}`;
}
