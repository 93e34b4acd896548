import type * as z from "zod";
import type { CallOptions } from "../http/operation.ts";
import type { Example } from "./example.ts";
import type { OperationHistory } from "./operation-history.ts";
import type { Step } from "./step.ts";

/** A bag of property values as it travels between Pulumi and the provider. */
export type Properties = Readonly<Record<string, unknown>>;

/** What a resource gets of its cloud: an account's client and what is configured, each when it is first asked for. */
export interface Cloud<Client, Settings> {
  readonly client: () => Client;
  readonly settings: () => Settings;
}

/**
 * Where an output is read from: the cloud's answer, or the argument itself where the answer does not show it. As a
 * method, so that a definition can be handed on as one whose types only it knows.
 */
type Source<Found> = "as given" | Reader<Found>["read"];

interface Reader<Found> {
  read(found: Found, context: Context<unknown, Properties>): unknown;
}

/** One argument of a resource. It is an output too. */
export interface InputProperty<Found = unknown> {
  /** The form of its value. Only an optional schema accepts that it is left out. */
  readonly schema: z.ZodType;
  /** What it means, its default, what goes wrong: for the documentation of the argument in every language. */
  readonly description: string;
  /** What it means as an output; default: the description. */
  readonly outputDescription?: string;
  /** What a change leads to; a function tells whether this one replaces. */
  readonly onChange: "replace" | "update" | ((before: unknown, after: unknown) => boolean);
  readonly from: Source<Found>;
  /** It has a default, so that a program may leave it out. */
  readonly hasDefault?: true;
  /** Left out, the value of before stays, also when the default would now be another one. */
  readonly optionalComputed?: true;
  /** All properties with this together name one thing in the cloud. */
  readonly identifies?: true;
  /** Members of it that are secrets. */
  readonly secretMembers?: readonly string[];
  /** Members that are accepted only together with those. */
  readonly besideSecret?: readonly string[];
  /** What to say where it is left out and there is no default. */
  readonly missing?: string;
}

/** One output that is no argument. */
export interface OutputProperty<Found = unknown> {
  /** It stays the same for as long as the thing exists, so that a preview of an update knows it. */
  readonly stable?: true;
  /** The form of its value. */
  readonly schema: z.ZodType;
  readonly description: string;
  readonly from: Source<Found>;
}

/** The input properties of a resource whose reads show a `Found`. */
export type InputProperties<Found> = Readonly<Record<string, InputProperty<Found>>>;
/** Its other outputs. */
export type OutputProperties<Found> = Readonly<Record<string, OutputProperty<Found>>>;

/** The arguments that a resource's input properties describe, checked and with defaults. */
export type InputsOf<Declared extends Readonly<Record<string, { readonly schema: z.ZodType }>>> = {
  readonly [Key in keyof Declared as undefined extends z.output<Declared[Key]["schema"]>
    ? never
    : Key]: z.output<Declared[Key]["schema"]>;
} & {
  readonly [Key in keyof Declared as undefined extends z.output<Declared[Key]["schema"]>
    ? Key
    : never]?: Exclude<z.output<Declared[Key]["schema"]>, undefined>;
};

/** One thing that is wrong with the arguments. */
export interface Problem {
  readonly property: string;
  readonly reason: string;
}

/** What a resource's own steps get to work with. */
export interface Context<Client, Inputs> {
  readonly inputs: Inputs;
  /** What the state holds of an existing resource: empty while it is created. */
  readonly prior: Properties;
  /** What arguments that were left out turned out to be when the resource was made. */
  readonly computed: Properties;
  readonly client: Client;
  readonly history: OperationHistory;
  readonly options: CallOptions;
}

/** Minutes, per operation, that a resource may take unless customTimeouts say otherwise. */
export interface DefaultMinutes {
  readonly create: number;
  readonly update: number;
  readonly delete: number;
}

/** What an id names for certain, and what else may be known of the arguments. */
export type Named<Inputs, Key extends keyof Inputs> = Pick<Inputs, Key> & Partial<Inputs>;

