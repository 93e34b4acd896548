import { request } from "node:http";
import { connect as openSocket } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answered, call, send } from "./caller.ts";
import { type Cloud, startCloud } from "./client.ts";
import { otherAccount } from "./defaults.ts";

let cloud: Cloud;
beforeAll(async () => {
  cloud = await startCloud();
});
beforeEach(async () => {
  await cloud.reset();
  await cloud.seed({ routerInterfaces: [{ id: "ri-1", routerId: "vrt-1" }] });
});
afterAll(() => cloud.stop());

const operation = "ModifyRouterInterfaceAttribute";
const rename = (Name: string, id = "ri-1"): Promise<Answered> =>
  call(cloud, operation, { RegionId: "cn-hangzhou", RouterInterfaceId: id, Name });
const read = (options: Parameters<typeof call>[3] = {}): Promise<Answered> =>
  call(cloud, "DescribeRouterInterfaces", { RegionId: "cn-hangzhou" }, options);

async function readName(): Promise<unknown> {
  const set = (await read()).body["RouterInterfaceSet"] as { RouterInterfaceType: { Name: string }[] };
  return set.RouterInterfaceType[0]?.Name;
}
const storedName = async (): Promise<string | undefined> =>
  (await cloud.snapshot()).routerInterfaces[0]?.name;

describe("a write whose answer is lost", () => {
  test.each([
    ["dropBefore", false],
    ["applyThenReset", true],
    ["applyThenFin", true],
    ["applyThenTruncate", true],
  ] as const)("by %s is applied: %s", async (kind, applied) => {
    await cloud.order({ kind, operation });
    await expect(rename("new")).rejects.toThrow();
    expect(await storedName()).toBe(applied ? "new" : "");
    expect(await cloud.writes()).toMatchObject([{ applied, fault: kind }]);
    expect((await rename("newer")).status).toBe(200);
  });

  test.each([
    ["hang", false],
    ["applyThenHang", true],
  ] as const)("by %s is applied: %s, and nothing comes until the caller hangs up", async (kind, applied) => {
    await cloud.order({ kind, operation });
    const sending = hangUp();
    await cloud.waitFor({ operation, fault: kind });
    sending.abandon();
    expect(await cloud.waitFor({ operation, aborted: true })).toMatchObject([{ applied, fault: kind }]);
    expect(await storedName()).toBe(applied ? "new" : "");
    expect(await cloud.writes({ answered: true })).toEqual([]);
  });
});

describe("an answer that is not the cloud's", () => {
  test.each([
    [
      { kind: "applyThenStatus", status: 500, body: { Code: "InternalError" } },
      500,
      /^{"Code":"InternalError"}$/,
      true,
    ],
    [{ kind: "applyThenStatus", status: 502, body: "<html>" }, 502, /^<html>$/, true],
    [{ kind: "applyThenStatus", status: 504 }, 504, /^$/, true],
    [{ kind: "html502" }, 502, /^<html>/, false],
    [{ kind: "html502", when: "after" }, 502, /^<html>/, true],
    [{ kind: "garbage200" }, 200, /Requ$/, true],
    [{ kind: "garbage200", when: "before" }, 200, /Requ$/, false],
    [{ kind: "emptyBody200" }, 200, /^$/, true],
    [{ kind: "redirect" }, 302, /^$/, false],
  ] as const)("%o", async (fault, status, text, applied) => {
    await cloud.order({ ...fault, operation });
    expect(await rename("new")).toMatchObject({ status, text: expect.stringMatching(text) });
    expect(await storedName()).toBe(applied ? "new" : "");
    expect(await cloud.writes()).toMatchObject([{ applied, status, fault: fault.kind }]);
  });

  test("a redirect leads to where following it would show", async () => {
    await cloud.order({ kind: "redirect", operation, status: 307 });
    const { location } = (await rename("new")).headers;
    await send(`${cloud.endpoints.vpc}${location}`, "POST", {});
    expect(await cloud.log()).toMatchObject([{ status: 307 }, { status: 404 }]);
  });
});

