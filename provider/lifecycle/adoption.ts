import { isDeepStrictEqual } from "node:util";
import type { AnyDefinition, Context, Properties } from "./definition.ts";
import { isObject } from "./values.ts";

/**
 * In what a thing differs from the arguments that cannot be changed: with none it is adopted. What the cloud does not
 * show, and what was left to its choice, cannot differ.
 */
export function findDifferences(
  definition: AnyDefinition,
  context: Context<unknown, Properties>,
  found: unknown,
): string[] {
  // As the cloud shows it, with nothing filled in from the arguments.
  const unasked = { ...context, inputs: {} };
  return Object.entries(definition.inputs).flatMap(([key, { from, onChange }]) => {
    const wanted = context.inputs[key];
    if (wanted === undefined || onChange === "update" || from === "as given") return [];
    const shown = from(found, unasked);
    if (isObject(wanted)) {
      return isObject(shown) ? memberDifferences(key, shown, wanted, onChange) : [`${key} is not shown`];
    }
    return shown === undefined || isDeepStrictEqual(shown, wanted)
      ? []
      : [`${key} is ${shown || "empty"}, not ${wanted}`];
  });
}

/** Members by which alone the one would have to be replaced by the other. */
function memberDifferences(
  key: string,
  shown: Properties,
  wanted: Properties,
  onChange: "replace" | ((before: unknown, after: unknown) => boolean),
): string[] {
  const replaces = (member: string): boolean =>
    onChange === "replace" || onChange(shown, { ...shown, [member]: wanted[member] });
  return Object.keys(wanted)
    .filter((member) => wanted[member] !== undefined && shown[member] !== undefined)
    .filter((member) => shown[member] !== wanted[member] && replaces(member))
    .map((member) => `${key}.${member} is ${shown[member] || "empty"}, not ${wanted[member]}`);
}
