import { beforeEach, describe, expect, test } from "vitest";
import { ApiError, UnknownOutcomeError, UnreachableError } from "../../provider/http/errors.ts";
import { type Failure, Sender, type Sending } from "../../provider/http/pipeline.ts";
import { Limiter } from "../../provider/http/rate-limiter.ts";
import type { HttpAnswer, HttpRequest, Transport } from "../../provider/http/transport.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

/** What happens to one request: an answer, or an error in its place. */
type Happening = HttpAnswer | Error;

const answered = (body: string, status = 200): HttpAnswer => ({ status, headers: {}, body });
const fine = answered("fine");
const html = answered("<html>Bad Gateway</html>", 502);
const internal = answered("internal", 500);
const throttled = answered("throttled", 429);
const refused = answered("refused", 400);
const credential = answered("credential", 403);
const failed = (code: string): Error => Object.assign(new Error(`failed: ${code}`), { code });
const reset = failed("ECONNRESET");
const noConnection = failed("ECONNREFUSED");
const hung = new DOMException("The operation was aborted due to timeout", "TimeoutError");

const forbidden = new ApiError(
  { operation: "Vpc.Thing", code: "Forbidden", text: "no", status: 403, requestId: "r-1" },
  [],
);

function interpret({ status, body }: HttpAnswer): { readonly value: string } | Failure {
  if (status === 200) return { value: body };
  if (body === "throttled") return { kind: "throttled", hintMs: 2_000, error: new Error(body) };
  if (body === "credential") return { kind: "unauthenticated", error: forbidden };
  if (body === "refused") return { kind: "rejected", error: forbidden };
  return { kind: "unavailable", error: new Error(`HTTP ${status}`) };
}

let clock: VirtualClock;
let sent: HttpRequest[];
let signatures: number;

beforeEach(() => {
  clock = new VirtualClock();
  sent = [];
  signatures = 0;
});

/** A network on which these things happen to the requests, one after the other; the last one to all further ones. */
function network(...happenings: readonly Happening[]): Transport {
  return async (request) => {
    const happening = happenings[Math.min(sent.length, happenings.length - 1)] ?? fine;
    sent.push(request);
    if (happening instanceof Error) throw happening;
    return happening;
  };
}

function call(effect: "read" | "write", more: Partial<Sending<string>> = {}): Sending<string> {
  return {
    operation: "Vpc.Thing",
    effect,
    sign: async () => {
      signatures += 1;
      return { method: "POST", url: "http://cloud.invalid/", headers: { nonce: String(signatures) } };
    },
    interpret,
    renew: async () => false,
    limiter: new Limiter(clock, "read"),
    ...more,
  };
}

function send(transport: Transport, sending: Sending<string>): Promise<string> {
  return clock.runUntil(new Sender(clock, transport).send(sending));
}

const readsAndWrites = ["read", "write"] as const;

