import type { AnyDefinition } from "../lifecycle/definition.ts";
import { type ExampleArguments, type ExampleValue, FromConfig } from "../lifecycle/example.ts";
import { goExample } from "./example-go.ts";
import { pythonExample } from "./example-python.ts";
import { yamlExample } from "./example-yaml.ts";

/** The example of a resource as a TypeScript program that loads it from a module of this package. */
export function typescriptExample({ type, example }: AnyDefinition, module: string): string {
  const { variable, name, args, createTimeout, output } = example;
  const written = (indent: string): string => typescriptObject(args, indent);
  const parameters =
    createTimeout === undefined
      ? [`new interlink.${type}("${name}", ${written("")});`]
      : [
          `new interlink.${type}(`,
          `  "${name}",`,
          `  ${written("  ")},`,
          `  { customTimeouts: { create: "${createTimeout}" } },`,
          ");",
        ];
  return [
    'import * as pulumi from "@pulumi/pulumi";',
    `import * as interlink from "${module}";`,
    "",
    "const config = new pulumi.Config();",
    `const ${variable} = ${parameters.join("\n")}`,
    "",
    `export const ${output.name} = ${variable}.${output.property};${noted(output.note)}`,
  ].join("\n");
}

function typescriptObject(values: ExampleArguments, indent: string): string {
  const members = Object.entries(values).map(
    ([key, value]) => `${indent}  ${key}: ${typescriptValue(value, `${indent}  `)},${noted(noteOf(value))}`,
  );
  return `{\n${members.join("\n")}\n${indent}}`;
}

function typescriptValue(value: ExampleValue, indent: string): string {
  if (value instanceof FromConfig) {
    return `config.${value.isSecret ? "requireSecret" : "require"}(${JSON.stringify(value.key)})`;
  }
  return typeof value === "object" ? typescriptObject(value, indent) : JSON.stringify(value);
}

function noted(note: string | undefined): string {
  return note === undefined ? "" : ` // ${note}`;
}

function noteOf(value: ExampleValue): string | undefined {
  return value instanceof FromConfig ? value.note : undefined;
}

/** The example in every language that Pulumi's documentation shows, each in its own fence. */
export function exampleSection(definition: AnyDefinition): string {
  const programs = [
    ["yaml", yamlExample(definition)],
    ["typescript", typescriptExample(definition, "pulumi-interlink/native")],
    ["python", pythonExample(definition)],
    ["go", goExample(definition)],
  ];
  return [
    "{{% examples %}}",
    "## Example Usage",
    "{{% example %}}",
    "",
    ...programs.map(([language, program]) => `\`\`\`${language}\n${program}\n\`\`\``),
    "",
    "{{% /example %}}",
    "{{% /examples %}}",
  ].join("\n");
}
