import { Alibaba, alibabaEndpoint } from "./alibaba/client.ts";
import { alibabaCredentials } from "./alibaba/credentials/credentials.ts";
import { alibabaProfileDefaults } from "./alibaba/credentials/profile.ts";
import { type AlibabaSettings, readAlibaba } from "./alibaba/settings.ts";
import { systemClock } from "./http/clock.ts";
import { Sender } from "./http/pipeline.ts";
import { network, type Transport } from "./http/transport.ts";
import { Huawei } from "./huawei/client.ts";
import { huaweiProfileDefaults } from "./huawei/credentials/profiles.ts";
import { type HuaweiSettings, readHuawei } from "./huawei/settings.ts";
import type { Claims } from "./lifecycle/claims.ts";
import type { Cloud } from "./lifecycle/definition.ts";
import type { Runtime } from "./lifecycle/operation.ts";
import { type EngineLog, Progress } from "./lifecycle/progress.ts";
import { isBlank } from "./settings/parsers.ts";
import { environment, type Lookup, lazy, type ProfileDefaults } from "./settings/places.ts";

// What every door starts: settings, clouds, clock. One process serves one provider instance, so that everything here is
// made once: all resources share settings, credentials, sockets and reads.

/** Everything that is configured for this provider. Each cloud's part is read when it is first asked for. */
export interface Settings {
  readonly alibaba: AlibabaSettings;
  readonly huawei: HuaweiSettings;
}

/** The accounts that one provider instance works with, by the name that definitions give their cloud. */
export type Clouds = {
  readonly alibaba: Cloud<Alibaba, AlibabaSettings>;
  readonly huawei: Cloud<Huawei, HuaweiSettings>;
};

/** Readers of the vendors' profile files, asked only for what nothing before them names. */
export interface ProfileFiles {
  alibaba?(settings: AlibabaSettings): ProfileDefaults;
  huawei?(settings: HuaweiSettings): ProfileDefaults;
}

/** The readers of the vendors' own. */
export const PROFILE_FILES: ProfileFiles = { alibaba: alibabaProfileDefaults, huawei: huaweiProfileDefaults };

/** Starts what the doors share. `stop` ends all waits; `log` writes on a resource's line. */
export function startRuntime(config: Lookup, stop: AbortSignal, log: EngineLog, claims: Claims): Runtime {
  const env = environment();
  return {
    clock: systemClock,
    stop,
    log,
    claims,
    progress: new Progress(systemClock),
    debug: env("INTERLINK_DEBUG") === "1",
    clouds: connect(readSettings(config, env, PROFILE_FILES), stop, transportOf(env("INTERLINK_RECORD"))),
  };
}

/**
 * Reads all settings; first found wins. `config` is the stack's configuration or an explicit provider's arguments, both
 * under the same keys. A mistake in the settings of one cloud does not get in the other's way.
 */
export function readSettings(config: Lookup, env: Lookup, files: ProfileFiles = {}): Settings {
  const alibaba = lazy(() => readAlibaba(config, env, files.alibaba));
  const huawei = lazy(() => readHuawei(config, env, files.huawei));
  return {
    get alibaba() {
      return alibaba();
    },
    get huawei() {
      return huawei();
    },
  };
}

/** Each cloud is connected to when it is first needed: a stack may have settings for one only. */
export function connect(settings: Settings, stop: AbortSignal, transport: Transport = network): Clouds {
  const shared = { clock: systemClock, sender: new Sender(systemClock, transport), transport, stop };
  const alibaba = lazy(
    () =>
      new Alibaba({
        ...shared,
        credentials: alibabaCredentials({ ...shared, settings: settings.alibaba }),
        endpoint: (service, region) => alibabaEndpoint(settings.alibaba, service, region),
      }),
  );
  const huawei = lazy(() => new Huawei({ ...shared, settings: settings.huawei }));
  return {
    alibaba: { settings: () => settings.alibaba, client: alibaba },
    huawei: { settings: () => settings.huawei, client: huawei },
  };
}

/** The network; where a record is asked for, one that writes it. What makes records is loaded for that only. */
function transportOf(record: string | undefined): Transport {
  if (record === undefined || isBlank(record)) return network;
  const recording = lazy(async () => (await import("./record.ts")).recordedTransport(network, record));
  return async (request, signal) => (await recording())(request, signal);
}
