import { describe, expect, test } from "vitest";
import { defaultHuawei } from "../defaults.ts";
import { cloudWith } from "../fixture.ts";
import { egSteps, kafka, rocketmq, webhook } from "./fixture.ts";

const cloud = cloudWith({});
const { create, show, list, update, remove, made, names } = egSteps(cloud);

const missing = { status: 404, body: { error_code: "EG.00014040" } };

async function defaultId(): Promise<string> {
  const items = (await list({ name: "default" })).body["items"] as { id: string }[];
  return items[0]?.id ?? "";
}

describe("UpdateConnection", () => {
  test("changes the description, clears it, and leaves it where it is not named", async () => {
    const id = await made({ ...webhook, description: "one" });
    const changed = await update(id, { description: "two" });
    expect(changed).toMatchObject({ status: 200, body: { id, description: "two", status: "CREATED" } });
    expect((await update(id, {})).body["description"]).toBe("two");
    expect((await update(id, { description: "" })).body["description"]).toBe("");
    expect((await show(id)).body["description"]).toBe("");
    expect(await cloud().writes({ operation: "UpdateConnection" })).toHaveLength(3);
  });

  test("changes Kafka's credentials and keeps the rest of its details", async () => {
    const id = await made(kafka);
    const credentials = { user_name: "other", password: "other-password" };
    await cloud().configure({ options: { eg: { passwords: "shown" } } });
    expect((await update(id, { kafka_detail: credentials })).body["kafka_detail"]).toEqual({
      ...kafka.kafka_detail,
      ...credentials,
    });
    expect(JSON.stringify(await cloud().log())).not.toContain("other-password");
  });

  test("replaces RocketMQ's details", async () => {
    const id = await made(rocketmq);
    const rocketmq_detail = { instance_id: "rocketmq-2", addr: "192.168.0.3:8100" };
    expect((await update(id, { rocketmq_detail })).body["rocketmq_detail"]).toEqual(rocketmq_detail);
  });

  test.each<[string, object]>([
    ["the name", { name: "c-2" }],
    ["the VPC", { vpc_id: "vpc-2" }],
    ["too long a description", { description: "a".repeat(256) }],
    ["Kafka's address", { kafka_detail: { ...kafka.kafka_detail } }],
    ["RocketMQ's details of a Kafka connection", { rocketmq_detail: rocketmq.rocketmq_detail }],
  ])("refuses %s", async (_what, body) => {
    const id = await made(kafka);
    expect(await update(id, body)).toMatchObject({ status: 400, body: { error_code: "EG.00513000" } });
  });

  test("refuses the connection that every project has, and knows no other's", async () => {
    const answer = await update(await defaultId(), { description: "x" });
    expect(answer).toMatchObject({ status: 403, body: { error_code: "EG.00514004" } });
    expect(await update("none", { description: "x" })).toMatchObject(missing);
  });
});

describe("DeleteConnection", () => {
  test("answers 204 without a body, and the name is free again", async () => {
    const id = await made();
    const answer = await remove(id);
    expect(answer).toMatchObject({ status: 204, text: "" });
    expect(answer.headers).not.toHaveProperty("content-length");
    expect(await show(id)).toMatchObject(missing);
    expect(await remove(id)).toMatchObject(missing);
    expect((await create()).status).toBe(200);
  });

  test("is seen by reads only after a lag, but is done at once", async () => {
    await cloud().setClock("manual");
    await cloud().configure({ transitions: { connectionGone: 1000 } });
    const id = await made();
    await remove(id);
    expect((await show(id)).body).toMatchObject({ status: "CREATED" });
    expect(await names()).toEqual(["c-1", "default"]);
    expect(await remove(id)).toMatchObject(missing);
    expect((await create()).status).toBe(200);
    await cloud().advance(1000);
    expect(await show(id)).toMatchObject(missing);
  });

  test("while CREATING is allowed, unless told otherwise", async () => {
    await cloud().configure({ options: { eg: { creations: { "*": { end: "stuck" } } } } });
    expect((await remove(await made())).status).toBe(204);
    await cloud().configure({ options: { eg: { deleteWhileCreating: "refused" } } });
    const id = await made();
    expect(await remove(id)).toMatchObject({ status: 400, body: { error_code: "EG.00513002" } });
  });

  test("of a connection that failed frees its name", async () => {
    await cloud().configure({ options: { eg: { creations: { "*": { end: "failed" } } } } });
    expect((await remove(await made())).status).toBe(204);
    expect((await create()).status).toBe(200);
  });

  test("is refused while subscriptions use it", async () => {
    await cloud().seed({ connections: [{ id: "id-1", name: "c-1", usedBy: ["subscription-1"] }] });
    expect(await remove("id-1")).toMatchObject({ status: 400, body: { error_details: "subscription-1" } });
    await cloud().change("connections", "id-1", { usedBy: [] });
    expect((await remove("id-1")).status).toBe(204);
  });

  test("is refused for the connection that every project has, and in a frozen account", async () => {
    expect((await remove(await defaultId())).body["error_code"]).toBe("EG.00514004");
    const id = await made();
    await cloud().change("domains", defaultHuawei.domainId, { frozen: true });
    expect((await remove(id)).body["error_code"]).toBe("EG.00512001");
  });

  test("behind everybody's back is a change to the state like any other", async () => {
    const id = await made();
    await cloud().change("connections", id, { description: "drifted" });
    expect((await show(id)).body["description"]).toBe("drifted");
    await cloud().remove("connections", id);
    expect(await show(id)).toMatchObject(missing);
  });
});
