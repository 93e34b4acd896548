import {
  ApiError,
  type ErrorFact,
  UnknownOutcomeError,
  UnreachableError,
} from "../../provider/http/errors.ts";
import { OperationHistory } from "../../provider/lifecycle/operation-history.ts";
import { type Job, reconcile } from "../../provider/lifecycle/reconcile.ts";
import type { Step, Write } from "../../provider/lifecycle/step.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** The time of the test at hand. */
export let clock: VirtualClock;
/** Interrupts its operation. */
export let stop: AbortController;
/** What its operation has done and seen. */
export let history: OperationHistory;
/** What happened, in order: `read`, and the name of each write that was sent. */
export let log: string[];
/** The thing's status, as time goes by: what was set last for a time that has come. */
let timeline: { readonly from: number; readonly status: string | undefined }[];
/** What was waited for, read by read. */
export let waits: string[];

/** Before each test: a fresh clock, nothing there, nothing done. */
export function begin(): void {
  clock = new VirtualClock();
  stop = new AbortController();
  history = new OperationHistory(clock);
  log = [];
  timeline = [];
  waits = [];
}

/** From `inMs` on, the cloud shows this status. */
export function shows(status: string | undefined, inMs = 0): void {
  timeline.push({ from: clock.elapsed() + inMs, status });
}

/** The status that the cloud shows now. */
export function current(): string | undefined {
  return timeline.findLast(({ from }) => from <= clock.elapsed())?.status;
}

/** A refusal by a code that is known to lead there. */
export function refusal(onError: ErrorFact["onError"], code = "Busy"): ApiError {
  const fact = { code, onError, means: "It is busy.", remedy: "Wait." };
  return new ApiError({ operation: "Vpc.Make", code, text: "busy", status: 400, requestId: "r" }, [fact]);
}

/** A write was sent, and its answer never came. */
export const lost = (): Error => new UnknownOutcomeError("Vpc.Make: reset");
/** A read got no answer after all attempts. */
export const unreachable = (): Error => new UnreachableError("Vpc.Describe: no usable answer");

/** A write that is accepted after whatever comes first, one thing per call; accepted, it makes the thing Active. */
export function make(happenings: (Error | undefined)[] = [], more: Partial<Write> = {}): Write {
  return {
    do: "write",
    name: "make",
    doing: "Making the thing",
    send: async () => {
      log.push("make");
      const happening = happenings.shift();
      if (happening) throw happening;
      shows("Active");
      return "answer";
    },
    ...more,
  };
}

/** Makes the thing unless it is there, and waits until it is Active. */
export function wanting(write: Write): (thing: string | undefined) => Step {
  return (status) => {
    if (status === "Active") return { do: "done" };
    if (status === undefined && !history.acknowledged("make")) return write;
    return { do: "wait", why: "acknowledged", waitingFor: status ?? "the thing to be listed" };
  };
}

/** The operation. */
export function job(plan: Job<string>["plan"], more: Partial<Job<string>> = {}): Job<string> {
  return {
    read: async ({ afterMs, signal }) => {
      await clock.sleep(afterMs, signal);
      log.push("read");
      return current();
    },
    plan,
    status: (status) => status,
    title: "thing th-1",
    removing: false,
    history,
    timeoutMs: 60_000,
    clock,
    stop: stop.signal,
    onWait: (waitingFor) => waits.push(waitingFor),
    ...more,
  };
}

/** The operation, run to its end. */
export function run(plan: Job<string>["plan"], more: Partial<Job<string>> = {}): Promise<string | undefined> {
  return clock.runUntil(reconcile(job(plan, more)));
}

/** How many writes were sent. */
export const writes = (): number => log.filter((entry) => entry !== "read").length;
