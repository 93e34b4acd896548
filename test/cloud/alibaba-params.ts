import { Refusal, row } from "./frame/answer.ts";

/** The parameters of one RPC call, from the query string and the form body together. */
export class Params {
  readonly #values: ReadonlyMap<string, string>;

  constructor(pairs: readonly (readonly [string, string])[]) {
    this.#values = new Map(pairs);
  }

  /** A parameter that may be left out. */
  get(name: string): string | undefined {
    return this.#values.get(name);
  }

  /** A parameter that must be there; the gateway itself refuses a call without it ("Missing{ParameterName}"). */
  required(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === "") {
      throw new Refusal(row(400, `Missing${name}`, `${name} is mandatory for this action.`));
    }
    return value;
  }

  /** A whole number within bounds, or its default. */
  integer(name: string, bounds: { usual: number; min: number; max: number }): number {
    const text = this.#values.get(name);
    if (text === undefined || text === "") return bounds.usual;
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= bounds.min && number <= bounds.max)) throw invalid(name);
    return number;
  }

  /** A boolean, or its default. */
  boolean(name: string, usual: boolean): boolean {
    const text = this.#values.get(name)?.toLowerCase();
    if (text === undefined || text === "") return usual;
    if (text !== "true" && text !== "false") throw invalid(name);
    return text === "true";
  }

  /** A list of scalars: `name.1`, `name.2`, … up to the first that is missing. */
  list(name: string): string[] {
    const values: string[] = [];
    for (
      let value = this.get(`${name}.1`);
      value !== undefined;
      value = this.get(`${name}.${values.length + 1}`)
    ) {
      values.push(value);
    }
    return values;
  }

  /** All of them, but for those whose name speaks of a secret: what the log shows. */
  withoutSecrets(): Record<string, string> {
    return Object.fromEntries([...this.#values].filter(([name]) => !secret.test(name)));
  }
}

// Not ClientToken and not NextToken: tests look at those.
const secret = /^(Signature|SecurityToken|OIDCToken|SAMLAssertion|.*(Password|Secret|PrivateKey))$/i;

/** The gateway's refusal of a value ("Invalid{ParameterName}"). */
export function invalid(name: string): Refusal {
  return new Refusal(row(400, `Invalid${name}`, `Specified parameter ${name} is not valid.`));
}
