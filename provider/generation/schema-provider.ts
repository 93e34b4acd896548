import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ALICLOUD } from "../alibaba/setting-rows.ts";
import { HUAWEICLOUD } from "../huawei/setting-rows.ts";
import type { Fields } from "../settings/parsers.ts";
import { hasFields, type RecordRow, type Row } from "../settings/rows.ts";
import { type DocumentedInterface, type DocumentedMember, interfacesOf } from "./interfaces.ts";
import {
  type ObjectSchema,
  type PropertySchema,
  plain,
  reference,
  type TypeSchema,
  token,
} from "./schema-parts.ts";

/** The provider in Pulumi's schema: what it is configured with, and the types of that. */
export function providerSchema(): {
  readonly types: Readonly<Record<string, ObjectSchema>>;
  readonly variables: Readonly<Record<string, PropertySchema>>;
  readonly provider: object;
} {
  const interfaces = interfacesIn("program");
  const accounts = interfaces.find(({ name }) => name === ARGUMENTS);
  const [previews] = interfacesIn("native");
  const secrets = secretsOf(interfaces);
  const variables = {
    ...Object.fromEntries((accounts?.members ?? []).map((member) => [member.name, propertySchema(member)])),
    ...Object.fromEntries(
      (previews?.members ?? []).map((member) => [
        member.name,
        { ...propertySchema(member), default: SWITCHES[member.name] ?? false },
      ]),
    ),
  };
  return {
    types: Object.fromEntries(
      interfaces
        .filter((it) => it !== accounts)
        .map((it) => [token(bare(it.name)), objectSchema(it, secrets.get(it.name) ?? [])]),
    ),
    variables,
    provider: {
      description: PROVIDER,
      inputProperties: Object.fromEntries(
        Object.entries(variables).map(([name, property]) => [
          name,
          // It may hold keys, and SDKs make nothing a secret that is inside.
          "$ref" in property ? { ...property, secret: true } : property,
        ]),
      ),
    },
  };
}

/** The interface of the provider's own arguments. */
const ARGUMENTS = "ProviderArgs";

const PROVIDER =
  "One set of accounts for the resources that are given it by `provider`, `providers` or a parent component. A stack may have several; changing a credential replaces nothing. What is left out is read from the environment, then from the vendors' own profile files. An explicit provider never sees the stack's configuration.";

/** What the arguments that are no accounts are when they are left out. */
const SWITCHES: Readonly<Record<string, boolean>> = { previewReads: true, dryRun: false };

/** The interfaces of Provider's arguments, as they stand beside one of its classes. */
function interfacesIn(door: "program" | "native"): DocumentedInterface[] {
  const path = join(__dirname, "..", door, "provider-args.ts");
  return interfacesOf(path, readFileSync(path, "utf8"));
}

type Setting = Row<unknown> | RecordRow<Fields>;

const SETTINGS: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  AlicloudArgs: ALICLOUD,
  HuaweicloudArgs: HUAWEICLOUD,
};

/** Members that are secrets, of each interface, by the rows that the settings are read by. */
function secretsOf(interfaces: readonly DocumentedInterface[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries(SETTINGS).flatMap(([name, rows]) => {
      const members = interfaces.find((it) => it.name === name)?.members ?? [];
      return [
        [name, members.filter((it) => isSecret(rows[it.name])).map((it) => it.name)] as const,
        ...members.map((it) => [it.type, secretFields(rows[it.name])] as const),
      ];
    }),
  );
}

function isSecret(setting: Setting | undefined): boolean {
  return setting !== undefined && !hasFields(setting) && setting.secret === true;
}

function secretFields(setting: Setting | undefined): readonly string[] {
  return setting !== undefined && hasFields(setting) ? (setting.secretFields ?? []) : [];
}

function objectSchema(
  { description, members }: DocumentedInterface,
  secrets: readonly string[],
): ObjectSchema {
  return {
    type: "object",
    description: plain(description),
    properties: Object.fromEntries(
      members.map((member) => [
        member.name,
        { ...propertySchema(member), ...(secrets.includes(member.name) && { secret: true }) },
      ]),
    ),
    required: members.filter(({ isOptional }) => !isOptional).map((member) => member.name),
  };
}

function propertySchema({ type, description }: DocumentedMember): PropertySchema {
  return { ...typeOf(type), description: plain(description) };
}

function typeOf(type: string): TypeSchema {
  if (type === "string" || type === "boolean") return { type };
  // Every number among the settings is one of seconds.
  return type === "number" ? { type: "integer" } : reference(bare(type));
}

/** A type's name without the ending that Pulumi's generators add themselves. */
function bare(name: string): string {
  return name.replace(/Args$/, "");
}
