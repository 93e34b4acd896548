import * as pulumi from "@pulumi/pulumi";
import { ALICLOUD } from "../alibaba/setting-rows.ts";
import { RefusedError } from "../http/errors.ts";
import { HUAWEICLOUD } from "../huawei/setting-rows.ts";
import { type Fields, isBlank, listed, malformed, type Parser } from "../settings/parsers.ts";
import { hasFields, type RecordRow, type Row } from "../settings/rows.ts";
import type { AlicloudArgs, HuaweicloudArgs, ProviderArgs } from "./provider-args.ts";

/**
 * One set of accounts for the resources that are given it by `provider`, `providers` or a parent component. A stack may
 * have several; changing a credential replaces nothing. Where the old one works no longer, the first run after the
 * change has to be `pulumi up --run-program`: without that, Pulumi refreshes with the arguments in state.
 *
 * What is left out is read from the environment, then from the vendors' own profile files. An explicit provider never
 * sees the stack's configuration; that is so with every Pulumi provider. Given to a component, it also serves the
 * dynamic resources of other packages under it.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink";
 *
 * const config = new pulumi.Config();
 * const network = new interlink.Provider("network", {
 *   alicloud: {
 *     region: "cn-hangzhou",
 *     assumeRole: { roleArn: "acs:ram::1210123456120001:role/network" },
 *   },
 * });
 * const link = new interlink.ClassicLinkAttachment(
 *   "legacy-server",
 *   { instanceId: config.require("instanceId"), vpcId: config.require("vpcId") },
 *   { provider: network },
 * );
 *
 * export const account = link.accountId; // "1210123456120001"
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal */
  readonly __interlinkProvider = true;

  /** Checks plain values at once; outputs are checked when they are first used. */
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    super("pulumi-nodejs", name, inputs(name, args), opts);
  }

  /** Whether a value is such a provider, also one made by another copy of this package. */
  static override isInstance(value: unknown): value is Provider {
    return pulumi.ProviderResource.isInstance(value) && "__interlinkProvider" in value;
  }
}

type Setting = Row<unknown> | RecordRow<Fields>;

/** One namespace of settings, and which of them make sense together only. */
interface Namespace {
  readonly rows: Readonly<Record<string, Setting>>;
  readonly together: readonly { readonly keys: readonly string[]; readonly needs: readonly string[] }[];
}

const KEY = { keys: ["accessKey", "secretKey", "securityToken"], needs: ["accessKey", "secretKey"] };

const ALICLOUD_ROWS: Readonly<Record<keyof AlicloudArgs, Setting>> = ALICLOUD;
const HUAWEICLOUD_ROWS: Readonly<Record<keyof HuaweicloudArgs, Setting>> = HUAWEICLOUD;
const NAMESPACES: Readonly<Record<keyof ProviderArgs, Namespace>> = {
  alicloud: { rows: ALICLOUD_ROWS, together: [KEY] },
  huaweicloud: {
    rows: HUAWEICLOUD_ROWS,
    together: [KEY, { keys: ["userName", "password"], needs: ["userName", "password"] }],
  },
};

/** The arguments under the keys of the stack's configuration, where the host looks for them. */
function inputs(name: string, args: ProviderArgs): pulumi.Inputs {
  try {
    const known = Object.keys(NAMESPACES);
    return Object.assign({}, ...entriesOf(args, "", known).map(([key, value]) => inputsOf(key, value)));
  } catch (error) {
    if (error instanceof RefusedError) throw new pulumi.RunError(`Provider ${name}: ${error.message}.`);
    throw error;
  }
}

function inputsOf(name: string, args: unknown): pulumi.Inputs {
  const { rows, together } = NAMESPACES[name as keyof ProviderArgs];
  const given = entriesOf(args, name, Object.keys(rows));
  const keys = given.map(([key]) => key);
  for (const { keys: set, needs } of together) {
    const missing = needs.filter((key) => !keys.includes(key));
    const present = set.filter((key) => keys.includes(key));
    if (present.length > 0 && missing.length > 0) {
      throw malformed(
        listed(missing.map((key) => `${name}.${key}`)),
        `must be given together with ${listed(present)}: what belongs to one credential is read from one place`,
      );
    }
  }
  return Object.fromEntries(
    given.flatMap(([key, value]) => {
      const row = rows[key];
      return row === undefined ? [] : [[`${name}:${key}`, inputOf(row, value, `${name}.${key}`)]];
    }),
  );
}

/** What was given of an object of which only some keys are known. */
function entriesOf(args: unknown, path: string, known: readonly string[]): [string, unknown][] {
  if (typeof args !== "object" || args === null || Array.isArray(args) || isLater(args)) {
    throw malformed(
      path || "its arguments",
      `must be a plain object with ${listed(known)}; their values may be outputs`,
    );
  }
  return Object.entries(args).filter(([key, value]) => {
    if (!known.includes(key)) {
      const place = path === "" ? key : `${path}.${key}`;
      throw malformed(place, `is not known here; ${path === "" ? "arguments" : "keys"} are ${listed(known)}`);
    }
    return !isBlank(value);
  });
}

function inputOf(row: Setting, value: unknown, path: string): pulumi.Input<unknown> {
  const parser: Parser<unknown> = row.parser;
  if (!isLater(value)) parser.read(value, path, isLater);
  if (!hasFields(row)) return row.secret ? pulumi.secret(value) : value;
  const json = pulumi.jsonStringify(value);
  return holdsSecret(value, row.secretFields ?? []) ? pulumi.secret(json) : json;
}

/** Of what is not known yet it cannot be told; it is kept as a secret to be safe. */
function holdsSecret(value: unknown, secretFields: readonly string[]): boolean {
  if (secretFields.length === 0) return false;
  if (isLater(value) || typeof value !== "object" || value === null) return true;
  return Object.entries(value).some(([key, part]) => secretFields.includes(key) && !isBlank(part));
}

function isLater(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}
