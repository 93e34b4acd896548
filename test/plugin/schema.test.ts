import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { version } from "../../package.json";
import { ALICLOUD } from "../../provider/alibaba/setting-rows.ts";
import { formattedSchemaFile, schemaPath } from "../../provider/generate.ts";
import { HUAWEICLOUD } from "../../provider/huawei/setting-rows.ts";
import { check } from "../../provider/lifecycle/check.ts";
import { definitions } from "../../provider/resources/index.ts";
import { hasFields } from "../../provider/settings/rows.ts";
import { type DeclaredProperty, DocumentedTypes } from "../support/documented-types.ts";

/** A property, as far as these tests look at it. */
interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly description: string;
  readonly default?: unknown;
  readonly secret?: boolean;
  readonly willReplaceOnChanges?: boolean;
}
type Properties = Readonly<Record<string, Property>>;

interface Schema {
  readonly version: string;
  readonly config: { readonly variables: Properties };
  readonly types: Readonly<
    Record<
      string,
      { readonly description: string; readonly properties: Properties; readonly required: string[] }
    >
  >;
  readonly provider: { readonly inputProperties: Properties };
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly properties: Properties;
        readonly required: readonly string[];
        readonly inputProperties: Properties;
        readonly requiredInputs: readonly string[];
        readonly aliases: readonly { readonly type: string }[];
      }
    >
  >;
}

const committed = readFileSync(schemaPath, "utf8");
const schema: Schema = JSON.parse(committed);
const declared = new DocumentedTypes("native.ts");

function resource(type: string): Schema["resources"][string] {
  const found = schema.resources[`interlink:index:${type}`];
  if (found === undefined) throw new Error(`${type} is not in the schema`);
  return found;
}

test("the schema is what the definitions say (npm run generate)", () => {
  expect(committed).toBe(formattedSchemaFile());
});

test("it has this package's version, and every resource under the token that its states have had so far", () => {
  expect(schema.version).toBe(version);
  expect(Object.entries(schema.resources).map(([token, { aliases }]) => [token, aliases])).toEqual(
    ["RouterInterfaceConnection", "EcrInstanceGrant", "ClassicLinkAttachment", "EgConnection"].map((type) => [
      `interlink:index:${type}`,
      [{ type: `pulumi-nodejs:dynamic/interlink:${type}` }],
    ]),
  );
});

/** Properties of the schema as TypeScript has to declare them. */
function asDeclared(properties: Properties, required: readonly string[]): DeclaredProperty[] {
  return Object.entries(properties).map(([name, { type, $ref, description }]) => ({
    name,
    // The words that are allowed are part of the type in TypeScript.
    documentation: description.replace(/ One of (?:`\w+`(?:, | and )?)+\.$/, ""),
    isOptional: !required.includes(name),
    type: $ref === undefined ? (type ?? "") : $ref.replace("#/types/interlink:index:", ""),
  }));
}

