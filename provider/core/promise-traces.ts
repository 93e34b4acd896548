import { environment } from "./settings.ts";

/**
 * Keeps Pulumi's promises from having their stack traces written out, until what is returned is called. Pulumi notes one
 * for each of four promises of each output, for a message about promises that never end (PULUMI_DEBUG_PROMISE_LEAKS);
 * with source maps, that is nearly half of the time that a large program takes.
 */
export function sparePromiseTraces(): () => void {
  const { prepareStackTrace } = Error;
  if (prepareStackTrace === undefined || environment()("PULUMI_DEBUG_PROMISE_LEAKS") !== undefined) {
    return () => undefined;
  }
  Error.prepareStackTrace = (error, frames) =>
    frames[0]?.getFunctionName() === "debuggablePromise" ? String(error) : prepareStackTrace(error, frames);
  return () => {
    Error.prepareStackTrace = prepareStackTrace;
  };
}
