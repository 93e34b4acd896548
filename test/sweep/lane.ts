import { join } from "node:path";
import { type Cloud, startCloud } from "../cloud/client.ts";
import type { Seed } from "../cloud/control-types.ts";
import { type Door, dynamicDoor } from "../support/doors.ts";
import { MiniEngine } from "../support/mini-engine.ts";
import { samples } from "../support/resources.ts";
import { temporaryKeys } from "./secrets.ts";

/** The provider's clock runs this much faster than the cloud's and ours: a second of its waits takes 50 ms. */
export const CLOCK_RATE = 20;

/** Things that belong to nobody here, by the number that tells things of a kind apart. */
export const BYSTANDERS = 9;

/** A cloud and a provider process that nobody else uses at the same time. */
export interface Lane {
  readonly cloud: Cloud;
  /** Another engine is another stack, with a provider process of its own. */
  readonly engine: (stack?: string) => MiniEngine;
  /** Back to the beginning: no state, and a cloud with nothing but this, and with things of others. */
  readonly clear: (...seeds: readonly Seed[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Variables for a provider process whose clock runs faster. */
export function fasterClock(rate = CLOCK_RATE): Record<string, string> {
  return {
    NODE_OPTIONS: `--require=${join(__dirname, "fast-clock.cjs")}`,
    INTERLINK_TEST_CLOCK_RATE: String(rate),
  };
}

/**
 * Opens a lane, through one of the doors. A process serves many commands, as long as none fails: starting the plugin for
 * each would take most of a sweep, and whatever it knows of a command it forgets when it is configured for the next.
 */
export async function openLane(through: Door = dynamicDoor): Promise<Lane> {
  const cloud = await startCloud();
  const door = { ...through, servesCommands: true };
  const engines = new Map<string, MiniEngine>();
  return {
    cloud,
    engine: (stack = "dev") => {
      const engine =
        engines.get(stack) ??
        new MiniEngine({ door, stack, env: { ...cloud.env(), ...temporaryKeys.env, ...fasterClock() } });
      engines.set(stack, engine);
      return engine;
    },
    async clear(...seeds) {
      await cloud.reset();
      await cloud.seed(temporaryKeys.seed());
      for (const engine of engines.values()) engine.state = { resources: [], pending: [] };
      for (const seed of seeds) await cloud.seed(seed);
      for (const sample of samples) {
        await cloud.seed(sample.prepare(BYSTANDERS));
        await cloud.seed(sample.made(BYSTANDERS));
      }
    },
    async close() {
      await Promise.all([...engines.values()].map((engine) => engine.restart()));
      await cloud.stop();
    },
  };
}
