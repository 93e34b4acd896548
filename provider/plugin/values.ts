import type { AnyDefinition, Properties } from "../lifecycle/definition.ts";
import { isObject } from "../lifecycle/values.ts";

// Pulumi's property values on the wire (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go): a secret is an object
// with a signature. Below the door values are plain; at the door they are opened, and what was secret is closed again.

/** The key under which a special value names its kind. */
const KIND = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/** A value that the engine keeps encrypted. */
export function secret(value: unknown): Properties {
  return { [KIND]: SECRET, value };
}

/** A value with all its secrets opened. */
export function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (!isObject(value)) return value;
  if (isSecret(value)) return opened(value["value"]);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, opened(part)]));
}

/** Properties with all their secrets opened. */
export function openedProperties(properties: Properties): Properties {
  if (!holdsSecret(properties)) return properties;
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, opened(value)]));
}

/** Properties in which everything is a secret that is one in any of `like`, at the same place. */
export function closedLike(properties: Properties, ...like: readonly unknown[]): Properties {
  const secretive = like.filter(holdsSecret);
  if (secretive.length === 0) return properties;
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, closed(value, membersOf(secretive, key))]),
  );
}

/** What is always a secret of a resource, as a pattern for `closedLike`. */
export function secretsOf({ inputs }: AnyDefinition): Properties {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, { secretMembers = [] }]) => [
      key,
      Object.fromEntries(secretMembers.map((member) => [member, secret("")])),
    ]),
  );
}

function closed(value: unknown, like: readonly unknown[]): unknown {
  if (like.length === 0 || value === undefined) return value;
  if (like.some(isSecret)) return secret(value);
  if (Array.isArray(value)) return value.map((it, index) => closed(it, membersOf(like, index)));
  return isObject(value) ? closedLike(value, ...like) : value;
}

function membersOf(like: readonly unknown[], key: string | number): unknown[] {
  return like.flatMap((it) => {
    const member: unknown = typeof it === "object" && it !== null ? Reflect.get(it, key) : undefined;
    return member === undefined ? [] : [member];
  });
}

function holdsSecret(value: unknown): boolean {
  return isObject(value) && (isSecret(value) || Object.values(value).some(holdsSecret));
}

function isSecret(value: unknown): boolean {
  return isObject(value) && value[KIND] === SECRET;
}
