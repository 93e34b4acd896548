import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flatten, signAcs3 } from "../provider/alibaba/signer.ts";
import { encodeForm, encodeQuery, percentEncode } from "../provider/http/encoding.ts";
import { signSdkHmac } from "../provider/huawei/signer.ts";
import acs3Vectors from "./vectors/alibaba-acs3.json" with { type: "json" };
import sdkHmacVectors from "./vectors/huawei-sdk-hmac.json" with { type: "json" };

// The expectations below are written anew from the vendors' pages and use nothing of the signers.

function sha256(data: string): string {
  return createHash("sha256").update(data, "utf8").digest("hex");
}

function hmac(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text, "utf8").digest("hex");
}

/** Byte by byte, with what RFC 3986 calls unreserved left alone. */
function escaped(text: string): string {
  return [...Buffer.from(text, "utf8")]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /[A-Za-z0-9._~-]/.test(character)
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

/** What a gateway reads from a query string or a form. */
function decoded(wire: string): [string, string][] {
  if (wire === "") return [];
  return wire.split("&").map((pair) => {
    const [name = "", ...value] = pair.split("=");
    return [decodeURIComponent(name), decodeURIComponent(value.join("="))];
  });
}

function sorted(pairs: readonly (readonly [string, string])[]): [string, string][] {
  return pairs
    .map(([name, value]): [string, string] => [name, value])
    .sort(([a, x], [b, y]) => Buffer.compare(Buffer.from(a), Buffer.from(b)) || (x < y ? -1 : Number(x > y)));
}

/** What a gateway takes for canonical, from the request as it arrives. */
function canonical(
  [method, uri, wireQuery, body]: readonly [string, string, string, string],
  headers: Record<string, string>,
  names: readonly string[],
): string {
  const query = sorted(decoded(wireQuery)).map(([name, value]) => `${escaped(name)}=${escaped(value)}`);
  const lines = [...names].sort().map((name) => `${name}:${headers[name]?.trim()}`);
  return [method, uri, query.join("&"), ...lines, "", [...names].sort().join(";"), sha256(body)].join("\n");
}

function signatureOf(headers: Record<string, string>): string | undefined {
  return /Signature=([0-9a-f]{64})$/.exec(headers["authorization"] ?? "")?.[1];
}

function signedNames(authorization: string): string[] {
  return (/SignedHeaders=([^,]*)/.exec(authorization)?.[1] ?? "").split(";");
}

/** The header lines of a recorded canonical request. */
function headersOf(canonicalRequest: string): Map<string, string> {
  const lines = canonicalRequest.split("\n").slice(3, -3);
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]));
}

const text = fc.string({ unit: "grapheme" });
const parameterName = fc.stringMatching(/^[!-~]{1,12}$/);
const parameters = fc.uniqueArray(fc.tuple(parameterName, text), {
  selector: ([name]) => name,
  maxLength: 8,
});
const moment = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

