/**
 * Makes values fit for Pulumi's state: what the dynamic-provider host cannot store (undefined, functions, bigint) would
 * fail the operation after the cloud was already changed.
 */
export function storable(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) => {
      const fit = fitting(value);
      return fit === undefined ? [] : [[key, fit]];
    }),
  );
}

function fitting(value: unknown): unknown {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : undefined;
    case "bigint":
      return String(value);
    case "object":
      if (value === null) return undefined;
      if (value instanceof Date) return value.toISOString();
      return Array.isArray(value) ? value.map((it) => fitting(it) ?? "") : storable({ ...value });
    default:
      return undefined;
  }
}

/** What stands for a value that is not known yet during preview (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go). */
export const UNKNOWN_VALUE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The same for all types of values; Node.js programs know the first alone. */
const UNKNOWN: ReadonlySet<unknown> = new Set([
  UNKNOWN_VALUE,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Whether a value, as a whole, is not known yet. */
export function isUnknown(value: unknown): boolean {
  return UNKNOWN.has(value);
}

/** Whether a value, or any part of it, is not known yet. */
export function holdsUnknown(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsUnknown);
  if (typeof value === "object" && value !== null) return Object.values(value).some(holdsUnknown);
  return isUnknown(value);
}

/** Whether a value has members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
