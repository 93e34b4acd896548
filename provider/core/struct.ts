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
