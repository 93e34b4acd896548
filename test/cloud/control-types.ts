import type { z } from "zod";
import type { accounts } from "./accounts.ts";
import type { ClockMode } from "./frame/clock.ts";
import type { Kind } from "./frame/store.ts";
import type { Duration } from "./frame/transitions.ts";
import type { services } from "./services.ts";

type ServiceOf = (typeof services)[number];
type KindOf = ServiceOf["kinds"][number] | typeof accounts;
type Named<Name> = Extract<KindOf, { readonly name: Name }>;

/** The services that have a port. */
export type ServiceName = ServiceOf["name"];

/** The kinds of records, by the name they have in seeds, snapshots and changes. */
export type KindName = KindOf["name"];

/** A record as it is stored. */
export type RecordOf<Name extends KindName> = Named<Name> extends Kind<string, infer S> ? z.output<S> : never;

/** A record as a test may seed it: what has a default may be left out. */
export type SeedOf<Name extends KindName> = Named<Name> extends Kind<string, infer S> ? z.input<S> : never;

/** Records to add, or to replace, by kind. */
export type Seed = { readonly [Name in KindName]?: readonly SeedOf<Name>[] };

/** The whole state. `becameMs` says when, by real epoch time, a record last entered each status. */
export type Snapshot = {
  readonly clock: { readonly mode: ClockMode; readonly nowMs: number };
} & {
  readonly [Name in KindName]: readonly (RecordOf<Name> & {
    readonly becameMs: Readonly<Record<string, number>>;
  })[];
};

/** The names of the transitions whose durations can be set. */
type TransitionName = ServiceOf["transitions"][number];

/** Choices where the real behaviour is not known, by service. */
type Options = { readonly [S in ServiceOf as S["name"]]?: z.input<S["options"]> };

/** How the whole cloud behaves. What is left out stays as it is. */
export interface Configuration {
  /** How long transitions take, in ms of the cloud's clock; all are 0 at first: done at the next request. */
  readonly transitions?: { readonly [Name in TransitionName]?: Duration };
  /** From this, durations given as a range are drawn; 1 at first. */
  readonly randomSeed?: number;
  /** How far the gateways' wall clock is ahead, in ms; for InvalidTimeStamp.Expired. */
  readonly skewMs?: number;
  readonly options?: Options;
  /** How long an idle connection is kept by the servers; 15 s at first. */
  readonly keepAliveMs?: number;
}
