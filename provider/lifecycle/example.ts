/** A small program as data, so that the documentation can show it in every language. */
export interface Example {
  /** What the program calls the resource. */
  readonly variable: string;
  /** What Pulumi calls it. */
  readonly name: string;
  readonly args: ExampleArguments;
  /** Its timeout of creations, such as `10m`. */
  readonly createTimeout?: string;
  readonly output: { readonly name: string; readonly property: string; readonly note?: string };
}

/** Arguments of an example. */
export interface ExampleArguments {
  readonly [argument: string]: ExampleValue;
}

/** A value in an example. */
export type ExampleValue = string | boolean | FromConfig | ExampleArguments;

/** A value that the program takes from its stack's configuration. */
export class FromConfig {
  readonly key: string;
  readonly isSecret: boolean;
  /** What a comment beside it says. */
  readonly note: string | undefined;

  constructor(key: string, { isSecret = false, note }: { isSecret?: boolean; note?: string } = {}) {
    this.key = key;
    this.isSecret = isSecret;
    this.note = note;
  }
}
