/** What to say where no region is given and none is configured. There is no silent default: a wrong one reads as "gone". */
export const NO_REGION =
  "is required: give it, or configure alicloud:region (pulumi config set alicloud:region …), or set ALICLOUD_REGION";

/** Takes an id apart at its colons; a sentence where it has other parts than are named. */
export function splitId<const Part extends string>(
  id: string,
  parts: readonly Part[],
): Record<Part, string> | string {
  const values = id.split(":");
  if (values.length !== parts.length || values.includes("")) {
    return `"${id}" is not an id of this kind; it has the form ${parts.map((part) => `<${part}>`).join(":")}`;
  }
  return Object.fromEntries(parts.map((part, index) => [part, values[index] ?? ""])) as Record<Part, string>;
}
