import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount, defaultHuawei, otherAccount } from "../cloud/defaults.ts";
import { makeOne } from "./one-resource.ts";
import type { Source } from "./source.ts";

const grant = {
  type: "EcrInstanceGrant",
  args: {
    ecrId: "ecr-1",
    ecrOwnerAliUid: otherAccount.id,
    instanceId: "vpc-1",
    instanceType: "VPC",
    instanceRegionId: "cn-hangzhou",
  },
};
const connection = {
  type: "EgConnection",
  args: { region: defaultHuawei.region, vpcId: "vpc-1", subnetId: "subnet-1" },
};
const keys = {
  ALICLOUD_ACCESS_KEY: defaultAccount.accessKeyId,
  ALICLOUD_SECRET_KEY: defaultAccount.accessKeySecret,
  HW_ACCESS_KEY: defaultHuawei.accessKey,
  HW_SECRET_KEY: defaultHuawei.secretKey,
};

let cloud: Cloud;
/** A proxy that opens no tunnel, and what it was asked for one to. */
let proxy: Server;
const asked: string[] = [];

beforeAll(async () => {
  cloud = await startCloud();
  proxy = createServer().on("connect", ({ url = "" }, socket) => {
    asked.push(url);
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(async () => {
  proxy.close();
  await cloud.stop();
});

const plain: Readonly<Record<string, Source>> = {
  ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER: {
    env: { ...keys, ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER: "http://ecr.example.com" },
  },
  "alicloud:endpoints.sts": {
    env: keys,
    config: { "alicloud:endpoints": `[{"sts":"http://sts.example.com"}]` },
  },
  HW_ENDPOINT_EG: { env: { ...keys, HW_ENDPOINT_EG: "http://eg.example.com" } },
  "huaweicloud:authUrl": { env: keys, config: { "huaweicloud:authUrl": "http://iam.example.com/v3" } },
};

test.each(Object.entries(plain))(
  "plain http in %s is refused before anything is sent",
  async (name, source) => {
    const resource = /^(HW_|huawei)/.test(name) ? connection : grant;
    await expect(makeOne(cloud, resource, source)).rejects.toThrow(`${name} must not use plain http`);
    expect(await cloud.log()).toEqual([]);
  },
);

test("HTTPS_PROXY is gone through but for NO_PROXY, and an error does not tell the proxy's password", async () => {
  const { port } = proxy.address() as AddressInfo;
  const env = {
    ...keys,
    HTTPS_PROXY: `http://user:hush@127.0.0.1:${port}`,
    NO_PROXY: "127.0.0.1",
    ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER: "ecr.example.com",
    HW_ENDPOINT_EG: "https://127.0.0.1:1",
  };
  const [proxied, direct] = await Promise.all(
    [grant, connection].map((resource) => makeOne(cloud, resource, { env }).catch(String)),
  );
  expect(proxied).toContain("no usable answer after 4 attempts: Proxy response (407)");
  expect(proxied).not.toContain("hush");
  expect(direct).toContain("ECONNREFUSED");
  expect(asked).toEqual(Array.from({ length: 4 }, () => "ecr.example.com:443"));
});

test("a proxy that is no URL is the error, which names the variable", async () => {
  const env = {
    ...keys,
    HTTPS_PROXY: "user:hush@proxy.example.com:3128",
    ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER: "ecr.example.com",
  };
  const said = await makeOne(cloud, grant, { env }).catch(String);
  expect(said).toContain("The proxy cannot be used: HTTPS_PROXY (or https_proxy) has to be a URL");
  expect(said).not.toMatch(/attempt|hush/);
});
