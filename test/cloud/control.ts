import { z } from "zod";
import { accounts } from "./accounts.ts";
import { faultSchema } from "./frame/fault-schema.ts";
import { entryFilterSchema } from "./frame/log.ts";
import { quotaSchema } from "./frame/quota.ts";
import { orderedError } from "./frame/replacement.ts";
import type { Service } from "./frame/service.ts";
import type { Kind } from "./frame/store.ts";
import { durationSchema } from "./frame/transitions.ts";
import { World } from "./frame/world.ts";
import { fillFresh } from "./fresh.ts";
import { domains, huaweiRegions } from "./iam/records.ts";
import { regionIds } from "./regions.ts";

/** The servers, as far as the control API steers them. */
export interface Servers {
  keepAlive(ms: number): void;
  closeConnections(which: "idle" | "all"): void;
}

type Method = (args: unknown) => unknown;

const timeoutMs = z.number().positive().default(20_000);
const records = z.array(z.record(z.string(), z.unknown()));
const nothing = z.strictObject({});

/**
 * The control API: one method a function, each with strict arguments, so that a typing mistake in a test is an
 * error and not a fault that never fires.
 */
export class Control {
  #world: World;
  readonly #services: readonly Service[];
  readonly #servers: Servers;
  readonly #kinds: ReadonlyMap<string, Kind>;

