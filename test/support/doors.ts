import { type Declaration, type ProgramLanguage, program } from "./program.ts";
import type { Program } from "./project.ts";

/** A way for programs to come by the resources. What users see is the same whichever they take. */
export interface Door {
  readonly name: string;
  readonly language: ProgramLanguage;
  /** Whether its previews ask the cloud whether what they plan would work. */
  readonly previewsAsk: boolean;
  /** The type of a class in state and in what the CLI prints. */
  token(type: string): string;
}

/** The classes of this package, over Pulumi's dynamic-provider process. */
export const dynamicDoor: Door = {
  name: "a dynamic provider",
  language: "nodejs",
  previewsAsk: false,
  token: (type) => `pulumi-nodejs:dynamic/interlink:${type}`,
};

/** The plugin, from a program in YAML, which is type-checked against the plugin's schema. */
export const pluginDoor: Door = {
  name: "the plugin",
  language: "yaml",
  previewsAsk: true,
  token: (type) => `interlink:index:${type}`,
};

export const doors: readonly Door[] = [dynamicDoor, pluginDoor];

/** The program of a door that declares these resources. */
export function programOf({ language }: Door, declarations: readonly Declaration[]): Program {
  return { language, files: program(declarations, language) };
}
