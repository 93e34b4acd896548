import type * as z from "zod";
import type { AnyDefinition, InputProperty } from "../lifecycle/definition.ts";
import { typescriptExample } from "./examples.ts";
import { type JsonSchema, jsonOf } from "./json.ts";

const HEADER = "// Generated from the resource's definition by `npm run generate`: change it there.";
const WIDTH = 110;

/** The type of an argument. */
function argumentType({ type = "unknown", title, enum: words }: JsonSchema): string {
  if (words) return words.map((word) => JSON.stringify(word)).join(" | ");
  return type === "object" ? `${title}Args` : [type].flat().join(" | ");
}

/** The type of an output: words may become more, and ids are texts. */
function outputType(json: JsonSchema, isInput: boolean): string {
  if (json.type === "object") {
    return isInput ? `pulumi.Unwrap<${json.title}Args> | undefined` : `${json.title} | undefined`;
  }
  return json.type === "boolean" ? "boolean" : "string";
}

function comment(text: string, indent = "", example = ""): string {
  const oneLine = `${indent}/** ${text} */`;
  if (!text.includes("\n") && example === "" && oneLine.length <= WIDTH) return oneLine;
  const code = example === "" ? [] : ["", "@example", "```ts", ...example.split("\n"), "```"];
  const lines = [...text.split("\n").flatMap((paragraph) => wrapped(paragraph, indent)), ...code];
  return [`${indent}/**`, ...lines.map((line) => `${indent} * ${line}`.trimEnd()), `${indent} */`].join("\n");
}

function wrapped(paragraph: string, indent: string): string[] {
  const lines = [""];
  for (const word of paragraph.split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last !== "" && `${indent} * ${last} ${word}`.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
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

/** The file of one class. */
export function classFile(definition: AnyDefinition): string {
  const { type, description, idFormat, idPrefix, docs, inputs, outputs } = definition;
  const idText =
    idPrefix === undefined ? `\`${idFormat}\`` : `\`${idFormat}\`, or \`${idPrefix}${idFormat}\``;
  const constant = type.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
  const inputEntries = Object.entries(inputs);
  const outputEntries = Object.entries(outputs);
  const nested = (
    entries: readonly (readonly [string, { readonly schema: z.ZodType }])[],
    isInput: boolean,
  ) =>
    entries
      .map(([, { schema }]) => jsonOf(schema))
      .filter((json) => json.type === "object")
      .map((json) => nestedInterface(json, isInput));
  const declared = [
    ...inputEntries.map(([name, it]) => [
      name,
      it.outputDescription ?? it.description,
      outputType(jsonOf(it.schema), true),
    ]),
    ...outputEntries.map(([name, it]) => [name, it.description, outputType(jsonOf(it.schema), false)]),
  ].map(
    ([name, text = "", of]) => `${comment(text, "  ")}\n  declare readonly ${name}: pulumi.Output<${of}>;`,
  );
  const secrets = inputEntries.flatMap(([name, { secretMembers = [] }]) =>
    secretMembers.map((member) => `    ${name}: ${JSON.stringify(member)},`),
  );
  return [
    HEADER,
    'import type * as pulumi from "@pulumi/pulumi";',
    `import { InterlinkResource, noArguments${idPrefix === undefined ? "" : ", withBareId"} } from "./resource.ts";`,
    "",
    ...nested(inputEntries, true).flatMap((text) => [text, ""]),
    ...nested(outputEntries, false).flatMap((text) => [text, ""]),
    comment(`Arguments of {@link ${type}}.`),
    `export interface ${type}Args {`,
    ...inputEntries.map(([name, property]) => argument(name, property)),
    "}",
    "",
    comment(description, "", typescriptExample(definition, "pulumi-interlink")),
    `export class ${type} extends InterlinkResource {`,
    ...declared,
    "",
    comment(docs.create, "  "),
    `  constructor(name: string, args: ${type}Args, opts?: pulumi.CustomResourceOptions) {`,
    `    super(${constant}, name, args, opts);`,
    "  }",
    "",
    comment(`${docs.get} \`id\` is ${idText}.`, "  "),
    `  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): ${type} {`,
    idPrefix === undefined
      ? `    return new ${type}(name, noArguments, { ...opts, id });`
      : `    return withBareId(new ${type}(name, noArguments, { ...opts, id }));`,
    "  }",
    "",
    comment(`Whether a value is of this class, of whatever copy of this package.`, "  "),
    `  static override isInstance(value: unknown): value is ${type} {`,
    `    return InterlinkResource.isA(value, ${JSON.stringify(type)});`,
    "  }",
    "}",
    "",
    `const ${constant} = {`,
    `  type: ${JSON.stringify(type)},`,
    `  inputs: [${inputEntries.map(([name]) => JSON.stringify(name)).join(", ")}],`,
    `  outputs: [${outputEntries.map(([name]) => JSON.stringify(name)).join(", ")}],`,
    secrets.length > 0 ? `  secretMembers: {\n${secrets.join("\n")}\n  },` : "  secretMembers: {},",
    "} as const;",
    "",
  ].join("\n");
}
