import type { Call } from "../alibaba.ts";
import { type ErrorRow, Refusal } from "../frame/answer.ts";
import type { WireObject } from "../frame/json.ts";
import type { World } from "../frame/world.ts";

interface Remembered {
  readonly asked: string;
  readonly answer: WireObject;
}

const used = new WeakMap<World, Map<string, Remembered>>();

/** The answer that this very request got before under its ClientToken; the same token with anything else is refused. */
export function repeated(call: Call, asked: readonly unknown[], mismatch: ErrorRow): WireObject | undefined {
  const before = used.get(call.world)?.get(keyOf(call));
  if (before !== undefined && before.asked !== JSON.stringify(asked)) throw new Refusal(mismatch);
  return before?.answer;
}

/** Remembers a request that has been carried out. */
export function remember(call: Call, asked: readonly unknown[], answer: WireObject): void {
  if (!call.params.get("ClientToken")) return;
  const known = used.get(call.world) ?? new Map<string, Remembered>();
  known.set(keyOf(call), { asked: JSON.stringify(asked), answer });
  used.set(call.world, known);
}

function keyOf({ account, params }: Call): string {
  return `${account.id} ${params.get("ClientToken") ?? ""}`;
}
