import { type BenchStack, benchStack, type ProviderName } from "./bench-stack.ts";
import { type Lab, prepare, type World } from "./lab.ts";
import { mean } from "./statistics.ts";

/** What one `pulumi up` came to. */
export interface Outcome {
  readonly wallS: number;
  /** Calls by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly allCalls: number;
  readonly throttled: number;
  /** Resources that are not done. */
  readonly failed: number;
  /** From the moment the cloud says Active to the provider's answer to the engine; of each resource that is done. */
  readonly lagsMs: readonly number[];
  /** The same to the moment at which the program hears of it. */
  readonly heardMs: readonly number[];
  /** Of all provider processes: each one's processor time, most memory, and most sockets to one address. */
  readonly cpuS: readonly number[];
  readonly peakMb: readonly number[];
  readonly sockets: readonly number[];
  /** How long the connections took by the cloud's clock. */
  readonly transitionsS: readonly number[];
}

/** Prepares the cloud, runs `pulumi up` on a stack with a connection for each pair, and says what it came to. */
export async function measureUp(
  lab: Lab,
  provider: ProviderName,
  world: World,
  { apart = false, afterwards }: { apart?: boolean; afterwards?: (stack: BenchStack) => Promise<void> } = {},
): Promise<Outcome> {
  await prepare(lab, world);
  const stack = await benchStack(lab, provider, world.pairs, apart);
  try {
    // With providers of their own, there are twice as many resources.
    const { result, wallS, answers, heard } = await stack.run("up", world.pairs.length * (apart ? 2 : 1));
    const done = answers.filter(({ error }) => error === undefined);
    const failed = world.pairs.length - done.length;
    if (provider !== "naive" && (failed > 0 || result.code !== 0)) {
      console.error(`${failed} resources are not done:\n${result.output.slice(-4_000)}`);
    }
    const calls = await lab.cloud.log();
    const became = await whenActive(lab);
    const lag = ({ id, atMs }: { readonly id: string; readonly atMs: number }): number =>
      atMs - (became.get(id)?.activeMs ?? Number.NaN);
    const last = lastOfEach(answers);
    await afterwards?.(stack);
    return {
      wallS,
      calls: counted(calls.map(({ operation }) => operation ?? "?")),
      allCalls: calls.length,
      throttled: calls.filter(({ code }) => code?.startsWith("Throttling")).length,
      failed,
      lagsMs: done.map(lag),
      heardMs: heard.map(lag),
      cpuS: last.map(({ cpuMs }) => cpuMs / 1000),
      peakMb: last.map(({ peakMb }) => peakMb),
      sockets: last.map(({ sockets }) => sockets),
      transitionsS: [...became.values()].map(
        ({ activeMs, connectingMs }) => (activeMs - connectingMs) / 1000,
      ),
    };
  } finally {
    await stack.remove();
  }
}

/** By router interface: when it began to connect, and when it was connected, both by real epoch time. */
async function whenActive({ cloud }: Lab): Promise<Map<string, { connectingMs: number; activeMs: number }>> {
  const { routerInterfaces } = await cloud.snapshot();
  return new Map(
    routerInterfaces.flatMap(({ id, becameMs }) => {
      const { Connecting: connectingMs, Active: activeMs } = becameMs;
      return connectingMs === undefined || activeMs === undefined ? [] : [[id, { connectingMs, activeMs }]];
    }),
  );
}

/** The last line of each provider process: what it counts only grows. */
function lastOfEach<Line extends { readonly pid: number }>(lines: readonly Line[]): Line[] {
  return [...new Map(lines.map((line) => [line.pid, line])).values()];
}

function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Mean of the lags, in seconds. */
export function meanLagS({ lagsMs }: Outcome): number {
  return mean(lagsMs) / 1000;
}