describe("a refusal", () => {
  test.each([
    [{ kind: "throttle" }, 400, "Throttling.User", undefined],
    [{ kind: "throttle", code: "Throttling", status: 503, hintMs: 1500 }, 503, "Throttling", "1500"],
    [{ kind: "error", code: "LinkRole.NotSupport" }, 400, "LinkRole.NotSupport", undefined],
    [{ kind: "error", code: "InternalError", status: 500, message: "m" }, 500, "InternalError", undefined],
  ] as const)("%o", async (fault, status, code, hint) => {
    await cloud.order({ ...fault, operation });
    const answer = await rename("new");
    expect(answer).toMatchObject({ status, body: { Code: code, RequestId: expect.any(String) } });
    expect(answer.headers["x-acs-retry-after"]).toBe(hint);
    expect(await storedName()).toBe("");
    expect(await cloud.writes()).toMatchObject([{ applied: false, code }]);
  });

  test("can come within HTTP 200", async () => {
    await cloud.order({
      kind: "softFail",
      code: "Conflict.Lock",
      message: "The %s is locked.",
      dynamicMessage: "ecr-1",
    });
    expect(await rename("new")).toMatchObject({
      status: 200,
      body: { Success: false, Code: "Conflict.Lock", HttpStatusCode: 400, DynamicMessage: "ecr-1" },
    });
    expect(await storedName()).toBe("");
  });
});

describe("an answer that comes late or in pieces", () => {
  test("is whole after a delay, slow headers or a dripping body", async () => {
    await cloud.order({ kind: "delay", ms: 5 });
    await cloud.order({ kind: "delay", ms: 5, when: "after", nth: 2 });
    await cloud.order({ kind: "slowHeaders", everyMs: 1, nth: 3 });
    await cloud.order({ kind: "dripBody", everyMs: 1, nth: 4 });
    for (const fault of ["delay", "delay", "slowHeaders", "dripBody"]) {
      expect(await rename(`by-${fault}`)).toMatchObject({
        status: 200,
        body: { RequestId: expect.any(String) },
      });
      expect(await storedName()).toBe(`by-${fault}`);
    }
    expect((await cloud.writes()).map((entry) => entry.fault)).toEqual([
      "delay",
      "delay",
      "slowHeaders",
      "dripBody",
    ]);
  });

  test("is compressed unasked, and may swell", async () => {
    await cloud.order({ kind: "gzip", inflatedBytes: 1_000_000 });
    const raw = await rawBody();
    expect(raw.length).toBeLessThan(10_000);
    expect(gunzipSync(raw)).toHaveLength(1_000_000);
  });

  test("is as long as was ordered", async () => {
    await cloud.order({ kind: "bigBody", bytes: 3_000_000 });
    const answer = await rename("new");
    expect(answer.text).toHaveLength(3_000_000);
    expect(answer.body).toHaveProperty("RequestId");
  });
});

describe("a held request", () => {
  test("goes on when it is released, before or after it is applied", async () => {
    await cloud.order({ kind: "hold", operation });
    const later = await cloud.order({ kind: "hold", operation, when: "after", nth: 2 });
    const first = rename("one");
    expect(await cloud.held()).toMatchObject([{ operation, applied: false }]);
    expect(await storedName()).toBe("");
    await cloud.release();
    expect((await first).status).toBe(200);

    const second = rename("two");
    expect(await cloud.held()).toMatchObject([{ operation, applied: true }]);
    expect(await storedName()).toBe("two");
    expect(await cloud.release(later)).toBe(1);
    expect((await second).status).toBe(200);
  });

  test("is carried out on release though its caller is gone, unless it is dropped", async () => {
    await cloud.order({ kind: "hold", operation, times: 2 });
    for (const [how, applied] of [
      ["go", true],
      ["drop", false],
    ] as const) {
      const sending = hangUp();
      const [held] = await cloud.held();
      sending.abandon();
      await cloud.waitFor({ aborted: true, afterSeq: (held?.seq ?? 0) - 1 });
      await cloud.release(undefined, how);
      if (applied) await cloud.waitFor({ applied: true });
      expect(await storedName()).toBe("new");
      expect(await cloud.writes({ applied: true })).toHaveLength(1);
    }
  });

  test("is not there to be released", async () => {
    await expect(cloud.release()).rejects.toThrow(/no request is being held/);
    await expect(cloud.held(1, 1)).rejects.toThrow(/0 of 1 requests were held/);
  });
});

