/** A resource as the engine keeps it (`pulumi stack export`). Only what tests look at is named. */
export interface ResourceState {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly provider?: string;
  readonly protect?: boolean;
  readonly external?: boolean;
  readonly taint?: boolean;
  /** Waits for its deletion: it was replaced. */
  readonly delete?: boolean;
  /** Why it is there but not ready. */
  readonly initErrors?: readonly string[];
  readonly customTimeouts?: Readonly<Record<string, unknown>>;
}

/** An operation that began and of which the engine does not know the end. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: ResourceState;
}

/** The state of a stack. */
export interface Deployment {
  readonly resources: readonly ResourceState[];
  readonly pending_operations: readonly PendingOperation[];
}

/** Reads a checkpoint as the file backend writes it, or an exported deployment: both hold the same parts. */
export function parseDeployment(text: string): Deployment {
  const read: {
    checkpoint?: { latest?: Partial<Deployment> | null };
    deployment?: Partial<Deployment> | null;
  } = JSON.parse(text);
  const deployment = read.checkpoint?.latest ?? read.deployment;
  return {
    resources: deployment?.resources ?? [],
    pending_operations: deployment?.pending_operations ?? [],
  };
}