  constructor(services: readonly Service[], servers: Servers) {
    this.#services = services;
    this.#servers = servers;
    const kinds = [accounts, ...services.flatMap((service) => service.kinds)];
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]));
    for (const names of [kinds.map(({ name }) => name), this.#transitions()]) {
      if (new Set(names).size < names.length) throw new Error(`a name is there twice: ${names.join(", ")}`);
    }
    this.#world = this.#freshWorld();
  }

  /** The world that requests meet at present. */
  get world(): World {
    return this.#world;
  }

  /** Calls a method by its name. */
  async call(name: string, args: unknown): Promise<unknown> {
    const method = this.#methods[name];
    if (method === undefined) throw new Error(`no such method: ${name}`);
    return await method(args);
  }

  readonly #methods: Readonly<Record<string, Method>> = {
    reset: this.#method(nothing, () => {
      this.#world.close();
      this.#servers.closeConnections("all");
      this.#servers.keepAlive(usualKeepAliveMs);
      this.#world = this.#freshWorld();
    }),

    configure: this.#method(
      z.strictObject({
        transitions: z.record(z.string(), durationSchema).default({}),
        randomSeed: z.number().optional(),
        skewMs: z.number().optional(),
        options: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
        keepAliveMs: z.int().positive().optional(),
      }),
      ({ transitions, randomSeed, skewMs, options, keepAliveMs }) => {
        for (const name of Object.keys(transitions)) known("transition", name, this.#transitions());
        const parsed = Object.entries(options).map(([name, chosen]) => {
          const all = { ...this.#world.options.get(name), ...chosen };
          return [name, this.#service(name).options.parse(all)] as const;
        });
        for (const [name, duration] of Object.entries(transitions)) this.#world.durations.set(name, duration);
        for (const [name, chosen] of parsed) this.#world.options.set(name, chosen);
        this.#world.randomSeed = randomSeed ?? this.#world.randomSeed;
        this.#world.skewMs = skewMs ?? this.#world.skewMs;
        if (keepAliveMs !== undefined) this.#servers.keepAlive(keepAliveMs);
      },
    ),

    seed: this.#method(z.record(z.string(), records), (seed) => {
      const parsed = Object.entries(seed).map(([name, list]) => {
        const kind = this.#kind(name);
        return [kind, list.map((record) => this.#parse(kind, record))] as const;
      });
      for (const [kind, list] of parsed) for (const record of list) kind.of(this.#world).put(record);
    }),

    snapshot: this.#method(nothing, () => {
      const { clock } = this.#world;
      const tables = [...this.#kinds].map(([name, kind]) => {
        const table = kind.of(this.#world);
        const list = table
          .list()
          .map((record) => ({ ...record, becameMs: table.life(kind.id(record)).becameMs }));
        return [name, list] as const;
      });
      return { clock: { mode: clock.mode, nowMs: clock.nowMs() }, ...Object.fromEntries(tables) };
    }),

    change: this.#method(
      z.strictObject({ kind: z.string(), id: z.string(), patch: z.record(z.string(), z.unknown()) }),
      ({ kind: name, id, patch }) => {
        const kind = this.#kind(name);
        const record = this.#record(kind, id);
        const changed = this.#parse(kind, { ...record, ...patch });
        if (kind.id(changed) !== id) throw new Error("the key of a record cannot be changed");
        kind.of(this.#world).put(changed);
      },
    ),

    remove: this.#method(z.strictObject({ kind: z.string(), id: z.string() }), ({ kind: name, id }) => {
      const kind = this.#kind(name);
      this.#record(kind, id);
      kind.of(this.#world).remove(id);
    }),

    setClock: this.#method(z.strictObject({ mode: z.enum(["auto", "manual"]) }), ({ mode }) => {
      this.#world.clock.setMode(mode);
    }),

    advance: this.#method(z.strictObject({ ms: z.number().nonnegative() }), ({ ms }) => {
      this.#world.advance(ms);
    }),

    quotas: this.#method(z.strictObject({ quotas: z.array(quotaSchema) }), ({ quotas }) => {
      for (const { operation, account } of quotas) this.#checkNames({ operation, account });
      this.#world.quotas.set(quotas);
    }),

    order: this.#method(z.strictObject({ fault: faultSchema }), ({ fault }) => {
      this.#checkNames(fault);
      if (fault.kind === "error") orderedError(fault, this.#errorsOf(fault.operation));
      return this.#world.faults.add(fault);
    }),

    orders: this.#method(nothing, () => this.#world.faults.list()),

    cancel: this.#method(z.strictObject({ order: z.number().optional() }), ({ order }) => {
      this.#world.faults.cancel(order);
    }),

    held: this.#method(z.strictObject({ count: z.int().positive().default(1), timeoutMs }), (args) =>
      this.#world.holds.waitFor(args.count, args.timeoutMs),
    ),

    release: this.#method(
      z.strictObject({ order: z.number().optional(), how: z.enum(["go", "drop"]).default("go") }),
      ({ order, how }) => this.#world.holds.release(order, how),
    ),

    log: this.#method(z.strictObject({ filter: entryFilterSchema.default({}) }), ({ filter }) => {
      this.#checkNames(filter);
      return this.#world.log.list(filter);
    }),

    waitFor: this.#method(
      z.strictObject({
        filter: entryFilterSchema.default({}),
        count: z.int().positive().default(1),
        timeoutMs,
      }),
      ({ filter, count, timeoutMs }) => {
        this.#checkNames(filter);
        return this.#world.log.waitFor(filter, count, timeoutMs);
      },
    ),

    closeIdleConnections: this.#method(nothing, () => {
      this.#servers.closeConnections("idle");
    }),
  };

  #method<S extends z.ZodType>(schema: S, run: (args: z.output<S>) => unknown): Method {
    return (args) => {
      const parsed = schema.safeParse(args);
      if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
      this.#world.settle();
      return run(parsed.data);
    };
  }

  #freshWorld(): World {
    const world = new World();
    fillFresh(world);
    return world;
  }

  #transitions(): string[] {
    return this.#services.flatMap((service) => service.transitions);
  }

  #service(name: string): Service {
    const service = this.#services.find((candidate) => candidate.name === name);
    if (service === undefined) throw new Error(`no service is called "${name}"`);
    return service;
  }

  #kind(name: string): Kind {
    const kind = this.#kinds.get(name);
    if (kind === undefined)
      throw new Error(`no kind is called "${name}"; there are ${[...this.#kinds.keys()].join(", ")}`);
    return kind;
  }

  #parse(kind: Kind, record: unknown): Record<string, unknown> {
    const parsed = kind.schema.safeParse(record);
    if (!parsed.success) throw new Error(`${kind.name}: ${z.prettifyError(parsed.error)}`);
    const { account, regionId, denied } = parsed.data;
    if (typeof account === "string") this.#checkNames({ account });
    if (typeof regionId === "string") this.#checkNames({ region: regionId });
    const actions = this.#services.flatMap((service) => service.actions);
    if (Array.isArray(denied)) for (const action of denied) known("permission", String(action), actions);
    return parsed.data;
  }

  #record(kind: Kind, id: string): Record<string, unknown> {
    const record = kind.of(this.#world).get(id);
    if (record === undefined) throw new Error(`${kind.name} has no "${id}"`);
    return record;
  }

  #errorsOf(operation: string | undefined) {
    return this.#services
      .map(({ operations }) => operations[operation ?? ""]?.errors)
      .find((errors) => errors);
  }

  /** A name that means nothing can never fit, so it is a mistake. */
  #checkNames(names: {
    service?: string | undefined;
    operation?: string | readonly string[] | undefined;
    account?: string | undefined;
    region?: string | undefined;
  }): void {
    if (names.service !== undefined) this.#service(names.service);
    const operations = this.#services.flatMap((service) => Object.keys(service.operations));
    for (const operation of [names.operation ?? []].flat()) known("operation", operation, operations);
    if (names.account !== undefined) {
      const owner = accounts.of(this.#world).get(names.account) ?? domains.of(this.#world).get(names.account);
      if (owner === undefined) throw new Error(`no account has the id "${names.account}"`);
    }
    if (names.region !== undefined) known("region", names.region, [...regionIds, ...huaweiRegions]);
  }
}

/** How long the servers keep an idle connection when nobody said otherwise. */
export const usualKeepAliveMs = 15_000;

function known(what: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new Error(`no ${what} is called "${name}"; there are ${names.join(", ")}`);
}
