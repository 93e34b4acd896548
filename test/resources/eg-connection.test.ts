import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DynamicProvider, dynamicProvider } from "../../provider/dynamic/provider.ts";
import { noRequests } from "../../provider/dynamic/requests.ts";
import { check } from "../../provider/lifecycle/check.ts";
import { Claims } from "../../provider/lifecycle/claims.ts";
import type { Properties } from "../../provider/lifecycle/definition.ts";
import { diff } from "../../provider/lifecycle/diff.ts";
import { ResourceHandler } from "../../provider/lifecycle/handler.ts";
import { Progress } from "../../provider/lifecycle/progress.ts";
import { egConnection } from "../../provider/resources/eg-connection.ts";
import { connectionName } from "../../provider/resources/eg-connection-details.ts";
import {
  accountOf,
  HastyClock,
  type Reply,
  ScriptedCloud,
  type Seen,
  settingsFor,
} from "../huawei/script.ts";

const URN = "urn:pulumi:dev::shop::pulumi-nodejs:dynamic/interlink:EgConnection::orders";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const PASSWORD = "a-password-of-the-test";
const kafka = {
  instanceId: "k-1",
  addr: "10.0.0.1:9093",
  enableSaslSsl: true,
  userName: "ann",
  password: PASSWORD,
};

const settings = settingsFor("http://127.0.0.1:1");

function program(args: object, urn = URN): Properties {
  return { ...args, __provider: "text", __interlink: { name: "orders", urn, timeouts: {} } };
}

function checked(args: object, olds: Properties = {}, urn = URN) {
  return check(egConnection, olds, program(args, urn), settings);
}

const base = { vpcId: "vpc-1", subnetId: "net-1" };

describe("the name of a connection", () => {
  test("that is left out is made of the resource's name and its URN", () => {
    const { inputs } = checked(base);
    expect(inputs["name"]).toMatch(/^orders-[0-9a-f]{7}$/);
    expect(checked(base, {}, `${URN}2`).inputs["name"]).not.toBe(inputs["name"]);
    expect(checked(base).inputs["name"]).toBe(inputs["name"]);
  });

  test.each([
    ["orders/eu west", /^orders-eu-west-[0-9a-f]{7}$/],
    ["_.-x", /^x-[0-9a-f]{7}$/],
    ["日本", /^connection-[0-9a-f]{7}$/],
    ["a".repeat(300), /^a{120}-[0-9a-f]{7}$/],
  ])("fits the cloud's rule where the resource is called %s", (name, form) => {
    const made = connectionName({ name, urn: URN });
    expect(made).toMatch(form);
    expect(made.length).toBeLessThanOrEqual(128);
    expect(checked({ ...base, name: made }).problems).toEqual([]);
  });

  test("that was made for it is kept when its URN changes", () => {
    const before = checked(base).inputs;
    const after = checked(base, before, `${URN}-renamed`).inputs;
    expect(after["name"]).toBe(before["name"]);
    expect(diff(egConnection, before, after)).toMatchObject({ changes: false });
  });

  test("is not known while its URN is not", () => {
    expect(checked(base, {}, UNKNOWN).inputs["name"]).toBe(UNKNOWN);
  });

  test.each(["default", "-a", "a b", "", "a".repeat(129)])("cannot be %j", (name) => {
    expect(checked({ ...base, name }).problems).toMatchObject([{ property: "name" }]);
  });
});

