import { isDeepStrictEqual } from "node:util";
import { METADATA, readMetadata } from "../../provider/lifecycle/state-metadata.ts";
import type { Cloud } from "../cloud/client.ts";
import type { Seed } from "../cloud/control-types.ts";
import type { Entry } from "../cloud/frame/log.ts";
import type { State } from "../support/mini-state.ts";
import { BYSTANDERS } from "./lane.ts";

// What differs between two runs that went the same way is taken out: times, and ids that the cloud gives.

/** What there is, by kind of record; the rest of a snapshot says who may call. */
const KINDS = [
  ...(["routerInterfaces", "vpcs", "vbrs", "expressConnectRouters", "ecrGrants", "ecrAssociations"] as const),
  ...(["ecsInstances", "classicLinks", "connections"] as const),
] as const;

const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:?\d\d)?|\b1[78]\d{11}\b/g;
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const BYSTANDER = new RegExp(`"(id|instanceId|name)":"[a-z-]+${BYSTANDERS}[a-z]?"`);
const GRANT = /gr-[0-9a-f]{17}/g;

/** A tree without what differs by chance. */
export type Likeness = unknown;

/** What there is in a cloud, as it can be seeded in another. */
export async function seedLike(cloud: Cloud): Promise<Seed> {
  const snapshot = await cloud.snapshot();
  return Object.fromEntries(
    KINDS.map((kind) => [kind, snapshot[kind].map(({ becameMs: _, ...record }) => record)]),
  );
}

/** What there is in a cloud. */
export async function likenessOfCloud(cloud: Cloud): Promise<Likeness> {
  const sorted = Object.entries(await seedLike(cloud)).map(([kind, records]) => [
    kind,
    records.map((record) => JSON.stringify(likeness(record))).sort(),
  ]);
  return Object.fromEntries(sorted);
}

/** What there is in a cloud and belongs to nobody here. */
export async function likenessOfBystanders(cloud: Cloud): Promise<Likeness> {
  const records = Object.values(await seedLike(cloud)).flat();
  return records
    .map((record) => JSON.stringify(record))
    .filter((it) => BYSTANDER.test(it))
    .sort();
}

/**
 * What a state says; operations that a kill left open are left out. What a resource that stays the same keeps among its
 * outputs of the arguments it was once given (pulumi, SameStep) is left out, too.
 */
export function likenessOfState({ resources }: State): Likeness {
  return likeness(
    resources.map((entry) => {
      const { schema, urn, name } = readMetadata(entry.outputs);
      return { ...entry, outputs: { ...entry.outputs, [METADATA]: { schema, urn, name } } };
    }),
  );
}

/** A write that was carried out. */
export function likenessOfWrite({ operation, params }: Entry): string {
  const { ClientToken: _, ...rest } = params;
  return `${operation} ${JSON.stringify(likeness(rest))}`;
}

/** A tree without times and without ids that the cloud gave. */
export function likeness(tree: unknown): Likeness {
  const text = JSON.stringify(tree, (key, value) => (key === "createdMs" ? undefined : value));
  return JSON.parse(text.replace(TIME, "<time>").replace(UUID, "<id>").replace(GRANT, "<grant>"));
}

/** Where two trees differ, in words. */
export function differences(expected: unknown, found: unknown, at: string): string[] {
  if (isDeepStrictEqual(expected, found)) return [];
  if (!isTree(expected) || !isTree(found) || Array.isArray(expected) !== Array.isArray(found)) {
    return [`${at} is ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`];
  }
  const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return [...keys].flatMap((key) => differences(expected[key], found[key], `${at}.${key}`));
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
