import * as z from "zod";
import { RefusedError } from "../../http/errors.ts";
import { ANY, type Known, type Texts, uses } from "../../resources/permissions.ts";

// Reads what `pulumi stack export` and `pulumi preview --json` print.

/** A resource of this package in a stack. */
export interface StackResource {
  readonly type: string;
  /** Its name in the program. */
  readonly name: string;
  /** The reference to its provider. */
  readonly provider: string;
  /** Another stack manages it: it is only read. */
  readonly external: boolean;
  readonly known: Known;
}

const state = z.looseObject({
  urn: z.string(),
  type: z.string(),
  provider: z.string().default(""),
  external: z.boolean().default(false),
  inputs: z.record(z.string(), z.unknown()).default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const exported = z.looseObject({
  version: z.number(),
  deployment: z.looseObject({ resources: z.array(state).nullish() }).nullable(),
});

const previewed = z.looseObject({
  steps: z.array(z.looseObject({ op: z.string(), oldState: state.nullish(), newState: state.nullish() })),
});

/** Versions of a deployment that have their resources where they are looked for here. */
const VERSIONS = [3, 4];

const HOW = "Pipe `pulumi stack export` or `pulumi preview --json` into it";

/** The resources of this package; both states of one that is to be changed. Throws a sentence if there are none. */
export function readStack(text: string): StackResource[] {
  const states = statesIn(text);
  if (states.length === 0) throw new RefusedError("That stack is empty: it holds no resource.");
  const resources = states.flatMap((it) => resourceOf(it) ?? []);
  if (resources.length > 0) return resources;
  throw new RefusedError("That stack holds no resource of pulumi-interlink.");
}

function statesIn(text: string): z.output<typeof state>[] {
  if (text.trim() === "") throw new RefusedError(`Standard input is empty. ${HOW}, or name classes.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RefusedError(`Standard input is no JSON. ${HOW}.`);
  }
  if (typeof json === "object" && json !== null && "steps" in json) {
    const read = previewed.safeParse(json);
    if (!read.success) throw notReadable("preview", read.error);
    return read.data.steps.flatMap(({ op, oldState, newState }) => {
      if (!oldState || !newState) return [oldState ?? [], newState ?? []].flat();
      // One and the same thing goes on showing what it showed; one in its place does not.
      const shown = op.includes("replace") ? {} : oldState.outputs;
      return [oldState, { ...newState, outputs: { ...shown, ...newState.outputs } }];
    });
  }
  if (typeof json !== "object" || json === null || !("deployment" in json)) {
    throw new RefusedError(`Standard input is neither a stack export nor a preview. ${HOW}.`);
  }
  // The version first: what another one looks like is not known.
  const version = "version" in json ? json.version : undefined;
  if (!VERSIONS.some((it) => it === version)) {
    throw new RefusedError(
      `That is a stack export of version ${JSON.stringify(version) ?? "unknown"}, and versions ${VERSIONS.join(" and ")} can be read here.`,
    );
  }
  const read = exported.safeParse(json);
  if (!read.success) throw notReadable("stack export", read.error);
  return read.data.deployment?.resources ?? [];
}

function notReadable(what: string, { issues: [issue] }: z.ZodError): RefusedError {
  return new RefusedError(`That ${what} cannot be read: ${issue?.path.join(".")}: ${issue?.message}.`);
}

const TOKEN = /^(?:pulumi-nodejs:dynamic\/interlink|interlink:index):(\w+)$/;

function resourceOf({ urn, type: token, provider, external, inputs, outputs }: z.output<typeof state>) {
  const [, type = ""] = TOKEN.exec(token) ?? [];
  if (!Object.hasOwn(uses, type)) return undefined;
  const name = urn.slice(urn.lastIndexOf("::") + 2);
  return { type, name, provider, external, known: { inputs: texts(inputs), outputs: texts(outputs) } };
}

/** What a preview writes for a value that only the run will know. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What is no plain text, a secret, say, is not known. */
function texts(properties: Readonly<Record<string, unknown>>): Texts {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [
      name,
      typeof value === "string" && value !== UNKNOWN ? value : ANY,
    ]),
  );
}
