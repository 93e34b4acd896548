import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import type { Configuration, KindName, RecordOf, Seed, ServiceName, Snapshot } from "./control-types.ts";
import { defaultAccount, defaultHuawei } from "./defaults.ts";
import type { ClockMode } from "./frame/clock.ts";
import type { FaultOrder } from "./frame/fault-schema.ts";
import type { OrderState } from "./frame/faults.ts";
import type { Release } from "./frame/holds.ts";
import type { Entry, EntryFilter } from "./frame/log.ts";
import type { QuotaOrder } from "./frame/quota.ts";

/** The keys of an account. */
export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
}

/** The keys of a user of Huawei Cloud, and its region. */
export interface HuaweiKeys {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly region: string;
}

/** What to have in the cloud from the start. */
export interface StartOptions extends Configuration {
  readonly seed?: Seed;
}

/** A local cloud in a process of its own, and what a test can do with it. */
export interface Cloud {
  /** Where the control API is. */
  readonly controlUrl: string;
  /** The address of each service. */
  readonly endpoints: Readonly<Record<ServiceName, string>>;
  /** Environment variables that point a Pulumi run at this cloud, with keys of both clouds (the default ones). */
  env(account?: Keys, huawei?: HuaweiKeys): Record<string, string>;
  /** Ends the process. */
  stop(): Promise<void>;

  /** Back to the beginning: what `fresh.ts` says and nothing else; clock on auto, no faults, no quotas, an empty log. */
  reset(): Promise<void>;
  /** Says how the cloud behaves; what is left out stays as it is. */
  configure(configuration: Configuration): Promise<void>;
  /** Adds records, or replaces those that are there. */
  seed(seed: Seed): Promise<void>;
  /** The whole state. */
  snapshot(): Promise<Snapshot>;
  /** Changes a record behind everybody's back; a transition that is under way ends when the status changes. */
  change<Name extends KindName>(kind: Name, id: string, patch: Partial<RecordOf<Name>>): Promise<void>;
  /** Takes a record away behind everybody's back. */
  remove(kind: KindName, id: string): Promise<void>;

  /** Lets the cloud's clock run, or stops it. */
  setClock(mode: ClockMode): Promise<void>;
  /** Moves a stopped clock on. */
  advance(ms: number): Promise<void>;

  /** Replaces all quotas. */
  quotas(quotas: readonly QuotaOrder[]): Promise<void>;
  /** Orders a fault; resolves with the order's number. */
  order(fault: FaultOrder): Promise<number>;
  /** All orders and how far they have got. */
  orders(): Promise<OrderState[]>;
  /** Withdraws an order, or all. */
  cancel(order?: number): Promise<void>;
  /** Resolves with the requests that are being held, as soon as there are `count` (1). */
  held(count?: number, timeoutMs?: number): Promise<Entry[]>;
  /** Lets held requests (of one order) go on, or drops them; how many they were. */
  release(order?: number, how?: Release): Promise<number>;

  /** What the cloud was asked, oldest first. */
  log(filter?: EntryFilter): Promise<Entry[]>;
  /** The calls that would change something, whether or not they did. */
  writes(filter?: EntryFilter): Promise<Entry[]>;
  /** Resolves with the entries meant, as soon as there are `count` (1); rejects after `timeoutMs` (20 s). */
  waitFor(filter: EntryFilter & { count?: number; timeoutMs?: number }): Promise<Entry[]>;
  /** Closes the connections that idle, as a server may at any time. */
  closeIdleConnections(): Promise<void>;
}

/** Starts a local cloud. */
export async function startCloud(options: StartOptions = {}): Promise<Cloud> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const main = join(import.meta.dirname, "main.ts");
  const child = spawn(process.execPath, ["--import", tsx, main], { stdio: ["pipe", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const firstLine = once(createInterface(child.stdout), "line");
  const early = exited.then(([code]) =>
    Promise.reject(new Error(`the local cloud ended with ${String(code)}`)),
  );
  const [line] = await Promise.race([firstLine, early]);
  early.catch(() => {});
  const { control, endpoints } = JSON.parse(String(line)) as {
    control: string;
    endpoints: Cloud["endpoints"];
  };

  const call = async <T>(method: string, args: object = {}): Promise<T> => {
    const response = await fetch(`${control}/${method}`, { method: "POST", body: JSON.stringify(args) });
    const { result, error } = (await response.json()) as { result: T; error?: string };
    if (error !== undefined) throw new Error(`cloud.${method}: ${error}`);
    return result;
  };

  const cloud: Cloud = {
    controlUrl: control,
    endpoints,
    env: (account = defaultAccount, huawei = defaultHuawei) => environment(endpoints, account, huawei),
    async stop() {
      child.stdin.end();
      await exited;
    },
    reset: () => call("reset"),
    configure: (configuration) => call("configure", configuration),
    seed: (seed) => call("seed", seed),
    snapshot: () => call("snapshot"),
    change: (kind, id, patch) => call("change", { kind, id, patch }),
    remove: (kind, id) => call("remove", { kind, id }),
    setClock: (mode) => call("setClock", { mode }),
    advance: (ms) => call("advance", { ms }),
    quotas: (quotas) => call("quotas", { quotas }),
    order: (fault) => call("order", { fault }),
    orders: () => call("orders"),
    cancel: (order) => call("cancel", { order }),
    held: (count, timeoutMs) => call("held", { count, timeoutMs }),
    release: (order, how) => call("release", { order, how }),
    log: (filter) => call("log", { filter }),
    writes: (filter) => call("log", { filter: { ...filter, write: true } }),
    waitFor: ({ count, timeoutMs, ...filter }) => call("waitFor", { filter, count, timeoutMs }),
    closeIdleConnections: () => call("closeIdleConnections"),
  };
  const { seed, ...configuration } = options;
  await cloud.configure(configuration);
  if (seed !== undefined) await cloud.seed(seed);
  return cloud;
}

function environment(
  endpoints: Cloud["endpoints"],
  account: Keys,
  huawei: HuaweiKeys,
): Record<string, string> {
  return {
    ALIBABA_CLOUD_ENDPOINT_VPC: endpoints.vpc,
    ALIBABA_CLOUD_ENDPOINT_ECS: endpoints.ecs,
    ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER: endpoints.expressconnectrouter,
    ALIBABA_CLOUD_ENDPOINT_STS: endpoints.sts,
    HW_ENDPOINT_EG: endpoints.eg,
    HW_ENDPOINT_IAM: endpoints.iam,
    ALIBABA_CLOUD_ENDPOINT_METADATA: endpoints.metadata,
    HW_ENDPOINT_METADATA: endpoints.metadata,
    ALICLOUD_ACCESS_KEY: account.accessKeyId,
    ALICLOUD_SECRET_KEY: account.accessKeySecret,
    ALICLOUD_REGION: "cn-hangzhou",
    HW_ACCESS_KEY: huawei.accessKey,
    HW_SECRET_KEY: huawei.secretKey,
    HW_REGION_NAME: huawei.region,
  };
}
