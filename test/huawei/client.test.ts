import { createHash, createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as z from "zod";
import { ApiError, UnknownOutcomeError } from "../../provider/http/errors.ts";
import { huaweiEndpoint } from "../../provider/huawei/client.ts";
import {
  createConnection,
  deleteConnection,
  eventGrid,
  findConnection,
  readConnection,
} from "../../provider/huawei/eg.ts";
import { eventGridErrors, eventGridNotFound } from "../../provider/huawei/eg-errors.ts";
import { iam } from "../../provider/huawei/iam.ts";
import type { HuaweiOperation } from "../../provider/huawei/operation.ts";
import { accountOf, HastyClock, KEY, ScriptedCloud, type Seen, settingsFor } from "./script.ts";

const PROJECT = { region: "cn-north-4", projectId: "0123456789abcdef0123456789abcdef" };
const PATH = `/v1/${PROJECT.projectId}/connections`;

const ping: HuaweiOperation<
  { readonly id?: string; readonly query?: Record<string, string> },
  { ok: boolean }
> = {
  service: eventGrid,
  errors: eventGridErrors,
  notFound: eventGridNotFound,
  name: "Ping",
  effect: "read",
  method: "GET",
  path: ({ id }, projectId) => ["v1", projectId, "connections", ...(id === undefined ? [] : [id])],
  query: ({ query }) => query ?? {},
  answer: z.object({ ok: z.boolean() }),
};

let cloud: ScriptedCloud;
let clock: HastyClock;

beforeEach(async () => {
  cloud = await ScriptedCloud.start();
  clock = new HastyClock();
});
afterEach(() => cloud.stop());

/** The signature that a request must have, written anew from the vendor's page. */
function expectedSignature({ method, target, headers, text }: Seen, secret: string): string {
  const [path = "", query = ""] = target.split("?");
  const hash = (data: string): string => createHash("sha256").update(data, "utf8").digest("hex");
  const names = /SignedHeaders=([^,]*)/.exec(String(headers["authorization"]))?.[1] ?? "";
  const lines = names.split(";").map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [
    method,
    `${path}/`,
    query.split("&").sort().join("&"),
    lines.join(""),
    names,
    hash(text),
  ];
  const toSign = ["SDK-HMAC-SHA256", headers["x-sdk-date"], hash(canonical.join("\n"))].join("\n");
  return createHmac("sha256", secret).update(toSign, "utf8").digest("hex");
}

describe("a call with an access key", () => {
  test("is signed over project, security token, query and body, and carries no IAM token", async () => {
    const key = { ...KEY, securityToken: "a-security-token-of-the-test" };
    const account = accountOf(
      settingsFor(cloud.origin, { credential: { kind: "accessKey", key, from: "the test" } }),
      clock,
    );
    cloud.reply = () => ({ body: { ok: true, id: "1", name: "n" } });
    await account.call(ping, PROJECT, { query: { name: "a b~c", offset: "0" } });
    await account.call(createConnection, PROJECT, {
      name: "n",
      description: "é",
      vpcId: "v",
      subnetId: "s",
      type: "WEBHOOK",
    });
    expect(cloud.seen).toHaveLength(2);
    for (const seen of cloud.seen) {
      expect(seen.headers["authorization"]).toContain(
        "SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, ",
      );
      expect(seen.headers["authorization"]).toContain(
        `Signature=${expectedSignature(seen, KEY.accessKeySecret)}`,
      );
      expect(seen.headers["x-project-id"]).toBe(PROJECT.projectId);
      expect(seen.headers["x-sdk-date"]).toBe("20260102T030405Z");
      expect(seen.headers).not.toHaveProperty("x-auth-token");
    }
    expect(cloud.seen[0]?.target).toBe(`${PATH}?name=a%20b~c&offset=0`);
    expect(JSON.parse(cloud.seen[1]?.text ?? "")).toEqual({
      name: "n",
      description: "é",
      vpc_id: "v",
      subnet_id: "s",
      type: "WEBHOOK",
    });
  });

  test("escapes ids, and refuses one that would lead elsewhere", async () => {
    const account = accountOf(settingsFor(cloud.origin), clock);
    cloud.reply = () => ({ body: { ok: true } });
    await account.call(ping, PROJECT, { id: "a/b?c#d" });
    expect(cloud.seen[0]?.target).toBe(`${PATH}/a%2Fb%3Fc%23d`);
    await expect(account.call(ping, PROJECT, { id: ".." })).rejects.toThrow("not a path segment");
    expect(cloud.seen).toHaveLength(1);
  });

  test("keeps its secrets out of what the gateway says about the signature", async () => {
    const key = { ...KEY, securityToken: "a-security-token-of-the-test" };
    const account = accountOf(
      settingsFor(cloud.origin, { credential: { kind: "accessKey", key, from: "the test" } }),
      clock,
    );
    cloud.reply = () => ({
      status: 401,
      body: {
        error_code: "APIGW.0301",
        error_msg: `verify aksk signature fail, canonicalRequest:GET|x-security-token:${key.securityToken}|`,
        request_id: "r-1",
      },
    });
    const error = await account.call(ping, PROJECT, {}).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(String(error)).toContain("APIGW.0301: verify aksk signature fail");
    expect(String(error)).toContain("x-security-token:***|");
    expect(String(error)).toContain("key, secret and security token belong together");
    expect(String(error)).not.toContain(key.securityToken);
    // Another key is not to be had, so nothing is repeated.
    expect(cloud.seen).toHaveLength(1);
  });
});

describe("an answer", () => {
  test.each([
    {
      form: "the service's",
      reply: {
        status: 403,
        body: {
          error_code: "EG.00512003",
          error_msg: "agency required",
          error_details: "more",
          request_id: "r-1",
        },
      },
      code: "EG.00512003",
      says: ["agency required (more)", "request id r-1", "EG_DELEGATE_FG_AGENCY", "TARGET_CONNECTION"],
    },
    {
      form: "the gateway's",
      reply: { status: 404, body: { error_code: "APIGW.0101", error_msg: "no such API", request_id: "r-2" } },
      code: "APIGW.0101",
      says: ["no such API", "request id r-2", "the host, the region or the path is wrong"],
    },
    {
      form: "IAM's",
      reply: {
        status: 403,
        headers: { "x-request-id": "r-3" },
        body: { error: { code: 403, message: "You are not authorized", title: "Forbidden" } },
      },
      code: "403",
      says: ["You are not authorized", "request id r-3"],
    },
    {
      form: "an older one, with a number for the request",
      reply: {
        status: 400,
        body: `{"code": "EG.00513000", "message": "invalid", "request_id": 1234567890123456789}`,
      },
      code: "EG.00513000",
      says: ["invalid", "request id 1234567890123456789", "does not accept an argument"],
    },
    {
      form: "a firewall's page",
      reply: { status: 403, headers: { "content-type": "text/html" }, body: "<html>no</html>" },
      code: "HTTP 403",
      says: ["not the cloud's", "text/html", "check the endpoint and the proxy"],
    },
    {
      form: "a redirect",
      reply: { status: 302, headers: { location: "http://127.0.0.1:1/" }, body: "" },
      code: "HTTP 302",
      says: ["a redirect, which is not followed"],
    },
  ])("that refuses in $form form becomes one clear error", async ({ reply, code, says }) => {
    cloud.reply = () => reply;
    const error = await accountOf(settingsFor(cloud.origin), clock)
      .call(ping, PROJECT, {})
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    if (!(error instanceof ApiError)) return;
    expect(error.code).toBe(code);
    for (const part of ["EventGrid.Ping", ...says]) expect(error.message).toContain(part);
    expect(cloud.seen).toHaveLength(1);
  });

  test("that throttles is waited out for as long as it says", async () => {
    const replies = [
      {
        status: 429,
        headers: { "retry-after": "7" },
        body: { error_code: "APIGW.0308", error_msg: "slow down" },
      },
      { status: 429, body: "busy" },
      { body: { ok: true } },
    ];
    cloud.reply = () => replies.shift() ?? { status: 500 };
    const began = clock.elapsed();
    await accountOf(settingsFor(cloud.origin), clock).call(ping, PROJECT, {});
    expect(cloud.seen).toHaveLength(3);
    expect(clock.elapsed() - began).toBeGreaterThanOrEqual(7_000);
  });

  test("that says the clock is wrong is not taken for a wrong key", async () => {
    cloud.reply = () => ({ status: 401, body: { error_code: "APIGW.0303", error_msg: "expired" } });
    await expect(accountOf(settingsFor(cloud.origin), clock).call(ping, PROJECT, {})).rejects.toThrow(
      "Set the clock",
    );
  });

  test("of 204 is a deletion that was carried out", async () => {
    cloud.reply = () => ({ status: 204 });
    await accountOf(settingsFor(cloud.origin), clock).call(deleteConnection, PROJECT, { id: "c-1" });
    expect(cloud.asked("DELETE", `${PATH}/c-1`)).toHaveLength(1);
  });

  test("of 200 with nothing in it does not say that a deletion was carried out", async () => {
    cloud.reply = () => ({ status: 200 });
    const deleted = accountOf(settingsFor(cloud.origin), clock).call(deleteConnection, PROJECT, {
      id: "c-1",
    });
    await expect(deleted).rejects.toThrow(UnknownOutcomeError);
  });

  test("of 200 with nothing in it is no answer: a read is repeated, a write's outcome is unknown", async () => {
    const account = accountOf(settingsFor(cloud.origin), clock);
    cloud.reply = () => (cloud.seen.length < 3 ? { body: "" } : { body: { ok: true } });
    await account.call(ping, PROJECT, {});
    expect(cloud.seen).toHaveLength(3);
    cloud.reply = () => ({ body: "" });
    const made = account.call(createConnection, PROJECT, {
      name: "n",
      description: "",
      vpcId: "v",
      subnetId: "s",
      type: "WEBHOOK",
    });
    await expect(made).rejects.toBeInstanceOf(UnknownOutcomeError);
    expect(cloud.asked("POST", PATH)).toHaveLength(1);
  });

  test("of 500 leaves a write's outcome unknown, whatever it says", async () => {
    cloud.reply = () => ({
      status: 500,
      body: { error_code: "EG.00015000", error_msg: "Internal Server Error" },
    });
    const gone = accountOf(settingsFor(cloud.origin), clock).call(deleteConnection, PROJECT, { id: "c-1" });
    await expect(gone).rejects.toBeInstanceOf(UnknownOutcomeError);
  });
});

describe("the project", () => {
  test("is looked up by the region's name, exactly and once for all", async () => {
    cloud.reply = () => ({
      body: {
        projects: [
          { id: "p-other", name: "cn-north-4_dev" },
          { id: "p-main", name: "cn-north-4" },
        ],
      },
    });
    const account = accountOf(settingsFor(cloud.origin), clock);
    const ids = await Promise.all(Array.from({ length: 20 }, () => account.projectId("cn-north-4")));
    expect(new Set(ids)).toEqual(new Set(["p-main"]));
    expect(await account.accountId("cn-north-4")).toBe("p-main");
    expect(cloud.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
      "GET /v3/projects?name=cn-north-4",
    ]);
  });

  test("that is configured holds for the configured region only", async () => {
    cloud.reply = () => ({ body: { projects: [{ id: "p-far", name: "ap-southeast-3" }] } });
    const account = accountOf(settingsFor(cloud.origin, { projectId: "p-own", projectName: "dev" }), clock);
    expect(await account.projectId("cn-north-4")).toBe("p-own");
    expect(await account.projectId("ap-southeast-3")).toBe("p-far");
    expect(cloud.seen).toHaveLength(1);
  });

  test("that IAM does not show is an error, and none is made", async () => {
    cloud.reply = () => ({ body: { projects: [] } });
    const account = accountOf(settingsFor(cloud.origin), clock);
    await expect(account.projectId("cn-nowhere-1")).rejects.toThrow(
      "IAM shows no project named cn-nowhere-1 to these credentials",
    );
    expect(cloud.seen.map(({ method }) => method)).toEqual(["GET"]);
  });

  test("that may not be asked for leaves the account unknown", async () => {
    cloud.reply = () => ({ status: 403, body: { error: { code: 403, message: "no" } } });
    const account = accountOf(settingsFor(cloud.origin), clock);
    expect(await account.accountId("cn-north-4")).toBe("");
  });
});