describe.each(readsAndWrites)("a %s", (effect) => {
  test("that is answered is sent once", async () => {
    expect(await send(network(fine), call(effect))).toBe("fine");
    expect(sent).toHaveLength(1);
  });

  test("that certainly was not sent is sent again, up to four times", async () => {
    expect(await send(network(noConnection, noConnection, noConnection, fine), call(effect))).toBe("fine");
    expect(sent).toHaveLength(4);
  });

  test("that cannot be sent at all ends as unreachable after four attempts", async () => {
    const outcome = send(network(noConnection), call(effect));
    await expect(outcome).rejects.toThrow(UnreachableError);
    await expect(outcome).rejects.toThrow(
      "Vpc.Thing: no usable answer after 4 attempts: failed: ECONNREFUSED",
    );
    expect(sent).toHaveLength(4);
  });

  test.each([failed("MODULE_NOT_FOUND"), new TypeError("it is not a function")])(
    "that fails by a mistake is not sent again, and the mistake is the error: %s",
    async (mistake) => {
      await expect(send(network(mistake, fine), call(effect))).rejects.toBe(mistake);
      expect(sent).toHaveLength(1);
      expect(clock.elapsed()).toBe(0);
    },
  );

  test("that is throttled is sent again for as long as it takes: a throttled answer is no attempt", async () => {
    expect(await send(network(...Array(20).fill(throttled), fine), call(effect))).toBe("fine");
    expect(sent).toHaveLength(21);
  });

  test("that is throttled waits for as long as the cloud says, and tells how long", async () => {
    let queuedMs = 0;
    const onQueued = (ms: number): void => {
      queuedMs += ms;
    };
    await send(network(throttled, fine), call(effect, { onQueued }));
    expect(clock.elapsed()).toBeGreaterThanOrEqual(2_000);
    expect(queuedMs).toBe(clock.elapsed());
  });

  test("that is refused is not repeated", async () => {
    await expect(send(network(refused), call(effect))).rejects.toBe(forbidden);
    expect(sent).toHaveLength(1);
  });

  test("whose credential is refused is sent again once with a new one", async () => {
    let renewed = 0;
    const renew = async (): Promise<boolean> => {
      renewed += 1;
      return true;
    };
    expect(await send(network(credential, fine), call(effect, { renew }))).toBe("fine");
    await expect(send(network(credential), call(effect, { renew }))).rejects.toBe(forbidden);
    expect(renewed).toBe(2);
  });

  test("whose credential is refused while there is no other is not repeated", async () => {
    await expect(send(network(credential), call(effect))).rejects.toBe(forbidden);
    expect(sent).toHaveLength(1);
  });

  test("is signed anew for every attempt", async () => {
    await send(network(noConnection, throttled, fine), call(effect));
    expect(sent.map((request) => request.headers["nonce"])).toEqual(["1", "2", "3"]);
  });

  test("that cannot be signed fails of just that, and nothing is sent", async () => {
    const sign = async (): Promise<HttpRequest> => {
      throw new Error("no credentials were found");
    };
    await expect(send(network(fine), call(effect, { sign }))).rejects.toThrow("no credentials were found");
    expect(sent).toEqual([]);
  });

  test("that is given up in the queue is not sent", async () => {
    const stop = new AbortController();
    const limiter = new Limiter(clock, "write");
    limiter.throttled(60_000);
    const outcome = new Sender(clock, network(fine)).send(call(effect, { limiter, signal: stop.signal }));
    stop.abort(new Error("interrupted"));
    await expect(outcome).rejects.toThrow("interrupted");
    expect(sent).toEqual([]);
  });

  test("that is given up while it is signed is not sent", async () => {
    const stop = new AbortController();
    const sending = call(effect, { signal: stop.signal });
    const sign = (): Promise<HttpRequest> => {
      stop.abort(new Error("interrupted"));
      return sending.sign();
    };
    await expect(send(network(fine), { ...sending, sign })).rejects.toThrow("interrupted");
    expect(sent).toEqual([]);
  });

  test("that is given up while its answer is on the way still gets its answer", async () => {
    const stop = new AbortController();
    const transport: Transport = async () => {
      stop.abort(new Error("interrupted"));
      return fine;
    };
    expect(await send(transport, call(effect, { signal: stop.signal }))).toBe("fine");
  });

  test("that is given up between two attempts ends at once", async () => {
    const stop = new AbortController();
    const outcome = new Sender(clock, network(noConnection)).send(call(effect, { signal: stop.signal }));
    await clock.settle();
    expect(sent).toHaveLength(1);
    stop.abort(new Error("interrupted"));
    await expect(outcome).rejects.toThrow("interrupted");
    expect(sent).toHaveLength(1);
  });
});

const lost = [
  { what: "the connection is reset", happening: reset },
  { what: "no complete answer comes in time", happening: hung },
  { what: "the answer is an HTML page", happening: html },
  { what: "the answer is an internal error", happening: internal },
] as const;

describe.each(lost)("when $what", ({ happening }) => {
  test("a read is repeated, up to four times", async () => {
    expect(await send(network(happening, happening, happening, fine), call("read"))).toBe("fine");
    sent = [];
    await expect(send(network(happening), call("read"))).rejects.toThrow(UnreachableError);
    expect(sent).toHaveLength(4);
  });

  test("a write is not repeated: whether it was carried out is not known", async () => {
    await expect(send(network(happening, fine), call("write"))).rejects.toThrow(UnknownOutcomeError);
    expect(sent).toHaveLength(1);
  });

  test("a write that was throttled before is not repeated either", async () => {
    await expect(send(network(throttled, happening, fine), call("write"))).rejects.toThrow(
      UnknownOutcomeError,
    );
    expect(sent).toHaveLength(2);
  });
});

test("throttled answers and a renewed credential use up no attempts", async () => {
  const happenings = [reset, throttled, html, credential, internal, throttled, fine];
  expect(await send(network(...happenings), call("read", { renew: async () => true }))).toBe("fine");
});

test("an attempt that takes too long says how long it was waited for", async () => {
  await expect(send(network(hung), call("write"))).rejects.toThrow(
    "Vpc.Thing: no complete answer within 30 s",
  );
});

test("pauses between attempts are drawn at random and grow", async () => {
  const longest: number[] = [0, 0, 0];
  for (let seed = 1; seed <= 50; seed += 1) {
    clock = new VirtualClock({ seed });
    sent = [];
    const times: number[] = [];
    const broken = network(reset);
    const timed: Transport = (request, signal) => {
      times.push(clock.elapsed());
      return broken(request, signal);
    };
    await expect(send(timed, call("read"))).rejects.toThrow(UnreachableError);
    for (let pause = 0; pause < 3; pause += 1) {
      longest[pause] = Math.max(longest[pause] ?? 0, (times[pause + 1] ?? 0) - (times[pause] ?? 0));
    }
  }
  const [first = 0, second = 0, third = 0] = longest;
  expect(first).toBeGreaterThan(200);
  expect(first).toBeLessThanOrEqual(400);
  expect(second).toBeGreaterThan(first);
  expect(third).toBeGreaterThan(second);
  expect(third).toBeLessThanOrEqual(1_600);
});

