import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { Cloud } from "../cloud/client.ts";
import type { RecordOf } from "../cloud/control-types.ts";
import { type Result, succeeded } from "../engine/command.ts";
import type { Declaration } from "../support/program.ts";
import { samples } from "../support/resources.ts";
import { pair } from "../support/router-interfaces.ts";
import { prepare, thing } from "../support/shared-set.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

// What README says of a scheduled check for drift: every kind of drift of every resource, with what the CLI prints of it
// and its exit code.

const at = stage("file");

const connection = (type: string, detail: string, content: object): Declaration => ({
  type: "EgConnection",
  name: type.toLowerCase(),
  args: { name: type.toLowerCase(), vpcId: "vpc-1", subnetId: "subnet-1", type, [detail]: content },
});
const addr = "10.0.0.1:9093";
const user = { userName: "orders", password: "secret" };
const declarations = [
  ...samples.map((sample) => thing(sample, 1)),
  connection("KAFKA", "kafkaDetail", { instanceId: "kafka-1", addr, enableSaslSsl: true, ...user }),
  connection("ROCKETMQ", "rocketmqDetail", { instanceId: "rocketmq-1", addr, enableAcl: true, ...user }),
];

const router = (id: "ri-1a" | "ri-1b", patch: Partial<RecordOf<"routerInterfaces">>) => (cloud: Cloud) =>
  cloud.change("routerInterfaces", id, patch);
const routers = (cloud: Cloud) => cloud.seed(pair(1, { stored: true, status: "Active" }));
const otherPeer = { oppositeInterfaceId: "ri-1d", oppositeRouterId: "vrt-1d" };

const grant = "ecr-1:vpc-granted1";
const link = { instanceId: "i-1", vpcId: "vpc-1" };
const linkAgain = async (cloud: Cloud): Promise<void> => {
  await cloud.remove("classicLinks", "i-1:vpc-1x").catch(() => undefined);
  await cloud.seed({ classicLinks: [link] });
};

type Patch = (record: RecordOf<"connections">) => Partial<RecordOf<"connections">>;
const change = (name: string, patch: Patch) => async (cloud: Cloud) => {
  const record = (await cloud.snapshot()).connections.find((it) => it.name === name);
  if (record === undefined) throw new Error(`there is no connection ${name}`);
  await cloud.change("connections", record.id, patch(record));
};
const kafka = (patch: Record<string, string>) =>
  change("kafka", ({ kafkaDetail }) => ({ kafkaDetail: { ...kafkaDetail, ...patch } }));
const rocketmq = (patch: Record<string, string>) =>
  change("rocketmq", ({ rocketmqDetail }) => ({ rocketmqDetail: { ...rocketmqDetail, ...patch } }));

interface Drift {
  readonly cause: (cloud: Cloud) => Promise<unknown>;
  readonly undo?: (cloud: Cloud) => Promise<unknown>;
  /** The resource's line, without its type; undefined: it is no drift. */
  readonly prints: string | undefined;
  readonly code: 0 | 1 | 7;
}