describe("reading connections", () => {
  const item = (id: string) => ({ id, name: `name-${id}`, status: "CREATED" });

  test("one is shown by its id; the service's 404 says that it is gone, the gateway's does not", async () => {
    const account = accountOf(settingsFor(cloud.origin), clock);
    cloud.reply = () => ({
      body: { ...item("c-1"), type: {}, kafka_detail: {}, error_info: null, new_field: 1 },
    });
    expect(await readConnection(account, PROJECT, "c-1", {})).toMatchObject({
      id: "c-1",
      status: "CREATED",
      type: undefined,
      kafkaDetail: undefined,
      errorInfo: undefined,
    });
    cloud.reply = () => ({ status: 404, body: { error_code: "EG.00014040", error_msg: "not found" } });
    expect(await readConnection(account, PROJECT, "c-1", {})).toBeUndefined();
    cloud.reply = () => ({ status: 404, body: { error_code: "EG.00099999", error_msg: "not found" } });
    expect(await readConnection(account, PROJECT, "c-1", {})).toBeUndefined();
    for (const body of [
      { error_code: "APIGW.0101", error_msg: "no API" },
      "<html>404</html>",
      { hello: 1 },
    ]) {
      cloud.reply = () => ({ status: 404, body });
      await expect(readConnection(account, PROJECT, "c-1", {})).rejects.toBeInstanceOf(ApiError);
    }
  });

  test("many share a list that is read page by page and never beyond its total; who is missing is asked alone", async () => {
    const all = Array.from({ length: 7 }, (_, index) => item(`c-${index}`));
    cloud.reply = ({ path, query }) => {
      if (path !== PATH) return { status: 404, body: { error_code: "EG.00014040", error_msg: "not found" } };
      const offset = Number(query["offset"]);
      if (offset >= all.length)
        return { status: 400, body: { error_code: "APIGW.0106", error_msg: "offset" } };
      // A smaller page than was asked for.
      return { body: { total: all.length, size: 3, items: all.slice(offset, offset + 3) } };
    };
    const account = accountOf(settingsFor(cloud.origin), clock);
    const found = await Promise.all(
      ["c-6", "c-0", "c-gone"].map((id) => readConnection(account, PROJECT, id, {})),
    );
    expect(found.map((it) => it?.id)).toEqual(["c-6", "c-0", undefined]);
    expect(cloud.asked("GET", PATH).map(({ query }) => query["offset"])).toEqual(["0", "3", "6"]);
    expect(cloud.asked("GET", PATH)[0]?.query["limit"]).toBe("500");
    expect(cloud.asked("GET", `${PATH}/c-gone`)).toHaveLength(1);
  });

  test("a name is compared exactly, also when the filter returns more", async () => {
    const account = accountOf(settingsFor(cloud.origin), clock);
    cloud.reply = () => ({
      body: { total: 2, size: 2, items: [item("x"), { ...item("y"), name: "Name-x" }] },
    });
    expect((await findConnection(account, PROJECT, "name-x", {}))?.id).toBe("x");
    expect(await findConnection(account, PROJECT, "name", {})).toBeUndefined();
    expect(cloud.seen.map(({ query }) => query["name"])).toEqual(["name-x", "name"]);
    expect(cloud.seen[0]?.query).not.toHaveProperty("fuzzy_name");
  });

  test("an answer without a list is not an empty list", async () => {
    const account = accountOf(settingsFor(cloud.origin), clock);
    cloud.reply = () => ({ body: {} });
    await expect(findConnection(account, PROJECT, "n", {})).rejects.toThrow("not as documented");
  });
});

