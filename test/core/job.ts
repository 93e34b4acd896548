import {
  ApiError,
  type ErrorFact,
  UnknownOutcomeError,
  UnreachableError,
} from "../../provider/core/errors.ts";
import { type Job, Past, reconcile } from "../../provider/core/reconcile.ts";
import type { Step, Write } from "../../provider/core/step.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** The time of the test at hand. */
export let clock: VirtualClock;
/** Interrupts its operation. */
export let stop: AbortController;
/** What its operation has done and seen. */
export let past: Past;
/** What happened, in order: `look`, and the name of each write that was sent. */
export let log: string[];
/** The thing's status, as time goes by: what was set last for a time that has come. */
let history: { readonly from: number; readonly status: string | undefined }[];
/** What was waited for, look by look. */
export let waits: string[];

/** Before each test: a fresh clock, nothing there, nothing done. */
export function begin(): void {
  clock = new VirtualClock();
  stop = new AbortController();
  past = new Past(clock);
  log = [];
  history = [];
  waits = [];
}

/** From `inMs` on, the cloud shows this status. */
export function shows(status: string | undefined, inMs = 0): void {
  history.push({ from: clock.elapsed() + inMs, status });
}

/** The status that the cloud shows now. */
export function current(): string | undefined {
  return history.findLast(({ from }) => from <= clock.elapsed())?.status;
}

/** A refusal by a code that is known to lead there. */
export function refusal(leadsTo: ErrorFact["leadsTo"], code = "Busy"): ApiError {
  const fact = { code, leadsTo, means: "It is busy.", remedy: "Wait." };
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
    if (status === "Active") return { do: "finish" };
    if (status === undefined && !past.accepted("make")) return write;
    return { do: "wait", why: "accepted", waitingFor: status ?? "the thing to be listed" };
  };
}

/** The operation. */
export function job(decide: Job<string>["decide"], more: Partial<Job<string>> = {}): Job<string> {
  return {
    look: async ({ afterMs, signal }) => {
      await clock.sleep(afterMs, signal);
      log.push("look");
      return current();
    },
    decide,
    status: (status) => status,
    title: "thing th-1",
    removing: false,
    past,
    timeoutMs: 60_000,
    clock,
    stop: stop.signal,
    onWait: (waitingFor) => waits.push(waitingFor),
    ...more,
  };
}

/** The operation, run to its end. */
export function run(
  decide: Job<string>["decide"],
  more: Partial<Job<string>> = {},
): Promise<string | undefined> {
  return clock.runUntil(reconcile(job(decide, more)));
}

/** How many writes were sent. */
export const writes = (): number => log.filter((entry) => entry !== "look").length;
