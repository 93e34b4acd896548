import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Alibaba } from "../../provider/alibaba/client.ts";
import type { AlibabaSettings } from "../../provider/alibaba/settings.ts";
import type { Huawei } from "../../provider/huawei/client.ts";
import type { HuaweiSettings } from "../../provider/huawei/settings.ts";
import { Claims } from "../../provider/lifecycle/claims.ts";
import type { Runtime } from "../../provider/lifecycle/operation.ts";
import { startRuntime } from "../../provider/runtime.ts";
import { callsIn, codeIn } from "../conform/call.ts";

/** The accounts that a run works in, spoken to as the product does, and the files that it writes. */
export class Site {
  /** What the wire carried, of the CLI's providers and of this process. */
  readonly record: string;
  readonly #runtime: Runtime;

  constructor(record: string) {
    this.record = record;
    // For the clients of this process; the providers get it with their environment.
    process.env["INTERLINK_RECORD"] = record;
    // Never fires: what was begun has to be taken away after Ctrl-C, too.
    const stop = new AbortController();
    const log = { status: () => {}, warning: (_: string, text: string) => console.log(`  warning: ${text}`) };
    this.#runtime = startRuntime(() => undefined, stop.signal, log, new Claims());
  }

  get alibaba(): Alibaba {
    return this.#cloud("alibaba").client() as Alibaba;
  }

  get alibabaSettings(): AlibabaSettings {
    return this.#cloud("alibaba").settings() as AlibabaSettings;
  }

  get huawei(): Huawei {
    return this.#cloud("huawei").client() as Huawei;
  }

  get huaweiSettings(): HuaweiSettings {
    return this.#cloud("huawei").settings() as HuaweiSettings;
  }

  /** How many lines the record has now. */
  mark(): number {
    return this.#lines().length;
  }

  /** The names of the writes that a cloud accepted since then, in their order. */
  writesSince(mark: number): string[] {
    const text = this.#lines().slice(mark).join("\n");
    return callsIn(text, this.record)
      .filter(
        ({ write, exchange: { answer }, output }) =>
          write && answer !== undefined && answer.status < 300 && codeIn(answer.status, output) === "",
      )
      .map(({ operation }) => operation);
  }

  /** Waits until something is so; a cloud's reads may lag behind. Fails after five minutes. */
  async until(what: string, isSo: () => Promise<boolean>): Promise<void> {
    const { clock } = this.#runtime;
    const lastMs = clock.elapsed() + 300_000;
    while (!(await isSo())) {
      if (clock.elapsed() > lastMs) throw new Error(`waited five minutes in vain until ${what}`);
      await clock.sleep(1_000);
    }
  }

  #cloud(name: string) {
    const cloud = this.#runtime.clouds[name];
    if (cloud === undefined) throw new Error(`no cloud is called ${name}`);
    return cloud;
  }

  #lines(): string[] {
    if (!existsSync(this.record)) return [];
    return readFileSync(this.record, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  }
}

/**
 * What a run has made, in a file as well: noted before it is made, so that whoever finds the file after a crash knows
 * what may be there. Nothing that is not in it is ever changed or deleted.
 */
export class Journal {
  readonly file: string;
  readonly #made = new Set<string>();

  constructor(file: string) {
    this.file = file;
  }

  get isEmpty(): boolean {
    return this.#made.size === 0;
  }

  add(thing: string): void {
    this.#made.add(thing);
    this.#write();
  }

  drop(thing: string): void {
    this.#made.delete(thing);
    this.#write();
  }

  has(thing: string): boolean {
    return this.#made.has(thing);
  }

  #write(): void {
    if (this.isEmpty) rmSync(this.file, { force: true });
    else writeFileSync(this.file, `${JSON.stringify([...this.#made], undefined, 2)}\n`, { mode: 0o600 });
  }
}
