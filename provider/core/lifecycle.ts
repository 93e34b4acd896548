import type * as z from "zod";
import type { Clouds } from "../clouds/clouds.ts";
import type { CallOptions } from "./looks.ts";
import type { Past } from "./reconcile.ts";
import type { Settings } from "./settings.ts";
import type { Step } from "./step.ts";

/** A bag of property values as it travels between Pulumi and the provider. */
export type Properties = Readonly<Record<string, unknown>>;

/** One argument of a resource, seen from the host. */
export interface Property {
  /** The form of its value. Only an optional schema accepts that it is left out. */
  readonly schema: z.ZodType;
  /** What a change leads to; a function tells whether this one replaces. */
  readonly onChange: "replace" | "update" | ((before: unknown, after: unknown) => boolean);
  /** Left out, the value of before stays, also when the default would now be another one. */
  readonly keeps?: boolean;
  /** All properties with this together name one thing in the cloud. */
  readonly identifies?: boolean;
  /** What to say where it is left out and there is no default. */
  readonly missing?: string;
}

/** One thing that is wrong with the arguments. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** What a resource's own steps get to work with. */
export interface Context<Inputs> {
  readonly inputs: Inputs;
  /** What the state holds of an existing resource: empty while it is created. */
  readonly prior: Properties;
  readonly clouds: Clouds;
  readonly past: Past;
  readonly options: CallOptions;
}

/** Minutes, per operation, that a resource may take unless customTimeouts say otherwise. */
export interface DefaultMinutes {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/**
 * Everything the host needs to know of one kind of resource. The host joins the pieces; none calls another.
 *
 * @typeParam Inputs - the checked arguments
 * @typeParam Thing - what one look at the cloud shows
 * @typeParam Around - what else is read before something is written
 */
export interface Lifecycle<Inputs extends object, Thing, Around = unknown> {
  readonly cloud: "alibaba" | "huawei";
  readonly properties: Readonly<Record<keyof Inputs & string, Property>>;
  /** The status of a healthy resource, as it is shown among the inputs; undefined where there is none. */
  readonly healthyStatus: string | undefined;
  readonly minutes: DefaultMinutes;
  /** The write that makes the thing, by name: created without it, it was adopted. Default: any write. */
  readonly makes?: string;

  /** Rules that join several arguments. Arguments that are not known yet are missing from `inputs`. */
  problems?(inputs: Partial<Inputs>, unknown: ReadonlySet<string>): Problem[];
  /** Values for arguments that were left out. */
  defaults(
    inputs: Partial<Inputs>,
    settings: Settings,
    naming: Naming,
  ): { [Key in keyof Inputs]?: Inputs[Key] | undefined };
  /** "router interface ri-1 in cn-hangzhou" */
  title(inputs: Inputs): string;
  /** The resource's id; undefined while the cloud has not given it one. */
  id(inputs: Inputs, thing: Thing | undefined, past: Past): string | undefined;
  /** The arguments that an id stands for; a sentence where it is not an id of this kind. */
  fromId(id: string, settings: Settings): Partial<Inputs> | string;
  /** The account the credentials belong to: what is stored as `accountId`. Empty: it cannot be told. */
  account(context: Context<Inputs>): Promise<string>;

  /** Looks at the cloud once. Changes nothing. Undefined: it is not there. */
  look(context: Context<Inputs>, afterMs: number): Promise<Thing | undefined>;
  /** Reads whatever else the next step towards the goal depends on; a mere read asks for none of it. Changes nothing. */
  lookAround?(thing: Thing | undefined, context: Context<Inputs>): Promise<Around>;
  status(thing: Thing): string;
  /** What to do next so that it is as wanted. */
  toward(thing: Thing | undefined, context: Context<Inputs>, around: Around | undefined): Step;
  /** What to do next so that it is gone. */
  away(thing: Thing, context: Context<Inputs>): Step;
  /** The arguments as the cloud has them, and the outputs. */
  outputs(thing: Thing, context: Context<Inputs>): Properties;
  /** Judges a state as a read left it. */
  condition(state: Properties): Condition;
  /** Why a replacement cannot work; asked in preview, so that nothing is torn down for it. */
  irreplaceable?(olds: Properties, changed: ReadonlySet<string>): string | undefined;
}

/** Whether a resource is as it should be; if not, what its status line says, and whether only a replacement helps. */
export type Condition = "healthy" | { readonly shows: string; readonly beyondRepair?: boolean };

/** What a resource may be named after. */
export interface Naming {
  readonly name: string;
  readonly urn: string;
}

/** A lifecycle whose types are known to itself alone: it is handed only what it gave. */
export type AnyLifecycle = Lifecycle<object, unknown>;