/** Properties that TypeScript declares, as the schema has to have them. */
function inSchema(name: string): DeclaredProperty[] {
  return declared.properties(name).map((it) => ({
    ...it,
    documentation: oneLine(it.documentation),
    type: it.type === "number" ? expect.stringMatching(/^(number|integer)$/) : it.type.replace(/Args$/, ""),
  }));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

describe("agrees with TypeScript in names, types, what may be left out, and documentation:", () => {
  test.each(definitions.map(({ type }) => type))("the arguments and outputs of %s", (type) => {
    const { properties, required, inputProperties, requiredInputs, description } = resource(type);
    expect(asDeclared(inputProperties, requiredInputs)).toEqual(inSchema(`${type}Args`));
    expect(asDeclared(properties, required)).toEqual(inSchema(type));
    expect(oneLine(description)).toContain(oneLine(declared.documentation(type)));
  });

  test.each(Object.keys(schema.types))("%s", (token) => {
    const name = token.replace("interlink:index:", "");
    const typescript = declared.names().includes(name) ? name : `${name}Args`;
    const { properties, required, description } = schema.types[token] ?? { properties: {}, required: [] };
    expect(asDeclared(properties, required)).toEqual(inSchema(typescript));
    expect(description).toBe(oneLine(declared.documentation(typescript)));
  });

  test("the arguments of Provider, which the stack's configuration has too", () => {
    const { inputProperties } = schema.provider;
    const byName = (a: DeclaredProperty, b: DeclaredProperty): number => (a.name < b.name ? -1 : 1);
    expect(asDeclared(inputProperties, []).sort(byName)).toEqual(inSchema("ProviderArgs").sort(byName));
    expect(asDeclared(schema.config.variables, [])).toEqual(asDeclared(inputProperties, []));
    expect([inputProperties["previewReads"], inputProperties["dryRun"]]).toMatchObject([
      { default: true },
      { default: false },
    ]);
  });

  test("and the classes of both modules agree with each other", () => {
    const others = new DocumentedTypes("index.ts");
    const names = others.names().filter((name) => !["version", "Provider", "ProviderArgs"].includes(name));
    for (const name of names) {
      expect(declared.properties(name), name).toEqual(others.properties(name));
      expect(declared.documentation(name), name).toBe(others.documentation(name));
    }
    expect(declared.names().sort()).toEqual(others.names().sort());
  });
});

test("every type that is referred to is there, and every type is referred to", () => {
  const referred = [...committed.matchAll(/"\$ref": "#\/types\/([^"]+)"/g)].map(([, token]) => token);
  expect([...new Set(referred)].sort()).toEqual(Object.keys(schema.types).sort());
});

test("what is a secret to the provider is one in the schema, and nothing else", () => {
  const settings = { Alicloud: ALICLOUD, Huaweicloud: HUAWEICLOUD };
  const ofSettings = Object.entries(settings).flatMap(([account, rows]) =>
    Object.entries(rows).flatMap(([name, row]: [string, Parameters<typeof hasFields>[0]]) =>
      hasFields(row)
        ? (row.secretFields ?? []).map((field) => `${account}.${name}.${field}`)
        : row.secret
          ? [`${account}.${name}`]
          : [],
    ),
  );
  const ofArguments = definitions.flatMap(({ type, inputs }) =>
    Object.entries(inputs).flatMap(([name, { secretMembers = [] }]) =>
      secretMembers.map((member) => `${type}.${name}.${member}`),
    ),
  );
  const resources = Object.entries(schema.resources).flatMap(([token, { inputProperties }]) =>
    secretsIn(inputProperties, token.replace("interlink:index:", "")),
  );
  const accounts = ["Alicloud", "Huaweicloud"].flatMap((name) =>
    secretsIn(schema.types[`interlink:index:${name}`]?.properties ?? {}, name),
  );
  expect([...accounts, ...resources].sort()).toEqual([...ofSettings, ...ofArguments].sort());
  expect(accounts).toContain("Alicloud.assumeRoleWithOidc.oidcToken");
  expect(resources).toContain("EgConnection.kafkaDetail.password");
  // SDKs make nothing a secret that is inside of something.
  expect(secretsIn(schema.provider.inputProperties, "Provider", false)).toEqual([
    "Provider.alicloud",
    "Provider.huaweicloud",
  ]);
});

function secretsIn(properties: Properties, path: string, deep = true): string[] {
  return Object.entries(properties).flatMap(([name, { secret, $ref }]) => [
    ...(secret ? [`${path}.${name}`] : []),
    ...(deep && $ref
      ? secretsIn(schema.types[$ref.replace("#/types/", "")]?.properties ?? {}, `${path}.${name}`)
      : []),
  ]);
}

test.each(definitions.map((definition) => [definition.type, definition] as const))(
  "a default of %s is what the provider itself would use, and what replaces says so",
  (type, definition) => {
    const { inputProperties } = resource(type);
    const { inputs } = check(definition, {}, {}, {});
    for (const [name, property] of Object.entries(inputProperties)) {
      if ("default" in property) expect(inputs[name], name).toBe(property.default);
      expect(property.willReplaceOnChanges ?? false, name).toBe(
        definition.inputs[name]?.onChange === "replace",
      );
    }
  },
);

test("what is nested has no default: SDKs would make one secret, or one unknown value, of all that is around it", () => {
  const members = Object.values(schema.types).flatMap(({ properties }) => Object.values(properties));
  expect(members.filter((it) => "default" in it)).toEqual([]);
});

test("of a Kafka instance, user and password alone are changed in place", () => {
  const { properties = {} } = schema.types["interlink:index:EgKafkaDetail"] ?? {};
  const inPlace = Object.entries(properties).filter(([, it]) => !it.willReplaceOnChanges);
  expect(inPlace.map(([name]) => name)).toEqual(["userName", "password"]);
});

/** A YAML program, as far as it is checked here. */
interface YamlProgram {
  readonly config: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<
    Record<string, { readonly type: string; readonly properties: Readonly<Record<string, unknown>> }>
  >;
  readonly outputs: Readonly<Record<string, string>>;
}
// The SDK has a reader of YAML among its dependencies.
const yaml: { load(text: string): unknown } = createRequire(
  createRequire(__filename).resolve("@pulumi/pulumi"),
)("js-yaml");

describe.each(definitions.map(({ type }) => type))("the documentation of %s", (type) => {
  const { description, properties, inputProperties, requiredInputs } = resource(type);

  test("has an example in four languages, and says how it is imported", () => {
    expect([...description.matchAll(/^```(\w+)$/gm)].map(([, language]) => language)).toEqual([
      ...["yaml", "typescript", "python", "go"],
      "sh",
    ]);
    expect(description).toMatch(new RegExp(`\\n## Import\\n[\\s\\S]*pulumi import interlink:index:${type} `));
  });

  test("shows the TypeScript program that its class shows, which the compiler checks", () => {
    const program = /^```typescript\n([\s\S]*?)^```$/m.exec(description)?.[1];
    expect(program?.trim()).toBe(declared.example(type).trim());
  });

  test("shows a YAML program that fits the schema", () => {
    const program = yaml.load(/^```yaml\n([\s\S]*?)^```$/m.exec(description)?.[1] ?? "") as YamlProgram;
    const [[variable, declaration] = ["", undefined]] = Object.entries(program.resources);
    expect(declaration?.type).toBe(`interlink:${type}`);
    const problems = misfits(declaration?.properties ?? {}, inputProperties, requiredInputs);
    expect(problems).toEqual([]);
    const taken = [...JSON.stringify(declaration).matchAll(/\$\{(\w+)\}/g)].map(([, key]) => key);
    expect(taken.sort()).toEqual(Object.keys(program.config).sort());
    for (const output of Object.values(program.outputs)) {
      const [, of, property = ""] = /^\$\{(\w+)\.(\w+)\}$/.exec(output) ?? [];
      expect(of).toBe(variable);
      expect(["id", ...Object.keys(properties)]).toContain(property);
    }
  });
});

/** What of some arguments the schema does not know, has with another type, or asks for besides. */
function misfits(given: object, properties: Properties, required: readonly string[]): string[] {
  const missing = required.filter((name) => !(name in given));
  const unfit = Object.entries(given).flatMap(([name, value]: [string, unknown]) => {
    const { type, $ref = "" } = properties[name] ?? {};
    if (typeof value !== "object" || value === null) return typeof value === type ? [] : [name];
    const nested = schema.types[$ref.replace("#/types/", "")];
    return nested === undefined ? [name] : misfits(value, nested.properties, nested.required);
  });
  return [...missing, ...unfit];
}