test("a cloud in trouble is not flooded: after a hundred repeats there are no more, until calls succeed again", async () => {
  let happening: Happening = reset;
  const sender = new Sender(clock, async (request, signal) => network(happening)(request, signal));
  const call500 = (): Promise<unknown> =>
    clock.runUntil(Promise.allSettled(Array.from({ length: 500 }, () => sender.send(call("read")))));
  await call500();
  expect(sent).toHaveLength(500 + 100);
  await expect(clock.runUntil(sender.send(call("read")))).rejects.toThrow("after 1 attempt:");
  happening = fine;
  await call500();
  happening = reset;
  await expect(clock.runUntil(sender.send(call("read")))).rejects.toThrow("after 4 attempts:");
});

test("a refusal shows that the quota has room again: what follows is not held up", async () => {
  const sender = new Sender(clock, network(throttled, refused));
  const limiter = new Limiter(clock, "write");
  const calls = Array.from({ length: 100 }, () =>
    sender.send(call("read", { limiter })).catch(() => undefined),
  );
  await clock.runUntil(Promise.all(calls));
  expect(clock.elapsed()).toBeLessThan(25_000);
});

test("calls that fail before they are sent take nobody's place", async () => {
  const limiter = new Limiter(clock, "write");
  const sender = new Sender(clock, network(fine));
  for (let n = 0; n < 40; n += 1) {
    const sign = async (): Promise<HttpRequest> => {
      throw new Error("no credentials were found");
    };
    await expect(clock.runUntil(sender.send(call("read", { limiter, sign })))).rejects.toThrow("credentials");
  }
  await clock.runUntil(sender.send(call("read", { limiter })));
  expect(sent).toHaveLength(1);
});

describe("calls under way to one service", () => {
  const LATENCY_MS = 1_500;
  let underWay = 0;
  let most = 0;

  /** A cloud far away. */
  const slow: Transport = async (request) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await clock.sleep(LATENCY_MS);
    underWay -= 1;
    sent.push(request);
    return fine;
  };

  beforeEach(() => {
    underWay = 0;
    most = 0;
  });

  test("are as many as there are sockets, and a read goes before all writes that have not begun", async () => {
    const sender = new Sender(clock, slow);
    const writes = Array.from({ length: 200 }, () =>
      sender.send(call("write", { limiter: new Limiter(clock, "write") })),
    );
    const read = sender.send(call("read"));
    await clock.runUntil(read);
    expect(clock.elapsed()).toBe(LATENCY_MS);
    await clock.runUntil(Promise.all(writes));
    expect(most).toBeLessThanOrEqual(16);
    expect(sent).toHaveLength(201);
  });

  test("of another service are not waited for", async () => {
    const sender = new Sender(clock, slow);
    const writes = Array.from({ length: 50 }, () =>
      sender.send(call("write", { limiter: new Limiter(clock, "write") })),
    );
    await clock.runUntil(sender.send(call("write", { operation: "Ecs.Thing" })));
    expect(clock.elapsed()).toBe(LATENCY_MS);
    await clock.runUntil(Promise.all(writes));
  });

  test("that one has to wait for are told as time that a quota took", async () => {
    const sender = new Sender(clock, slow);
    const writes = Array.from({ length: 12 }, () =>
      sender.send(call("write", { limiter: new Limiter(clock, "write") })),
    );
    let queuedMs = 0;
    const onQueued = (ms: number): void => {
      queuedMs += ms;
    };
    await clock.runUntil(Promise.all([...writes, sender.send(call("write", { onQueued }))]));
    expect(queuedMs).toBe(LATENCY_MS);
  });

  test("are left by one that is ended before its turn", async () => {
    const sender = new Sender(clock, slow);
    const writes = Array.from({ length: 12 }, () =>
      sender.send(call("write", { limiter: new Limiter(clock, "write") })),
    );
    const stop = new AbortController();
    const ended = sender.send(call("write", { signal: stop.signal }));
    await clock.advance(100);
    stop.abort(new Error("stopped"));
    await expect(ended).rejects.toThrow("stopped");
    await clock.runUntil(Promise.all(writes));
    expect(sent).toHaveLength(12);
  });
});

test("a call whose caller cannot be told of a quota fails, and its place is free for the next", async () => {
  const sender = new Sender(clock, network(fine));
  const onQueued = (): void => {
    throw new Error("nobody listens");
  };
  const failing = Array.from({ length: 40 }, () => sender.send(call("read", { onQueued })));
  const outcomes = await clock.runUntil(Promise.allSettled(failing));
  expect(outcomes.every(({ status }) => status === "rejected")).toBe(true);
  expect(await clock.runUntil(sender.send(call("read")))).toBe("fine");
});
