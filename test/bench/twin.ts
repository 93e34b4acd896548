import { join } from "node:path";
import type { Twins } from "./bench-stack.ts";
import { Compared } from "./compared.ts";

// A program that declares, for each resource of another stack, one with the same inputs and outputs whose provider
// answers at once. `contents.json` beside it says what they are.

const { things, outputs }: Twins = require(join(process.cwd(), "contents.json"));
for (const [index, inputs] of things.entries()) {
  new Compared("instant", `twin-${index}`, Object.keys(outputs), inputs);
}
