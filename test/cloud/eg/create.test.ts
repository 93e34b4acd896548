import { describe, expect, test } from "vitest";
import { otherHuawei } from "../defaults.ts";
import { cloudWith } from "../fixture.ts";
import { huaweiCall } from "../huawei-caller.ts";
import { egSteps, kafka, rocketmq, webhook } from "./fixture.ts";

const cloud = cloudWith({});
const { create, show, list, made, names } = egSteps(cloud);

/** A second project of the default account. */
const sibling = { id: "project-2", name: "cn-north-4_two" };

describe("CreateConnection", () => {
  test("answers 200 and CREATING at once, and is done after its time", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { createConnection: 3000 } });
    const answer = await create({ ...webhook, description: "to the shop" });
    expect(answer.status).toBe(200);
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}-\d+-/);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      ...webhook,
      description: "to the shop",
      status: "CREATING",
      type: "WEBHOOK",
      agency: "EG_TRUST",
      flavor: {
        name: "default",
        concurrency_type: "exclusive",
        concurrency: 500,
        bandwidth_type: "exclusive",
      },
      created_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
      updated_time: expect.any(String),
    });
    const id = String(answer.body["id"]);
    await cloud().advance(2999);
    expect((await show(id)).body["status"]).toBe("CREATING");
    await cloud().advance(1);
    expect((await show(id)).body).toMatchObject({ status: "CREATED", ...webhook });
    expect(await cloud().writes()).toMatchObject([
      { operation: "CreateConnection", applied: true, status: 200 },
    ]);
  });

  test("can fail, which a 200 tells; the record stays and keeps its name", async () => {
    await cloud().configure({ options: { eg: { creations: { "*": { end: "failed", times: 1 } } } } });
    const answer = await show(await made());
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: "CREATE_FAILED",
        error_info: { error_code: "EG.00015000", error_detail: expect.any(String) },
      },
    });
    expect((await create()).body["error_code"]).toBe("EG.00513001");
    expect((await show(await made({ ...webhook, name: "c-2" }))).body["status"]).toBe("CREATED");
  });

  test("goes as its name says, before what is said of any other", async () => {
    await cloud().setClock("manual");
    const creations = { slow: { ms: 5000 }, never: { end: "stuck" }, "*": { end: "failed" } } as const;
    await cloud().configure({ options: { eg: { creations } } });
    const ids: string[] = [];
    for (const name of ["slow", "never", "other"]) ids.push(await made({ ...webhook, name }));
    const statuses = () => Promise.all(ids.map(async (id) => (await show(id)).body["status"]));
    expect(await statuses()).toEqual(["CREATING", "CREATING", "CREATE_FAILED"]);
    await cloud().advance(5000);
    expect(await statuses()).toEqual(["CREATED", "CREATING", "CREATE_FAILED"]);
  });

  test("is seen by reads only after a lag, but its name is taken at once", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { connectionVisible: 1000 } });
    const id = await made();
    expect((await show(id)).body["error_code"]).toBe("EG.00014040");
    expect(await names()).toEqual(["default"]);
    expect((await create()).body["error_code"]).toBe("EG.00513001");
    await cloud().advance(1000);
    expect((await show(id)).status).toBe(200);
    expect(await names()).toEqual(["c-1", "default"]);
  });

  test("keeps the details of Kafka and RocketMQ under their names on the wire, without the password", async () => {
    const { password: _, ...detail } = kafka.kafka_detail;
    expect((await show(await made(kafka))).body).toMatchObject({ type: "KAFKA", kafka_detail: detail });
    const other = await show(await made({ ...rocketmq, name: "c-2" }));
    expect(other.body).toMatchObject({ type: "ROCKETMQ", rocketmq_detail: rocketmq.rocketmq_detail });
    const log = JSON.stringify(await cloud().log());
    expect(log).toContain("kafka-1");
    expect(log).not.toContain("kafka-password");
  });
});

describe("a body", () => {
  const detail = kafka.kafka_detail;
  test.each<[string, object]>([
    ["without a VPC", { ...webhook, vpc_id: undefined }],
    ["without a subnet", { ...webhook, subnet_id: undefined }],
    ["without a name", { ...webhook, name: undefined }],
    ["with the name default", { ...webhook, name: "default" }],
    ["with a name that begins with a dot", { ...webhook, name: ".c" }],
    ["with a blank in the name", { ...webhook, name: "a b" }],
    ["with a name of 129 characters", { ...webhook, name: "a".repeat(129) }],
    ["with a description of 256 characters", { ...webhook, description: "a".repeat(256) }],
    ["with a VPC of 129 characters", { ...webhook, vpc_id: "a".repeat(129) }],
    ["with a type in lower case", { ...webhook, type: "webhook" }],
    ["with a member that the page does not know", { ...webhook, enterprise_project_id: "0" }],
    ["for Kafka without details", { ...webhook, type: "KAFKA" }],
    ["with Kafka's details for a webhook", { ...kafka, type: "WEBHOOK" }],
    ["with Kafka's details and no type", { ...kafka, type: undefined }],
    ["without enable_sasl_ssl", { ...kafka, kafka_detail: { ...detail, enable_sasl_ssl: undefined } }],
    ["with SASL and no password", { ...kafka, kafka_detail: { ...detail, password: undefined } }],
    ["with Terraform's names", { ...kafka, kafka_detail: { ...detail, username: "u" } }],
    ["with acks as a number", { ...kafka, kafka_detail: { ...detail, acks: 1 } }],
    [
      "with ACL and no user",
      { ...rocketmq, rocketmq_detail: { ...rocketmq.rocketmq_detail, enable_acl: true } },
    ],
  ])("%s is refused", async (_what, body) => {
    expect(await create(body)).toMatchObject({
      status: 400,
      body: { error_code: "EG.00513000", error_msg: "invalid parameters", error_details: expect.any(String) },
    });
    expect((await cloud().writes())[0]).toMatchObject({ applied: false });
  });

  test("that is no JSON is a bad request", async () => {
    expect(await create("{")).toMatchObject({ status: 400, body: { error_code: "EG.00014000" } });
  });

  test.each([
    ["a", "1"],
    ["A.b_c-9", "a".repeat(128)],
  ])("may have the names %s and %s", async (one, other) => {
    for (const name of [one, other]) expect((await create({ ...webhook, name })).status).toBe(200);
  });
});

describe("a creation is refused", () => {
  test("when the name is taken in the project", async () => {
    await made();
    expect(await create()).toMatchObject({ status: 400, body: { error_code: "EG.00513001" } });
    expect((await create({ ...webhook, name: "C-1" })).status).toBe(200);
  });

  test("when the name is taken in another project of the tenant, which the list does not show", async () => {
    await cloud().seed({
      projects: [sibling],
      connections: [{ id: "x", name: "c-1", projectId: sibling.id }],
    });
    expect((await create()).body["error_code"]).toBe("EG.00513001");
    expect((await list({ name: "c-1" })).body).toEqual({ total: 0, size: 0, items: [] });
    const { projectId } = otherHuawei;
    const elsewhere = { keys: otherHuawei, body: webhook };
    expect((await huaweiCall(cloud(), "POST", `/v1/${projectId}/connections`, elsewhere)).status).toBe(200);
  });
});

test("a create whose answer is lost is there all the same", async () => {
  await cloud().order({ kind: "applyThenReset", operation: "CreateConnection" });
  await expect(create()).rejects.toThrow();
  expect(await names({ name: "c-1" })).toEqual(["c-1"]);
});
