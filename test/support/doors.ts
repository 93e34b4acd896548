import { createRequire } from "node:module";
import { join } from "node:path";
import { METADATA, PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { providerText } from "../../provider/text.ts";
import { type Declaration, type ProgramLanguage, type ProgramModule, program } from "./program.ts";
import type { Program } from "./project.ts";

/** The plugin's directory as it was built. */
export const PLUGIN = join(__dirname, "..", "..", "plugin");

/** What a class knows about a resource besides its arguments. */
interface Registration {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly timeouts: Readonly<Record<string, string>>;
}

/** A way for programs to come by the resources. What users see is the same whichever they take. */
export interface Door {
  readonly name: string;
  readonly language: ProgramLanguage;
  /** What a program in JavaScript loads. */
  readonly module?: ProgramModule;
  /** Whether its previews ask the cloud whether what they plan would work. */
  readonly previewsAsk: boolean;
  /** The type of a class in state and in what the CLI prints. */
  token(type: string): string;
  /** What starts a provider process for a program in this directory: a file to run, and its arguments. */
  command(cwd: string): readonly [string, ...string[]];
  /** Whether a process may be configured for another command; the engine itself starts one for each. */
  readonly servesCommands: boolean;
  /** The inputs that a class adds to its arguments. */
  hiddenInputs(registration: Registration): Readonly<Record<string, unknown>>;
}

/** The classes of this package, over Pulumi's dynamic-provider process. */
export const dynamicDoor: Door = {
  name: "a dynamic provider",
  language: "nodejs",
  previewsAsk: false,
  token: (type) => `pulumi-nodejs:dynamic/interlink:${type}`,
  command: (cwd) => [
    process.execPath,
    createRequire(join(cwd, "_.js")).resolve("@pulumi/pulumi/cmd/dynamic-provider"),
  ],
  servesCommands: true,
  hiddenInputs: ({ type, ...metadata }) => ({ [PROVIDER]: providerText(type), [METADATA]: metadata }),
};

/** The plugin, from a program in YAML, which is type-checked against the plugin's schema. */
export const pluginDoor: Door = {
  name: "the plugin",
  language: "yaml",
  previewsAsk: true,
  token: (type) => `interlink:index:${type}`,
  command: () => [join(PLUGIN, "pulumi-resource-interlink")],
  servesCommands: false,
  hiddenInputs: () => ({}),
};

/** The plugin, from a program that loads this package's own classes for it. */
export const nativeDoor: Door = {
  ...pluginDoor,
  name: "pulumi-interlink/native",
  language: "nodejs",
  module: "pulumi-interlink/native",
};

/** One for each provider process. */
export const doors: readonly Door[] = [dynamicDoor, pluginDoor];

/** The program of a door that declares these resources. */
export function programOf(
  { language, module }: Door,
  declarations: readonly Declaration[],
): Program & { readonly language: ProgramLanguage } {
  return { language, files: program(declarations, language, module) };
}
