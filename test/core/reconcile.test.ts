import { beforeEach, describe, expect, test } from "vitest";
import {
  ApiError,
  type ErrorFact,
  StoppedError,
  UnknownOutcomeError,
  UnreachableError,
} from "../../provider/core/errors.ts";
import { type Job, Past, reconcile, type Step, type Write } from "../../provider/core/reconcile.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

let clock: VirtualClock;
let stop: AbortController;
let past: Past;
/** What happened, in order: `look`, and the name of each write that was sent. */
let log: string[];
/** The thing's status, as time goes by: what was set last for a time that has come. */
let history: { readonly from: number; readonly status: string | undefined }[];
let waits: string[];

beforeEach(() => {
  clock = new VirtualClock();
  stop = new AbortController();
  past = new Past(clock);
  log = [];
  history = [];
  waits = [];
});

/** From `inMs` on, the cloud shows this status. */
function shows(status: string | undefined, inMs = 0): void {
  history.push({ from: clock.elapsed() + inMs, status });
}

function current(): string | undefined {
  return history.findLast(({ from }) => from <= clock.elapsed())?.status;
}

function refusal(leadsTo: ErrorFact["leadsTo"], code = "Busy"): ApiError {
  const fact = { code, leadsTo, means: "It is busy.", remedy: "Wait." };
  return new ApiError({ operation: "Vpc.Make", code, text: "busy", status: 400, requestId: "r" }, [fact]);
}

const lost = (): Error => new UnknownOutcomeError("Vpc.Make: reset");
const unreachable = (): Error => new UnreachableError("Vpc.Describe: no usable answer");

/** A write that is accepted after whatever comes first, one thing per call; accepted, it makes the thing Active. */
function make(happenings: (Error | undefined)[] = [], more: Partial<Write> = {}): Write {
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
function wanting(write: Write): (thing: string | undefined) => Step {
  return (status) => {
    if (status === "Active") return { do: "finish" };
    if (status === undefined && !past.accepted("make")) return write;
    return { do: "wait", waitingFor: status ?? "the thing to be listed" };
  };
}

function job(decide: Job<string>["decide"], more: Partial<Job<string>> = {}): Job<string> {
  return {
    look: async ({ afterMs, signal }) => {
      await clock.sleep(afterMs, signal);
      log.push("look");
      return current();
    },
    decide,
    status: (status) => status,
    removing: false,
    past,
    timeoutMs: 60_000,
    clock,
    stop: stop.signal,
    onWait: (waitingFor) => waits.push(waitingFor),
    ...more,
  };
}

function run(decide: Job<string>["decide"], more: Partial<Job<string>> = {}): Promise<string | undefined> {
  return clock.runUntil(reconcile(job(decide, more)));
}

const writes = (): number => log.filter((entry) => entry !== "look").length;

describe("looking, deciding, writing", () => {
  test("what is as wanted already is looked at once, and nothing is written", async () => {
    shows("Active");
    expect(await run(wanting(make()))).toBe("Active");
    expect(log).toEqual(["look"]);
    expect(past.engaged).toBe(false);
  });

  test("nothing is written before a look, and the result is seen by another", async () => {
    expect(await run(wanting(make()))).toBe("Active");
    expect(log).toEqual(["look", "make", "look"]);
    expect(past.wrote).toBe(true);
    expect(past.answer("make")).toBe("answer");
  });

  test("a write whose effect takes time is not looked for before", async () => {
    await run(wanting(make([], { takesMs: 2_000 })));
    expect(clock.elapsed()).toBe(2_000);
  });

  test("an accepted write is not sent again while the cloud still shows the old state", async () => {
    const write = make([], {
      send: async () => {
        log.push("make");
        shows("Active", 20_000);
      },
    });
    expect(await run(wanting(write))).toBe("Active");
    expect(writes()).toBe(1);
  });

  test("what is to be stopped at is the error", async () => {
    await expect(run(() => ({ do: "stop", because: "It belongs to somebody else." }))).rejects.toThrow(
      "It belongs to somebody else.",
    );
    expect(log).toEqual(["look"]);
  });

  test("an error that is none of the cloud's says what was being done", async () => {
    await expect(run(wanting(make([new Error("no credentials")])))).rejects.toThrow(
      "Making the thing: no credentials",
    );
    expect(writes()).toBe(1);
  });

  test("what is being waited for is told at every look", async () => {
    shows("Connecting");
    shows("Activating", 700);
    shows("Active", 1_700);
    await run(wanting(make()));
    expect(waits).toEqual(["Connecting", "Connecting", "Activating"]);
  });
});

describe("a write whose answer was lost", () => {
  test("and that took effect is not sent again", async () => {
    const write = make([], {
      send: async () => {
        log.push("make");
        shows("Active");
        throw lost();
      },
    });
    expect(await run(wanting(write))).toBe("Active");
    expect(log).toEqual(["look", "make", "look"]);
    expect(past.wrote).toBe(true);
  });

  test("and that took no effect is sent again, after a look", async () => {
    expect(await run(wanting(make([lost()])))).toBe("Active");
    expect(log).toEqual(["look", "make", "look", "make", "look"]);
  });

  test("is sent four times at most", async () => {
    await expect(run(wanting(make(Array(9).fill(lost()))))).rejects.toThrow(
      "Making the thing: Vpc.Make: reset",
    );
    expect(log).toEqual([...Array(4).fill(["look", "make"]).flat(), "look"]);
  });

  test("is still found if the fourth took effect", async () => {
    const happenings = [lost(), lost(), lost(), lost()];
    const write = make([], {
      send: async () => {
        log.push("make");
        if (happenings.length === 1) shows("Active");
        throw happenings.pop();
      },
    });
    expect(await run(wanting(write))).toBe("Active");
    expect(writes()).toBe(4);
  });

  test("keeps its client token through all repeats, and another write has another", async () => {
    const tokens: string[] = [];
    const happenings = [lost(), lost()];
    const write = make([], {
      send: async () => {
        tokens.push(past.token("make"));
        const happening = happenings.shift();
        if (happening) throw happening;
        shows("Active");
      },
    });
    await run(wanting(write));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens).toHaveLength(3);
    expect(past.token("remove")).not.toBe(tokens[0]);
  });

  test("is not sent again once the time is up", async () => {
    const write = make([], {
      send: async () => {
        log.push("make");
        await clock.sleep(30_000);
        throw lost();
      },
    });
    await expect(run(wanting(write), { timeoutMs: 45_000 })).rejects.toThrow(
      "Making the thing: Vpc.Make: reset",
    );
    expect(writes()).toBe(2);
  });
});

