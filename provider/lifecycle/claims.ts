/**
 * Which resource of a stack has which thing in the cloud, as far as this process was told since the engine's command
 * began. That is what the program declares now: a rename or a move is not told twice.
 */
export class Claims {
  readonly #declared = new Map<string, string>();
  readonly #made = new Map<string, string>();
  readonly #held = new Map<string, string>();
  readonly #unchanged = new Map<string, string>();
  readonly #deletions = new Map<string, Promise<void>>();

  /** Notes that a resource declares a thing of this kind and identity; another that did so before, if there is one. */
  declare(type: string, identity: readonly unknown[], urn: string): string | undefined {
    const key = JSON.stringify([type, ...identity]);
    const first = this.#declared.get(key) ?? urn;
    this.#declared.set(key, first);
    return first === urn ? undefined : first;
  }

  /** Notes that a resource made or adopted the thing of this id. The first that did so keeps it. */
  make(id: string, urn: string): void {
    if (!this.#made.has(id)) this.#made.set(id, urn);
  }

  /** Notes that a resource of the state stays, with the thing of this id; by the URN that its state holds. */
  hold(id: string, urn: string): void {
    if (!this.#held.has(id)) this.#held.set(id, urn);
  }

  /** Notes that a resource of the state stays as it is, with the thing of this id, unless it is replaced all the same. */
  leaveUnchanged(id: string, urn: string): void {
    this.#unchanged.set(id, urn);
  }

  /** Notes that a resource is created, be it in the place of one that it replaces. */
  create(urn: string): void {
    for (const [id, owner] of this.#unchanged) if (owner === urn) this.#unchanged.delete(id);
  }

  /**
   * The resource that stays as it is with the thing of this id. What is to be deleted of the same resource is then what
   * a replacement left that did not come to its end.
   */
  unchangedOwner(id: string): string | undefined {
    return this.#unchanged.get(id);
  }

  /** The resource, other than that of this URN, that stays with the thing of this id. */
  otherHolder(id: string, urn: string): string | undefined {
    const holder = this.#held.get(id);
    return holder === urn ? undefined : holder;
  }

  /** Notes that a thing is being deleted, until what is returned is called. */
  beginDeletion(id: string): () => void {
    let end = (): void => undefined;
    this.#held.delete(id);
    this.#deletions.set(
      id,
      new Promise((resolve) => {
        end = resolve;
      }),
    );
    return () => {
      this.#deletions.delete(id);
      end();
    };
  }

  /** Ends when the deletion of this thing that is under way has ended; undefined: there is none. */
  deletion(id: string): Promise<void> | undefined {
    return this.#deletions.get(id);
  }

  /** The resource that made or adopted the thing of this id. */
  maker(id: string): string | undefined {
    return this.#made.get(id);
  }

  /** Another command begins. */
  forget(): void {
    this.#declared.clear();
    this.#made.clear();
    this.#held.clear();
    this.#unchanged.clear();
  }
}

/** A resource in words, from its URN: `EgConnection "orders"`. */
export function resourceIn(urn: string): string {
  const [type = "", ...name] = urn.split("::").slice(2);
  return `${type.slice(type.lastIndexOf(":") + 1)} "${name.join("::")}"`;
}

/** In words that the same thing is declared by two resources. */
export function twice(first: string, second: string): string {
  return `is declared twice in this stack, by ${resourceIn(first)} and by ${resourceIn(second)} (${first}, ${second}). Each of these things can exist once: remove one of the two, or let the second take the outputs of the first`;
}
