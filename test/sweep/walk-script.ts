import fc from "fast-check";
import { samples, services } from "../support/resources.ts";
import { type FaultKind, faultKinds } from "./fault-kinds.ts";
import { type Variant, variants } from "./walk-things.ts";

/** How a command is cut short, at some request of it. */
export interface Cut {
  readonly how: "kill before" | "kill after" | "orphan" | "interrupt";
  /** Only writes count, or all requests. */
  readonly write: boolean;
  readonly nth: number;
}

/** One step of a walk. What cannot be done at that point is left out. */
export type Step =
  | { readonly do: "up"; readonly refresh: boolean; readonly cut?: Cut | undefined }
  | { readonly do: "destroy"; readonly refresh: boolean; readonly cut?: Cut | undefined }
  | { readonly do: "refresh" | "preview" }
  | { readonly do: "declare"; readonly slot: number; readonly variant: Variant | "none" }
  | { readonly do: "drift" | "vanish"; readonly slot: number }
  /** A second stack declares what the first does at present, or lets go of everything. */
  | { readonly do: "other up" | "other destroy" }
  | {
      readonly do: "fault";
      readonly kind: FaultKind;
      readonly service?: string | undefined;
      readonly write?: boolean | undefined;
      readonly nth: number;
    }
  /** From now on reads lag so many seconds behind each write; 0: no longer. */
  | { readonly do: "lag"; readonly seconds: number }
  /** From now on each operation may be called so often a second; 0: as often as you like. */
  | { readonly do: "quota"; readonly perSecond: number }
  /** From now on transitions take so many seconds. */
  | { readonly do: "pace"; readonly seconds: number };

/** How many things there are to declare: two of each kind. */
export const SLOTS = 2 * samples.length;

const slot = fc.nat(SLOTS - 1);
const flag = fc.boolean();
/** What is padded to megabytes takes long, and shows nothing here that the sweep does not. */
const kinds = (Object.keys(faultKinds) as FaultKind[]).filter((kind) => !/bomb|big/.test(kind));

const cut: fc.Arbitrary<Cut> = fc.record({
  how: fc.constantFrom("kill before", "kill after", "orphan", "interrupt"),
  write: flag,
  nth: fc.integer({ min: 1, max: 12 }),
});
const command = (name: "up" | "destroy"): fc.Arbitrary<Step> =>
  fc.record({
    do: fc.constant(name),
    refresh: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)),
    cut: fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, cut),
  });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: command("up") },
  { weight: 1, arbitrary: command("destroy") },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("declare" as const),
      slot,
      variant: fc.constantFrom<Variant | "none">("none", ...variants, "base"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("refresh" as const, "preview" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("drift" as const, "vanish" as const), slot }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("other up" as const, "other destroy" as const) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("fault" as const),
      kind: fc.constantFrom(...kinds),
      service: fc.option(fc.constantFrom(...services), { nil: undefined }),
      write: fc.option(flag, { nil: undefined }),
      nth: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("lag" as const), seconds: fc.constantFrom(0, 2, 10) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("quota" as const), perSecond: fc.constantFrom(0, 2, 5, 20) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("pace" as const), seconds: fc.constantFrom(0, 3, 8) }),
  },
);

/** A walk: it begins with something declared. */
export const walks: fc.Arbitrary<readonly Step[]> = fc
  .tuple(
    fc.uniqueArray(slot, { minLength: 1, maxLength: SLOTS }),
    fc.array(step, { minLength: 4, maxLength: 14 }),
  )
  .map(([first, steps]) => [
    ...first.map((it): Step => ({ do: "declare", slot: it, variant: "base" })),
    ...steps,
  ]);
