import { beforeEach, describe, expect, test } from "vitest";
import type { SeedOf } from "../control-types.ts";
import { defaultHuawei, otherHuawei } from "../defaults.ts";
import { cloudWith } from "../fixture.ts";
import { huaweiCall } from "../huawei-caller.ts";
import { egSteps, kafka, rocketmq } from "./fixture.ts";

const cloud = cloudWith({});
const { show, list, names, remove, made } = egSteps(cloud);

const many = (count: number): SeedOf<"connections">[] =>
  Array.from({ length: count }, (_, n) => ({
    id: `id-${n}`,
    name: `c-${String(n).padStart(2, "0")}`,
    createdTime: `2026-01-02 03:04:${String(n % 60).padStart(2, "0")}`,
  }));

describe("ListConnections", () => {
  beforeEach(() => cloud().seed({ connections: many(20) }));

  test("shows 15, the newest first, unless told otherwise", async () => {
    const { body } = await list();
    expect(body).toMatchObject({ total: 21, size: 15 });
    const shown = await names();
    expect(shown).toHaveLength(15);
    expect([shown[0], shown[14]]).toEqual(["c-19", "c-05"]);
    expect((await names({ offset: "15" })).at(-1)).toBe("default");
  });

  test("sorts and pages by counting items", async () => {
    expect(await names({ sort: "name:ASC", limit: "2", offset: "1" })).toEqual(["c-01", "c-02"]);
    expect(await names({ sort: "name:DESC", limit: "1" })).toEqual(["default"]);
    expect(await names({ limit: "1000" })).toHaveLength(21);
  });

  test("filters by the whole name, and by a part of it", async () => {
    expect(await names({ name: "c-1" })).toEqual([]);
    expect(await names({ name: "c-11" })).toEqual(["c-11"]);
    expect(await names({ fuzzy_name: "c-1", sort: "name:ASC" })).toHaveLength(10);
    expect(await names({ name: "default" })).toEqual(["default"]);
  });

  test("is not narrowed by an instance", async () => {
    expect((await list({ instance_id: "kafka-1" })).body["total"]).toBe(21);
  });

  test("refuses a page beyond the end, unless told otherwise", async () => {
    expect(await list({ offset: "21" })).toMatchObject({ status: 400, body: { error_code: "APIGW.0106" } });
    expect((await list({ name: "c-1" })).status).toBe(200);
    await cloud().configure({ options: { eg: { pastTheEnd: "empty", maxOffset: 100 } } });
    expect((await list({ offset: "21" })).body).toEqual({ total: 21, size: 0, items: [] });
    expect((await list({ offset: "101" })).body["error_code"]).toBe("EG.00513000");
  });

  test.each([
    ["limit", "0"],
    ["limit", "1001"],
    ["limit", "x"],
    ["offset", "-1"],
    ["sort", "colour:ASC"],
    ["sort", "name"],
  ])("refuses %s=%s", async (name, value) => {
    expect(await list({ [name]: value })).toMatchObject({ status: 400, body: { error_code: "EG.00513000" } });
  });

  test("shows the own project only", async () => {
    const path = `/v1/${otherHuawei.projectId}/connections`;
    const { body } = await huaweiCall(cloud(), "GET", path, { keys: otherHuawei });
    expect(body).toMatchObject({ total: 1, items: [{ name: "default", vpc_id: "", status: "CREATED" }] });
  });
});

describe("ShowDetailOfConnection", () => {
  test("knows nothing of another project's connection, nor of none", async () => {
    await cloud().seed({ connections: [{ id: "id-1", name: "c", projectId: otherHuawei.projectId }] });
    for (const id of ["id-1", "id-2"]) {
      expect(await show(id)).toMatchObject({ status: 404, body: { error_code: "EG.00014040" } });
    }
  });

  test("shows the connection that every project has", async () => {
    const items = (await list({ name: "default" })).body["items"] as { id: string }[];
    expect((await show(items[0]?.id ?? "")).body).toMatchObject({ name: "default", type: "WEBHOOK" });
  });

  test("takes a permission of its own", async () => {
    await cloud().change("iamUsers", defaultHuawei.userId, { denied: ["eg:connections:get"] });
    expect((await show("id-1")).body["error_code"]).toBe("EG.00512000");
    expect((await list()).status).toBe(200);
  });
});

describe("what the pages leave open", () => {
  test("absent members can be empty objects, even the type", async () => {
    const id = await made();
    expect((await show(id)).body).not.toHaveProperty("error_info");
    await cloud().configure({ options: { eg: { absent: "emptyObject" } } });
    expect((await show(id)).body).toMatchObject({
      type: {},
      kafka_detail: {},
      rocketmq_detail: {},
      error_info: {},
    });
    await cloud().configure({ options: { eg: { absent: "null" } } });
    expect((await show(id)).body).toMatchObject({ type: null, kafka_detail: null });
  });

  test("a password can come back, as it is or masked", async () => {
    const id = await made(kafka);
    const password = async () => ((await show(id)).body["kafka_detail"] as { password?: string }).password;
    expect(await password()).toBeUndefined();
    await cloud().configure({ options: { eg: { passwords: "shown" } } });
    expect(await password()).toBe("kafka-password");
    await cloud().configure({ options: { eg: { passwords: "masked" } } });
    expect(await password()).toBe("******");
  });

  test("enable_acl can come back in another type", async () => {
    const id = await made(rocketmq);
    await cloud().configure({ options: { eg: { enableAcl: "boolean" } } });
    expect((await show(id)).body).toMatchObject({ rocketmq_detail: { enable_acl: false } });
    await cloud().configure({ options: { eg: { enableAcl: "string" } } });
    expect((await show(id)).body).toMatchObject({ rocketmq_detail: { enable_acl: "false" } });
  });
});

test("a stale read shows what was there before the last write", async () => {
  const id = await made();
  await remove(id);
  await cloud().order({ kind: "stale", operation: "ShowDetailOfConnection", show: "beforeLastWrite" });
  expect((await show(id)).status).toBe(200);
  expect((await show(id)).status).toBe(404);
});