describe("a write that is refused", () => {
  test("for good ends the operation, saying what was being done", async () => {
    await expect(run(wanting(make([refusal("stop")])))).rejects.toThrow("Making the thing: Busy: busy");
    expect(writes()).toBe(1);
  });

  test("with a code that nobody described ends it as well", async () => {
    const unknown = new ApiError(
      { operation: "Vpc.Make", code: "New", text: "?", status: 400, requestId: "r" },
      [],
    );
    await expect(run(wanting(make([unknown])))).rejects.toThrow("Making the thing: New: ?");
  });

  test("for a while is waited out, and sent again only after another look", async () => {
    expect(await run(wanting(make([refusal("wait"), refusal("wait")])))).toBe("Active");
    expect(log).toEqual(["look", "make", "look", "make", "look", "make", "look"]);
    expect(waits).toEqual(["Busy", "Busy"]);
  });

  test("because it may be done already is looked after, and not sent again when it is", async () => {
    const write = make([refusal("look", "AlreadyThere")]);
    const send = write.send;
    const sending: Write = {
      ...write,
      send: async (options) => {
        shows("Active", 3_000);
        return await send(options);
      },
    };
    expect(
      await run((thing) =>
        thing === undefined && writes() > 0 ? { do: "wait", waitingFor: "it" } : wanting(sending)(thing),
      ),
    ).toBe("Active");
    expect(writes()).toBe(1);
  });

  test("because it may be done already fails when no look confirms that within fifteen seconds", async () => {
    await expect(run(wanting(make(Array(99).fill(refusal("look", "AlreadyThere")))))).rejects.toThrow(
      "Making the thing: AlreadyThere: busy",
    );
    expect(clock.elapsed()).toBeGreaterThan(15_000);
    expect(clock.elapsed()).toBeLessThan(18_000);
  });

  test("because of circumstances is waited out where the write says so", async () => {
    const write = make([refusal("stop", "NotSet"), refusal("stop", "NotSet")], {
      waitOut: (error) => (error.code === "NotSet" ? "the other side to be set" : undefined),
    });
    expect(await run(wanting(write))).toBe("Active");
    expect(waits).toEqual(["the other side to be set", "the other side to be set"]);
  });

  test("because the thing is gone ends a removal well", async () => {
    shows("Active");
    const remove = make([refusal("gone", "NotFound")], { name: "remove" });
    expect(await run(() => remove, { removing: true })).toBeUndefined();
  });

  test("because the thing is gone ends anything else as a failure", async () => {
    await expect(run(wanting(make([refusal("gone", "NotFound")])))).rejects.toThrow("NotFound");
  });

  test("until the time is up fails of that refusal", async () => {
    const outcome = run(wanting(make(Array(999).fill(refusal("wait")))), { timeoutMs: 30_000 });
    await expect(outcome).rejects.toThrow(
      "still waiting for Busy after 30 s: Making the thing: Busy: busy (Vpc.Make, HTTP 400, request id r). It is busy. Wait. Run `pulumi up` again to go on, or allow more time with customTimeouts.",
    );
  });
});

