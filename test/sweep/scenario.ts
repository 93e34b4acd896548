import type { Cloud } from "../cloud/client.ts";
import type { Resource } from "../support/mini-state.ts";
import type { Args, Sample } from "../support/resources.ts";

/** One thing that is done to a resource; a command is repeated until it has come to its end. */
export interface Phase {
  readonly name: string;
  /** What happens behind Pulumi's back before. */
  readonly before?: (cloud: Cloud) => Promise<void>;
  /** What is declared; empty: all is destroyed. */
  readonly program: readonly Resource[];
  /** Whether it is replaced by force (`--target-replace`). */
  readonly forced?: true;
  /** Whether a preview follows, which has to show nothing to do. */
  readonly previewed?: true;
}

/** How long an operation may take in a sweep. */
export const TIMEOUT_S = 60;

/** The life of one thing, from its creation to its end. */
export function lifeOf(sample: Sample): Phase[] {
  const { drift, updated } = sample;
  const { args, replaced, vanish, prepare } = sample;
  return [
    { name: "create", program: declared(sample, args(1)), previewed: true },
    ...(drift
      ? [
          {
            name: "heal",
            before: (cloud: Cloud) => drift.cause(1, cloud),
            program: declared(sample, args(1)),
          },
        ]
      : []),
    ...(updated ? [{ name: "update", program: declared(sample, updated.args(1)) }] : []),
    {
      name: "make again",
      before: async (cloud) => {
        await vanish(1, cloud);
        await cloud.seed(prepare(1));
      },
      program: declared(sample, updated?.args(1) ?? args(1)),
    },
    { name: "replace", program: declared(sample, replaced(1)), previewed: true },
    { name: "destroy", program: [] },
  ];
}

/** The same, and then what makes reads that lag behind most misleading: the same thing once more. */
export function longLifeOf(sample: Sample): Phase[] {
  const life = lifeOf(sample);
  const program = declared(sample, sample.replaced(1));
  return [
    ...life,
    { name: "make after destroy", program },
    { name: "replace by force", program, forced: true },
    { name: "destroy again", program: [] },
  ];
}

function declared({ type }: Sample, args: Args): Resource[] {
  const timeout = `${TIMEOUT_S}s`;
  return [{ type, name: "thing", args, timeouts: { create: timeout, update: timeout, delete: timeout } }];
}
