import type { Properties } from "./host.ts";

/** A resource that a program declares. */
export interface Resource {
  /** The class: `RouterInterfaceConnection`. */
  readonly type: string;
  readonly name: string;
  readonly args: Properties;
  readonly timeouts?: Readonly<Record<string, string>>;
  readonly ignoreChanges?: readonly string[];
  /** Names of resources that have to be there first. */
  readonly dependsOn?: readonly string[];
  /** The text that makes the provider. Default: this package's. */
  readonly provider?: string;
}

/** A resource of a state. */
export interface StateEntry {
  readonly urn: string;
  readonly name: string;
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  readonly initErrors: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly dependsOn: readonly string[];
  readonly timeouts: Readonly<Record<string, string>>;
  /** It was deleted in order to be replaced, and the replacement is not there yet. */
  readonly pendingReplacement: boolean;
}

/** An operation that was begun; it stays in a state when the engine is killed before it ends. */
export interface Pending {
  readonly urn: string;
  readonly operation: "creating" | "updating" | "deleting";
}

/** What Pulumi would keep in a stack's checkpoint. */
export interface State {
  resources: StateEntry[];
  pending: Pending[];
}

/** What became of one resource, or in a preview: what would. `gone`: a refresh found that it does not exist. */
export type Outcome =
  | { readonly did: "same" | "create" | "update" | "replace" | "delete" | "gone" | "skipped" }
  | { readonly did: "failed"; readonly during: Step; readonly message: string };
/** The call that an outcome failed in. */
export type Step = "refresh" | "check" | "diff" | "create" | "update" | "delete";

/** How a command ended, and what became of each resource, by name. */
export interface Result {
  readonly ok: boolean;
  readonly resources: Readonly<Record<string, Outcome>>;
}