/**
 * Everything that is known of one kind of resource. The handler joins the pieces; none calls another.
 *
 * @typeParam Client - what its cloud's account is spoken to with
 * @typeParam Settings - what is configured for its cloud
 * @typeParam Inputs - the checked arguments
 * @typeParam Key - the arguments that an id names
 * @typeParam Found - what one read of the cloud shows
 * @typeParam Dependencies - what else is read before something is written
 */
export interface Definition<
  Client,
  Settings,
  Inputs extends object,
  Key extends keyof Inputs,
  Found,
  Dependencies = undefined,
> {
  /** The class. */
  readonly type: string;
  readonly description: string;
  /** A small program. */
  readonly example: Example;
  /** The form of its id, in words: `<regionId>:<routerInterfaceId>`. */
  readonly idFormat: string;
  /** What may stand before the id that is given to `get`: `<region>:`. */
  readonly idPrefix?: string;
  /** What the constructor and `get` do, as sentences for their documentation. */
  readonly docs: { readonly create: string; readonly get: string };
  readonly cloud: "alibaba" | "huawei";
  readonly inputs: { readonly [Name in keyof Inputs & string]-?: InputProperty<Found> };
  readonly outputs: OutputProperties<Found>;
  /** The status of a healthy resource, as it is shown among the inputs; undefined where there is none. */
  readonly healthyStatus: string | undefined;
  readonly minutes: DefaultMinutes;
  /** The write that makes the thing, by name: created without it, it was adopted. Default: any write. */
  readonly creatingStep?: string;

  /** Rules that join several arguments. Arguments that are not known yet are missing from `inputs`. */
  problems?(inputs: Partial<Inputs>, unknown: ReadonlySet<string>): Problem[];
  /** Values for arguments that were left out. */
  defaults(
    inputs: Partial<Inputs>,
    settings: Settings,
    naming: Naming,
  ): { [Name in keyof Inputs]?: Inputs[Name] | undefined };
  /** "router interface ri-1 in cn-hangzhou" */
  title(inputs: Named<Inputs, Key>): string;
  /** The resource's id; undefined while the cloud has not given it one. */
  id(inputs: Named<Inputs, Key>, found: Found | undefined, history: OperationHistory): string | undefined;
  /** The arguments that an id stands for; a sentence where it is not an id of this kind. */
  fromId(id: string, settings: Settings): Pick<Inputs, Key> | string;
  /** The account the credentials belong to: what is stored as `accountId`. Empty: it cannot be told. */
  account(context: Context<Client, Named<Inputs, Key>>): Promise<string>;

  /** What to do about a thing that has the place and is another one: a sentence. */
  readonly ifAnother?: string;

  /** Reads the thing once. Changes nothing. Undefined: it is not there. */
  read(context: Context<Client, Named<Inputs, Key>>, afterMs: number): Promise<Found | undefined>;
  /** Reads whatever else the next step depends on; a mere read asks for none of it. Changes nothing. */
  readDependencies?(found: Found | undefined, context: Context<Client, Inputs>): Promise<Dependencies>;
  status(found: Found): string;
  /** What to do next so that it is as wanted. */
  planApply(
    found: Found | undefined,
    context: Context<Client, Inputs>,
    dependencies: Dependencies | undefined,
  ): Step;
  /** What to do next so that it is gone. */
  planDelete(found: Found, context: Context<Client, Inputs>): Step;
  /** Judges a state as a read left it. */
  health(state: Properties): Health;
  /** Arguments that a program need not repeat for a thing of this state that is imported; default: none. */
  notImported?(state: Properties): readonly string[];
  /** Why a replacement cannot work; asked in preview, so that nothing is torn down for it. */
  irreplaceable?(olds: Properties, changed: ReadonlySet<string>): string | undefined;
}

/** A definition whose types are known to itself alone: it is handed only what it gave. */
export type AnyDefinition = Definition<
  unknown,
  unknown,
  Readonly<Record<string, unknown>>,
  string,
  unknown,
  unknown
>;

/** Whether a resource is as it should be; if not, what its status line says, and whether only a replacement helps. */
export type Health = "healthy" | { readonly shows: string; readonly beyondRepair?: boolean };

/** What a resource may be named after. */
export interface Naming {
  readonly name: string;
  readonly urn: string;
}
