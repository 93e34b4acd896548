import { createHmac, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { type Answered, send } from "./caller.ts";
import { defaultAccount, otherAccount } from "./defaults.ts";
import { cloudWith } from "./fixture.ts";

// The vendor's own client, unchanged, with either signature; and by hand what it would never send.

// Its class is the member `default` of a CommonJS module, which loaders do not agree on.
const {
  default: Client,
  Config,
  OpenApiRequest,
  Params,
} = createRequire(import.meta.url)("@alicloud/openapi-client") as typeof import("@alicloud/openapi-client");
type Runtime = Parameters<InstanceType<typeof Client>["callApi"]>[2];

const cloud = cloudWith({
  expressConnectRouters: [{ id: "ecr-1" }],
  vpcs: [{ id: "vpc-1" }],
  routerInterfaces: [{ id: "ri-ä b*", routerId: "vrt-a" }],
});

type Given = Readonly<Record<string, string>>;
type Service = keyof typeof versions;
const versions = {
  vpc: "2016-04-28",
  ecs: "2014-05-26",
  sts: "2015-04-01",
  expressconnectrouter: "2023-09-01",
};

interface Asked {
  readonly service?: Service;
  readonly secret?: string;
  readonly query?: Given;
  readonly form?: Given;
}

const askers = { newer: "ACS3-HMAC-SHA256", older: "v2" } as const;

async function ask(
  signature: keyof typeof askers,
  action: string,
  { service = "vpc", secret = defaultAccount.accessKeySecret, query, form }: Asked = {},
): Promise<Record<string, unknown>> {
  const client = new Client(
    new Config({
      accessKeyId: defaultAccount.accessKeyId,
      accessKeySecret: secret,
      endpoint: new URL(cloud().endpoints[service]).host,
      protocol: "HTTP",
      signatureAlgorithm: askers[signature],
    }),
  );
  const operation = new Params({
    action,
    version: versions[service],
    protocol: "HTTP",
    pathname: "/",
    method: "POST",
    authType: "AK",
    style: "RPC",
    reqBodyType: "formData",
    bodyType: "json",
  });
  const request = new OpenApiRequest({ ...(query && { query }), ...(form && { body: form }) });
  return (await client.callApi(operation, request, {} as Runtime)) as Record<string, unknown>;
}

describe.each(["newer", "older"] as const)("the vendor's client with the %s signature", (signature) => {
  test.each<[string, string, Asked, object]>([
    ["without parameters", "GetCallerIdentity", { service: "sts" }, { AccountId: defaultAccount.id }],
    [
      "with parameters in the query",
      "DescribeVpcAttribute",
      { query: { RegionId: "cn-hangzhou", VpcId: "vpc-1" } },
      { VpcId: "vpc-1" },
    ],
    [
      "with parameters in a form",
      "DescribeVpcAttribute",
      { form: { RegionId: "cn-hangzhou", VpcId: "vpc-1" } },
      { VpcId: "vpc-1" },
    ],
    [
      "with characters that need escaping",
      "DescribeRouterInterfaceAttribute",
      { query: { RegionId: "cn-hangzhou", InstanceId: "ri-ä b*" } },
      { RouterInterfaceId: "ri-ä b*" },
    ],
    [
      "of a service that takes forms alone",
      "DescribeInstanceGrantedToExpressConnectRouter",
      { service: "expressconnectrouter", form: { EcrId: "ecr-1", CallerType: "OTHER" } },
      { Success: true },
    ],
  ])("is answered %s", async (_what, action, asked, answer) => {
    expect(await ask(signature, action, asked)).toMatchObject({ statusCode: 200, body: answer });
  });

  test("is refused with a wrong secret", async () => {
    const asking = ask(signature, "GetCallerIdentity", { service: "sts", secret: "wrong" });
    await expect(asking).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});

const now = (offsetMinutes = 0): string =>
  `${new Date(Date.now() + offsetMinutes * 60_000).toISOString().slice(0, 19)}Z`;

const encode = (text: string): string => encodeURIComponent(text).replaceAll("*", "%2A");

/** Signs by hand as older clients do; undefined takes a parameter away. */
function older(
  change: Readonly<Record<string, string | undefined>> = {},
  { method = "GET", keys = defaultAccount, signature = undefined as string | undefined } = {},
): Promise<Answered> {
  const usual = {
    ...{ Action: "GetCallerIdentity", Version: versions.sts, Format: "JSON", Timestamp: now() },
    ...{ SignatureMethod: "HMAC-SHA1", SignatureVersion: "1.0", SignatureNonce: randomUUID() },
    AccessKeyId: keys.accessKeyId,
    ...change,
  };
  const query = Object.entries(usual)
    .filter((pair): pair is [string, string] => pair[1] !== undefined)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const made = createHmac("sha1", `${keys.accessKeySecret}&`)
    .update(`${method}&%2F&${encode(query)}`)
    .digest("base64");
  return send(`${cloud().endpoints.sts}/?${query}&Signature=${encode(signature ?? made)}`, method, {});
}

describe("the older signature", () => {
  test.each<[string, Readonly<Record<string, string | undefined>>, number, string]>([
    ["no nonce", { SignatureNonce: undefined }, 400, "IncompleteSignature"],
    ["no time", { Timestamp: undefined }, 400, "IncompleteSignature"],
    ["another method of signing", { SignatureMethod: "HMAC-MD5" }, 400, "IncompleteSignature"],
    ["another version of it", { SignatureVersion: "2.0" }, 400, "IncompleteSignature"],
    ["a time in another form", { Timestamp: "yesterday" }, 400, "InvalidTimeStamp.Format"],
    ["a time of 16 minutes ago", { Timestamp: now(-16) }, 400, "InvalidTimeStamp.Expired"],
    ["a time in 16 minutes", { Timestamp: now(16) }, 400, "InvalidTimeStamp.Expired"],
    ["an unknown key", { AccessKeyId: "nobody" }, 404, "InvalidAccessKeyId.NotFound"],
    ["a token beside a permanent key", { SecurityToken: "t" }, 400, "InvalidSecurityToken.Malformed"],
  ])("with %s is refused", async (_what, change, status, code) => {
    expect(await older(change)).toMatchObject({ status, body: { Code: code } });
  });

  test("is compared with what the cloud calculates, and the refusal shows from what", async () => {
    const answer = await older({}, { signature: "c2lnbmF0dXJl" });
    expect(answer).toMatchObject({ status: 400, body: { Code: "SignatureDoesNotMatch" } });
    expect(answer.body["Message"]).toMatch(/server string to sign is:GET&%2F&AccessKeyId%3D/);
  });

  test("covers the method", async () => {
    expect((await older({}, { method: "POST" })).status).toBe(200);
  });

  test("takes a nonce once for each key", async () => {
    const nonce = { SignatureNonce: "the-same" };
    expect((await older(nonce)).status).toBe(200);
    expect((await older(nonce)).body).toMatchObject({ Code: "SignatureNonceUsed" });
    expect((await older(nonce, { keys: otherAccount })).status).toBe(200);
  });

  test("carries the token of a temporary credential", async () => {
    const keys = { accessKeyId: "temporary", accessKeySecret: "temporary-secret" };
    const principal = {
      identityType: "AssumedRoleUser",
      arn: "acs:ram::1:assumed-role/a/b",
      principalId: "1:b",
    };
    await cloud().seed({
      stsSessions: [
        {
          ...keys,
          securityToken: "token/+=1",
          account: defaultAccount.id,
          principal: { ...principal, identityType: "AssumedRoleUser" },
        },
      ],
    });
    const signing = { keys: { ...defaultAccount, ...keys } };
    expect((await older({ SecurityToken: "token/+=1" }, signing)).body).toMatchObject({ Arn: principal.arn });
    expect((await older({}, signing)).body).toMatchObject({ Code: "MissingSecurityToken" });
  });

  test.each(["XML", undefined])("answers XML where Format is %s, successes and refusals", async (Format) => {
    expect((await older({ Format })).text).toMatch(/^<\?xml .*<GetCallerIdentityResponse><AccountId>/);
    const refused = await older({ Format, Timestamp: now(-16) });
    expect(refused.text).toMatch(/^<\?xml .*<Error>.*<Code>InvalidTimeStamp\.Expired<\/Code>/);
    expect(refused.headers["content-type"]).toMatch(/^text\/xml/);
  });

  test("keeps what belongs to the protocol out of the log", async () => {
    await older();
    const [entry] = await cloud().log();
    expect(entry).toMatchObject({
      account: defaultAccount.id,
      accessKeyId: defaultAccount.accessKeyId,
      params: {},
    });
  });
});
