import type { Problem, Properties } from "../lifecycle/definition.ts";
import type { Difference } from "../lifecycle/diff.ts";
import type { ResourceHandler } from "../lifecycle/handler.ts";
import type { Runtime } from "../lifecycle/operation.ts";
import type { Lookup } from "../settings/places.ts";
import { shownByAnswer } from "./engine.ts";
import type { EngineRequests } from "./requests.ts";

/** The methods that Pulumi's dynamic-provider host calls (cmd/dynamic-provider of @pulumi/pulumi). */
export interface DynamicProvider {
  configure(request: { readonly config: { get(key: string): unknown } }): Promise<void>;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: readonly Problem[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<Difference>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, state: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, state: Properties): Promise<void>;
}

/** How the provider gets at what is shared, which depends on a configuration that arrives later. */
export interface Shared {
  readonly requests: EngineRequests;
  configure(lookup: Lookup): void;
  runtime(): Runtime;
}

/** Hands what Pulumi's host asks of one type of resource to its handler. */
export function dynamicProvider(
  makeHandler: (runtime: Runtime) => ResourceHandler,
  shared: Shared,
): DynamicProvider {
  let made: ResourceHandler | undefined;

  /** Whatever is thrown reaches Pulumi as an Error: anything else would leave the call unanswered for ever. */
  async function answer<Result>(
    work: (handler: ResourceHandler) => Result | Promise<Result>,
  ): Promise<Result> {
    let debug = false;
    try {
      const runtime = shared.runtime();
      debug = runtime.debug;
      made ??= makeHandler(runtime);
      return await work(made);
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      throw debug ? error : shownByAnswer(error);
    }
  }

  return {
    // Nothing asynchronous may come before the configuration is stored: Pulumi's host lets other calls in meanwhile.
    async configure({ config }) {
      shared.configure((key) => {
        const value = config.get(key);
        return value === undefined || value === null ? undefined : String(value);
      });
    },
    check: (olds, news) => answer((handler) => handler.check(olds, news)),
    diff: (id, olds, news) => answer((handler) => handler.diff(id, olds, news)),
    create: (news) =>
      answer(async (handler) => {
        const { id, state } = await handler.create(news, shared.requests.timeoutFor(news));
        return { id, outs: state };
      }),
    read: (id, state) =>
      answer(async (handler) => {
        // Pulumi never imports a dynamic resource.
        const { state: props, importable: _, ...read } = await handler.read(id, state);
        return props === undefined ? read : { ...read, props };
      }),
    update: (id, olds, news) =>
      answer(async (handler) => {
        const { state } = await handler.update(id, olds, news, shared.requests.timeoutFor(news));
        return { outs: state };
      }),
    delete: (id, state) => {
      const timeout = shared.requests.timeoutOfDeletion();
      return answer((handler) => handler.delete(id, state, timeout));
    },
  };
}
