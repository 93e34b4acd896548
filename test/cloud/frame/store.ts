import type { z } from "zod";
import type { World } from "./world.ts";

/** Which past state a read shows; undefined is the present. */
export type View = { readonly atMs: number } | { readonly change: number } | undefined;

interface Version<R> {
  readonly change: number;
  readonly atMs: number;
  readonly record: R | undefined;
}

/** What a table knows of a record besides its contents. */
interface Life {
  /** Grows at each change of status: a planned transition is void when something else moved the record. */
  generation: number;
  /** When, by real epoch time, the record last entered each status. */
  readonly becameMs: Record<string, number>;
}

/** What the records of one kind look like, and what they are called in seeds, snapshots and changes. */
export interface Kind<Name extends string = string, S extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly schema: S;
  /** The key of a record. */
  id(record: z.output<S>): string;
  /** The word that moves, where records of this kind have one. */
  status?(record: z.output<S>): string;
  /** This kind's table in one world. */
  of(world: World): Table<z.output<S>>;
}

/** Defines a kind of record; a service file lists its kinds. */
export function kind<const Name extends string, S extends z.ZodObject>(
  definition: Omit<Kind<Name, S>, "of">,
): Kind<Name, S> {
  const tables = new WeakMap<World, Table<z.output<S>>>();
  return {
    ...definition,
    of(world) {
      const known = tables.get(world);
      if (known !== undefined) return known;
      const table = new Table<z.output<S>>(world, definition);
      tables.set(world, table);
      return table;
    },
  };
}

/** All records of one kind, with all their past: a read may be asked to show an older state. */
class Table<R> {
  readonly #world: World;
  readonly #kind: { id(record: R): string; status?(record: R): string };
  readonly #versions = new Map<string, Version<R>[]>();
  readonly #lives = new Map<string, Life>();

  constructor(world: World, definition: { id(record: R): string; status?(record: R): string }) {
    this.#world = world;
    this.#kind = definition;
  }

  /** One record. */
  get(id: string, view?: View): R | undefined {
    return this.#versions.get(id)?.findLast((version) => visible(version, view))?.record;
  }

  /** All records, in the order in which they first came. */
  list(view?: View): R[] {
    return [...this.#versions.keys()].flatMap((id) => {
      const record = this.get(id, view);
      return record === undefined ? [] : [record];
    });
  }

  /** Adds or replaces a record. */
  put(record: R, atMs: number = this.#world.clock.nowMs()): void {
    const id = this.#kind.id(record);
    const life = this.life(id);
    const before = this.get(id);
    const status = this.#kind.status?.(record);
    if (status !== undefined && (before === undefined || this.#kind.status?.(before) !== status)) {
      life.generation += 1;
      life.becameMs[status] = this.#world.clock.realMsAt(atMs);
    }
    this.#add(id, record, atMs);
  }

  /** Takes a record away. */
  remove(id: string, atMs: number = this.#world.clock.nowMs()): void {
    if (this.get(id) === undefined) return;
    this.life(id).generation += 1;
    this.#add(id, undefined, atMs);
  }

  /** What is known of a record besides its contents. */
  life(id: string): Life {
    const known = this.#lives.get(id);
    if (known !== undefined) return known;
    const life: Life = { generation: 0, becameMs: {} };
    this.#lives.set(id, life);
    return life;
  }

  /** Changes a record later, unless something else changes its status or removes it in the meantime. */
  changeAt(atMs: number, id: string, change: (record: R, atMs: number) => R): void {
    const { generation } = this.life(id);
    this.#world.schedule.add(atMs, (dueMs) => {
      const record = this.get(id);
      if (record === undefined || this.life(id).generation !== generation) return;
      this.put(change(record, dueMs), dueMs);
    });
  }

  #add(id: string, record: R | undefined, atMs: number): void {
    const versions = this.#versions.get(id) ?? [];
    versions.push({ change: this.#world.nextChange(), atMs, record });
    this.#versions.set(id, versions);
  }
}

function visible(version: { change: number; atMs: number }, view: View): boolean {
  if (view === undefined) return true;
  return "atMs" in view ? version.atMs <= view.atMs : version.change <= view.change;
}