describe("a stale read", () => {
  test("shows what was before the last write, for as many calls as ordered", async () => {
    await cloud.order({ kind: "stale", show: "beforeLastWrite", nth: 2, times: 2 });
    await rename("one");
    await rename("two");
    expect([await readName(), await readName(), await readName(), await readName()]).toEqual([
      "two",
      "one",
      "one",
      "two",
    ]);
  });

  test("shows what was before the last write, for a time after it", async () => {
    await cloud.setClock("manual");
    await cloud.order({ kind: "stale", show: "beforeLastWrite", forMs: 10 });
    expect(await readName()).toBe("");
    await rename("one");
    expect([await readName(), await readName()]).toEqual(["", ""]);
    await cloud.advance(11);
    expect(await readName()).toBe("one");
  });

  test("shows what was some time ago, records that were not there yet included", async () => {
    await cloud.setClock("manual");
    await cloud.advance(5);
    await rename("one");
    await cloud.order({ kind: "stale", show: { agoMs: 5 }, times: "always" });
    expect(await readName()).toBe("");
    await cloud.advance(5);
    expect(await readName()).toBe("one");
    await cloud.seed({ routerInterfaces: [{ id: "ri-2", routerId: "vrt-2" }] });
    expect((await read()).body["TotalCount"]).toBe(1);
  });
});

describe("an order", () => {
  test("is for the n-th call on, and for as many as it says", async () => {
    await cloud.order({ kind: "error", operation, code: "LinkRole.NotSupport", nth: 2, times: 2 });
    const codes = [];
    for (let n = 0; n < 4; n += 1) codes.push((await rename("new")).status);
    expect(codes).toEqual([200, 400, 400, 200]);
    expect(await cloud.orders()).toMatchObject([{ id: 1, matched: 4, fired: 2 }]);
  });

  test("is for one account, service, region, id, or for writes alone", async () => {
    for (const filter of [
      { account: otherAccount.id },
      { service: "sts" },
      { region: "cn-beijing" },
      { id: "ri-2" },
      { write: true },
    ]) {
      await cloud.order({ kind: "throttle", times: "always", ...filter });
    }
    expect((await read()).status).toBe(200);
    expect((await read({ keys: otherAccount })).status).toBe(400);
    expect((await call(cloud, "GetCallerIdentity", {}, { service: "sts" })).status).toBe(400);
    expect((await call(cloud, "DescribeRouterInterfaces", { RegionId: "cn-beijing" })).status).toBe(400);
    const filter = {
      "Filter.1.Key": "RouterInterfaceId",
      "Filter.1.Value.1": "ri-1",
      "Filter.1.Value.2": "ri-2",
    };
    expect(
      (await call(cloud, "DescribeRouterInterfaces", { RegionId: "cn-hangzhou", ...filter })).status,
    ).toBe(400);
    expect((await rename("new")).status).toBe(400);
  });

  test("can be withdrawn", async () => {
    const order = await cloud.order({ kind: "throttle", times: "always" });
    expect((await read()).status).toBe(400);
    await cloud.cancel(order);
    expect((await read()).status).toBe(200);
  });

  test("goes with a reset, and so does whoever was held", async () => {
    await cloud.order({ kind: "hold", times: "always" });
    const held = read();
    await cloud.held();
    const waiting = cloud.waitFor({ applied: true });
    const outcomes = Promise.all([expect(held).rejects.toThrow(), expect(waiting).rejects.toThrow(/reset/)]);
    await cloud.reset();
    await outcomes;
    expect((await read()).body["TotalCount"]).toBe(0);
  });
});

test("an idle connection is closed when the test says so", async () => {
  const { hostname, port } = new URL(cloud.endpoints.vpc);
  const socket = openSocket(Number(port), hostname);
  const answered = new Promise((resolve) => socket.once("data", resolve));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.write("GET /nothing HTTP/1.1\r\nhost: x\r\n\r\n");
  await answered;
  await cloud.closeIdleConnections();
  await closed;
});

/** Sends a write, and lets the caller go away before the answer. */
function hangUp(): { abandon: () => void } {
  const controller = new AbortController();
  const query = { RegionId: "cn-hangzhou", RouterInterfaceId: "ri-1", Name: "new" };
  call(cloud, operation, query, { signal: controller.signal }).catch(() => {});
  return { abandon: () => controller.abort() };
}

function rawBody(): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sending = request(cloud.endpoints.vpc, { method: "POST", agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve(Buffer.concat(chunks)));
    });
    sending.on("error", reject);
    sending.end();
  });
}
