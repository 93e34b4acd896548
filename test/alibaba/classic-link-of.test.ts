import { setMaxListeners } from "node:events";
import { beforeEach, expect, test } from "vitest";
import { Alibaba } from "../../provider/alibaba/client.ts";
import { readClassicLinkOf } from "../../provider/alibaba/vpc.ts";
import { Sender } from "../../provider/http/pipeline.ts";
import type { HttpAnswer } from "../../provider/http/transport.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const REGION = "cn-hangzhou";
const ANSWER_MS = 1_000;
/** How many calls to one service are under way at a time. */
const AT_A_TIME = 16;

let clock: VirtualClock;
let underWay: number;
let mostUnderWay: number;
let asked: string[];

beforeEach(() => {
  clock = new VirtualClock();
  underWay = 0;
  mostUnderWay = 0;
  asked = [];
});

/** An account whose VPC service answers after a second; `failing` says what it answers about some VPCs. */
function account(failing: Readonly<Record<string, HttpAnswer>> = {}): Alibaba {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const key = { accessKeyId: "key", accessKeySecret: "secret" };
  return new Alibaba({
    clock,
    sender: new Sender(clock, async ({ url }) => {
      const VpcId = new URL(url).searchParams.get("VpcId") ?? "";
      asked.push(VpcId);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await clock.sleep(ANSWER_MS);
      underWay -= 1;
      const body = JSON.stringify({ RequestId: "r-1", VpcId, ClassicLinkEnabled: true });
      return failing[VpcId] ?? { status: 200, headers: {}, body };
    }),
    stop: stop.signal,
    credentials: { current: async () => key, renew: async () => false },
    endpoint: () => "https://vpc.example.com",
  });
}

function refusal(status: number, Code: string): HttpAnswer {
  return { status, headers: {}, body: JSON.stringify({ RequestId: "r-1", Code, Message: "no" }) };
}

const vpcs = Array.from({ length: 40 }, (_, index) => `vpc-${index}`);

async function readAll(alibaba: Alibaba, ids: readonly string[] = vpcs) {
  const reads = ids.map((id) => readClassicLinkOf(alibaba, REGION, id, {}));
  return await clock.runUntil(Promise.allSettled(reads));
}

test("forty VPCs are read side by side, each once", async () => {
  const outcomes = await readAll(account());
  expect(outcomes).toEqual(vpcs.map(() => ({ status: "fulfilled", value: "enabled" })));
  expect(mostUnderWay).toBe(AT_A_TIME);
  expect([...asked].sort()).toEqual([...vpcs].sort());
});

test("many that ask of one VPC share a call", async () => {
  await readAll(
    account(),
    Array.from({ length: 40 }, () => "vpc-1"),
  );
  expect(asked).toEqual(["vpc-1"]);
});

test("a VPC that cannot be read fails for those that ask of it, and for nobody else", async () => {
  const broken: HttpAnswer = { status: 200, headers: {}, body: "<html>" };
  const outcomes = await readAll(account({ "vpc-7": broken }));
  for (const [index, outcome] of outcomes.entries()) {
    if (index === 7) expect(outcome.status).toBe("rejected");
    else expect(outcome).toEqual({ status: "fulfilled", value: "enabled" });
  }
});

test("what the cloud refuses to say of a VPC is said of that one alone", async () => {
  const failing = {
    "vpc-7": refusal(403, "Forbidden.RAM"),
    "vpc-8": refusal(404, "InvalidVpcId.NotFound"),
  };
  const outcomes = await readAll(account(failing));
  const values = outcomes.map((it) => (it.status === "fulfilled" ? it.value : "failed"));
  expect(values).toEqual(
    vpcs.map((id) => (id === "vpc-7" ? undefined : id === "vpc-8" ? "missing" : "enabled")),
  );
});