describe("the arguments", () => {
  test("get their defaults", () => {
    const { inputs, problems } = checked({ ...base, type: "KAFKA", kafkaDetail: kafka });
    expect(problems).toEqual([]);
    expect(inputs).toMatchObject({
      description: "",
      region: "cn-north-4",
      kafkaDetail: { ...kafka, acks: "1" },
    });
    expect(inputs).not.toHaveProperty("projectId");
    expect(checked(base).inputs["type"]).toBe("WEBHOOK");
  });

  test.each([
    [{ type: "KAFKA" }, "kafkaDetail", "is required with type KAFKA"],
    [{ kafkaDetail: kafka }, "kafkaDetail", "is for type KAFKA only; the type is WEBHOOK"],
    [{ type: "ROCKETMQ" }, "rocketmqDetail", "is required with type ROCKETMQ"],
    [{ type: "SMTP" }, "type", "must be one of WEBHOOK, KAFKA, ROCKETMQ"],
    [{ description: "x".repeat(256) }, "description", "must have at most 255 characters"],
    [
      { type: "KAFKA", kafkaDetail: { ...kafka, password: undefined } },
      "kafkaDetail",
      "must have both userName and password, or neither",
    ],
    [{ type: "KAFKA", kafkaDetail: { ...kafka, acks: "2" } }, "kafkaDetail.acks", "must be one of 0, 1, all"],
    [
      { type: "KAFKA", kafkaDetail: { instanceId: "k", addr: "a:1" } },
      "kafkaDetail.enableSaslSsl",
      "must be true or false",
    ],
  ])("%j are refused", (args, property, reason) => {
    expect(checked({ ...base, ...args }).problems).toEqual([{ property, reason }]);
  });

  test("that are not known yet are let through", () => {
    const detail = { ...kafka, password: UNKNOWN };
    expect(checked({ ...base, type: "KAFKA", kafkaDetail: detail }).problems).toEqual([]);
    expect(checked({ ...base, type: "KAFKA", kafkaDetail: UNKNOWN }).problems).toEqual([]);
    expect(checked({ ...base, type: UNKNOWN, kafkaDetail: kafka }).problems).toEqual([]);
  });
});

describe("a change", () => {
  const args = { ...base, name: "n", type: "KAFKA", kafkaDetail: kafka };
  const state = { ...checked(args).inputs, status: "CREATED", projectId: "p-1" };
  const change = (more: object) => diff(egConnection, state, checked({ ...args, ...more }, state).inputs);

  test("of nothing is none, also where the project was looked up", () => {
    expect(change({})).toMatchObject({ changes: false, replaces: [] });
  });

  test.each([
    ["description", { description: "new" }],
    ["the password", { kafkaDetail: { ...kafka, password: "other" } }],
    ["the user", { kafkaDetail: { ...kafka, userName: "bob" } }],
    ["a password that is not known yet", { kafkaDetail: { ...kafka, password: UNKNOWN } }],
    ["user and password to none", { kafkaDetail: { ...kafka, userName: undefined, password: undefined } }],
  ])("of %s is made in place", (_, more) => {
    expect(change(more)).toMatchObject({ changes: true, replaces: [] });
  });

  test.each([
    ["name", { name: "m" }],
    ["vpcId", { vpcId: "vpc-2" }],
    ["subnetId", { subnetId: "net-2" }],
    ["region", { region: "cn-east-3" }],
    ["projectId", { projectId: "p-2" }],
    ["kafkaDetail", { kafkaDetail: { ...kafka, instanceId: "k-2" } }],
    ["kafkaDetail", { kafkaDetail: { ...kafka, addr: UNKNOWN } }],
    ["kafkaDetail", { kafkaDetail: { ...kafka, acks: "all" } }],
    ["kafkaDetail", { kafkaDetail: { ...kafka, securityProtocol: "SASL_SSL" } }],
  ])("of %s replaces: %j", (property, more) => {
    expect(change(more)).toMatchObject({ changes: true, replaces: [property], deleteBeforeReplace: true });
  });

  test("of the status from CREATE_FAILED replaces, and from CREATING it is waited for", () => {
    const wanted = checked(args, state).inputs;
    expect(diff(egConnection, { ...state, status: "CREATE_FAILED" }, wanted).replaces).toEqual(["status"]);
    expect(diff(egConnection, { ...state, status: "CREATING" }, wanted)).toMatchObject({
      changes: true,
      replaces: [],
    });
  });
});

/** EventGrid of one project, as far as these tests need it. */
class EventGrid {
  readonly connections = new Map<string, Record<string, unknown>>();
  /** What becomes of a new one. */
  outcome: Record<string, unknown> = { status: "CREATED" };
  /** Answers in place of what would have been answered; the request was carried out all the same. */
  lose: ((request: Seen) => Reply | "hang up" | undefined) | undefined;
  /** Answers in place of carrying it out. */
  refuse: ((request: Seen) => Reply | undefined) | undefined;
  #count = 0;

  readonly reply = (request: Seen): Reply | "hang up" => {
    const refusal = this.refuse?.(request);
    if (refusal !== undefined) return refusal;
    const answer = this.#carryOut(request);
    return this.lose?.(request) ?? answer;
  };

