import type { AnyDefinition } from "../lifecycle/definition.ts";
import { type ExampleArguments, type ExampleValue, FromConfig } from "../lifecycle/example.ts";
import { jsonOf } from "./json.ts";
import { GO_PACKAGE } from "./languages.ts";

/** The example of a resource as a Go program over the generated SDK, as gofmt has it. */
export function goExample({ type, example, inputs }: AnyDefinition): string {
  const { variable, name, args, createTimeout, output } = example;
  const typeOf = (argument: string): string => {
    const schema = inputs[argument]?.schema;
    return `interlink.${schema && jsonOf(schema).title}Args`;
  };
  const timeouts =
    createTimeout === undefined
      ? ""
      : `, pulumi.Timeouts(&pulumi.CustomTimeouts{Create: ${JSON.stringify(createTimeout)}})`;
  const property = output.property === "id" ? "ID()" : capital(output.property);
  return [
    "package main",
    "",
    "import (",
    `\t"${GO_PACKAGE}"`,
    '\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"',
    '\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"',
    ")",
    "",
    "func main() {",
    "\tpulumi.Run(func(ctx *pulumi.Context) error {",
    '\t\tcfg := config.New(ctx, "")',
    `\t\t${variable}, err := interlink.New${type}(ctx, "${name}", &interlink.${type}Args{`,
    ...fields(args, "\t\t\t", typeOf),
    `\t\t}${timeouts})`,
    "\t\tif err != nil {",
    "\t\t\treturn err",
    "\t\t}",
    `\t\tctx.Export("${output.name}", ${variable}.${property})${noted(output.note)}`,
    "\t\treturn nil",
    "\t})",
    "}",
  ].join("\n");
}

/** The fields of a struct; values of one line that follow each other stand below each other. */
function fields(values: ExampleArguments, indent: string, typeOf: (name: string) => string): string[] {
  const entries = Object.entries(values);
  const flat = entries.filter(([, value]) => typeof value !== "object" || value instanceof FromConfig);
  const width = Math.max(...flat.map(([key]) => key.length)) + 1;
  return entries.flatMap(([key, value]) => {
    if (typeof value !== "object" || value instanceof FromConfig) {
      const note = value instanceof FromConfig ? value.note : undefined;
      return [`${indent}${`${capital(key)}:`.padEnd(width)} ${scalar(value)},${noted(note)}`];
    }
    return [
      `${indent}${capital(key)}: &${typeOf(key)}{`,
      ...fields(value, `${indent}\t`, typeOf),
      `${indent}},`,
    ];
  });
}

function scalar(value: Exclude<ExampleValue, ExampleArguments> | FromConfig): string {
  if (value instanceof FromConfig) {
    return value.isSecret
      ? `cfg.RequireSecret("${value.key}")`
      : `pulumi.String(cfg.Require("${value.key}"))`;
  }
  return typeof value === "boolean" ? `pulumi.Bool(${value})` : `pulumi.String(${JSON.stringify(value)})`;
}

/** A property's name as Pulumi's Go has it. */
function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function noted(note: string | undefined): string {
  return note === undefined ? "" : ` // ${note}`;
}
