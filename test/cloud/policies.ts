import { z } from "zod";

// Policy documents as RAM of Alibaba Cloud (Version 1) and IAM of Huawei Cloud (Version 1.1) write them.

const oneOrMany = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const operators = z.enum(["StringEquals", "StringLike"]);

/** A policy document; without Resource, as Huawei Cloud allows, a statement is about all resources. */
const policySchema = z.strictObject({
  Version: z.enum(["1", "1.1"]),
  Statement: z.array(
    z.strictObject({
      Effect: z.enum(["Allow", "Deny"]),
      Action: oneOrMany,
      Resource: oneOrMany.default(["*"]),
      Condition: z.partialRecord(operators, z.record(z.string(), oneOrMany)).default({}),
    }),
  ),
});

/** The policies of an account or user. Left out: nothing is enforced; an empty list allows nothing. */
export const policies = z.array(policySchema).exactOptional();

type Policies = readonly z.output<typeof policySchema>[];
type Statement = Policies[number]["Statement"][number];

/** What a call needs: an action on every one of these resources, with these condition keys. */
export interface Needed {
  readonly action: string;
  readonly resources: readonly string[];
  readonly keys: (name: string) => string | undefined;
}

/** Why a call is not allowed; undefined if it is. A Deny outweighs every Allow. */
export function refusedBy(
  given: Policies | undefined,
  needed: Needed,
): "ExplicitDeny" | "ImplicitDeny" | undefined {
  if (given === undefined) return undefined;
  const statements = given.flatMap((policy) => policy.Statement);
  const fits = (effect: Statement["Effect"], resource: string): boolean =>
    statements.some((statement) => statement.Effect === effect && covers(statement, resource, needed));
  if (needed.resources.some((resource) => fits("Deny", resource))) return "ExplicitDeny";
  return needed.resources.every((resource) => fits("Allow", resource)) ? undefined : "ImplicitDeny";
}

function covers({ Action, Resource, Condition }: Statement, resource: string, needed: Needed): boolean {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([name, values]) => {
      const value = needed.keys(name);
      if (value === undefined) return false;
      return values.some((wanted) => (operator === "StringLike" ? like(wanted, value) : wanted === value));
    }),
  );
  return (
    Action.some((pattern) => like(pattern.toLowerCase(), needed.action.toLowerCase())) &&
    Resource.some((pattern) => like(pattern, resource)) &&
    conditions.every(Boolean)
  );
}

/** `*` stands for any characters, `?` for one. */
function like(pattern: string, text: string): boolean {
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}
