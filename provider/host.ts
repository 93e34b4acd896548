import { engineLog, printErrorsOnce, shownByAnswer, watchEngine } from "./dynamic/engine.ts";
import { type DynamicProvider, dynamicProvider } from "./dynamic/provider.ts";
import { type EngineRequests, watchRequests } from "./dynamic/requests.ts";
import { RefusedError } from "./http/errors.ts";
import { Claims } from "./lifecycle/claims.ts";
import { ResourceHandler } from "./lifecycle/handler.ts";
import type { Runtime } from "./lifecycle/operation.ts";
import { definitions } from "./resources/index.ts";
import { startRuntime } from "./runtime.ts";
import { environment, type Lookup } from "./settings/places.ts";

// What Pulumi's dynamic-provider process loads, by name, from the text in state. One process serves one provider
// instance.

let runtime: Runtime | undefined;
let requests: EngineRequests | undefined;
let configuration: Lookup = () => undefined;

/** The provider of one type of resource. The texts in state call this; its name and parameter never change. */
export function handler(type: string): DynamicProvider {
  // Now, and not with the first call: that may be a deletion, of which the host is about to read the request.
  if (requests === undefined) {
    const patch = isHostPatched();
    requests = watchRequests(patch);
    if (patch) printErrorsOnce();
  }
  const definition = definitions.find((it) => it.type === type);
  if (definition === undefined) {
    throw shownByAnswer(
      new RefusedError(
        `This version of pulumi-interlink knows no resource ${type}. Install the version that made it, or a newer one.`,
      ),
    );
  }
  return dynamicProvider((shared) => new ResourceHandler(definition, shared), {
    requests,
    configure: (lookup) => {
      configuration = lookup;
    },
    runtime: () => {
      runtime ??= start();
      return runtime;
    },
  });
}

/** Whether this process may use what Pulumi's host does not offer. */
function isHostPatched(): boolean {
  return environment()("INTERLINK_NO_HOST_PATCH") !== "1";
}

function start(): Runtime {
  const patch = isHostPatched();
  const stop = new AbortController();
  const claims = new Claims();
  watchEngine(stop, patch, () => claims.forget());
  return startRuntime(configuration, stop.signal, engineLog(patch), claims);
}
