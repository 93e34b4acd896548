import { Alibaba } from "./clouds/alibaba.ts";
import { alibabaCredentials } from "./clouds/alibaba-credentials.ts";
import { alibabaProfileDefaults } from "./clouds/alibaba-profile.ts";
import type { Clouds } from "./clouds/clouds.ts";
import { Huawei } from "./clouds/huawei.ts";
import { huaweiProfileDefaults } from "./clouds/huawei-profiles.ts";
import { Claims } from "./core/claims.ts";
import { systemClock } from "./core/clock.ts";
import { engineLog, printErrorsOnce, shownByAnswer, watchEngine } from "./core/engine.ts";
import { RefusedError } from "./core/errors.ts";
import { network } from "./core/http.ts";
import { once } from "./core/once.ts";
import { Progress } from "./core/progress.ts";
import { type EngineRequests, watchRequests } from "./core/requests.ts";
import { type DynamicProvider, ResourceHost, type Runtime } from "./core/resource-host.ts";
import { Sender } from "./core/send.ts";
import { environment, type Lookup, type Settings } from "./core/settings.ts";
import { lifecycles } from "./resources/index.ts";
import { readSettings } from "./settings/read.ts";

// What Pulumi's dynamic-provider process loads, by name, from the text in state. One process serves one provider
// instance, so that everything here is made once: all resources share settings, credentials, sockets and looks.

let runtime: Runtime | undefined;
const claims = new Claims();
let requests: EngineRequests | undefined;
let configuration: Lookup = () => undefined;

/** The provider of one type of resource. The texts in state call this; its name and parameter never change. */
export function handler(type: string): DynamicProvider {
  // Now, and not with the first call: that may be a deletion, of which the host is about to read the request.
  if (requests === undefined) {
    const patch = hostPatched();
    requests = watchRequests(patch);
    if (patch) printErrorsOnce();
  }
  const lifecycle = lifecycles[type];
  if (lifecycle === undefined) {
    throw shownByAnswer(
      new RefusedError(
        `This version of pulumi-interlink knows no resource ${type}. Install the version that made it, or a newer one.`,
      ),
    );
  }
  return new ResourceHost(type, lifecycle(), {
    requests,
    claims,
    configure: (lookup) => {
      configuration = lookup;
    },
    get: () => {
      runtime ??= start();
      return runtime;
    },
  });
}

/** Whether this process may use what Pulumi's host does not offer. */
function hostPatched(): boolean {
  return environment()("INTERLINK_NO_HOST_PATCH") !== "1";
}

function start(): Runtime {
  const env = environment();
  const patch = hostPatched();
  const stop = new AbortController();
  watchEngine(stop, patch, () => claims.forget());
  const settings = once(() =>
    readSettings(configuration, env, { alibaba: alibabaProfileDefaults, huawei: huaweiProfileDefaults }),
  );
  return {
    clock: systemClock,
    stop: stop.signal,
    log: engineLog(patch),
    progress: new Progress(systemClock),
    debug: env("INTERLINK_DEBUG") === "1",
    settings,
    clouds: once(() => connect(settings(), stop.signal)),
  };
}

/** Each cloud is connected to when it is first needed: a stack may have settings for one only. */
function connect(settings: Settings, stop: AbortSignal): Clouds {
  const shared = { clock: systemClock, sender: new Sender(systemClock, network), transport: network, stop };
  const alibaba = once(
    () =>
      new Alibaba({
        ...shared,
        credentials: alibabaCredentials({ ...shared, settings: settings.alibaba }),
        endpoint: (service, region) =>
          settings.alibaba.endpoints[service.endpointKey] ?? service.endpoint(region),
      }),
  );
  const huawei = once(() => new Huawei({ ...shared, settings: settings.huawei }));
  return {
    get alibaba() {
      return alibaba();
    },
    get huawei() {
      return huawei();
    },
  };
}