describe("Alibaba Cloud, ACS3-HMAC-SHA256", () => {
  const testKey = { accessKeyId: "testid", accessKeySecret: "testsecret" };
  const at = new Date("2026-01-02T03:04:05Z");
  const nonce = "0123456789abcdef0123456789abcdef";

  test.each(acs3Vectors)(
    "signs $place parameters '$name' ($credential) as the official client does",
    (vector) => {
      const expected = headersOf(vector.canonicalRequest);
      const flat = flatten(vector.input);
      const inBody = vector.place === "body";
      const { headers, queryString } = signAcs3(
        {
          method: "POST",
          host: expected.get("host") ?? "",
          path: "/",
          query: inBody ? [] : flat,
          headers: {
            "X-Acs-Credentials-Provider": expected.get("x-acs-credentials-provider") ?? "",
            ...(inBody && { "Content-Type": expected.get("content-type") ?? "" }),
          },
          body: vector.wireBody,
          action: expected.get("x-acs-action") ?? "",
          version: expected.get("x-acs-version") ?? "",
        },
        vector,
        new Date(vector.date),
        vector.nonce,
      );
      expect(headers["authorization"]).toBe(vector.authorization);
      for (const [name, value] of expected) expect(headers[name]).toBe(value);
      expect(sorted(decoded(queryString))).toEqual(sorted(decoded(vector.wirePath.split("?")[1] ?? "")));
      expect(decoded(inBody ? encodeForm(flat) : "")).toEqual(decoded(vector.wireBody));
    },
  );

  test("reproduces the example of the documentation (V3 request structure and signature, RunInstances)", () => {
    const { headers } = signAcs3(
      {
        method: "POST",
        host: "ecs.cn-shanghai.aliyuncs.com",
        path: "/",
        query: [
          ["RegionId", "cn-shanghai"],
          ["ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"],
        ],
        action: "RunInstances",
        version: "2014-05-26",
      },
      { accessKeyId: "YourAccessKeyId", accessKeySecret: "YourAccessKeySecret" },
      new Date("2023-10-26T10:22:32Z"),
      "3156853299f313e23d1673dc12e1703d",
    );
    expect(headers).toEqual({
      accept: "application/json",
      host: "ecs.cn-shanghai.aliyuncs.com",
      "x-acs-action": "RunInstances",
      "x-acs-version": "2014-05-26",
      "x-acs-date": "2023-10-26T10:22:32Z",
      "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
      "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      authorization:
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId," +
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version," +
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0",
    });
  });

  test.each([
    [undefined, "285bcab6bafd4aa9b733db5614a12533960c9c6f7e41529b8ab87a40d009a8f5"],
    ["token/+=abc", "0484eb9218977e3e463b7c4d73eca65875bd6f79d491272fbb2727fe75b65726"],
  ])("signs DescribeRouterInterfaces with the security token %j", (securityToken, signature) => {
    const { headers } = signAcs3(
      {
        method: "POST",
        host: "vpc.aliyuncs.com",
        path: "/",
        query: flatten({
          RegionId: "cn-hangzhou",
          PageNumber: 1,
          PageSize: 50,
          Filter: [{ Key: "RouterInterfaceId", Value: ["ri-2zeo3xzyf38r4urzd0001"] }],
        }),
        action: "DescribeRouterInterfaces",
        version: "2016-04-28",
      },
      { ...testKey, ...(securityToken !== undefined && { securityToken }) },
      at,
      nonce,
    );
    expect(signatureOf(headers)).toBe(signature);
  });

  test.each([
    ["text", (body: string) => body],
    ["bytes", (body: string) => new TextEncoder().encode(body)],
  ])("signs the exact bytes of a form that comes as %s", (_, as) => {
    const body =
      "EcrId=ecr-mezk2idmsd0vx20001&EcrOwnerAliUid=1210123456120001&InstanceId=vpc-bp1j4z1sr8zxu4l8u0001" +
      "&InstanceType=VPC&InstanceRegionId=cn-hangzhou&ClientToken=a%20b*~(c)";
    const { headers, queryString } = signAcs3(
      {
        method: "POST",
        host: "expressconnectrouter.cn-shanghai.aliyuncs.com",
        path: "/",
        query: [],
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: as(body),
        action: "GrantInstanceToExpressConnectRouter",
        version: "2023-09-01",
      },
      testKey,
      at,
      nonce,
    );
    expect(queryString).toBe("");
    expect(headers["x-acs-content-sha256"]).toBe(
      "9c6a7521ff9391e0baf435e541355539631ee2159beead5fb4bbf8457e950aa0",
    );
    expect(signatureOf(headers)).toBe("35c858c4fb9033f4f829bebc9e04d1eeb47da508f5f27976a3533b440084b740");
  });

  test("counts list members from 1, drops what is absent and keeps what is empty", () => {
    expect(
      flatten({
        Filter: [{ Key: "Name", Value: ["a", null, "", undefined, "b"] }],
        Tag: [],
        Options: { Nested: { Deep: false }, None: {} },
        PageSize: 50,
        Uid: 1210123456120001n,
        Description: "",
        Gone: undefined,
        Nothing: null,
      }),
    ).toEqual([
      ["Filter.1.Key", "Name"],
      ["Filter.1.Value.1", "a"],
      ["Filter.1.Value.3", ""],
      ["Filter.1.Value.5", "b"],
      ["Options.Nested.Deep", "false"],
      ["PageSize", "50"],
      ["Uid", "1210123456120001"],
      ["Description", ""],
    ]);
  });

  test("escapes any text as RFC 3986 says", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(percentEncode(value)).toBe(escaped(value));
      }),
    );
    expect(percentEncode("-_.~ !'()*+/=&%")).toBe("-_.~%20%21%27%28%29%2A%2B%2F%3D%26%25");
  });

  test("sends query strings and forms that decode to the parameters", () => {
    fc.assert(
      fc.property(parameters, (pairs) => {
        expect(decoded(encodeForm(pairs))).toEqual(pairs);
        expect(decoded(encodeQuery(pairs))).toEqual(sorted(pairs));
        expect([...new URLSearchParams(encodeForm(pairs))]).toEqual(pairs);
        expect(new URL(`https://host/?${encodeQuery(pairs)}`).search.slice(1)).toBe(encodeQuery(pairs));
      }),
    );
  });

  test("is accepted by a gateway that canonicalises anew what arrived", () => {
    fc.assert(
      fc.property(parameters, text, moment, fc.uuid(), fc.boolean(), (query, body, time, once, temporary) => {
        const { headers, queryString } = signAcs3(
          {
            method: "POST",
            host: "localhost:8080",
            path: "/",
            query,
            headers: { "Content-Type": " text/plain ", "User-Agent": "not signed" },
            body,
            action: "Do",
            version: "2016-04-28",
          },
          { ...testKey, ...(temporary && { securityToken: "token/+=" }) },
          time,
          once,
        );
        const names = signedNames(headers["authorization"] ?? "");
        const mandatory = Object.keys(headers).filter((name) => /^(host|content-type|x-acs-.*)$/.test(name));
        expect(names).toEqual(mandatory.sort());
        expect(headers["x-acs-date"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        const request = canonical(["POST", "/", queryString, body], headers, names);
        expect(signatureOf(headers)).toBe(hmac("testsecret", `ACS3-HMAC-SHA256\n${sha256(request)}`));
      }),
    );
  });
});

