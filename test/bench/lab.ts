import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount } from "../cloud/defaults.ts";
import { type Engine, ensureEngine } from "../engine/engine.ts";
import { call } from "./naive.ts";
import { accountsOf, interfacesOf, type Pair } from "./pairs.ts";
import { median } from "./statistics.ts";

/** How long the cloud keeps each answer back, as a network would. */
export const LATENCY_MS = 20;

/** How long a connection takes, drawn evenly. */
export const TRANSITION = { min: 4_000, max: 14_000 };

/** What the measurements share. */
export interface Lab {
  readonly engine: Engine;
  readonly cloud: Cloud;
}

/** How the cloud is for one measurement. */
export interface World {
  readonly pairs: readonly Pair[];
  /** Neither side holds its peer's information yet. */
  readonly strangers?: boolean;
  /** Transitions take no time. */
  readonly instant?: boolean;
  /** Calls a second, of each account and operation. */
  readonly quota?: number | undefined;
  /** From this the transition times are drawn: the same ones for the same pairs. */
  readonly seed?: number;
}

/** Finds the engine and starts a cloud. */
export async function openLab(): Promise<Lab> {
  return { engine: await ensureEngine(), cloud: await startCloud() };
}

/** Empties the cloud, and fills it for one measurement. */
export async function prepare({ cloud }: Lab, world: World): Promise<void> {
  await cloud.reset();
  await cloud.configure({
    transitions: { connect: world.instant === true ? 0 : TRANSITION },
    randomSeed: world.seed ?? 1,
  });
  await cloud.seed({ accounts: accountsOf(world.pairs) });
  await cloud.seed({ routerInterfaces: interfacesOf(world.pairs, world.strangers) });
  if (world.quota !== undefined) await cloud.quotas([{ limit: world.quota, perMs: 1_000 }]);
  await cloud.order({ kind: "delay", ms: LATENCY_MS, when: "after", times: "always" });
}

/** How long one call and its answer take. */
export async function roundTripMs({ cloud }: Lab): Promise<number> {
  await prepare({ cloud } as Lab, { pairs: [] });
  process.env["ALIBABA_CLOUD_ENDPOINT_VPC"] = cloud.endpoints.vpc;
  const args = { ...defaultAccount, routerInterfaceId: "", regionId: "cn-hangzhou" };
  const times: number[] = [];
  for (let n = 0; n < 11; n += 1) {
    const from = performance.now();
    await call(args, "DescribeRouterInterfaces", { RegionId: args.regionId });
    times.push(performance.now() - from);
  }
  return median(times);
}
