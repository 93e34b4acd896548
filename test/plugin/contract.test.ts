import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ServiceError } from "@grpc/grpc-js";
import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import type {
  CheckResponse,
  DiffResponse,
  GetSchemaResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { version } from "../../package.json";
import { METADATA, PROVIDER, readMetadata } from "../../provider/lifecycle/state-metadata.ts";
import { UNKNOWN_VALUE } from "../../provider/lifecycle/values.ts";
import { providerText, shortProviderText } from "../../provider/text.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { PLUGIN, pluginDoor } from "../support/doors.ts";
import { type Host, type HostOptions, type Properties, startHost } from "../support/host.ts";
import { answer, decode, Empty, encode, InitFailed, messages, PluginAttach } from "../support/pulumi-rpc.ts";
import { pair } from "../support/router-interfaces.ts";
import { PATIENCE_MS } from "../support/stage.ts";

// Every call of the protocol between engine and provider, on the plugin as it was built and without a CLI.

const URN = urnOf("RouterInterfaceConnection", "link");
const EVENTS = urnOf("EgConnection", "events");
const ID = "cn-hangzhou:ri-1a";
const ARGS = { routerInterfaceId: "ri-1a", oppositeInterfaceId: "ri-1b", regionId: "cn-hangzhou" };
const UNIMPLEMENTED = 12;

/** A secret as it travels. */
const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const PASSWORD = "kafka-password-of-contract";
const KAFKA = {
  name: "events",
  vpcId: "vpc-1",
  subnetId: "subnet-1",
  type: "KAFKA",
  kafkaDetail: {
    instanceId: "kafka-1",
    addr: "10.0.0.1:9092",
    securityProtocol: "SASL_PLAINTEXT",
    enableSaslSsl: true,
    userName: "user",
    password: PASSWORD,
  },
};

let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());
beforeEach(async () => {
  await cloud.reset();
  await cloud.seed(pair(1));
});

