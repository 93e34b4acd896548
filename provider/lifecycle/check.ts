import * as z from "zod";
import type { AnyDefinition, Problem, Properties } from "./definition.ts";
import { METADATA, PROVIDER, readMetadata, withMetadata } from "./state-metadata.ts";
import { durationMs } from "./timeouts.ts";
import { holdsUnknown, isUnknown, storable } from "./values.ts";

/** The arguments in their one form, and everything that is wrong with them. */
export interface Checked {
  readonly inputs: Record<string, unknown>;
  readonly problems: readonly Problem[];
}

/**
 * Brings arguments into their one form: validated, defaults filled in. Touches nothing outside. Values that are not
 * known yet are let through.
 */
export function check(
  definition: AnyDefinition,
  olds: Properties,
  news: Properties,
  settings: unknown,
): Checked {
  const { [PROVIDER]: provider, [METADATA]: _, status, ...args } = news;
  const metadata = readMetadata(news);
  const before = readMetadata(olds);
  const problems: Problem[] = checkTimeouts(metadata.timeouts);
  const names = Object.keys(definition.inputs);
  const canonical: Record<string, unknown> = {};
  const unknown = new Set<string>();

  for (const [property, value] of Object.entries(args)) {
    if (value === undefined || value === null) continue;
    const rule = ruleOf(definition, property);
    if (rule === undefined) {
      problems.push({
        property,
        reason: `is not an argument of ${definition.type}; its arguments are ${names.join(", ")}`,
      });
      continue;
    }
    const found = problems.length;
    canonical[property] = checkValue(rule.schema, value, property, problems);
    // What is wrong is said once: to all further rules it is not known.
    if (holdsUnknown(value) || problems.length > found) unknown.add(property);
  }
  // ignoreChanges puts the value that was read in place of ours; a program has no say in the status.
  if (status !== undefined && status !== olds["status"]) {
    problems.push({ property: "status", reason: "is an output and cannot be set" });
  }

  const known = Object.fromEntries(Object.entries(canonical).filter(([key]) => !unknown.has(key)));
  const defaults: Record<string, unknown> = {
    ...definition.defaults(known, settings, metadata),
  };
  const defaulted: string[] = [];
  for (const property of names) {
    const rule = ruleOf(definition, property);
    if (rule === undefined || canonical[property] !== undefined) continue;
    const kept = rule.optionalComputed && before.defaulted.includes(property) ? olds[property] : undefined;
    const value = kept ?? defaults[property];
    if (value !== undefined) {
      canonical[property] = value;
      defaulted.push(property);
    } else if (
      !rule.schema.safeParse(undefined).success &&
      !problems.some((it) => it.property === property)
    ) {
      problems.push({ property, reason: rule.missing ?? "is required" });
    }
  }

  const complete = Object.fromEntries(Object.entries(canonical).filter(([key]) => !unknown.has(key)));
  problems.push(...(definition.problems?.(complete, unknown) ?? []));
  return {
    inputs: withMetadata(
      storable({ ...canonical, status: status ?? definition.healthyStatus, [PROVIDER]: provider }),
      { ...metadata, defaulted, keys: Object.keys(canonical) },
    ),
    problems,
  };
}

function ruleOf({ inputs }: AnyDefinition, property: string): AnyDefinition["inputs"][string] | undefined {
  return Object.hasOwn(inputs, property) ? inputs[property] : undefined;
}

/** Validates one value; parts that are not known yet are left as they are. */
function checkValue(schema: z.ZodType, value: unknown, path: string, problems: Problem[]): unknown {
  if (isUnknown(value)) return value;
  if (!holdsUnknown(value)) {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    for (const issue of read.error.issues) {
      const at = [path, ...issue.path.map(String)].join(".");
      problems.push({ property: at, reason: issue.message });
    }
    return value;
  }
  const shape = shapeOf(schema);
  if (shape === undefined || typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => {
    const inner = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (inner === undefined) problems.push({ property: `${path}.${key}`, reason: "is not known here" });
    return [key, inner === undefined ? part : checkValue(inner, part, `${path}.${key}`, problems)];
  });
  return Object.fromEntries(parts);
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | undefined {
  if (schema instanceof z.ZodOptional) return shapeOf(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : undefined;
}

function checkTimeouts(timeouts: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(timeouts)
    .filter(([, value]) => !isUnknown(value) && durationMs(value) === undefined)
    .map(([operation, value]) => ({
      property: `customTimeouts.${operation}`,
      reason: `"${value}" is not a duration such as "30s", "10m" or "1h30m"`,
    }));
}
