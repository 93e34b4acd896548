import { PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { type Door, dynamicDoor } from "./doors.ts";
import { type Host, type HostOptions, type Properties, startHost } from "./host.ts";
import { Run } from "./mini-run.ts";
import type { Resource, Result, State } from "./mini-state.ts";

/** What an engine is started with. */
export interface MiniEngineOptions extends HostOptions {
  readonly door?: Door;
  readonly stack?: string;
  /** Creates, updates, deletes and reads at a time. Default 16. */
  readonly parallel?: number;
}

/**
 * The rules by which Pulumi's engine (3.259, pkg/resource/deploy) runs one stack with a real provider process,
 * as far as this package depends on them. Two things differ from the real one on purpose: a preview, an update
 * and the next command share one process, and a state is kept in memory.
 */
export class MiniEngine {
  state: State = { resources: [], pending: [] };
  readonly #options: MiniEngineOptions;
  #host: Promise<Host> | undefined;
  #running: Host | undefined;
  #run: Run | undefined;
  #spent = false;

  constructor(options: MiniEngineOptions = {}) {
    this.#options = options;
  }

  /** The provider process; started when it is needed and there is none. */
  host(): Promise<Host> {
    if (this.#host === undefined || this.#running?.alive === false) {
      this.#running = undefined;
      this.#host = startHost(this.#options).then((host) => {
        this.#running = host;
        return host;
      });
    }
    return this.#host;
  }

  /** `pulumi up`; with `refresh`, as `options: {refresh: always}` has it. `replace` is `--target-replace`. */
  up(
    program: readonly Resource[],
    options: { refresh?: boolean; replace?: readonly string[] } = {},
  ): Promise<Result> {
    return this.#command((run) => run.up(program, options), this.state);
  }

  /** `pulumi preview`: what `up` would do. Changes neither the cloud nor the state. */
  preview(
    program: readonly Resource[],
    options: { refresh?: boolean; replace?: readonly string[] } = {},
  ): Promise<Result> {
    return this.#command((run) => run.up(program, { ...options, dry: true }), structuredClone(this.state));
  }

  /** `pulumi refresh`; also `--clear-pending-creates`. */
  refresh({ clearPendingCreates = false } = {}): Promise<Result> {
    if (clearPendingCreates)
      this.state.pending = this.state.pending.filter((it) => it.operation !== "creating");
    return this.#command((run) => run.refresh(), this.state);
  }

  /** `pulumi destroy`. */
  destroy(options: { refresh?: boolean } = {}): Promise<Result> {
    return this.#command((run) => run.up([], options), this.state);
  }

  /** What a program's `get` reads of a resource that no state of this engine holds. */
  async get(type: string, name: string, id: string): Promise<{ id: string; outputs: Properties }> {
    const host = await this.host();
    const { [PROVIDER]: text } = this.#door.hiddenInputs({ type, name, urn: "", timeouts: {} });
    return await host.read(this.#urn(type, name), id, {
      inputs: text === undefined ? {} : { [PROVIDER]: text },
    });
  }

  /** The first Ctrl-C: nothing new is begun, and the provider is told to end what is under way. */
  async interrupt(): Promise<void> {
    this.#run?.stop();
    this.#spent = true;
    await (await this.host()).cancel();
  }

  /**
   * The CLI dies: the state stays as it was last written, and whatever the provider still answers reaches nobody. Ends
   * when the provider process has ended: by itself, or killed together with the CLI.
   */
  async kill(provider: "ends by itself" | "is killed"): Promise<void> {
    this.#run?.stop();
    this.state = structuredClone(this.state);
    const host = this.#host;
    this.#host = undefined;
    if (host === undefined) return;
    const process = await host;
    if (provider === "is killed") await process.kill();
    else process.closeStdin();
    await process.exited;
  }

  /** Ends the provider process; the next command starts another. */
  async restart(): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    await (await host)?.close();
  }

  get #door(): Door {
    return this.#options.door ?? dynamicDoor;
  }

  async #command(work: (run: Run) => Promise<void>, state: State): Promise<Result> {
    // Of operations that a kill left open, only creations stay: nobody knows an id of what they may have made.
    state.pending = state.pending.filter(({ operation }) => operation === "creating");
    if (this.#spent) await this.restart();
    this.#spent = !this.#door.servesCommands;
    const host = await this.host();
    await host.configure();
    const run = new Run(host, state, {
      door: this.#door,
      parallel: this.#options.parallel ?? 16,
      urnOf: (type, name) => this.#urn(type, name),
    });
    this.#run = run;
    await work(run);
    return { ok: run.ok, resources: Object.fromEntries(run.outcomes) };
  }

  #urn(type: string, name: string): string {
    return `urn:pulumi:${this.#options.stack ?? "dev"}::test::${this.#door.token(type)}::${name}`;
  }
}