describe("an endpoint", () => {
  const settings = settingsFor("", { endpoints: {} });

  test.each([
    ["cn-north-4", "https://eg.cn-north-4.myhuaweicloud.com"],
    ["eu-west-101", "https://eg.eu-west-101.myhuaweicloud.eu"],
    ["eu-west-0", "https://eg.eu-west-0.myhuaweicloud.com"],
  ])("in %s is %s", (region, url) => {
    expect(huaweiEndpoint(settings, eventGrid, region)).toBe(url);
  });

  test("follows the cloud, the address of IAM and what is configured for the service", () => {
    expect(huaweiEndpoint({ ...settings, cloud: "example.com" }, eventGrid, "eu-west-101")).toBe(
      "https://eg.eu-west-101.example.com",
    );
    const authUrl = "https://iam.example.com";
    expect(huaweiEndpoint({ ...settings, authUrl }, iam, "cn-north-4")).toBe(authUrl);
    expect(huaweiEndpoint({ ...settings, authUrl }, eventGrid, "cn-north-4")).toContain(
      "https://eg.cn-north-4.",
    );
    const endpoints = { eg: "https://eg.example.com", iam: "https://iam.example.org" };
    expect(huaweiEndpoint({ ...settings, authUrl, endpoints }, iam, "r-1")).toBe(endpoints.iam);
    expect(huaweiEndpoint({ ...settings, authUrl, endpoints }, eventGrid, "r-1")).toBe(endpoints.eg);
  });
});
