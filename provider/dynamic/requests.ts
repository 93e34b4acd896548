import { createRequire } from "node:module";
import type { Properties } from "../lifecycle/definition.ts";
import type { EngineTimeout } from "../lifecycle/timeouts.ts";

/**
 * What the engine asks Pulumi's dynamic-provider host, and the host does not hand on: the timeout of an operation. The
 * class's constructor knows customTimeouts too, but not what a transformation makes of them later, and a deletion would
 * know only those of the last create or update.
 */
export interface EngineRequests {
  /** The timeout of the creation or update that got these properties; undefined where it cannot be told. */
  timeoutFor(news: Properties): EngineTimeout | undefined;
  /** The timeout of the deletion that is just being called: asked before anything is awaited. */
  timeoutOfDeletion(): EngineTimeout | undefined;
}

/** Nothing can be told: this is not the host, or it is not to be patched. */
export const noRequests: EngineRequests = { timeoutFor: () => undefined, timeoutOfDeletion: () => undefined };

/**
 * Listens to the host's reading of its requests. It turns the properties of each request into a plain object, which it
 * then hands to the provider's method: by that object they are told apart. Of a deletion, which may be the first request
 * of a process, it reads the id in the same breath in which it calls the provider.
 */
export function watchRequests(patch: boolean): EngineRequests {
  const host = patch ? hostMessages() : undefined;
  if (host === undefined) return noRequests;
  const timeouts = new WeakMap<object, EngineTimeout>();
  const note = (request: TimedRequest, getter: "getProperties" | "getNews"): void => {
    const read = request[getter];
    if (read === undefined) return;
    request[getter] = function (this: TimedRequest) {
      const struct = read.call(this);
      const toJavaScript = struct?.toJavaScript;
      if (struct === undefined || toJavaScript === undefined) return struct;
      struct.toJavaScript = () => {
        const properties = toJavaScript.call(struct);
        timeouts.set(properties, { seconds: this.getTimeout() });
        return properties;
      };
      return struct;
    };
  };
  note(host.CreateRequest.prototype, "getProperties");
  note(host.UpdateRequest.prototype, "getNews");

  let deletion: EngineTimeout | undefined;
  const { getId } = host.DeleteRequest.prototype;
  host.DeleteRequest.prototype.getId = function () {
    deletion = { seconds: this.getTimeout() };
    return getId?.call(this) ?? "";
  };
  return {
    timeoutFor: (news) => timeouts.get(news),
    timeoutOfDeletion: () => {
      const told = deletion;
      deletion = undefined;
      return told;
    },
  };
}

interface Struct {
  toJavaScript?: () => Record<string, unknown>;
}

/** One of Pulumi's generated messages, as far as it is used here. */
interface TimedRequest {
  getTimeout(): number;
  getId?: () => string;
  getProperties?: () => Struct | undefined;
  getNews?: () => Struct | undefined;
}

interface HostMessages {
  readonly CreateRequest: { readonly prototype: TimedRequest };
  readonly UpdateRequest: { readonly prototype: TimedRequest };
  readonly DeleteRequest: { readonly prototype: TimedRequest };
}

/** The host's own copy of Pulumi's messages; undefined where this is not the host, or they are not as expected. */
function hostMessages(): HostMessages | undefined {
  try {
    const main = require.main?.filename;
    if (main === undefined) return undefined;
    const messages: HostMessages = createRequire(main)("../../proto/provider_pb");
    const { CreateRequest, UpdateRequest, DeleteRequest } = messages;
    const timed = [CreateRequest, UpdateRequest, DeleteRequest].every(
      ({ prototype }) => typeof prototype.getTimeout === "function",
    );
    const read = [CreateRequest.prototype.getProperties, UpdateRequest.prototype.getNews];
    return timed && [...read, DeleteRequest.prototype.getId].every((it) => typeof it === "function")
      ? messages
      : undefined;
  } catch {
    return undefined;
  }
}
