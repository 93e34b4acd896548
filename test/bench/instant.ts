import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Contents, Twins } from "./bench-stack.ts";

// A provider that answers at once, with the outputs that `contents.json` names: what is left is the time of the engine
// and of the program themselves.

type Properties = Readonly<Record<string, unknown>>;

/** The provider of instant resources, for Pulumi's dynamic-provider host. */
export function handler(): object {
  const { outputs }: Contents | Twins = require(join(process.cwd(), "contents.json"));
  return {
    check: async (_: unknown, news: Properties) => ({ inputs: news, failures: [] }),
    diff: async () => ({ changes: false }),
    create: async (inputs: Properties) => ({ id: randomUUID(), outs: { ...inputs, ...outputs } }),
    read: async (id: string, props: Properties) => ({ id, props }),
    delete: async () => undefined,
  };
}
