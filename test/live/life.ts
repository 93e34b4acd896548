import { changedNothing, type Result, type Running } from "../engine/command.ts";
import type { Engine } from "../engine/engine.ts";
import { program } from "../support/program.ts";
import { operation } from "../support/resources.ts";
import { createStack, type Stack } from "../support/stack.ts";
import type { Part } from "./parts.ts";
import type { Journal, Site } from "./site.ts";
import { type Ids, noteOf, type Thing } from "./things.ts";

/** What a run works with. */
export interface Run {
  readonly site: Site;
  readonly ids: Ids;
  readonly journal: Journal;
  readonly engine: Engine;
  /** Variables for the CLI, the program and the provider. */
  readonly env: Readonly<Record<string, string>>;
  readonly interruption: Interruption;
}

/** Ctrl-C: no further step is begun, and the command under way is told. */
export class Interruption {
  #came = false;
  #running: Running | undefined;

  get came(): boolean {
    return this.#came;
  }

  interrupt(): void {
    if (this.#came) return;
    this.#came = true;
    // A terminal tells it itself, and a second time would end it at once.
    if (!process.stdin.isTTY) this.#running?.interrupt();
  }

  async follow(running: Running): Promise<Result> {
    this.#running = running;
    try {
      return await running.result;
    } finally {
      this.#running = undefined;
    }
  }
}

/** How a part ended. */
export interface Outcome {
  readonly passed: boolean;
  /** Why it did not pass. */
  readonly problem?: string;
  /** Why it could not be left as it was found. */
  readonly leftOver?: string;
}

/** Tries the whole life of one resource, and leaves all as it was found. */
export async function live(part: Part, run: Run): Promise<Outcome> {
  let thing: Thing;
  try {
    thing = await part.begin(run.site, run.ids, run.journal);
  } catch (error) {
    return { passed: false, problem: `cannot begin: ${textOf(error)}` };
  }
  const life = new Life(part, thing, run);
  let problem: string | undefined;
  try {
    await life.all();
  } catch (error) {
    problem = textOf(error);
    console.log(`  ${run.interruption.came ? "Interrupted" : `FAILED: ${problem}`}`);
  }
  const leftOver = await life.end().then(
    () => undefined,
    (error: unknown) => textOf(error),
  );
  return {
    passed: problem === undefined && leftOver === undefined,
    ...(problem !== undefined && { problem: run.interruption.came ? "interrupted" : problem }),
    ...(leftOver !== undefined && { leftOver }),
  };
}

class Life {
  readonly #part: Part;
  readonly #thing: Thing;
  readonly #run: Run;
  readonly #note: string;
  readonly #stacks: Stack[] = [];

  constructor(part: Part, thing: Thing, run: Run) {
    this.#part = part;
    this.#thing = thing;
    this.#run = run;
    this.#note = noteOf(part.sample.type, thing.args);
  }