describe("time", () => {
  test("that is up is an error saying what was waited for", async () => {
    shows("Connecting");
    await expect(run(wanting(make()), { timeoutMs: 60_000 })).rejects.toThrow(
      "still waiting for Connecting after 60 s. Run `pulumi up` again to go on",
    );
    expect(clock.elapsed()).toBe(60_000);
    expect(past.engaged).toBe(true);
  });

  test("that is nearly up is used for a last look", async () => {
    shows("Connecting");
    shows("Active", 59_999);
    expect(await run(wanting(make()), { timeoutMs: 60_000 })).toBe("Active");
    expect(clock.elapsed()).toBe(60_000);
  });

  test("counts from the first accepted write on", async () => {
    const happenings: (Error | undefined)[] = Array(999).fill(refusal("wait"));
    const write = make([], {
      send: async () => {
        if (clock.elapsed() < 50_000 && happenings.length > 0) throw refusal("wait");
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
    const decide = (status: string | undefined): Step => {
      if (status === "Idle" && !past.accepted("set")) return then("set", "Set");
      if (status === "Set" && !past.accepted("connect")) return then("connect", "Active");
      return status === "Active" ? { do: "finish" } : { do: "wait", waitingFor: `${status}` };
    };
    await expect(run(decide, { timeoutMs: 60_000 })).rejects.toThrow("still waiting for Set after 60 s");
    expect(clock.elapsed()).toBe(60_000);
  });

  test("that a quota took does not count", async () => {
    shows("Connecting");
    shows("Active", 100_000);
    const look: Job<string>["look"] = async ({ afterMs, onQueued }) => {
      await clock.sleep(afterMs);
      if (clock.elapsed() < 60_000) {
        await clock.sleep(20_000);
        onQueued?.(20_000);
      }
      return current();
    };
    expect(await run(wanting(make()), { timeoutMs: 45_000, look })).toBe("Active");
  });

  test("that a quota took before a write does not count", async () => {
    const write = make([], {
      send: async ({ onQueued }) => {
        await clock.sleep(300_000);
        onQueued?.(300_000);
        throw refusal("wait");
      },
    });
    const outcome = run(wanting(write), { timeoutMs: 10_000 });
    await expect(outcome).rejects.toThrow("still waiting for Busy after 10 s");
    expect(clock.elapsed()).toBeGreaterThan(2 * 300_000);
  });

  test("passes in looks half a second apart at first, a second later on, ten at most", async () => {
    shows("Connecting");
    const times: number[] = [];
    const decide = (): Step => {
      times.push(clock.elapsed());
      return { do: "wait", waitingFor: "Connecting" };
    };
    await expect(run(decide, { timeoutMs: 3_600_000 })).rejects.toThrow("after 3600 s");
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(pauses[0]).toBeGreaterThanOrEqual(475);
    expect(pauses[0]).toBeLessThanOrEqual(525);
    expect(pauses[5]).toBeGreaterThanOrEqual(950);
    expect(pauses[5]).toBeLessThanOrEqual(1_050);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(10_500);
    expect(times.length).toBeLessThan(450);
  });
});

describe("a look that reached nobody", () => {
  test("is the end when nothing was begun", async () => {
    const look = async (): Promise<string> => {
      log.push("look");
      throw unreachable();
    };
    await expect(run(wanting(make()), { look })).rejects.toThrow(UnreachableError);
    expect(log).toEqual(["look"]);
  });

  test("does not end a wait", async () => {
    let looks = 0;
    shows("Connecting");
    shows("Active", 10_000);
    const look: Job<string>["look"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      looks += 1;
      if (looks > 1 && looks < 5) throw unreachable();
      return current();
    };
    expect(await run(wanting(make()), { look })).toBe("Active");
    expect(waits).toContain("an answer of the cloud");
  });

  test("does not end an operation that has written", async () => {
    let broken = 3;
    const look: Job<string>["look"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (past.wrote && broken > 0) {
        broken -= 1;
        throw unreachable();
      }
      return current();
    };
    expect(await run(wanting(make([lost()])), { look })).toBe("Active");
  });

  test("while reading what is around counts as such, too", async () => {
    let broken = 3;
    const decide = async (thing: string | undefined): Promise<Step> => {
      if (past.accepted("make") && broken > 0) {
        broken -= 1;
        throw unreachable();
      }
      return wanting(make())(thing);
    };
    expect(await run(decide)).toBe("Active");
    expect(writes()).toBe(1);
  });

  test("until the time is up is what the operation fails of", async () => {
    const look: Job<string>["look"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (past.wrote) throw unreachable();
      return current();
    };
    await expect(run(wanting(make()), { look, timeoutMs: 30_000 })).rejects.toThrow(
      "still waiting for an answer of the cloud after 30 s: Vpc.Describe: no usable answer",
    );
  });

  test("for another reason than the network ends a wait at once", async () => {
    shows("Connecting");
    const look: Job<string>["look"] = async ({ afterMs }) => {
      await clock.sleep(afterMs);
      if (past.engaged) throw refusal("stop", "Forbidden");
      return current();
    };
    await expect(run(wanting(make()), { look })).rejects.toThrow("Forbidden");
  });
});

describe("when the user interrupts", () => {
  const interrupted = (): StoppedError => new StoppedError("interrupted");

  test("a wait ends at once", async () => {
    shows("Connecting");
    const outcome = reconcile(job(wanting(make())));
    await clock.advance(10_250);
    const looks = log.length;
    stop.abort(interrupted());
    await expect(outcome).rejects.toThrow("interrupted");
    expect(clock.elapsed()).toBe(10_250);
    await clock.advance(60_000);
    expect(log).toHaveLength(looks);
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
    expect(past.answer("make")).toBe("answer");
    expect(writes()).toBe(1);
  });
});

describe("what is kept of an operation", () => {
  test("a status that was seen is forgotten when a write is accepted: what follows is another matter", () => {
    past.see("Idle");
    past.see("Connecting");
    expect([past.saw("Idle"), past.saw("Connecting"), past.saw("Active")]).toEqual([true, true, false]);
    past.accept("connect", undefined);
    expect([past.saw("Idle"), past.saw("Connecting")]).toEqual([false, false]);
    expect(past.accepted("connect")).toBe(true);
  });

  test("a thing is missing briefly for a minute from when it was first missed", async () => {
    expect(past.missingBriefly).toBe(false);
    past.see(undefined);
    expect(past.missingBriefly).toBe(true);
    await clock.advance(59_000);
    past.see(undefined);
    expect(past.missingBriefly).toBe(true);
    await clock.advance(1_000);
    past.see(undefined);
    expect(past.missingBriefly).toBe(false);
  });

  test("a thing that was seen in between is missed anew", async () => {
    past.see(undefined);
    await clock.advance(50_000);
    past.see("Idle");
    expect(past.missingBriefly).toBe(false);
    past.see(undefined);
    await clock.advance(50_000);
    expect(past.missingBriefly).toBe(true);
  });

  test("nothing belongs in state before something was waited for or written", async () => {
    await expect(run(wanting(make([refusal("stop")])))).rejects.toThrow("Busy");
    expect([past.engaged, past.wrote]).toEqual([false, false]);
  });

  test("a write whose answer was lost belongs in state", async () => {
    await expect(run(wanting(make(Array(9).fill(lost()))))).rejects.toThrow("reset");
    expect([past.engaged, past.wrote]).toEqual([true, true]);
  });
});
