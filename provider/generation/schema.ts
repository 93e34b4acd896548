import { description, keywords, license, author as publisher, version } from "../../package.json";
import { definitions } from "../resources/index.ts";
import { LANGUAGES } from "./languages.ts";
import { providerSchema } from "./schema-provider.ts";
import { resourceSchema, resourceTypes } from "./schema-resource.ts";

/** What Pulumi is told of the plugin: its schema, from which the SDKs of all languages are generated. */
export function packageSchema(): object {
  const { types, variables, provider } = providerSchema();
  return {
    $schema: "https://raw.githubusercontent.com/pulumi/pulumi/master/pkg/codegen/schema/pulumi.json",
    name: "interlink",
    displayName: "Interlink",
    version,
    description,
    keywords,
    license,
    publisher,
    language: LANGUAGES,
    config: { variables },
    types: { ...types, ...Object.assign({}, ...definitions.map(resourceTypes)) },
    provider,
    resources: Object.fromEntries(
      definitions.map((definition) => [`interlink:index:${definition.type}`, resourceSchema(definition)]),
    ),
  };
}
