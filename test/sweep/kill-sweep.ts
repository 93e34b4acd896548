import type { Part } from "./fault-sweep.ts";
import type { Job } from "./jobs.ts";
import { compare, run } from "./run.ts";

/** How a run is cut short while a request is on its way. */
const CUTS = {
  "killed before": { when: "before", provider: "is killed", release: "drop" },
  "killed after": { when: "after", provider: "is killed", release: "drop" },
  /** The provider notices that its CLI is gone; what it had sent is carried out all the same. */
  "orphaned at": { when: "before", provider: "ends by itself", release: "go" },
} as const;

/** (b) CLI and provider end at every request, before it was carried out and after. */
export function killSweep(parts: readonly Part[]): Job[] {
  return parts.flatMap((part) =>
    part.expected.requests
      .filter(({ phase }) => phase === part.phases[0]?.name)
      .flatMap(({ operation, nth, write }) =>
        Object.entries(CUTS)
          .filter(([cut]) => write || cut === "killed before")
          .map(([cut, how]) => killed(part, `${cut} ${operation} ${nth}`, { operation, nth }, how)),
      ),
  );
}

/** A run that is killed at a request, and then has to end as the one without faults did. */
function killed(
  { name, from, phases, expected }: Part,
  what: string,
  at: { readonly operation: string; readonly nth: number },
  { when, provider, release }: (typeof CUTS)[keyof typeof CUTS],
): Job {
  return {
    name: `${name}: ${what}`,
    run: async (lane) => {
      let end = Promise.resolve();
      const found = await run(lane, from, phases, async (cloud, engine) => {
        const order = await cloud.order({ kind: "hold", when, ...at });
        end = (async () => {
          await cloud.held(1, 60_000);
          await engine.kill(provider);
          await cloud.release(order, release);
        })();
        // It is awaited below; until then nobody listens.
        end.catch(() => undefined);
      });
      await end;
      return compare(expected, found);
    },
  };
}
