import { beforeEach, describe, expect, test } from "vitest";
import { StoppedError, UnreachableError } from "../../provider/http/errors.ts";
import { type Job, reconcile } from "../../provider/lifecycle/reconcile.ts";
import type { Fail, Guess, Step, Write } from "../../provider/lifecycle/step.ts";
import {
  begin,
  clock,
  current,
  history,
  job,
  log,
  lost,
  make,
  refusal,
  run,
  shows,
  stop,
  unreachable,
  waits,
  wanting,
  writes,
} from "./job.ts";

beforeEach(begin);

describe("time", () => {
  test("that is up is an error saying what was waited for", async () => {
    shows("Connecting");
    await expect(run(wanting(make()), { timeoutMs: 60_000 })).rejects.toThrow(
      "still waiting for Connecting after 60 s. Run `pulumi up` again to go on",
    );
    expect(clock.elapsed()).toBe(60_000);
    expect(history.mayHaveSideEffects).toBe(true);
  });

  test("that is nearly up is used for a last read", async () => {
    shows("Connecting");
    shows("Active", 59_999);
    expect(await run(wanting(make()), { timeoutMs: 60_000 })).toBe("Active");
    expect(clock.elapsed()).toBe(60_000);
  });

  test("counts from the first accepted write on", async () => {
    const happenings: (Error | undefined)[] = Array(999).fill(refusal("retry"));
    const write = make([], {
      send: async () => {
        if (clock.elapsed() < 50_000 && happenings.length > 0) throw refusal("retry");
        shows("Connecting");
        shows("Active", 50_000);
      },
    });
    expect(await run(wanting(write), { timeoutMs: 60_000 })).toBe("Active");
    expect(clock.elapsed()).toBeGreaterThan(100_000);
  });

  test("does not count anew from a second write on", async () => {
    shows("Idle");
    const then = (name: string, status: string): Write =>
      make([], {
        name,
        send: async () => {
          shows(status, 40_000);
        },
      });
    const plan = (status: string | undefined): Step => {
      if (status === "Idle" && !history.acknowledged("set")) return then("set", "Set");
      if (status === "Set" && !history.acknowledged("connect")) return then("connect", "Active");
      return status === "Active"
        ? { do: "done" }
        : { do: "wait", why: "acknowledged", waitingFor: `${status}` };
    };
    await expect(run(plan, { timeoutMs: 60_000 })).rejects.toThrow("still waiting for Set after 60 s");
    expect(clock.elapsed()).toBe(60_000);
  });

  test("that a quota took does not count", async () => {
    shows("Connecting");
    shows("Active", 100_000);
    const read: Job<string>["read"] = async ({ afterMs, onQueued }) => {
      await clock.sleep(afterMs);
      if (clock.elapsed() < 60_000) {
        await clock.sleep(20_000);
        onQueued?.(20_000);
      }
      return current();
    };
    expect(await run(wanting(make()), { timeoutMs: 45_000, read })).toBe("Active");
  });

  test("that a quota took from several calls at once does not count once for each", async () => {
    shows("Connecting");
    const read: Job<string>["read"] = async ({ afterMs, onQueued }) => {
      await clock.sleep(afterMs + 1_000);
      for (let call = 0; call < 3; call += 1) onQueued?.(1_000);
      return current();
    };
    await expect(run(wanting(make()), { timeoutMs: 20_000, read })).rejects.toThrow("after 20 s");
    expect(clock.elapsed()).toBeLessThan(60_000);
  });

  test("that a quota took before a write does not count", async () => {
    const write = make([], {
      send: async ({ onQueued }) => {
        await clock.sleep(300_000);
        onQueued?.(300_000);
        throw refusal("retry");
      },
    });
    const outcome = run(wanting(write), { timeoutMs: 10_000 });
    await expect(outcome).rejects.toThrow("still waiting for Busy after 10 s");
    expect(clock.elapsed()).toBeGreaterThan(2 * 300_000);
  });

  test("passes in reads half a second after one another at first, 0.6 s later on, ten at most", async () => {
    shows("Connecting");
    const times: number[] = [];
    const plan = (): Step => {
      times.push(clock.elapsed());
      return { do: "wait", why: "acknowledged", waitingFor: "Connecting" };
    };
    await expect(run(plan, { timeoutMs: 3_600_000 })).rejects.toThrow("after 3600 s");
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(475);
    expect(pauses[0]).toBeLessThanOrEqual(525);
    expect(pauses[5]).toBeGreaterThanOrEqual(570);
    expect(pauses[5]).toBeLessThanOrEqual(630);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10_500);
    expect(times.length).toBeLessThan(450);
  });
});

