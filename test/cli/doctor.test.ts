import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer, type Server as TlsServer } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { endpointsOnly } from "../accounts/source.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount, defaultHuawei, defaultUser, otherAccount } from "../cloud/defaults.ts";
import type { Result } from "../engine/command.ts";
import { ensureEngine } from "../engine/engine.ts";
import { certificateFor } from "../support/certificate.ts";
import { program } from "../support/program.ts";
import { createStack, type Stack } from "../support/stack.ts";

let cloud: Cloud;
let stack: Stack;

beforeAll(async () => {
  cloud = await startCloud();
  stack = await createStack(await ensureEngine(), { files: program([]) });
});
beforeEach(() => cloud.reset());
afterAll(async () => {
  await stack.remove();
  await cloud.stop();
});

interface Finding {
  readonly verdict: string;
  readonly about: string;
  readonly says: string;
  readonly remedy?: string;
}

/** Everything that must not be shown: what the cloud knows as secret. */
const SECRETS = [defaultAccount, otherAccount, defaultUser]
  .flatMap((it) => [it.accessKeyId, it.accessKeySecret])
  .concat(defaultHuawei.accessKey, defaultHuawei.secretKey, defaultHuawei.password);

async function doctor(env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<Result> {
  const result = await stack.tool("provider/bin/cli.js", ["doctor", ...args], env);
  for (const secret of SECRETS) expect(result.output).not.toContain(secret);
  expect(await cloud.writes()).toEqual([]);
  return result;
}

/** What is said first, with the exit code. */
async function first(env: Readonly<Record<string, string>>): Promise<[string, number | null]> {
  const { stdout, code } = await doctor(env);
  return [stdout.split("\n")[0] ?? "", code];
}

const findings = ({ stdout }: Result): Finding[] => JSON.parse(stdout).findings;

test("where all is well, every line says so, for both clouds", async () => {
  const { stdout, stderr, code } = await doctor(cloud.env());
  expect(stderr).toBe("");
  expect(stdout.split("\n").filter((line) => line !== "" && !line.startsWith("fine "))).toEqual([]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/alicloud:region: cn-hangzhou, from ALICLOUD_REGION\./);
  expect(stdout).toMatch(/alicloud:secretKey: \*\*\*, from ALICLOUD_SECRET_KEY\./);
  expect(stdout).toMatch(new RegExp(`alicloud account: account ${defaultAccount.id}, Account acs:ram::`));
  expect(stdout).toMatch(
    new RegExp(`huaweicloud account: project ${defaultHuawei.projectId}, domain local-`),
  );
  for (const operation of [
    "Vpc.DescribeRouterInterfaces",
    "ExpressConnectRouter.DescribeInstanceGrantedToExpressConnectRouter",
    "Ecs.DescribeClassicLinkInstances",
    "EventGrid.ListConnections",
  ]) {
    expect(stdout).toContain(`${operation}: allowed.`);
  }
  for (const what of ["Node.js: ", "Pulumi CLI: 3.", "@pulumi/pulumi: 3.", "pulumi-interlink: "]) {
    expect(stdout).toContain(what);
  }
});

test("a thing of the user's own is read by its id, and a missing one is named", async () => {
  await cloud.seed({ routerInterfaces: [{ id: "ri-mine", routerId: "vrt-1" }] });
  expect(findings(await doctor(cloud.env(), ["--json", "ri-mine"]))).toContainEqual({
    verdict: "fine",
    about: "alicloud Vpc.DescribeRouterInterfaces",
    says: "allowed, and ri-mine is there",
  });
  const missing = await doctor(cloud.env(), ["ri-other"]);
  expect(missing.stdout).toMatch(
    /^wrong +alicloud Vpc\.DescribeRouterInterfaces: allowed, but ri-other is not/,
  );
  expect(missing.code).toBe(1);
});

describe("is named first, with what to do:", () => {
  test("a wrong secret", async () => {
    const wrong = await first({ ...cloud.env(), ALICLOUD_SECRET_KEY: "not-the-secret" });
    expect(wrong[0]).toMatch(/^wrong +alicloud account: SignatureDoesNotMatch: .*The secret does not belong/);
    expect(wrong[0]).toMatch(/Do: Check the secret key next to the access key/);
    expect(wrong[1]).toBe(1);

    const huawei = await doctor({ ...cloud.env(), HW_SECRET_KEY: "not-the-secret" }, ["--json"]);
    expect(findings(huawei)[0]).toMatchObject({ verdict: "wrong", about: "huaweicloud account" });
    expect(findings(huawei)[0]?.remedy).toMatch(/^Check that key, secret and security token belong together/);
    // What could only fail in the same way is not tried.
    expect(findings(huawei).filter(({ verdict }) => verdict === "skipped")).toHaveLength(1);
  });

  test("a clock that is 20 minutes off", async () => {
    await cloud.configure({ skewMs: 20 * 60_000 });
    const { stdout, code } = await doctor(cloud.env());
    const [alibaba, huawei] = stdout.split("\n");
    expect(alibaba).toMatch(
      /^wrong +alicloud clock: this machine's clock is (19 min 5\d s|20 min [01] s) behind the cloud's/,
    );
    expect(alibaba).toMatch(/Do: Set the clock/);
    expect(huawei).toMatch(/^wrong +huaweicloud clock/);
    expect(code).toBe(1);
  });

  test("a missing region", async () => {
    const { ALICLOUD_REGION: _, HW_REGION_NAME: __, ...env } = cloud.env();
    const { stdout, code } = await doctor(env);
    const [alibaba, huawei] = stdout.split("\n");
    expect(alibaba).toMatch(
      /^wrong +alicloud:region: no region is configured.*Do: pulumi config set alicloud:region/,
    );
    expect(huawei).toMatch(
      /^wrong +huaweicloud:region: .*Do: pulumi config set huaweicloud:region .*HW_REGION_NAME/,
    );
    expect(code).toBe(1);
    // Whose credentials these are can be told without one.
    expect(stdout).toContain(`alicloud account: account ${defaultAccount.id}`);
  });

  test.each([
    ["vpc:DescribeRouterInterfaces", "alicloud Vpc.DescribeRouterInterfaces"],
    ["ecs:DescribeClassicLinkInstances", "alicloud Ecs.DescribeClassicLinkInstances"],
    [
      "expressconnectrouter:DescribeInstanceGrantedToExpressConnectRouter",
      "alicloud ExpressConnectRouter.DescribeInstanceGrantedToExpressConnectRouter",
    ],
  ] as const)("a RAM user without the permission %s", async (denied, about) => {
    await cloud.seed({ ramUsers: [{ ...defaultUser, denied: [denied] }] });
    const [line, code] = await first(cloud.env(defaultUser));
    expect(line).toMatch(new RegExp(`^wrong +${about}: .*Do: Grant ${denied} to the user or role`));
    expect(code).toBe(1);
  });

  test("an IAM user who may not list connections", async () => {
    const user = { id: defaultHuawei.userId, denied: ["eg:connections:list" as const] };
    await cloud.change("iamUsers", user.id, { denied: user.denied });
    const [line, code] = await first(cloud.env());
    expect(line).toMatch(
      /^wrong +huaweicloud EventGrid\.ListConnections: .*Do: Grant eg:connections:list to/,
    );
    expect(code).toBe(1);
  });

  test("a half-given credential", async () => {
    const { ALICLOUD_SECRET_KEY: _, ...env } = cloud.env();
    const [line, code] = await first(env);
    expect(line).toMatch(
      /^wrong +alicloud settings: ALICLOUD_ACCESS_KEY is set in the environment, but ALICLOUD_SECRET_KEY is not/,
    );
    expect(code).toBe(1);
  });

  test("that nothing is configured", async () => {
    const [line, code] = await first({});
    expect(line).toMatch(/^wrong +credentials: neither cloud is configured/);
    expect(code).toBe(1);
  });

  test("that no credential was found, with every place that was searched", async () => {
    const [line] = await first({ ...endpointsOnly(cloud), ALICLOUD_REGION: "cn-hangzhou" });
    expect(line).toMatch(
      /^wrong +alicloud account: No Alibaba Cloud credentials were found\. Looked in the config/,
    );
  });

  test("a service that hands out keys and is not reached: what needs it is not tried", async () => {
    const roleArn = `acs:ram::${otherAccount.id}:role/network`;
    const result = await doctor(
      {
        ...cloud.env(defaultUser),
        ALIBABA_CLOUD_ENDPOINT_STS: "http://127.0.0.1:1",
        ALIBABA_CLOUD_ROLE_ARN: roleArn,
      },
      ["--json"],
    );
    const [sts, ...others] = findings(result);
    expect([sts?.verdict, sts?.about]).toEqual(["wrong", "alicloud endpoint sts"]);
    const skipped = others.filter(({ verdict }) => verdict === "skipped");
    expect(skipped.map(({ says }) => says)).toEqual(Array(4).fill("not tried: sts is not reached"));
    const role = others.find(({ about }) => about === "alicloud:assumeRole.roleArn");
    expect(role?.says).toBe(`${roleArn}, from ALIBABA_CLOUD_ROLE_ARN`);
    expect(others.filter(({ verdict }) => verdict === "doubtful")).toEqual([]);
  });

  test("a role that does not trust the user", async () => {
    await cloud.seed({ ramRoles: [{ name: "network", account: otherAccount.id, trusted: [] }] });
    const [line, code] = await first({
      ...cloud.env(defaultUser),
      ALICLOUD_ASSUME_ROLE_ARN: `acs:ram::${otherAccount.id}:role/network`,
    });
    expect(line).toMatch(/^wrong +alicloud account: NoPermission: .*Do: Correct the role's trust policy/);
    expect(code).toBe(1);
  });

  test("an endpoint where nobody is", async () => {
    const [line, code] = await first({ ...cloud.env(), HW_ENDPOINT_EG: "http://127.0.0.1:1" });
    expect(line).toMatch(
      /^wrong +huaweicloud endpoint eg: http:\/\/127\.0\.0\.1:1 cannot be reached: .*ECONNREFUSED/,
    );
    expect(code).toBe(1);
  });
});

describe("a proxy that answers in place of the cloud is named first:", () => {
  const page = "<!DOCTYPE html><html><body>Please log in</body></html>";
  const html = { "content-type": "text/html" };
  let servers: (Server | TlsServer)[] = [];
  afterEach(() => {
    for (const server of servers) server.close();
    servers = [];
  });
  const listening = async (server: Server | TlsServer): Promise<number> => {
    servers.push(server);
    await once(server.listen(0, "127.0.0.1"), "listening");
    return (server.address() as AddressInfo).port;
  };
  const keys = {
    ALICLOUD_REGION: "cn-hangzhou",
    ALICLOUD_ACCESS_KEY: defaultAccount.accessKeyId,
    ALICLOUD_SECRET_KEY: defaultAccount.accessKeySecret,
  };

  test("with a page instead of a tunnel", async () => {
    const port = await listening(
      createServer().on("connect", (_, socket) => {
        socket.end(`HTTP/1.1 403 Forbidden\r\ncontent-type: text/html\r\n\r\n${page}`);
      }),
    );
    const { stdout, code } = await doctor({ ...keys, HTTPS_PROXY: `http://user:hush@127.0.0.1:${port}` });
    expect(stdout).toMatch(
      /^wrong +alicloud endpoint vpc: https:\/\/vpc\.aliyuncs\.com cannot be reached: Proxy response \(403\).*Do: Check HTTPS_PROXY and NO_PROXY/,
    );
    expect(stdout).toContain(`https goes over 127.0.0.1:${port}, from HTTPS_PROXY`);
    expect(stdout).not.toContain("hush");
    expect(code).toBe(1);
  });

  test("with a page over TLS that it opened", async () => {
    const certificate = certificateFor("*.aliyuncs.com");
    const pages = await listening(
      createTlsServer(certificate, (_, response) => response.writeHead(200, html).end(page)),
    );
    const proxy = await listening(
      createServer().on("connect", (_, socket) => {
        socket.write("HTTP/1.1 200 OK\r\n\r\n");
        const inner = connect(pages, "127.0.0.1");
        socket.pipe(inner).pipe(socket);
        for (const it of [socket, inner]) it.on("error", () => undefined);
      }),
    );
    const authority = join(stack.directory, "authority.pem");
    writeFileSync(authority, certificate.cert);
    const env = { ...keys, HTTPS_PROXY: `http://127.0.0.1:${proxy}` };
    const trusted = await first({ ...env, NODE_EXTRA_CA_CERTS: authority });
    expect(trusted[0]).toMatch(
      /^wrong +alicloud endpoint vpc: .* is answered with a web page \(HTTP 200, text\/html\)/,
    );
    expect(trusted[0]).toMatch(/Do: Check HTTPS_PROXY/);
    expect(trusted[1]).toBe(1);

    const untrusted = await first(env);
    expect(untrusted[0]).toMatch(
      /^wrong +alicloud endpoint vpc: .*self-signed certificate.*Do: .*NODE_EXTRA_CA_CERTS/,
    );
  });
});

describe("two profiles", () => {
  const write = (path: string, text: string): void => {
    const file = join(stack.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const profiles = (path: string, content: object): void => write(path, JSON.stringify(content));
  const ofAlibaba = (): Record<string, string> =>
    Object.fromEntries(Object.entries(endpointsOnly(cloud)).filter(([name]) => name.startsWith("ALIBABA")));
  const key = (name: string) => ({
    name,
    mode: "AK",
    region_id: "cn-beijing",
    access_key_id: defaultAccount.accessKeyId,
    access_key_secret: defaultAccount.accessKeySecret,
  });

  test("in one file, none of them named: the current one counts, and that is said first", async () => {
    profiles("home-1/.aliyun/config.json", { current: "network", profiles: [key("network"), key("office")] });
    const env = { ...ofAlibaba(), HOME: join(stack.directory, "home-1") };
    const { stdout, code } = await doctor(env);
    expect(stdout).toMatch(
      /^doubtful alicloud credential: from profile network in ~\/\.aliyun\/config\.json, as no profile is named; the file also has office\. Do: Name the one that is meant: pulumi config set alicloud:profile …/,
    );
    expect(stdout).toContain("alicloud:region: cn-beijing, from profile network in ~/.aliyun/config.json.");
    expect(code).toBe(0);
  });

  test("in two places: the one that counts and the one that lost are said first", async () => {
    profiles("home-2/.aliyun/config.json", { current: "x", profiles: [key("network"), key("office")] });
    const { stdout, code } = await doctor({
      ...ofAlibaba(),
      HOME: join(stack.directory, "home-2"),
      ALICLOUD_PROFILE: "network",
      ALIBABA_CLOUD_PROFILE: "office",
    });
    expect(stdout).toMatch(
      /^doubtful alicloud:profile: network, from ALICLOUD_PROFILE; not used: ALIBABA_CLOUD_PROFILE = office\. Do: The first place counts: unset ALICLOUD_PROFILE if/,
    );
    expect(code).toBe(0);
  });

  test("one of which is not there: that is the first finding", async () => {
    profiles("home-3/.aliyun/config.json", { current: "network", profiles: [key("network")] });
    const env = { ...ofAlibaba(), HOME: join(stack.directory, "home-3"), ALICLOUD_PROFILE: "gone" };
    const [line, code] = await first(env);
    expect(line).toMatch(
      /^wrong +alicloud settings: The Alibaba Cloud profile gone was not found\. Looked in ~\/\.aliyun/,
    );
    expect(code).toBe(1);
  });

  test("one in a file that cannot be read, which is skipped", async () => {
    const home = join(stack.directory, "home-4");
    const { accessKeyId, accessKeySecret } = defaultAccount;
    const section = `[default]\ntype = access_key\naccess_key_id = ${accessKeyId}\naccess_key_secret = ${accessKeySecret}\n`;
    write("home-4/.aliyun/config.json", `{ "profiles": [`);
    write("home-4/.alibabacloud/credentials", section);
    const result = await doctor({ ...ofAlibaba(), HOME: home, ALICLOUD_REGION: "cn-hangzhou" }, ["--json"]);
    expect(findings(result)[0]).toEqual({
      verdict: "doubtful",
      about: "alicloud credential",
      says: "~/.aliyun/config.json is not valid JSON. It was skipped",
      remedy: "Correct the file, or name another one.",
    });
    expect(result.code).toBe(0);
  });

  test("beside an access key, which comes first", async () => {
    const [line] = await first({ ...cloud.env(), ALICLOUD_PROFILE: "network" });
    expect(line).toMatch(
      /^doubtful alicloud:profile: not used: ALICLOUD_PROFILE = network, as the credential comes from ALICLOUD_ACCESS_KEY and/,
    );
  });
});

describe("the stack's configuration", () => {
  afterEach(async () => {
    for (const key of ["region", "accessKey", "secretKey", "assumeRole"]) {
      await stack.run(["config", "rm", `alicloud:${key}`]);
    }
  });

  test("counts before the environment, and its secrets are not shown", async () => {
    await stack.setConfig({
      "alicloud:region": "cn-beijing",
      "alicloud:accessKey": { secret: otherAccount.accessKeyId },
      "alicloud:secretKey": { secret: otherAccount.accessKeySecret },
    });
    const args = ["--json", "--config-file", stack.configFile, "--stack", "dev"];
    const found = findings(await doctor(cloud.env(), args));
    const about = (what: string) => found.find((it) => it.about === what);
    expect(about("stack")?.says).toBe("the configuration of stack dev was read");
    expect(about("alicloud:region")).toEqual({
      verdict: "doubtful",
      about: "alicloud:region",
      says: "cn-beijing, from the configuration; not used: ALICLOUD_REGION = cn-hangzhou",
      remedy:
        "The first place counts: unset alicloud:region if the other value is meant, else ALICLOUD_REGION.",
    });
    expect(about("alicloud:secretKey")?.says).toBe(
      "***, from the configuration; not used: ALICLOUD_SECRET_KEY = ***, which is another value",
    );
    expect(about("alicloud account")?.says).toContain(`account ${otherAccount.id}`);
  });

  test("of a stack that is not there cannot be read: exit code 2", async () => {
    const { stdout, stderr, code } = await doctor(cloud.env(), ["--stack", "nobodys"]);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/the configuration of stack nobodys cannot be read: .*nobodys/);
    expect(code).toBe(2);
  });
});
