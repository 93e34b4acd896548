/** Where Go programs find the generated SDK. There is no repository for it: Pulumi's generator makes it in each project. */
export const GO_PACKAGE = "example.com/pulumi-interlink/sdk/go/interlink";

/** What Pulumi's generators are told about each language. */
export const LANGUAGES = {
  // Not the name of this package, which a program may use beside it; and nothing that is ever fetched.
  nodejs: { packageName: "@pulumi-interlink/sdk", respectSchemaVersion: true },
  python: { packageName: "pulumi_interlink", pyproject: { enabled: true }, respectSchemaVersion: true },
  go: { importBasePath: GO_PACKAGE, respectSchemaVersion: true, generateResourceContainerTypes: true },
  csharp: { namespaces: { interlink: "Interlink" }, respectSchemaVersion: true },
  java: { buildFiles: "gradle" },
};