  async all(): Promise<void> {
    const { sample, vanishes } = this.#part;
    const { args } = this.#thing;
    const makes = sample.makes(args).map(operation);
    const unmakes = sample.unmakes(args).map(operation);

    await this.#step("nothing is there before", () => this.#expect("nothing"));
    const first = await this.#newStack();
    await this.#step("up makes it", async () => {
      this.#run.journal.add(this.#note);
      await this.#succeeds(first, ["up"], { writes: makes });
      await this.#expect("made by this run");
    });
    await this.#step("up again changes nothing", async () => {
      const result = await this.#succeeds(first, ["up"], { writes: [] });
      if (!changedNothing(result)) throw new Error(`it changed something:\n${result.output}`);
    });
    await this.#step("a preview shows no change", () =>
      this.#succeeds(first, ["preview", "--expect-no-changes"], { writes: [] }),
    );

    await this.#step("a preview shows a change by somebody else", async () => {
      await this.#expect("made by this run");
      await this.#thing.disturb();
      const { output } = await this.#succeeds(first, ["preview"], { writes: [] });
      const shown = vanishes ? /\+ .*thing create/ : new RegExp(`\\[diff: ${sample.drift?.shown}\\]`);
      if (!shown.test(output)) throw new Error(`the preview shows no ${shown.source}:\n${output}`);
    });
    await this.#step("up heals it", async () => {
      const heals = sample.drift?.heals(1).map(operation) ?? makes;
      await this.#succeeds(first, ["up"], { writes: heals });
      await this.#expect("made by this run");
    });

    const second = await this.#newStack();
    await this.#step("up adopts it after the state was thrown away", async () => {
      await this.#expect("made by this run");
      const { output } = await this.#succeeds(second, ["up"], { writes: [] });
      if (!output.includes("warning: adopted: ")) throw new Error(`it does not say so:\n${output}`);
    });
    await this.#step("destroy takes it away", async () => {
      await this.#expect("made by this run");
      await this.#succeeds(second, ["destroy"], { writes: unmakes });
      await this.#gone();
    });
    await this.#step("destroy again does nothing", () => this.#succeeds(second, ["destroy"], { writes: [] }));
  }

  /** Leaves all as it was found: takes away what this run made, and nothing else. */
  async end(): Promise<void> {
    const { journal } = this.#run;
    try {
      if (journal.has(this.#note)) {
        const found = await this.#thing.look();
        if (found === "made by this run") {
          console.log("  taking away what this run made …");
          await this.#thing.undo();
          await this.#gone();
        } else if (found !== "nothing") throw new Error(found);
        journal.drop(this.#note);
      }
      await this.#thing.end();
    } finally {
      await Promise.all(this.#stacks.map((stack) => stack.remove()));
    }
  }

  async #step(title: string, act: () => Promise<unknown>): Promise<void> {
    if (this.#run.interruption.came) throw new Error("interrupted");
    try {
      await act();
    } catch (error) {
      throw new Error(`${title}: ${textOf(error)}`);
    }
    if (this.#run.interruption.came) throw new Error("interrupted");
    console.log(`  ok: ${title}`);
  }

  /** Refuses to go on where something is not as this run made it. */
  async #expect(wanted: "nothing" | "made by this run"): Promise<void> {
    let found = await this.#thing.look();
    // What was made a moment ago may be listed late; what was not made by this run is not waited for.
    if (wanted === "made by this run" && found === "nothing") {
      await this.#run.site.until("it is listed", async () => {
        found = await this.#thing.look();
        return found !== "nothing";
      });
    }
    if (found !== wanted) throw new Error(`wanted ${wanted}, found ${found}. Nothing of that is touched`);
  }

  async #gone(): Promise<void> {
    const isGone = async (): Promise<boolean> => (await this.#thing.look()) !== "made by this run";
    await this.#run.site.until("it is gone", isGone);
    await this.#expect("nothing");
  }

  async #newStack(): Promise<Stack> {
    const { engine, env } = this.#run;
    const declaration = { type: this.#part.sample.type, name: "thing", args: this.#thing.args };
    const stack = await createStack(engine, { files: program([declaration]), env });
    this.#stacks.push(stack);
    return stack;
  }

  async #succeeds(
    stack: Stack,
    args: readonly string[],
    { writes }: { readonly writes: readonly string[] },
  ): Promise<Result> {
    const { site, interruption } = this.#run;
    const mark = site.mark();
    const skipPreview = args[0] !== "preview";
    const result = await interruption.follow(stack.start(args, { skipPreview }));
    if (result.code !== 0) throw new Error(`exit code ${result.code}\n${result.output}`);
    const sent = site.writesSince(mark);
    if (sent.join() !== writes.join()) {
      throw new Error(
        `the cloud was told ${sent.join(", ") || "nothing"}, not ${writes.join(", ") || "nothing"}`,
      );
    }
    return result;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