describe("Huawei Cloud, SDK-HMAC-SHA256", () => {
  const project = "0123456789abcdef0123456789abcdef";
  const host = "eg.cn-north-4.myhuaweicloud.com";
  const key = {
    accessKeyId: "AKEXAMPLE00000000001",
    accessKeySecret: "not-a-real-secret-key-for-test-vectors-00",
  };
  const at = new Date("2026-01-02T03:04:05Z");
  const given = { "Content-Type": " application/json ", "X-Project-Id": project };

  test.each(sdkHmacVectors)("signs '$name' as the official client does", (vector) => {
    const expected = headersOf(vector.canonicalRequest);
    const [wirePath = "", wireQuery = ""] = vector.wirePath.split("?");
    const segments = wirePath.slice(1).split("/").map(decodeURIComponent);
    const query = Object.entries(vector.input.queryParams ?? {}).map(
      ([name, value]) => [name, String(value)] as const,
    );
    const { headers, path, queryString } = signSdkHmac(
      {
        method: vector.wireMethod,
        host: expected.get("host") ?? "",
        path: segments,
        query,
        headers: {
          "content-type": expected.get("content-type") ?? "",
          "x-project-id": expected.get("x-project-id") ?? "",
        },
        ...(vector.wireBody !== "" && { body: vector.wireBody }),
      },
      { accessKeyId: vector.ak, accessKeySecret: vector.sk },
      new Date(vector.sdkDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z")),
    );
    expect(headers["authorization"]).toBe(vector.authorization);
    expect(headers["x-sdk-date"]).toBe(vector.sdkDate);
    expect(path.slice(1).split("/").map(decodeURIComponent)).toEqual(segments);
    expect(decoded(queryString)).toEqual(sorted(decoded(wireQuery)));
  });

  test("signs a list, a create with a security token, and a delete", () => {
    const collection = ["v1", project, "connections"];
    const list = signSdkHmac(
      {
        method: "GET",
        host,
        path: collection,
        query: [
          ["offset", "0"],
          ["name", "a b~c"],
          ["limit", "100"],
        ],
        headers: given,
      },
      key,
      at,
    );
    expect(list).toEqual({
      path: `/v1/${project}/connections`,
      queryString: "limit=100&name=a%20b~c&offset=0",
      headers: {
        "content-type": "application/json",
        host,
        "x-project-id": project,
        "x-sdk-date": "20260102T030405Z",
        authorization:
          "SDK-HMAC-SHA256 Access=AKEXAMPLE00000000001, " +
          "SignedHeaders=content-type;host;x-project-id;x-sdk-date, " +
          "Signature=9076c001b642ff4ccf1e36b39c5021142a4735275d941b8981b79b0c9e930551",
      },
    });

    const body = '{"name":"c1","vpc_id":"v","subnet_id":"s"}';
    const create = signSdkHmac(
      { method: "POST", host, path: collection, headers: given, body },
      { ...key, securityToken: "tok" },
      at,
    );
    expect(create.headers["x-security-token"]).toBe("tok");
    expect(signatureOf(create.headers)).toBe(
      "3f187023b2c915a6aaa947f96c8e8f1e67b82a159ed1c0dd5af2aea1b9f1f191",
    );

    const remove = signSdkHmac(
      { method: "DELETE", host, path: [...collection, "abc"], headers: given },
      key,
      at,
    );
    expect(signatureOf(remove.headers)).toBe(
      "f4aa378f96fd2fb70073cd711af6e61935e7e7c65d54c06184a1ebb1b1b220be",
    );
  });

  test("signs texts that are not ASCII", () => {
    const { headers } = signSdkHmac(
      { method: "GET", host: "h.example.com", path: ["v1", "p", "connections"], query: [["name", "测试"]] },
      { accessKeyId: "A", accessKeySecret: "S" },
      at,
    );
    expect(signatureOf(headers)).toBe("62ca094344c32a79c1627c07f435d3fdff26cbe412802b172c0d81a1724ffe12");
  });

  // Where the official client is itself wrong it is not imitated: path parameters, lists, a PUT without a body.

  test("keeps an id from leading to another target, where the official client puts it in as it is", () => {
    const { path } = signSdkHmac({ method: "GET", host, path: ["v1", "a/../b?c#d%2e"] }, key, at);
    expect(path).toBe("/v1/a%2F..%2Fb%3Fc%23d%252e");
    expect(new URL(`https://${host}${path}`).pathname).toBe(path);
    for (const segment of ["", ".", ".."]) {
      expect(() => signSdkHmac({ method: "DELETE", host, path: ["v1", segment] }, key, at)).toThrow(
        RangeError,
      );
    }
  });

  test("sends a list as a repeated name, its values sorted", () => {
    const query = [
      ["id", "b"],
      ["id", "a"],
      ["id", "a,b"],
    ] as const;
    expect(signSdkHmac({ method: "GET", host, path: ["v1"], query }, key, at).queryString).toBe(
      "id=a&id=a%2Cb&id=b",
    );
  });

  test("is accepted by a gateway that canonicalises anew what arrived", () => {
    const segment = text.filter((one) => !["", ".", ".."].includes(one));
    const segments = fc.array(segment, { minLength: 1, maxLength: 5 });
    // An undefined body is the PUT without one: its hash is that of nothing.
    const anyBody = fc.option(text, { nil: undefined });
    fc.assert(
      fc.property(
        segments,
        parameters,
        anyBody,
        moment,
        fc.boolean(),
        (parts, query, body, time, temporary) => {
          const { headers, path, queryString } = signSdkHmac(
            { method: "PUT", host, path: parts, query, headers: given, ...(body !== undefined && { body }) },
            { ...key, ...(temporary && { securityToken: "token/+=" }) },
            time,
          );
          const names = Object.keys(headers).filter((name) => name !== "authorization");
          expect(signedNames(headers["authorization"] ?? "")).toEqual(names.sort());
          expect(path.slice(1).split("/").map(decodeURIComponent)).toEqual(parts);
          const uri = `${parts.map((part) => `/${escaped(part)}`).join("")}/`;
          const request = canonical(["PUT", uri, queryString, body ?? ""], headers, names);
          expect(headers["x-sdk-date"]).toMatch(/^\d{8}T\d{6}Z$/);
          expect(signatureOf(headers)).toBe(
            hmac(key.accessKeySecret, `SDK-HMAC-SHA256\n${headers["x-sdk-date"]}\n${sha256(request)}`),
          );
        },
      ),
    );
  });
});
