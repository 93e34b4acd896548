import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { alibabaWords } from "../../provider/alibaba/wire-words.ts";
import { systemClock } from "../../provider/http/clock.ts";
import { rewriteJson } from "../../provider/http/json-text.ts";
import { Scrubber } from "../../provider/http/scrubber.ts";
import type { HttpAnswer, HttpRequest, Transport } from "../../provider/http/transport.ts";
import { recorded } from "../../provider/http/wire-record.ts";
import { huaweiWords } from "../../provider/huawei/wire-words.ts";

const clouds = [alibabaWords, huaweiWords];

function scrubber(key = "a key"): Scrubber {
  return new Scrubber(Buffer.from(key), clouds);
}

/** One value, as the value of this member of a body. */
function scrubbed(member: string, value: string | number, by = scrubber()): unknown {
  return JSON.parse(by.body(JSON.stringify({ [member]: value })))[member];
}

describe("what may say whose it is", () => {
  test("is replaced wherever nobody has said that it may stay: in any member, at any depth", () => {
    const identifying = fc
      .stringMatching(/^[a-z0-9][a-z0-9-]{5,30}[a-z0-9]$/)
      .filter((it) => /[a-z]/.test(it));
    const body = fc.dictionary(
      fc.stringMatching(/^x[a-z]{3,12}$/),
      fc.oneof(identifying, fc.array(identifying)),
    );
    fc.assert(
      fc.property(body, (given) => {
        const text = scrubber().body(JSON.stringify({ Data: given }));
        const values = Object.values(given).flat();
        expect(values.filter((it) => text.includes(it))).toEqual([]);
      }),
    );
  });

  test.each([
    ["AliUid", "1234567890123456", /^[1-9]\d{15}$/],
    ["OwnerId", 1234567890123456, /^[1-9]\d{15}$/],
    ["RouterInterfaceId", "ri-bp1office0line0001", /^ri-[a-z]{2}\d[a-z]{6}\d[a-z]{4}\d{4}$/],
    ["id", "9b1ccd44-0000-4a55-8f0e-1234567890ab", /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
    ["project_id", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", /^[0-9a-f]{32}$/],
    ["addr", "192.168.7.21:9093", /^10\.\d{1,3}\.\d{1,3}\.\d{1,3}:9093$/],
    ["RoleArn", "acs:ram::1234567890123456:role/acme", /^acs:ram::\d{16}:role\/[a-z]{10}$/],
    ["name", "Büro Köln", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
    ["password", "short", /^secret-[0-9a-f]{16}$/],
    ["SecurityToken", "CAIS+/==", /^secret-[0-9a-f]{16}$/],
  ])("keeps its form: %s %s", (member, value, form) => {
    const substitute = String(scrubbed(member, value));
    expect(substitute).toMatch(form);
    expect(substitute).not.toContain(String(value));
  });

  test("has one substitute for one key, whatever it stands in, and another for another key", () => {
    const id = "ri-bp1office0line0001";
    const one = scrubbed("RouterInterfaceId", id);
    expect(scrubbed("Anything", id)).toBe(one);
    expect(scrubber().url(`https://vpc.aliyuncs.com/?RouterInterfaceId=${id}`)).toBe(
      `https://vpc.aliyuncs.com/?RouterInterfaceId=${one}`,
    );
    expect(scrubber().body(`A=${id}%2Cri-2`, "application/x-www-form-urlencoded")).toContain(
      `A=${one}%2Cri-`,
    );
    expect(scrubbed("RouterInterfaceId", id, scrubber("another"))).not.toBe(one);
  });

  test("is replaced in sentences, too: what was seen before, and what looks like a name or a number", () => {
    const by = scrubber();
    const name = scrubbed("Name", "acme", by);
    const account = scrubbed("AliUid", "1234567890123456", by);
    expect(
      scrubbed("Message", "The user acme of 1234567890123456 may not do that (Forbidden.RAM).", by),
    ).toBe(`The user ${name} of ${account} may not do that (Forbidden.RAM).`);
    expect(scrubbed("error_msg", "Not found: vpc-bp1new, EG.00513000, cn-north-4.", by)).toMatch(
      /^Not found: vpc-[a-z]{2}\d[a-z]+, EG\.00513000, cn-north-4\.$/,
    );
  });
});

test.each([
  ["Status", "Active"],
  ["RegionId", "cn-shenzhen-finance-1"],
  ["name", "cn-north-4"],
  ["created_time", "2026-01-02 03:04:05"],
  ["CreationTime", "2026-01-02T03:04:05Z"],
  ["Code", "InvalidVpcId.NotFound"],
  ["Bandwidth", 2048],
  ["HostId", "ecs-cn-hangzhou.aliyuncs.com"],
])("what is the API's own stays: %s %s", (member, value) => {
  expect(scrubbed(member, value)).toBe(value);
});

test("a body keeps its form to the letter: order, blanks, long integers, members that are there twice", () => {
  const text = '{ "b":1, "a" : [ "x", 253460731706911258 , null],"a":true, "c":{"d\\n":"\\"e"} }';
  expect(
    rewriteJson(
      text,
      ({ value }) => value,
      (name) => name,
    ),
  ).toBe(text);
  expect(
    rewriteJson(
      "<html>",
      ({ value }) => value,
      (name) => name,
    ),
  ).toBeUndefined();
});

describe("a record", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "record-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const request: HttpRequest = { method: "GET", url: "https://vpc.aliyuncs.com/", headers: {} };
  const { signal } = new AbortController();
  const answer: HttpAnswer = { status: 200, headers: {}, body: "{}" };

  function record(file: string, transport: Transport, lost: string[] = []): Transport {
    return recorded(transport, {
      file: join(folder, file),
      clouds,
      clock: systemClock,
      onLost: (why) => lost.push(why),
    });
  }

  function linesOf(file: string): Record<string, unknown>[] {
    return readFileSync(join(folder, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  test("says of a call without an answer why there was none, by a code", async () => {
    const refused = Object.assign(new Error("connect 192.168.7.21:443"), { code: "ECONNREFUSED" });
    const transport = record("wire", () => Promise.reject(refused));
    await expect(transport(request, signal)).rejects.toBe(refused);
    const [line] = linesOf("wire");
    expect(line).toMatchObject({ failure: "ECONNREFUSED" });
    expect(line).not.toHaveProperty("answer");
    expect(JSON.stringify(line)).not.toContain("192.168");
  });

  test("is added to by each that writes it, with the same substitutes", async () => {
    const url = "https://vpc.aliyuncs.com/?VpcId=vpc-1";
    for (const _ of [1, 2]) {
      await record("wire", () => Promise.resolve(answer))({ ...request, url }, signal);
    }
    const [one, other] = linesOf("wire").map((line) => line["request"]);
    expect(one).toEqual(other);
    expect(one).not.toEqual({ ...request, url });
  });

  test.skipIf(process.platform !== "linux")(
    "that cannot be gone on with is given up, and said once; calls go on",
    async () => {
      symlinkSync("/dev/full", join(folder, "wire"));
      const lost: string[] = [];
      const transport = record("wire", () => Promise.resolve(answer), lost);
      for (const _ of [1, 2]) {
        expect(await transport(request, signal)).toBe(answer);
      }
      expect(lost).toEqual([expect.stringMatching(/^nothing more is recorded in .*: ENOSPC$/)]);
    },
  );
});