  #carryOut({ method, path, query, text }: Seen): Reply {
    if (path === "/v3/projects") return { body: { projects: [{ id: "p-1", name: "cn-north-4" }] } };
    const [, id] = /^\/v1\/p-1\/connections(?:\/([^/]+))?$/.exec(path) ?? [];
    const body = text === "" ? {} : JSON.parse(text);
    const found = this.connections.get(id ?? "");
    if (id === undefined && method === "POST") {
      if ([...this.connections.values()].some(({ name }) => name === body.name))
        return refused(400, "EG.00513001");
      this.#count += 1;
      const made = {
        id: `c-${this.#count}`,
        status: "CREATING",
        agency: "EG_TRUST",
        kafka_detail: {},
        ...body,
      };
      this.connections.set(made.id, made);
      return { body: made };
    }
    if (id === undefined) {
      const items = [...this.connections.values()].filter(
        (it) => !query["name"] || it["name"] === query["name"],
      );
      const shown = items.map((it) => ({ ...it }));
      for (const it of items) this.#proceed(it);
      return { body: { total: shown.length, size: shown.length, items: shown } };
    }
    if (found === undefined) return refused(404, "EG.00014040");
    if (method === "DELETE") {
      this.connections.delete(id);
      return { status: 204 };
    }
    if (method === "PUT") {
      const { kafka_detail, ...rest } = body;
      Object.assign(
        found,
        rest,
        kafka_detail && { kafka_detail: { ...Object(found["kafka_detail"]), ...kafka_detail } },
      );
    }
    const shown = { ...found };
    this.#proceed(found);
    return { body: shown };
  }

  /** What is being created is there once it was read. */
  #proceed(it: Record<string, unknown>): void {
    if (it["status"] === "CREATING") Object.assign(it, this.outcome);
  }
}

function refused(status: number, error_code: string): Reply {
  return { status, body: { error_code, error_msg: "said so", request_id: "r-1" } };
}

