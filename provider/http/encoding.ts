/** One parameter of a request, neither name nor value escaped. */
export type Parameter = readonly [name: string, value: string];

/** Escapes everything but the unreserved characters of RFC 3986, which encodeURIComponent does not quite do. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A form body, `application/x-www-form-urlencoded`, in the order given. */
export function encodeForm(parameters: readonly Parameter[]): string {
  return parameters.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join("&");
}

/** A query string that is its own canonical form: what is sent is what was signed, character by character. */
export function encodeQuery(parameters: readonly Parameter[]): string {
  return encodeForm(parameters.toSorted(byNameThenValue));
}

/** The order of canonical requests. */
export function byNameThenValue([name, value]: Parameter, [otherName, otherValue]: Parameter): number {
  return compare(name, otherName) || compare(value, otherValue);
}

/** By code unit, as the gateways sort; localeCompare would not. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