describe("a wait that rests on a guess", () => {
  const stopped: Fail = { do: "fail", because: "It is Odd." };
  const guessing =
    (otherwise: Write | Fail) =>
    (status: string | undefined): Step =>
      status === "Active" ? { do: "done" } : { do: "wait", why: "lag", waitingFor: "Odd", otherwise };
  const unlisted = (status: string | undefined): Step =>
    status === undefined
      ? { do: "wait", why: "new", waitingFor: "th-1 to be listed", otherwise: stopped }
      : { do: "done" };

  test("ends well when the read caught up", async () => {
    shows("Odd");
    shows("Active", 50_000);
    expect(await run(guessing(stopped), { timeoutMs: 600_000 })).toBe("Active");
  });

  test("is over after a minute: then the write is sent, and what the cloud answers counts", async () => {
    shows("Odd");
    expect(await run(guessing(make()), { timeoutMs: 600_000 })).toBe("Active");
    expect(writes()).toBe(1);
    expect(clock.elapsed()).toBeGreaterThanOrEqual(60_000);
    expect(clock.elapsed()).toBeLessThan(65_000);
  });

  test("is not begun anew by a refusal of that write", async () => {
    shows("Odd");
    const refused = make(Array(999).fill(refusal("recheck", "IncorrectStatus")));
    await expect(run(guessing(refused), { timeoutMs: 600_000 })).rejects.toThrow(
      "Making the thing: IncorrectStatus",
    );
    expect(clock.elapsed()).toBeLessThan(90_000);
  });

  test("is over sooner where less time is allowed", async () => {
    shows("Odd");
    await expect(run(guessing(stopped), { timeoutMs: 10_000 })).rejects.toThrow("It is Odd.");
    expect(clock.elapsed()).toBe(10_000);
    expect(history.mayHaveSideEffects).toBe(true);
  });

  test("begins anew after the cloud named a status on its way", async () => {
    shows("Odd");
    shows("Connecting", 40_000);
    shows("Odd", 50_000);
    const plan = (status: string | undefined): Step =>
      status === "Connecting"
        ? { do: "wait", why: "transition", waitingFor: "Connecting" }
        : guessing(stopped)(status);
    await expect(run(plan, { timeoutMs: 600_000 })).rejects.toThrow("It is Odd.");
    expect(clock.elapsed()).toBeGreaterThanOrEqual(110_000);
  });

  test("is for a new thing, and ends well once it is listed; nothing was begun by it", async () => {
    shows("Idle", 20_000);
    expect(await run(unlisted, { timeoutMs: 600_000 })).toBe("Idle");
    expect(waits.every((text) => text === "th-1 to be listed")).toBe(true);
    expect(history.mayHaveSideEffects).toBe(false);
  });

  test("is for a new thing, and over after half a minute; nothing was begun by it", async () => {
    await expect(run(unlisted, { timeoutMs: 600_000 })).rejects.toThrow("It is Odd.");
    expect(clock.elapsed()).toBeGreaterThanOrEqual(30_000);
    expect(clock.elapsed()).toBeLessThan(33_000);
    expect(history.mayHaveSideEffects).toBe(false);
  });

  test("is for a new thing, and interrupted; nothing was begun by it", async () => {
    const outcome = reconcile(job(unlisted));
    await clock.advance(5_000);
    stop.abort(new StoppedError("interrupted"));
    await expect(outcome).rejects.toThrow("interrupted");
    expect(history.mayHaveSideEffects).toBe(false);
  });

  test.each<[Guess, number, boolean]>([
    ["new", 30_000, false],
    ["lag", 60_000, true],
  ])("may follow a refusal, too: %s", async (why, forMs, engaged) => {
    const write = make(Array(999).fill(refusal("retry", "NotFound")), {
      waitOut: () => ({ why, waitingFor: "th-2 to be found" }),
    });
    await expect(run(wanting(write), { timeoutMs: 600_000 })).rejects.toThrow("Making the thing: NotFound");
    expect(clock.elapsed()).toBeGreaterThanOrEqual(forMs);
    expect(clock.elapsed()).toBeLessThan(forMs + 4_000);
    expect(history.mayHaveSideEffects).toBe(engaged);
    expect(new Set(waits)).toEqual(new Set(["th-2 to be found"]));
  });

  test("for a new thing is another matter once the cloud says something else", async () => {
    const write = make([refusal("fail", "NotFound"), ...Array(999).fill(refusal("retry"))], {
      waitOut: ({ code }) =>
        code === "NotFound" ? { why: "new", waitingFor: "th-2 to be found" } : undefined,
    });
    await expect(run(wanting(write), { timeoutMs: 90_000 })).rejects.toThrow(
      "still waiting for Busy after 90 s",
    );
    expect(history.mayHaveSideEffects).toBe(true);
  });
});

