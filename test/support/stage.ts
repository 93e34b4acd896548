import { afterAll, afterEach, beforeAll } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { ensureEngine } from "../engine/engine.ts";
import { engineFor } from "../engine/languages.ts";
import { type Declaration, type ProgramLanguage, program } from "./program.ts";
import { createStack, type Project, type Stack } from "./stack.ts";

export { changedNothing } from "../engine/command.ts";

/** How long to wait for what must come, on a machine that may be busy. */
export const PATIENCE_MS = 120_000;

/** A local cloud for one test file, and stacks that use it. */
export interface Stage {
  readonly cloud: Cloud;
  /** A stack of a program with these resources, in the project's language. */
  stack(
    declarations: readonly Declaration[],
    project?: Partial<Project> & { readonly language?: ProgramLanguage },
  ): Promise<Stack>;
  /** Where the cloud's log ends now. */
  mark(): Promise<number>;
}

/** Sets the stage for a test file. Stacks are removed at the end of each test, or of the file. */
export function stage(stacksLast: "test" | "file" = "test"): () => Stage {
  let cloud: Cloud | undefined;
  const stacks: Stack[] = [];
  const removeStacks = async (): Promise<void> => {
    await Promise.all(stacks.splice(0).map((stack) => stack.remove()));
  };
  beforeAll(async () => {
    await ensureEngine();
    cloud = await startCloud();
  });
  if (stacksLast === "test") afterEach(removeStacks);
  afterAll(async () => {
    await removeStacks();
    await cloud?.stop();
  });
  return () => {
    if (cloud === undefined) throw new Error("the cloud has not started yet");
    const running = cloud;
    return {
      cloud: running,
      stack: async (declarations, project = {}) => {
        const stack = await createStack(await engineFor(project.language ?? "nodejs"), {
          files: program(declarations, project.language),
          env: running.env(),
          ...project,
        });
        stacks.push(stack);
        return stack;
      },
      mark: async () => (await running.log()).at(-1)?.seq ?? 0,
    };
  };
}