/** By the resource, and what was done to it, as the table in README has them. */
const DRIFTS: Readonly<Record<string, Readonly<Record<string, Drift>>>> = {
  RouterInterfaceConnection: {
    "it was deactivated": {
      cause: router("ri-1a", { status: "Inactive" }),
      undo: routers,
      prints: "update [diff: ~status]",
      code: 7,
    },
    "its peer was deactivated": {
      cause: router("ri-1b", { status: "Inactive" }),
      undo: routers,
      prints: "update [diff: ~status]",
      code: 7,
    },
    "it fell back to `Idle`": {
      cause: router("ri-1a", { status: "Idle" }),
      undo: routers,
      prints: "update [diff: ~status]",
      code: 7,
    },
    "`Idle`, it was set for another peer": {
      cause: router("ri-1a", { status: "Idle", ...otherPeer }),
      undo: routers,
      prints: "replace [diff: ~oppositeInterfaceId,status]",
      code: 7,
    },
    "it was connected to another peer": {
      cause: router("ri-1a", otherPeer),
      undo: routers,
      prints:
        "error: ri-1a was connected to ri-1d, and a router interface that was once connected cannot get",
      code: 1,
    },
    "the router interface was deleted": {
      cause: (cloud) => cloud.remove("routerInterfaces", "ri-1a"),
      undo: routers,
      prints: "create",
      code: 7,
    },
  },
  EcrInstanceGrant: {
    "it was revoked": {
      cause: (cloud) => cloud.remove("ecrGrants", grant),
      undo: (cloud) => cloud.seed(samples[1]?.made(1) ?? {}),
      prints: "create",
      code: 7,
    },
    "its status is another one; it is still granted": {
      cause: (cloud) => cloud.change("ecrGrants", grant, { status: "Locked" }),
      prints: undefined,
      code: 0,
    },
  },
  ClassicLinkAttachment: {
    "it was unlinked": {
      cause: (cloud) => cloud.remove("classicLinks", "i-1:vpc-1"),
      undo: linkAgain,
      prints: "create",
      code: 7,
    },
    "it was linked to another VPC": {
      cause: async (cloud) => {
        await cloud.remove("classicLinks", "i-1:vpc-1");
        await cloud.seed({ classicLinks: [{ ...link, vpcId: "vpc-1x" }] });
      },
      undo: linkAgain,
      prints: "create",
      code: 7,
    },
  },
  EgConnection: {
    "its description was changed": {
      cause: change("events-1", () => ({ description: "by hand" })),
      undo: change("events-1", () => ({ description: "" })),
      prints: "update [diff: ~description]",
      code: 7,
    },
    "its Kafka user was changed": {
      cause: kafka({ user_name: "other" }),
      undo: kafka({ user_name: "orders" }),
      prints: "update [diff: ~kafkaDetail]",
      code: 7,
    },
    "another of its Kafka details was changed": {
      cause: kafka({ addr: "10.0.0.9:9093" }),
      undo: kafka({ addr }),
      prints: "replace [diff: ~kafkaDetail]",
      code: 7,
    },
    "its RocketMQ details were changed": {
      cause: rocketmq({ addr: "10.0.0.9:9093" }),
      undo: rocketmq({ addr }),
      prints: "update [diff: ~rocketmqDetail]",
      code: 7,
    },
    "it is `CREATE_FAILED`": {
      cause: change("events-1", () => ({ status: "CREATE_FAILED" })),
      undo: change("events-1", () => ({ status: "CREATED" })),
      prints: "replace [diff: ~status]",
      code: 7,
    },
    "it was deleted": {
      cause: async (cloud) => cloud.remove("connections", await idOf(cloud)),
      prints: "create",
      code: 7,
    },
  },
};

const idOf = async (cloud: Cloud): Promise<string> => (await samples[3]?.id(1, cloud)) ?? "";

let stack: Stack;
beforeAll(async () => {
  const { cloud, stack: newStack } = at();
  await prepare(cloud, 1);
  stack = await newStack(declarations);
  succeeded(await stack.up({ skipPreview: true }));
});

const check = (): Promise<Result> => stack.preview({ args: ["--refresh", "--expect-no-changes"] });

test("where nothing drifted, the check ends with 0", async () => {
  const { output, code } = await check();
  expect(output).toContain(`${declarations.length + 1} unchanged`);
  expect(code).toBe(0);
});

const cases = Object.entries(DRIFTS).flatMap(([type, drifts]) =>
  Object.entries(drifts).map(([what, drift]) => ({ type, what, ...drift })),
);

test.each(cases)("$type: $what; the check ends with $code", async ({ type, cause, undo, prints, code }) => {
  const { cloud, mark } = at();
  const afterSeq = await mark();
  await cause(cloud);
  const result = await check();
  expect(result.code).toBe(code);
  // A line that only a refresh wrote tells nothing of what up would do.
  const lines = result.output.split("\n").filter((line) => line.includes(`interlink:${type} `));
  const told = lines.filter((line) => / (create|update|replace) |error:/.test(`${line} `));
  if (prints === undefined) expect(told).toEqual([]);
  else expect(told.join("\n")).toContain(prints);
  const others = cases.map((it) => it.type).filter((it) => it !== type);
  const changed = (it: string): boolean =>
    new RegExp(`interlink:${it} \\S+ (create|update|replace)`).test(result.output);
  expect(others.filter(changed)).toEqual([]);
  if (code === 7)
    expect(result.output).toContain("no changes were expected for preview but changes were proposed");
  expect(await cloud.writes({ afterSeq })).toEqual([]);
  await undo?.(cloud);
});

test("where the clouds cannot be asked, the check ends with 1: that is no drift", async () => {
  const preview = await stack.preview({
    args: ["--refresh", "--expect-no-changes"],
    env: { ALICLOUD_SECRET_KEY: "not-the-secret" },
  });
  expect(preview.output).toContain("SignatureDoesNotMatch");
  expect(preview.code).toBe(1);
});

test("README's table has just these, with what is printed and the exit code", () => {
  const readme = readFileSync(join(__dirname, "..", "..", "README.md"), "utf8");
  const [, table = ""] = /<!-- drift:.*-->\n\|.*\n\|.*\n((?:\|.*\n)+)/.exec(readme) ?? [];
  const rows = table
    .trim()
    .split("\n")
    .map((row) => row.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()));
  const shown = (prints = ""): string =>
    prints === "" ? "nothing" : `\`${prints.replace(/^error: .*/, "error: …")}\``;
  expect(rows).toEqual(
    cases.map(({ type, what, prints, code }) => [type, what, shown(prints), String(code)]),
  );
});
