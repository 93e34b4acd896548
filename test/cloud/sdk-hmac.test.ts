import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalRequest, readClaim, signatureOf } from "./sdk-hmac.ts";

interface Vector {
  readonly name: string;
  readonly ak: string;
  readonly sk: string;
  readonly sdkDate: string;
  readonly wireMethod: string;
  readonly wirePath: string;
  readonly wireBody: string;
  readonly authorization: string;
  readonly canonicalRequest: string;
}

const file = join(import.meta.dirname, "../vectors/huawei-sdk-hmac.json");
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

describe("the signatures of the official client", () => {
  test.each(vectors)("$name", (vector) => {
    const [path = "", query = ""] = vector.wirePath.split("?");
    const lines = vector.canonicalRequest.split("\n").filter((line) => /^[a-z0-9-]+:/.test(line));
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
    );
    const body = Buffer.from(vector.wireBody);
    const request = { method: vector.wireMethod, path, query, headers, body };

    const claim = readClaim(vector.authorization);

    expect(claim?.accessKey).toBe(vector.ak);
    expect(canonicalRequest(request, claim?.signedHeaders ?? [])).toBe(vector.canonicalRequest);
    expect(signatureOf(vector.sk, vector.sdkDate, vector.canonicalRequest)).toBe(claim?.signature);
  });
});

test("a query in another script is signed as its UTF-8 bytes", () => {
  const headers = { host: "h.example.com", "x-sdk-date": "20260102T030405Z" };
  const query = `name=${encodeURIComponent("测试")}`;
  const request = { method: "GET", path: "/v1/p/connections", query, headers, body: Buffer.alloc(0) };

  const canonical = canonicalRequest(request, ["host", "x-sdk-date"]);

  expect(signatureOf("S", headers["x-sdk-date"], canonical)).toBe(
    "62ca094344c32a79c1627c07f435d3fdff26cbe412802b172c0d81a1724ffe12",
  );
});

test("a body that is declared unsigned counts as its declaration", () => {
  const headers = { "x-sdk-content-sha256": "UNSIGNED-PAYLOAD" };
  const request = { method: "PUT", path: "/", query: "", headers, body: Buffer.from("anything") };
  expect(canonicalRequest(request, [])).toMatch(/\nUNSIGNED-PAYLOAD$/);
});
