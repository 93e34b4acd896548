import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { canonicalRequest, mustBeSigned, readClaim, sha256, signatureOf } from "./acs3.ts";

interface Vector {
  readonly name: string;
  readonly place: string;
  readonly credential: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly wirePath: string;
  readonly wireBody: string;
  readonly authorization: string;
  readonly canonicalRequest: string;
}

const file = join(import.meta.dirname, "../vectors/alibaba-acs3.json");
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];

describe("the signatures of the official client", () => {
  test.each(vectors)("$place, $credential, $name", (vector) => {
    const [path = "", query = ""] = vector.wirePath.split("?");
    const lines = vector.canonicalRequest.split("\n").filter((line) => /^[a-z0-9-]+:/.test(line));
    const headers = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
    );
    const request = { method: "POST", path, query, headers, body: Buffer.from(vector.wireBody) };

    const claim = readClaim(vector.authorization);

    expect(claim?.accessKeyId).toBe(vector.accessKeyId);
    expect(mustBeSigned(headers).sort()).toEqual(claim?.signedHeaders);
    expect(canonicalRequest(request, claim?.signedHeaders ?? [])).toBe(vector.canonicalRequest);
    expect(signatureOf(vector.accessKeySecret, vector.canonicalRequest)).toBe(claim?.signature);
  });
});

test("the signature of the example in the documentation comes out", () => {
  const headers = {
    host: "ecs.cn-shanghai.aliyuncs.com",
    "x-acs-action": "RunInstances",
    "x-acs-content-sha256": sha256(Buffer.alloc(0)),
    "x-acs-date": "2023-10-26T10:22:32Z",
    "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
    "x-acs-version": "2014-05-26",
  };
  const query = "ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai";
  const request = { method: "POST", path: "/", query, headers, body: Buffer.alloc(0) };

  const canonical = canonicalRequest(request, Object.keys(headers));

  expect(signatureOf("YourAccessKeySecret", canonical)).toBe(
    "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
  );
});
