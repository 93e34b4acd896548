import { isDeepStrictEqual } from "node:util";
import { RefusedError } from "../http/errors.ts";
import type { AnyDefinition, Properties } from "./definition.ts";
import { readMetadata } from "./state-metadata.ts";
import { holdsUnknown } from "./values.ts";

/** What Pulumi is told of the difference between a state and what is wanted. */
export interface Difference {
  readonly changes: boolean;
  readonly replaces: string[];
  readonly deleteBeforeReplace: true;
  /** What differs, `status` included. */
  readonly properties: string[];
}

/**
 * Compares a state with checked arguments. Touches nothing outside. A replacement that cannot work is refused, unless
 * the difference is `onlyShown`.
 */
export function diff(
  definition: AnyDefinition,
  olds: Properties,
  news: Properties,
  { onlyShown = false } = {},
): Difference {
  const { keys, pinned, imported } = readMetadata(olds);
  const before = new Set(keys);
  const replaces: string[] = [];
  const properties: string[] = [];
  for (const [property, rule] of Object.entries(definition.inputs)) {
    const wanted = news[property];
    // Left out, such a value stays; that it was left out, or is now spelled out, is only noted.
    if (
      rule.optionalComputed &&
      (wanted === undefined || (!before.has(property) && isDeepStrictEqual(olds[property], wanted)))
    ) {
      // A program that something was imported for may do either.
      const noted = !imported && (wanted !== undefined) !== before.has(property);
      const drifted = property in pinned && !isDeepStrictEqual(olds[property], pinned[property]);
      if (noted || drifted) properties.push(property);
      continue;
    }
    if (!holdsUnknown(wanted) && isDeepStrictEqual(olds[property], wanted)) continue;
    properties.push(property);
    if (
      rule.onChange === "replace" ||
      (typeof rule.onChange === "function" && rule.onChange(olds[property], wanted))
    ) {
      replaces.push(property);
    }
  }
  const health = definition.health(olds);
  // Another status than the healthy one is wanted only where ignoreChanges says: leave it as it is.
  if (health !== "healthy" && news["status"] === definition.healthyStatus) {
    properties.push("status");
    if (health.beyondRepair) replaces.push("status");
  }
  // What is not known yet may turn out to be what is there.
  const certain = replaces.filter((property) => !holdsUnknown(news[property]));
  if (certain.length > 0 && !onlyShown) {
    const reason = definition.irreplaceable?.(olds, new Set(certain));
    if (reason !== undefined) throw new RefusedError(reason);
  }
  return { changes: properties.length > 0, replaces, deleteBeforeReplace: true, properties };
}
