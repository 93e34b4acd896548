import type { Permission } from "../../http/operation.ts";
import { ANY, type Texts, type Use } from "../../resources/permissions.ts";

// Policies as RAM of Alibaba Cloud and IAM of Huawei Cloud read them, for a list of calls.

/** A policy document. */
export interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, readonly string[]>> };
}

/** One action on one resource. */
interface Grant {
  readonly action: string;
  readonly resource: string;
  /** The only value of the condition key that is needed. */
  readonly condition: { readonly key: string; readonly value: string } | undefined;
}

/** A RAM policy; each resource in it is needed by one of the calls. */
export function ramPolicy(uses: readonly Use[], account: string): Policy {
  const grants = uses.flatMap(({ operation: { permission }, parameters }) =>
    permission === undefined ? [] : grantsOf(permission, { ...parameters, account }),
  );
  // Actions on the same resources share a statement.
  const statements = new Map<string, { Action: string[]; rest: Omit<Statement, "Action"> }>();
  for (const [action, conditions] of grouped(grants, ({ action }) => action)) {
    for (const [, same] of grouped(conditions, ({ condition }) => JSON.stringify(condition))) {
      const condition = same[0]?.condition;
      const rest = {
        Effect: "Allow" as const,
        Resource: widest(same.map(({ resource }) => resource)),
        ...(condition && { Condition: { StringEquals: { [condition.key]: [condition.value] } } }),
      };
      const key = JSON.stringify(rest);
      const statement = statements.get(key) ?? { Action: [], rest };
      statement.Action.push(action);
      statements.set(key, statement);
    }
  }
  const Statement = [...statements.values()].map(({ Action, rest: { Effect, ...on } }) => ({
    Effect,
    Action: Action.sort(),
    ...on,
  }));
  return { Version: "1", Statement };
}

/** The versions of IAM policies: of policies, and of identity policies. */
export const IAM_VERSIONS = ["1.1", "5.0"] as const;

/** An IAM policy: its actions are about all resources, which an identity policy has to say. */
export function iamPolicy(uses: readonly Use[], version: (typeof IAM_VERSIONS)[number]): Policy {
  const actions = uses.flatMap(({ operation: { permission } }) => permission?.action ?? []);
  const Action = [...new Set(actions)].sort();
  const all = version === "5.0" ? { Resource: [ANY] } : {};
  return { Version: version, Statement: [{ Effect: "Allow", Action, ...all }] };
}

function grantsOf({ action, resources, conditionKey }: Permission, values: Texts): Grant[] {
  const value = conditionKey === undefined ? undefined : values[conditionKey];
  const condition =
    conditionKey === undefined || value === undefined || value === ANY
      ? undefined
      : { key: conditionKey, value };
  return resources
    .filter(({ only = {} }) =>
      Object.entries(only).every(([name, wanted]) => [wanted, ANY].includes(values[name] ?? ANY)),
    )
    .map(({ name }) => ({
      action,
      resource: name.replaceAll(/\{(\w+)\}/g, (_, key: string) => values[key] ?? ANY),
      condition,
    }));
}

/** Without those that another one covers; a place between colons is one name or all. */
function widest(resources: readonly string[]): string[] {
  const different = [...new Set(resources)];
  return different.filter((it) => !different.some((other) => other !== it && covers(other, it))).sort();
}

function covers(wide: string, narrow: string): boolean {
  if (wide === ANY) return true;
  const [a, b] = [wide, narrow].map((it) => it.split(/[:/]/));
  return a?.length === b?.length && (a ?? []).every((part, n) => part === ANY || part === b?.[n]);
}

/** In groups of the same key, in the order of their first. */
export function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