describe("a read that reached nobody", () => {
  test("is the end when nothing was begun", async () => {
    const read = async (): Promise<string> => {
      log.push("read");
      throw unreachable();
    };
    await expect(run(wanting(make()), { read })).rejects.toThrow(UnreachableError);
    expect(log).toEqual(["read"]);
  });

  test("does not end a wait", async () => {
    let reads = 0;
    shows("Connecting");
    shows("Active", 10_000);
    const read: Job<string>["read"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      reads += 1;
      if (reads > 1 && reads < 5) throw unreachable();
      return current();
    };
    expect(await run(wanting(make()), { read })).toBe("Active");
    expect(waits).toContain("an answer of the cloud");
  });

  test("does not end an operation that has written", async () => {
    let broken = 3;
    const read: Job<string>["read"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (history.maybeSent() && broken > 0) {
        broken -= 1;
        throw unreachable();
      }
      return current();
    };
    expect(await run(wanting(make([lost()])), { read })).toBe("Active");
  });

  test("while reading what is around counts as such, too", async () => {
    let broken = 3;
    const plan = async (thing: string | undefined): Promise<Step> => {
      if (history.acknowledged("make") && broken > 0) {
        broken -= 1;
        throw unreachable();
      }
      return wanting(make())(thing);
    };
    expect(await run(plan)).toBe("Active");
    expect(writes()).toBe(1);
  });

  test("until the time is up is what the operation fails of", async () => {
    const read: Job<string>["read"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (history.maybeSent()) throw unreachable();
      return current();
    };
    await expect(run(wanting(make()), { read, timeoutMs: 30_000 })).rejects.toThrow(
      "still waiting for an answer of the cloud after 30 s: Vpc.Describe: no usable answer",
    );
  });

  test("because the cloud has no time for it does not end a wait either", async () => {
    let refused = 3;
    shows("Connecting");
    shows("Active", 10_000);
    const read: Job<string>["read"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (history.mayHaveSideEffects && refused > 0) {
        refused -= 1;
        throw refusal("retry", "OperationConflict");
      }
      return current();
    };
    expect(await run(wanting(make()), { read })).toBe("Active");
    expect(refused).toBe(0);
  });

  test("for another reason than the network ends a wait at once", async () => {
    shows("Connecting");
    const read: Job<string>["read"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (history.mayHaveSideEffects) throw refusal("fail", "Forbidden");
      return current();
    };
    await expect(run(wanting(make()), { read })).rejects.toThrow("Forbidden");
  });
});

describe("when the user interrupts", () => {
  const interrupted = (): StoppedError => new StoppedError("interrupted");

  test("a wait ends at once", async () => {
    shows("Connecting");
    const outcome = reconcile(job(wanting(make())));
    await clock.advance(10_250);
    const reads = log.length;
    stop.abort(interrupted());
    await expect(outcome).rejects.toThrow("interrupted");
    expect(clock.elapsed()).toBe(10_250);
    await clock.advance(60_000);
    expect(log).toHaveLength(reads);
  });

  test("nothing is written any more, even if the decision to write came before", async () => {
    const outcome = run(async (thing) => {
      stop.abort(interrupted());
      return wanting(make())(thing);
    });
    await expect(outcome).rejects.toThrow("interrupted");
    expect(writes()).toBe(0);
  });

  test("a write that is under way is still answered, and the operation ends after it", async () => {
    const write = make([], {
      send: async () => {
        log.push("make");
        stop.abort(interrupted());
        await clock.sleep(200);
        shows("Active", 500);
        return "answer";
      },
    });
    await expect(run(wanting(write))).rejects.toThrow("interrupted");
    expect(history.answer("make")).toBe("answer");
    expect(writes()).toBe(1);
  });
});

describe("what is kept of an operation", () => {
  test("a status that was seen is forgotten when a write is accepted: what follows is another matter", () => {
    history.see("Idle");
    history.see("Connecting");
    expect([history.sawStatus("Idle"), history.sawStatus("Connecting"), history.sawStatus("Active")]).toEqual(
      [true, true, false],
    );
    history.acknowledge("connect", undefined);
    expect([history.sawStatus("Idle"), history.sawStatus("Connecting")]).toEqual([false, false]);
    expect(history.acknowledged("connect")).toBe(true);
  });

  test("a thing is missing briefly for a minute from when it was first missed", async () => {
    expect(history.missingBriefly).toBe(false);
    history.see(undefined);
    expect(history.missingBriefly).toBe(true);
    await clock.advance(59_000);
    history.see(undefined);
    expect(history.missingBriefly).toBe(true);
    await clock.advance(1_000);
    history.see(undefined);
    expect(history.missingBriefly).toBe(false);
  });

  test("a thing that was seen in between is missed anew", async () => {
    history.see(undefined);
    await clock.advance(50_000);
    history.see("Idle");
    expect(history.missingBriefly).toBe(false);
    history.see(undefined);
    await clock.advance(50_000);
    expect(history.missingBriefly).toBe(true);
  });

  test("nothing belongs in state before something was waited for or written", async () => {
    await expect(run(wanting(make([refusal("fail")])))).rejects.toThrow("Busy");
    expect([history.mayHaveSideEffects, history.maybeSent()]).toEqual([false, false]);
  });

  test("a write whose answer was lost belongs in state", async () => {
    await expect(run(wanting(make(Array(9).fill(lost()))))).rejects.toThrow("reset");
    expect([history.mayHaveSideEffects, history.maybeSent()]).toEqual([true, true]);
  });
});