describe("the life of a connection", () => {
  let cloud: ScriptedCloud;
  let eventGrid: EventGrid;
  let host: DynamicProvider;
  let restart: () => void;
  let warnings: string[];

  beforeEach(async () => {
    cloud = await ScriptedCloud.start();
    eventGrid = new EventGrid();
    cloud.reply = eventGrid.reply;
    warnings = [];
    const clock = new HastyClock();
    const huawei = settingsFor(cloud.origin);
    const runtime = {
      clock,
      stop: new AbortController().signal,
      log: { status: () => undefined, warning: (_: string, text: string) => warnings.push(text) },
      progress: new Progress(clock),
      debug: false,
      clouds: { huawei: { settings: () => settings, client: () => accountOf(huawei, clock) } },
    };
    // A process for each command, as Pulumi has it.
    restart = () => {
      const claims = new Claims();
      host = dynamicProvider((shared) => new ResourceHandler(egConnection, shared), {
        requests: noRequests,
        configure: () => undefined,
        runtime: () => ({ ...runtime, claims }),
      });
    };
    restart();
  });
  afterEach(() => cloud.stop());

  const writes = (): string[] =>
    cloud.seen.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);

  async function inputsOf(args: object, olds: Properties = {}): Promise<Properties> {
    const { inputs, failures } = await host.check(olds, program(args));
    expect(failures).toEqual([]);
    return inputs;
  }

  async function failureOf(
    work: Promise<unknown>,
  ): Promise<Error & { id?: string; properties?: Properties }> {
    return await work.then(
      () => {
        throw new Error("nothing failed");
      },
      (error: unknown) => {
        if (!(error instanceof Error)) throw new Error(String(error));
        return error;
      },
    );
  }

  const webhook = { ...base, name: "orders", description: "first" };
  const toKafka = { ...base, name: "orders", type: "KAFKA", kafkaDetail: kafka };

  test("from creation to deletion", async () => {
    const inputs = await inputsOf(toKafka);
    const { id, outs } = await host.create(inputs);
    expect(id).toBe("c-1");
    expect(outs).toMatchObject({
      ...toKafka,
      kafkaDetail: { ...kafka, acks: "1" },
      status: "CREATED",
      projectId: "p-1",
      accountId: "p-1",
      agency: "EG_TRUST",
    });
    expect(JSON.parse(cloud.seen.find(({ method }) => method === "POST")?.text ?? "")).toMatchObject({
      kafka_detail: {
        instance_id: "k-1",
        enable_sasl_ssl: true,
        user_name: "ann",
        password: PASSWORD,
        acks: "1",
      },
    });
    expect(warnings).toEqual([]);
    expect(await host.diff(id, outs, inputs)).toMatchObject({ changes: false });

    const read = await host.read(id, outs);
    expect(read.props).toEqual(outs);
    expect(read.inputs).toMatchObject({ status: "CREATED", kafkaDetail: { password: PASSWORD } });

    const changed = await inputsOf(
      { ...toKafka, description: "", kafkaDetail: { ...kafka, password: "second" } },
      inputs,
    );
    const updated = await host.update(id, outs, changed);
    expect(JSON.parse(cloud.seen.find(({ method }) => method === "PUT")?.text ?? "")).toEqual({
      kafka_detail: { user_name: "ann", password: "second" },
    });
    expect(updated.outs).toMatchObject({ kafkaDetail: { password: "second" } });

    restart();
    await host.delete(id, updated.outs);
    await host.delete(id, updated.outs);
    expect(eventGrid.connections.size).toBe(0);
    expect(writes()).toEqual([
      "POST /v1/p-1/connections",
      "PUT /v1/p-1/connections/c-1",
      "DELETE /v1/p-1/connections/c-1",
    ]);
  });

  test.each([
    ["reset", () => "hang up" as const],
    ["a bad gateway's page", () => ({ status: 502, body: "<html>bad gateway</html>" })],
    ["an empty page", () => ({ status: 200, body: "" })],
  ])("a creation whose answer is lost to %s is found again by its name", async (_, lost) => {
    eventGrid.lose = ({ method }) => (method === "POST" ? lost() : undefined);
    const { id } = await host.create(await inputsOf(toKafka));
    expect(id).toBe("c-1");
    expect(eventGrid.connections.size).toBe(1);
    expect(writes()).toEqual(["POST /v1/p-1/connections"]);
    expect(warnings).toEqual([]);
  });

  test("one that is there and equal is adopted, with a warning; what can be changed is changed", async () => {
    await host.create(await inputsOf(webhook));
    const first = writes().length;
    expect((await host.create(await inputsOf(webhook))).id).toBe("c-1");
    expect(writes()).toHaveLength(first);
    expect(warnings.at(-1)).toContain(
      "adopted: EventGrid connection orders in cn-north-4 was as wanted already",
    );

    const { outs } = await host.create(await inputsOf({ ...webhook, description: "second" }));
    expect(outs).toMatchObject({ description: "second" });
    expect(writes().slice(first)).toEqual(["PUT /v1/p-1/connections/c-1"]);
    expect(warnings.at(-1)).toContain("only what differed was changed");
  });

  test("one that is adopted gets the password that is wanted, since nobody can read the one it has", async () => {
    await host.create(await inputsOf(toKafka));
    const wanted = { ...toKafka, kafkaDetail: { ...kafka, password: "wanted" } };
    const { outs } = await host.create(await inputsOf(wanted));
    expect(outs).toMatchObject({ kafkaDetail: { password: "wanted" } });
    expect(eventGrid.connections.get("c-1")).toMatchObject({ kafka_detail: { password: "wanted" } });
  });

  test.each([
    ["vpcId is vpc-1, not vpc-2", { ...webhook, vpcId: "vpc-2" }],
    ["type is WEBHOOK, not KAFKA", toKafka],
  ])("one that differs is refused and left alone: %s", async (difference, args) => {
    await host.create(await inputsOf(webhook));
    const first = writes().length;
    const error = await failureOf(host.create(await inputsOf(args)));
    expect(error.message).toContain("is there already (c-1), and it is another one");
    expect(error.message).toContain(difference);
    expect(error.id).toBeUndefined();
    expect(writes()).toHaveLength(first);
  });

  test("a name that is taken, but not in this project's list, is an error that says so", async () => {
    eventGrid.refuse = ({ method }) => (method === "POST" ? refused(400, "EG.00513001") : undefined);
    const error = await failureOf(host.create(await inputsOf(webhook)));
    expect(error.message).toContain("Creating EventGrid connection orders: EG.00513001");
    expect(error.message).toContain("the list of this project does not show");
    expect(error.id).toBeUndefined();
  });

  test("one that fails stays in state with the cloud's reason, and only a replacement helps", async () => {
    eventGrid.outcome = {
      status: "CREATE_FAILED",
      error_info: { error_code: "EG.00512003", error_msg: "agency required", error_detail: "no port" },
    };
    const inputs = await inputsOf(webhook);
    const error = await failureOf(host.create(inputs));
    expect(error.message).toContain("EG.00512003: agency required: no port");
    expect(error.message).toContain("EG_DELEGATE_FG_AGENCY");
    expect(error.id).toBe("c-1");
    expect(error.properties).toMatchObject({
      status: "CREATE_FAILED",
      errorInfo: { errorCode: "EG.00512003" },
    });
    expect(await host.diff("c-1", error.properties ?? {}, inputs)).toMatchObject({ replaces: ["status"] });
    // A run that was killed before it could say so comes to the same.
    const again = await failureOf(host.create(inputs));
    expect(again.id).toBe("c-1");
    expect(writes()).toHaveLength(1);
  });

  test("a change that is refused keeps what was given before in the state, so that it is tried again", async () => {
    const { id, outs } = await host.create(await inputsOf(toKafka));
    const wanted = await inputsOf({ ...toKafka, kafkaDetail: { ...kafka, password: "second" } });
    eventGrid.refuse = ({ method }) => (method === "PUT" ? refused(400, "EG.00513000") : undefined);
    const error = await failureOf(host.update(id, outs, wanted));
    expect(error.message).toContain("Changing kafkaDetail of EventGrid connection orders: EG.00513000");
    expect(error.message).not.toContain("second");
    const kept = error.properties ?? outs;
    expect(kept).toMatchObject({ kafkaDetail: { password: PASSWORD } });
    expect(await host.diff(id, kept, wanted)).toMatchObject({ changes: true, replaces: [] });
    eventGrid.refuse = undefined;
    await host.update(id, kept, wanted);
    expect(eventGrid.connections.get("c-1")).toMatchObject({ kafka_detail: { password: "second" } });
  });

  test("a change whose answer is lost, and which shows, is not made twice", async () => {
    const { id, outs } = await host.create(await inputsOf(webhook));
    eventGrid.lose = ({ method }) => (method === "PUT" ? "hang up" : undefined);
    const updated = await host.update(id, outs, await inputsOf({ ...webhook, description: "" }));
    expect(updated.outs).toMatchObject({ description: "" });
    expect(writes().filter((it) => it.startsWith("PUT"))).toHaveLength(1);
  });

  test("one that is still being created is deleted once that is over", async () => {
    const { id, outs } = await host.create(await inputsOf(webhook));
    Object.assign(eventGrid.connections.get("c-1") ?? {}, { status: "CREATING" });
    eventGrid.refuse = ({ method }) =>
      method === "DELETE" && eventGrid.connections.get("c-1")?.["status"] === "CREATING"
        ? refused(400, "EG.00014000")
        : undefined;
    restart();
    await host.delete(id, outs);
    expect(eventGrid.connections.size).toBe(0);
  });

  test("one that is gone reads as gone; a wrong address or another account's project does not", async () => {
    const { id, outs } = await host.create(await inputsOf(webhook));
    eventGrid.connections.clear();
    expect(await host.read(id, outs)).toEqual({});
    const other = await failureOf(host.read(id, { ...outs, accountId: "p-of-another-account" }));
    expect(other.message).toContain("belongs to account p-of-another-account");
    eventGrid.refuse = () => refused(404, "APIGW.0101");
    const wrong = await failureOf(host.read(id, outs));
    expect(wrong.message).toContain("the host, the region or the path is wrong");
    restart();
    await failureOf(host.delete(id, outs));
  });

  test("drift is read, and the password stays what was given", async () => {
    const { id, outs } = await host.create(await inputsOf(toKafka));
    const found = eventGrid.connections.get("c-1") ?? {};
    Object.assign(found, {
      description: "changed by hand",
      kafka_detail: { ...Object(found["kafka_detail"]), password: "******" },
    });
    const { props, inputs } = await host.read(id, outs);
    expect(props).toMatchObject({ description: "changed by hand", kafkaDetail: { password: PASSWORD } });
    expect(inputs).toMatchObject({ description: "changed by hand", kafkaDetail: { password: PASSWORD } });
  });

  test.each(["c-1", "cn-north-4:c-1"])(
    "get takes the id %s, and a later refresh finds it again",
    async (id) => {
      await host.create(await inputsOf(toKafka));
      const found = await host.read(id, { __provider: "text" });
      expect(found.id).toBe("c-1");
      expect(found.props).toMatchObject({
        name: "orders",
        kafkaDetail: { instanceId: "k-1" },
        region: "cn-north-4",
      });
      expect(JSON.stringify(found)).not.toContain(PASSWORD);
      expect((await host.read("c-1", found.props ?? {})).props).toMatchObject({ name: "orders" });
      const missing = await failureOf(host.read("c-9", { __provider: "text" }));
      expect(missing.message).toContain("c-9");
    },
  );
});
