import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodePairs } from "./acs3.ts";
import { rpcSignatureOf, stringToSign } from "./rpc-signature.ts";

interface Vector {
  readonly name: string;
  readonly place: string;
  readonly credential: string;
  /** Why the client sent nothing. */
  readonly sdkError: string | null;
  readonly accessKeySecret: string;
  readonly wirePath: string;
  readonly wireBody: string;
}

const file = join(import.meta.dirname, "../vectors/alibaba-rpc-hmac-sha1.json");
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vector[];
const sent = vectors.filter(({ sdkError }) => sdkError === null);

describe("the older signatures of the official client", () => {
  test.each(sent)("$place, $credential, $name", ({ wirePath, wireBody, accessKeySecret }) => {
    const pairs = [...decodePairs(wirePath.split("?")[1] ?? ""), ...decodePairs(wireBody)];
    const signature = pairs.find(([name]) => name === "Signature")?.[1];
    expect(rpcSignatureOf(accessKeySecret, stringToSign("POST", pairs))).toBe(signature);
  });
});

test("the signature of the example in the documentation comes out", () => {
  const example =
    "TimeStamp=2016-02-23T12:46:24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions" +
    "&SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf&Version=2014-05-26" +
    "&SignatureVersion=1.0";
  const pairs = decodePairs(example.replace("TimeStamp", "Timestamp"));
  expect(rpcSignatureOf("testsecret", stringToSign("GET", pairs))).toBe("OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
});