function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::test::${pluginDoor.token(type)}::${name}`;
}

async function start(options: HostOptions = {}): Promise<Host> {
  const host = await startHost({ door: pluginDoor, ...options, env: { ...cloud.env(), ...options.env } });
  onTestFinished(async () => {
    await host.kill();
  });
  return host;
}

async function checked(host: Host, urn: string, args: Properties): Promise<Properties> {
  const { inputs, failures } = await host.check(urn, {}, args);
  expect(failures).toEqual([]);
  return inputs;
}

/** Makes a resource; gives what the engine would hold of it then. */
async function make(host: Host, urn = URN, args: Properties = ARGS) {
  const inputs = await checked(host, urn, args);
  const { id, outputs } = await host.create(urn, inputs);
  return { id, inputs, outputs };
}

async function statusOf(id: string): Promise<string | undefined> {
  return (await cloud.snapshot()).routerInterfaces.find((it) => it.id === id)?.status;
}

describe("the package", () => {
  test("says its version and its schema before it is configured", async () => {
    const host = await start({ config: null });
    const info = await answer<PluginInfo>((done) => host.client.getPluginInfo(new Empty(), done));
    expect(info.getVersion()).toBe(version);
    const request = new messages.GetSchemaRequest();
    const given = await answer<GetSchemaResponse>((done) => host.client.getSchema(request, done));
    expect(given.getSchema()).toBe(readFileSync(join(PLUGIN, "schema.json"), "utf8"));
  });

  test("takes the engine's address with Handshake, and with Attach", async () => {
    const host = await start({ config: null });
    const handshake = new messages.ProviderHandshakeRequest().setEngineAddress("127.0.0.1:1");
    const given = await answer<ProviderHandshakeResponse>((done) => host.client.handshake(handshake, done));
    expect(given.getAcceptSecrets()).toBe(true);
    const attach = new PluginAttach().setAddress("127.0.0.1:1");
    await answer((done) => host.client.attach(attach, done));
    await host.configure({});
    await expect(make(host)).resolves.toMatchObject({ id: ID });
  });

  test("does not answer for a resource before it is configured", async () => {
    const host = await start({ config: null });
    await expect(host.check(URN, {}, ARGS)).rejects.toThrow("has not been configured yet");
  });

  test("says that it takes secrets, and has previews call it", async () => {
    const host = await start();
    expect(host.supportsPreview).toBe(true);
    const inputs = await checked(host, EVENTS, KAFKA);
    expect(inputs["kafkaDetail"]).toMatchObject({ password: secret(PASSWORD) });
  });

  test("names a type that it does not know, and its own version", async () => {
    const host = await start();
    await expect(host.check(urnOf("Tunnel", "link"), {}, ARGS)).rejects.toThrow(
      `plugin interlink (${version}) knows no resource interlink:index:Tunnel`,
    );
  });
});

describe("the configuration", () => {
  async function checkConfig(host: Host, news: Properties) {
    const request = new messages.CheckRequest().setUrn(urnOf("Provider", "own")).setNews(encode(news));
    const given = await answer<CheckResponse>((done) => host.client.checkConfig(request, done));
    return {
      inputs: decode(given.getInputs()),
      failures: given.getFailuresList().map((it) => `${it.getProperty()} ${it.getReason()}`),
    };
  }

  test("is refused by name where it is wrong", async () => {
    const host = await start({ config: null });
    const { failures } = await checkConfig(host, { nonsense: "1", previewReads: "perhaps", version });
    expect(failures).toEqual([
      expect.stringMatching(/^nonsense .*is not known here/),
      expect.stringMatching(/^previewReads .*must be true or false/),
    ]);
  });

  test("has its secrets wrapped, also in text", async () => {
    const host = await start({ config: null });
    const account = { accessKey: "key", secretKey: "hidden" };
    const text = JSON.stringify(account);
    expect(await checkConfig(host, { alicloud: account })).toEqual({
      failures: [],
      inputs: { alicloud: { accessKey: secret("key"), secretKey: secret("hidden") } },
    });
    expect(await checkConfig(host, { alicloud: text })).toEqual({
      failures: [],
      inputs: { alicloud: secret(text) },
    });
  });

  test("is allowed to hold what is not known yet", async () => {
    const host = await start({ config: null });
    for (const inputs of [{ alicloud: { region: UNKNOWN_VALUE } }, { alicloud: UNKNOWN_VALUE }]) {
      expect(await checkConfig(host, inputs)).toEqual({ failures: [], inputs });
    }
  });

  test.each<[string, Properties, "DIFF_NONE" | "DIFF_SOME"]>([
    ["unchanged, and now a secret", { alicloud: secret({ region: "cn-hangzhou" }) }, "DIFF_NONE"],
    ["changed", { alicloud: { region: "cn-beijing" } }, "DIFF_SOME"],
    ["not known yet", { alicloud: UNKNOWN_VALUE }, "DIFF_SOME"],
  ])("replaces nothing: %s", async (_, news, changes) => {
    const host = await start({ config: null });
    const olds = encode({ alicloud: { region: "cn-hangzhou" } });
    const request = new messages.DiffRequest().setOlds(olds).setOldInputs(olds).setNews(encode(news));
    const given = await answer<DiffResponse>((done) => host.client.diffConfig(request, done));
    expect(given.getChanges()).toBe(messages.DiffResponse.DiffChanges[changes]);
    expect(given.getReplacesList()).toEqual([]);
    expect(given.getDetaileddiffMap().toArray()).toEqual([]);
  });

  test("is used, as an object, as text, and with its parts secret", async () => {
    const { ALICLOUD_ACCESS_KEY: accessKey, ALICLOUD_SECRET_KEY: secretKey, ...env } = cloud.env();
    const account = { accessKey, secretKey };
    const forms = [account, JSON.stringify(account), { accessKey, secretKey: secret(secretKey) }];
    for (const alicloud of forms) {
      const host = await startHost({ door: pluginDoor, env, config: { alicloud } });
      try {
        expect(await host.read(URN, ID, { inputs: {} })).toMatchObject({ id: ID });
      } finally {
        await host.kill();
      }
    }
  });
});

describe("Check", () => {
  test("fills in defaults, and names what is wrong", async () => {
    const host = await start();
    expect(await host.check(URN, {}, { oppositeInterfaceId: "ri-1b" })).toMatchObject({
      failures: [{ property: "routerInterfaceId", reason: "is required" }],
    });
    expect(await checked(host, EVENTS, { ...KAFKA, type: "WEBHOOK", kafkaDetail: undefined })).toMatchObject({
      name: "events",
      type: "WEBHOOK",
    });
  });

  test("leaves alone what is not known yet, and what was a secret is one still", async () => {
    const host = await start();
    const inputs = await checked(host, URN, {
      ...ARGS,
      routerInterfaceId: UNKNOWN_VALUE,
      oppositeInterfaceId: secret("ri-1b"),
    });
    expect(inputs).toMatchObject({ routerInterfaceId: UNKNOWN_VALUE, oppositeInterfaceId: secret("ri-1b") });
  });

  test("drops the text that a dynamic resource is stored with", async () => {
    const host = await start();
    const text = { [PROVIDER]: providerText("RouterInterfaceConnection") };
    const { inputs } = await host.check(URN, { ...ARGS, ...text }, { ...ARGS, ...text });
    expect(inputs).not.toHaveProperty(PROVIDER);
  });
});

describe("Diff", () => {
  test("finds nothing after a creation", async () => {
    const host = await start();
    const made = await make(host);
    expect(await host.diff(URN, ID, made, made.inputs)).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: true,
      details: {},
    });
  });

  test("tells of an argument that replaces, and deletes first", async () => {
    const host = await start();
    const made = await make(host);
    const news = await checked(host, URN, { ...ARGS, routerInterfaceId: "ri-1c" });
    expect(await host.diff(URN, ID, made, news)).toEqual({
      changes: true,
      replaces: ["routerInterfaceId"],
      deleteBeforeReplace: true,
      details: { routerInterfaceId: { kind: "UPDATE_REPLACE", inputDiff: true } },
    });
  });

  test("tells of arguments that are added, changed and taken away in place", async () => {
    const host = await start();
    const plain = { ...KAFKA, type: "WEBHOOK", kafkaDetail: undefined };
    const described = { ...plain, description: "one" };
    const before = await make(host, EVENTS, described);
    const to = async (args: Properties) =>
      (await host.diff(EVENTS, before.id, before, await checked(host, EVENTS, args))).details;
    expect(await to({ ...plain, description: "two" })).toEqual({
      description: { kind: "UPDATE", inputDiff: true },
    });
    const changed = { description: { kind: expect.stringMatching(/^(DELETE|UPDATE)$/), inputDiff: true } };
    expect(await to(plain)).toEqual(changed);
  });

  test("tells of a status that a refresh found changed", async () => {
    const host = await start();
    const { inputs, outputs: made } = await make(host);
    await cloud.change("routerInterfaces", "ri-1a", { status: "Inactive" });
    const read = await host.read(URN, ID, { inputs, outputs: made });
    const state = { inputs: read.inputs ?? {}, outputs: read.outputs };
    expect(await host.diff(URN, ID, state, inputs)).toMatchObject({
      changes: true,
      replaces: [],
      details: { status: { kind: "UPDATE", inputDiff: true } },
    });
  });

  test("of a secret compares what is in it", async () => {
    const host = await start();
    const made = await make(host, EVENTS, KAFKA);
    expect((await host.diff(EVENTS, made.id, made, await checked(host, EVENTS, KAFKA))).changes).toBe(false);
    const kafkaDetail = { ...KAFKA.kafkaDetail, password: "another" };
    const news = await checked(host, EVENTS, { ...KAFKA, kafkaDetail });
    expect(await host.diff(EVENTS, made.id, made, news)).toMatchObject({
      replaces: [],
      details: { kafkaDetail: { kind: "UPDATE", inputDiff: true } },
    });
  });

  test("of an argument that is not known yet tells that it changes", async () => {
    const host = await start();
    const made = await make(host);
    const news = await checked(host, URN, { ...ARGS, routerInterfaceId: UNKNOWN_VALUE });
    expect(await host.diff(URN, ID, made, news)).toMatchObject({ changes: true });
  });
});

describe("Create, Read, Update and Delete", () => {
  test("a life: made, refreshed, changed, deleted", async () => {
    const host = await start();
    const args = { ...KAFKA, type: "WEBHOOK", kafkaDetail: undefined };
    const made = await make(host, EVENTS, args);
    expect(made.outputs).toMatchObject({ status: "CREATED" });
    const refreshed = await host.read(EVENTS, made.id, made);
    expect(refreshed).toMatchObject({ id: made.id, inputs: { name: "events" } });
    const news = await checked(host, EVENTS, { ...args, description: "all" });
    expect(await host.update(EVENTS, made.id, made, news)).toMatchObject({ description: "all" });
    expect((await cloud.snapshot()).connections).toMatchObject([{ description: "all" }]);
    // The process that has made it takes a deletion for the other half of a forced replacement.
    const next = await start();
    await next.delete(EVENTS, made.id, made);
    expect((await cloud.snapshot()).connections).toEqual([]);
    expect((await next.read(EVENTS, made.id, made)).id).toBe("");
  });

  test("stores no more of its own than a later read by another provider needs", async () => {
    const made = await make(await start());
    expect(made.inputs).toEqual({ ...ARGS, status: "Active" });
    expect(made.outputs).toMatchObject({
      [PROVIDER]: shortProviderText("RouterInterfaceConnection"),
      [METADATA]: expect.any(String),
    });
    const { urn, keys } = readMetadata(made.outputs);
    expect({ urn, keys: [...keys].sort() }).toEqual({ urn: URN, keys: Object.keys(ARGS).sort() });
  });

  test("a deletion in the process that has made the thing is the other half of a replacement, and does nothing", async () => {
    const host = await start();
    const made = await make(host);
    await host.delete(URN, ID, made);
    expect(await statusOf("ri-1a")).toBe("Active");
    const warning = expect.objectContaining({ severity: "warning", urn: URN });
    await vi.waitFor(() => expect(host.log).toContainEqual(warning), PATIENCE_MS);
  });

  test("in preview nothing is written, and what could not be done fails", async () => {
    const host = await start();
    const inputs = await checked(host, URN, ARGS);
    expect(await host.create(URN, inputs, { preview: true })).toMatchObject({ id: "", outputs: ARGS });
    await cloud.remove("routerInterfaces", "ri-1b");
    await expect(host.create(URN, inputs, { preview: true })).rejects.toThrow("ri-1b");
    const made = await make(host, EVENTS, { ...KAFKA, type: "WEBHOOK", kafkaDetail: undefined });
    const since = { afterSeq: (await cloud.log()).at(-1)?.seq ?? 0 };
    const news = { ...made.inputs, description: "later" };
    const planned = await host.update(EVENTS, made.id, made, news, { preview: true });
    expect(planned).toMatchObject({ description: "later" });
    expect(await cloud.writes(since)).toEqual([]);
  });

  test("in preview what is not known yet is not asked for", async () => {
    const host = await start();
    const inputs = await checked(host, URN, { ...ARGS, routerInterfaceId: UNKNOWN_VALUE });
    const { outputs } = await host.create(URN, inputs, { preview: true });
    expect(outputs).toMatchObject({ routerInterfaceId: UNKNOWN_VALUE });
    expect(await cloud.log()).toEqual([]);
  });

  test("an import has the arguments of what is there; what is not there is not found", async () => {
    await cloud.seed(pair(2, { stored: true, status: "Active" }));
    const host = await start();
    const id = "cn-hangzhou:ri-2a";
    const read = await host.read(URN, id, { inputs: {} });
    expect(read).toMatchObject({
      id,
      inputs: { routerInterfaceId: "ri-2a", oppositeInterfaceId: "ri-2b" },
      outputs: { status: "Active" },
    });
    const news = await checked(host, URN, {
      routerInterfaceId: "ri-2a",
      oppositeInterfaceId: "ri-2b",
      regionId: "cn-hangzhou",
    });
    const state = { inputs: read.inputs ?? {}, outputs: read.outputs };
    expect((await host.diff(URN, id, state, news)).changes).toBe(false);
    await expect(host.read(URN, "cn-hangzhou:ri-nowhere", { inputs: {} })).rejects.toThrow("Not found");
  });

  test("a get gives the outputs of what is there", async () => {
    await cloud.seed(pair(2, { stored: true, status: "Active" }));
    const host = await start();
    const { outputs } = await host.read(URN, "cn-hangzhou:ri-2a", { inputs: {}, outputs: {} });
    expect(outputs).toMatchObject({ routerInterfaceId: "ri-2a", status: "Active" });
  });

  test("a timeout counts as the request has it", async () => {
    await cloud.configure({ transitions: { connect: 3_600_000 } });
    const host = await start();
    const inputs = await checked(host, URN, ARGS);
    const failed = host.create(URN, inputs, { timeouts: { create: "1s" } });
    await expect(failed).rejects.toThrow(InitFailed);
    await expect(failed).rejects.toMatchObject({ id: ID });
  });

  test("secrets stay wrapped where they are nested, and are sent as they are", async () => {
    const host = await start();
    const made = await make(host, EVENTS, KAFKA);
    expect(made.outputs["kafkaDetail"]).toMatchObject({ password: secret(PASSWORD) });
    expect((await cloud.snapshot()).connections).toMatchObject([{ kafkaDetail: { password: PASSWORD } }]);
    const { inputs = {}, outputs } = await host.read(EVENTS, made.id, made);
    for (const properties of [inputs, outputs]) {
      expect(properties["kafkaDetail"]).toMatchObject({ password: secret(PASSWORD) });
    }
    const kafkaDetail = { ...KAFKA.kafkaDetail, password: "another" };
    const news = await checked(host, EVENTS, { ...KAFKA, kafkaDetail: secret(kafkaDetail) });
    expect(news["kafkaDetail"]).toEqual(secret(expect.objectContaining({ password: "another" })));
    const updated = await host.update(EVENTS, made.id, made, news);
    expect(updated["kafkaDetail"]).toEqual(secret(expect.objectContaining({ password: "another" })));
    expect((await cloud.snapshot()).connections).toMatchObject([{ kafkaDetail: { password: "another" } }]);
  });

  test("secrets stay wrapped in what a failure leaves in state", async () => {
    await cloud.configure({ transitions: { createConnection: 3_600_000 } });
    const host = await start();
    const inputs = await checked(host, EVENTS, { ...KAFKA, vpcId: secret("vpc-1") });
    const failed = host.create(EVENTS, inputs, { timeouts: { create: "1s" } });
    await expect(failed).rejects.toMatchObject({
      name: "InitFailed",
      id: expect.stringMatching(/./),
      properties: { vpcId: secret("vpc-1"), kafkaDetail: { password: secret(PASSWORD) } },
      reasons: [expect.not.stringContaining(PASSWORD)],
    });
  });

  test("an answer names the keys of this door", async () => {
    const { ALICLOUD_ACCESS_KEY: _, ALICLOUD_SECRET_KEY: __, ...env } = cloud.env();
    const host = await startHost({ door: pluginDoor, env: { ...env, HOME: tmpdir() } });
    onTestFinished(async () => {
      await host.kill();
    });
    await expect(host.read(URN, ID, { inputs: {} })).rejects.toThrow("interlink:alicloud.accessKey");
  });
});

test("Cancel ends a wait, and keeps what was begun", async () => {
  await cloud.configure({ transitions: { connect: 3_600_000 } });
  const host = await start();
  const inputs = await checked(host, URN, ARGS);
  const failed = host.create(URN, inputs);
  failed.catch(() => undefined);
  await cloud.waitFor({ operation: "ConnectRouterInterface", answered: true });
  await host.cancel();
  await expect(failed).rejects.toThrow("interrupted; run `pulumi up` again to go on");
  expect(host.alive).toBe(true);
});

describe("what it has not is unimplemented:", () => {
  test.each<[string, (host: Host) => Promise<unknown>]>([
    [
      "Invoke",
      ({ client }) => answer((done) => client.invoke(new messages.InvokeRequest().setTok("x"), done)),
    ],
    ["Call", ({ client }) => answer((done) => client.call(new messages.CallRequest().setTok("x"), done))],
    ["Construct", ({ client }) => answer((done) => client.construct(new messages.ConstructRequest(), done))],
    [
      "Parameterize",
      ({ client }) => answer((done) => client.parameterize(new messages.ParameterizeRequest(), done)),
    ],
    [
      "GetMapping",
      ({ client }) => answer((done) => client.getMapping(new messages.GetMappingRequest(), done)),
    ],
    [
      "GetMappings",
      ({ client }) => answer((done) => client.getMappings(new messages.GetMappingsRequest(), done)),
    ],
    [
      "List",
      ({ client }) =>
        new Promise((resolve, reject) => {
          client
            .list(new messages.ListRequest())
            .on("data", resolve)
            .on("error", (cause: ServiceError) => reject(new Error(cause.details, { cause })));
        }),
    ],
  ])("%s", async (_, call) => {
    const host = await start();
    await expect(call(host)).rejects.toMatchObject({ cause: { code: UNIMPLEMENTED } });
  });
});

describe("the process", () => {
  test("prints its port before anything else", async () => {
    const host = await start({ config: null });
    expect(host.output).toMatch(/^[0-9]+\n/);
  });

  test("ends when its standard input does, as it does when the CLI is killed", async () => {
    const host = await start();
    host.closeStdin();
    expect(await host.exited).toMatchObject({ signal: null, code: 0 });
  });

  test("ends on SIGINT", async () => {
    const host = await start();
    await host.close();
    expect(host.alive).toBe(false);
  });

  test("runs from a copy of its directory, with no package anywhere above", async () => {
    const directory = mkdtempSync(join(tmpdir(), "plugin-"));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    cpSync(PLUGIN, directory, { recursive: true });
    const command = (): readonly [string] => [join(directory, "pulumi-resource-interlink")];
    const host = await start({ door: { command }, cwd: directory });
    await expect(make(host)).resolves.toMatchObject({ id: ID });
    expect(host.log.filter(({ severity }) => severity === "warning")).toEqual([]);
  });

  test("is a file that Node.js takes as it is", async () => {
    await new Promise((resolve, reject) => {
      const file = join(PLUGIN, "pulumi-resource-interlink.cjs");
      execFile(process.execPath, ["--check", file], (error) => (error ? reject(error) : resolve(undefined)));
    });
  });
});
