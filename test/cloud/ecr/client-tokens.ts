import type { Call } from "../alibaba.ts";
import { Refusal } from "../frame/answer.ts";
import type { World } from "../frame/world.ts";
import { guessedErrors } from "./errors.ts";
import type { GrantRequest } from "./parameters.ts";

const used = new WeakMap<World, Map<string, string>>();

/**
 * Whether this very request was carried out before under its ClientToken. The same token with anything else,
 * another operation included, is refused. Only what was carried out is remembered, and for ever.
 */
export function isRepeated(call: Call, operation: string, request: GrantRequest): boolean {
  if (request.clientToken === undefined) return false;
  const before = used.get(call.world)?.get(keyOf(call, request.clientToken));
  if (before === undefined) return false;
  if (before !== contentOf(operation, request)) throw new Refusal(guessedErrors.idempotence);
  return true;
}

/** Remembers a request that has been carried out. */
export function remember(call: Call, operation: string, request: GrantRequest): void {
  if (request.clientToken === undefined) return;
  const known = used.get(call.world) ?? new Map<string, string>();
  known.set(keyOf(call, request.clientToken), contentOf(operation, request));
  used.set(call.world, known);
}

function keyOf({ account }: Call, token: string): string {
  return `${account.id} ${token}`;
}

function contentOf(operation: string, request: GrantRequest): string {
  return JSON.stringify([operation, request]);
}
