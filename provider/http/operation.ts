import type * as z from "zod";

/** What a caller has to be allowed for an operation, by the authorization table of the operation's page. */
export interface Permission {
  /** As policies name it: `vpc:ConnectRouterInterface`. */
  readonly action: string;
  /** What it has to be allowed on: on each that applies. */
  readonly resources: readonly PermissionResource[];
  /** A parameter by which a policy may narrow it. */
  readonly conditionKey?: string;
  readonly page: string;
  /** Of the page, or when it was read. */
  readonly date: string;
  /** What of this no page says. */
  readonly guess?: string;
}

/** A resource as policies name it; `{account}` is the caller's account, any other name in braces a parameter. */
export interface PermissionResource {
  readonly name: string;
  /** It applies to calls with this parameter only. */
  readonly only?: Readonly<Record<string, string>>;
}

/** The resource of an action whose page says "all resources". */
export const ALL_RESOURCES: readonly PermissionResource[] = [{ name: "*" }];

/** One operation of a service, as its vendor's page describes it. */
export interface Operation<Parameters, Answer> {
  readonly name: string;
  /** Whether it can change anything in the cloud. */
  readonly effect: "read" | "write";
  /** Left out: it takes none. */
  readonly permission?: Permission;
  /** The part of the answer that is used; everything else in it is ignored. */
  readonly answer: z.ZodType<Answer>;
  /** Carries the type of the parameters; never set. */
  readonly parameters?: Parameters;
}

/** What every call may be told. */
export interface CallOptions {
  /** Ends the call before its next attempt. */
  readonly signal?: AbortSignal | undefined;
  /** Told how long a quota held the call up. */
  readonly onQueued?: ((ms: number) => void) | undefined;
  /** Whether there is no time left for another attempt. */
  readonly expired?: (() => boolean) | undefined;
  /** What a shared answer lacks is not asked for fallback: for when nothing is dropped or given up on that word. */
  readonly acceptAbsent?: boolean | undefined;
  /** What a shared answer has will do if its call was sent at most that long ago. Default 0: none that was sent before. */
  readonly maxAgeMs?: number | undefined;
}
