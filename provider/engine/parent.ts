import { fstatSync } from "node:fs";
import { StoppedError } from "../http/errors.ts";

/** How long a provider whose CLI has died waits for answers before it ends. */
const LAST_ANSWERS_MS = 2_000;

/** Ends this process when the CLI that started it has died: what is under way may still be answered; nothing further is sent. */
export function endWithParent(stop: AbortController): void {
  watchParent(() => {
    stop.abort(new StoppedError("the Pulumi CLI has ended"));
    setTimeout(() => process.exit(0), LAST_ANSWERS_MS).unref();
  });
}

/** The CLI holds the other end of standard input; it closes with the CLI, also when that is killed. */
function watchParent(onGone: () => void): void {
  try {
    const stdin = fstatSync(0);
    if (!stdin.isFIFO() && !stdin.isSocket()) return;
  } catch {
    return; // no standard input: nobody to watch
  }
  process.stdin.on("end", onGone).on("close", onGone).on("error", onGone).resume();
  if ("unref" in process.stdin && typeof process.stdin.unref === "function") process.stdin.unref();
}
