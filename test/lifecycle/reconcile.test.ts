import { beforeEach, describe, expect, test } from "vitest";
import { ApiError } from "../../provider/http/errors.ts";
import type { Write } from "../../provider/lifecycle/step.ts";
import {
  begin,
  clock,
  history,
  log,
  lost,
  make,
  refusal,
  run,
  shows,
  waits,
  wanting,
  writes,
} from "./job.ts";

beforeEach(begin);

describe("reading, planning, writing", () => {
  test("what is as wanted already is read once, and nothing is written", async () => {
    shows("Active");
    expect(await run(wanting(make()))).toBe("Active");
    expect(log).toEqual(["read"]);
    expect(history.mayHaveSideEffects).toBe(false);
  });

  test("nothing is written before a read, and the result is seen by another", async () => {
    expect(await run(wanting(make()))).toBe("Active");
    expect(log).toEqual(["read", "make", "read"]);
    expect(history.maybeSent()).toBe(true);
    expect(history.answer("make")).toBe("answer");
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
    await expect(run(() => ({ do: "fail", because: "It belongs to somebody else." }))).rejects.toThrow(
      "It belongs to somebody else.",
    );
    expect(log).toEqual(["read"]);
  });

  test("an error that is none of the cloud's says what was being done", async () => {
    await expect(run(wanting(make([new Error("no credentials")])))).rejects.toThrow(
      "Making the thing: no credentials",
    );
    expect(writes()).toBe(1);
  });

  test("what is being waited for is told at every read", async () => {
    shows("Connecting");
    shows("Activating", 700);
    shows("Active", 1_450);
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
    expect(log).toEqual(["read", "make", "read"]);
    expect(history.maybeSent()).toBe(true);
  });

  test("and that took no effect is sent again, after a read", async () => {
    expect(await run(wanting(make([lost()])))).toBe("Active");
    expect(log).toEqual(["read", "make", "read", "make", "read"]);
  });

  test("is sent four times at most", async () => {
    await expect(run(wanting(make(Array(9).fill(lost()))))).rejects.toThrow(
      "Making the thing: Vpc.Make: reset",
    );
    expect(log).toEqual([...Array(4).fill(["read", "make"]).flat(), "read"]);
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
        tokens.push(history.token("make"));
        const happening = happenings.shift();
        if (happening) throw happening;
        shows("Active");
      },
    });
    await run(wanting(write));
    expect(new Set(tokens).size).toBe(1);
    expect(tokens).toHaveLength(3);
    expect(history.token("remove")).not.toBe(tokens[0]);
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
    await expect(run(wanting(make([refusal("fail")])))).rejects.toThrow("Making the thing: Busy: busy");
    expect(writes()).toBe(1);
  });

  test("with a code that nobody described ends it as well", async () => {
    const unknown = new ApiError(
      { operation: "Vpc.Make", code: "New", text: "?", status: 400, requestId: "r" },
      [],
    );
    await expect(run(wanting(make([unknown])))).rejects.toThrow("Making the thing: New: ?");
  });

  test("for a while is waited out, and sent again only after another read", async () => {
    expect(await run(wanting(make([refusal("retry"), refusal("retry")])))).toBe("Active");
    expect(log).toEqual(["read", "make", "read", "make", "read", "make", "read"]);
    expect(waits).toEqual(["Busy", "Busy"]);
  });

  test("because it may be done already is read again, and not sent again when it is", async () => {
    const write = make([refusal("recheck", "AlreadyThere")]);
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
        thing === undefined && writes() > 0
          ? { do: "wait", why: "acknowledged", waitingFor: "it" }
          : wanting(sending)(thing),
      ),
    ).toBe("Active");
    expect(writes()).toBe(1);
  });

  test("because it may be done already fails when no read confirms that within fifteen seconds", async () => {
    await expect(run(wanting(make(Array(99).fill(refusal("recheck", "AlreadyThere")))))).rejects.toThrow(
      "Making the thing: AlreadyThere: busy",
    );
    expect(clock.elapsed()).toBeGreaterThan(15_000);
    expect(clock.elapsed()).toBeLessThan(18_000);
  });

  test("because of circumstances is waited out where the write says so", async () => {
    const write = make([refusal("fail", "NotSet"), refusal("fail", "NotSet")], {
      waitOut: (error) =>
        error.code === "NotSet" ? { why: "others", waitingFor: "the other side to be set" } : undefined,
    });
    expect(await run(wanting(write))).toBe("Active");
    expect(waits).toEqual(["the other side to be set", "the other side to be set"]);
  });

  test("because the thing is gone ends a removal well", async () => {
    shows("Active");
    const remove = make([refusal("notFound", "NotFound")], { name: "remove" });
    expect(await run(() => remove, { removing: true })).toBeUndefined();
  });

  test("because the thing is gone ends anything else as a failure", async () => {
    await expect(run(wanting(make([refusal("notFound", "NotFound")])))).rejects.toThrow("NotFound");
  });

  test("until the time is up fails of that refusal", async () => {
    const outcome = run(wanting(make(Array(999).fill(refusal("retry")))), { timeoutMs: 30_000 });
    await expect(outcome).rejects.toThrow(
      "still waiting for Busy after 30 s: Making the thing: Busy: busy (Vpc.Make, HTTP 400, request id r). It is busy. Wait. Run `pulumi up` again to go on, or allow more time with customTimeouts.",
    );
  });
});
