import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { shownByAnswer } from "../../provider/dynamic/engine.ts";
import { METADATA, PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { providerText } from "../../provider/text.ts";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { defaultAccount } from "../cloud/defaults.ts";
import { type Host, type HostOptions, type Properties, startHost } from "../support/host.ts";
import { InitFailed } from "../support/pulumi-rpc.ts";

// What this package uses of Pulumi's dynamic-provider process besides its methods, tried on the real process.

const URN = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/interlink:RouterInterfaceConnection::link";
const DESCRIBE = { operation: "DescribeRouterInterfaces" };
const PATIENCE = { timeout: 60_000, interval: 100 };
const ANSWERED = { ...DESCRIBE, answered: true };

let cloud: Cloud;

beforeAll(async () => {
  cloud = await startCloud();
});
afterAll(() => cloud.stop());
beforeEach(() => cloud.reset());

/** Two router interfaces that name each other, in a status that stays. */
async function seed(status: "Connecting" | "Active"): Promise<void> {
  const side = (own: string, peer: string) => ({
    id: `ri-${own}`,
    routerId: `vrt-${own}`,
    status,
    oppositeInterfaceId: `ri-${peer}`,
    oppositeRouterId: `vrt-${peer}`,
    oppositeRouterType: "VRouter" as const,
    oppositeInterfaceOwnerId: defaultAccount.id,
  });
  await cloud.seed({ routerInterfaces: [side("a", "b"), { ...side("b", "a"), role: "AcceptingSide" }] });
}

async function start(options: HostOptions = {}): Promise<Host> {
  const host = await startHost({ ...options, env: { ...cloud.env(), ...options.env } });
  onTestFinished(async () => {
    await host.kill();
  });
  return host;
}

/** Begins to connect the one with the other. What comes of it is read later, so it may fail meanwhile. */
async function connect(host: Host): Promise<{ outcome: Promise<{ id: string; outputs: Properties }> }> {
  const { inputs } = await host.check(
    URN,
    {},
    {
      routerInterfaceId: "ri-a",
      oppositeInterfaceId: "ri-b",
      regionId: "cn-hangzhou",
      [PROVIDER]: providerText("RouterInterfaceConnection"),
      [METADATA]: { name: "link", urn: URN, timeouts: {} },
    },
  );
  const outcome = host.create(URN, inputs);
  outcome.catch(() => undefined);
  return { outcome };
}

/** Begins to connect, and holds the cloud's answer to a read during the wait. */
async function waitingForAnAnswer(host: Host) {
  await seed("Connecting");
  const running = await connect(host);
  await cloud.waitFor(ANSWERED);
  await cloud.order({ kind: "hold", ...DESCRIBE });
  await cloud.held();
  return running;
}

describe("Ctrl-C", () => {
  test("ends a wait at once, keeps the resource, and nothing more is sent", async () => {
    const host = await start();
    const { outcome } = await waitingForAnAnswer(host);
    await host.cancel();
    await expect(outcome).rejects.toThrow("interrupted; run `pulumi up` again to go on");
    const error: unknown = await outcome.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(InitFailed);
    expect(error).toMatchObject({
      id: "cn-hangzhou:ri-a",
      properties: { [PROVIDER]: expect.any(String), status: "Connecting" },
    });
    const { length } = await cloud.log();
    await cloud.release();
    await cloud.waitFor({ ...ANSWERED, afterSeq: length - 1 });
    await expect((await connect(host)).outcome).rejects.toThrow("interrupted");
    expect(await cloud.log()).toHaveLength(length);
  });

  test("is heard also while the first read is not answered; then there is nothing to keep", async () => {
    await seed("Connecting");
    await cloud.order({ kind: "hold", ...DESCRIBE });
    const host = await start();
    const { outcome } = await connect(host);
    await cloud.held();
    await host.cancel();
    const error: unknown = await outcome.catch((reason: unknown) => reason);
    expect(String(error)).toContain("interrupted");
    expect(error).not.toBeInstanceOf(InitFailed);
  });

  test("is not heard where the patch is switched off: the wait goes on", async () => {
    const host = await start({ env: { INTERLINK_NO_HOST_PATCH: "1" } });
    const { outcome } = await waitingForAnAnswer(host);
    await host.cancel();
    await cloud.release();
    const { length } = await cloud.log();
    await cloud.waitFor({ ...ANSWERED, afterSeq: length });
    await seed("Active");
    expect(await outcome).toMatchObject({ id: "cn-hangzhou:ri-a" });
  });
});

describe("when the CLI dies", () => {
  test("the wait ends, nothing more is sent, and the process ends", async () => {
    const host = await start();
    const { outcome } = await waitingForAnAnswer(host);
    host.closeStdin();
    await expect(outcome).rejects.toThrow("the Pulumi CLI has ended");
    const { length } = await cloud.log();
    await cloud.release();
    expect(await host.exited).toEqual({ code: 0, signal: null });
    expect(await cloud.log()).toHaveLength(length);
  });

  test("the process ends also where the patch is switched off", async () => {
    const host = await start({ env: { INTERLINK_NO_HOST_PATCH: "1" } });
    const { outcome } = await waitingForAnAnswer(host);
    host.closeStdin();
    await expect(outcome).rejects.toThrow("the Pulumi CLI has ended");
    expect(await host.exited).toEqual({ code: 0, signal: null });
  });

  test("a process that has no pipe as its standard input does not take that for an end", async () => {
    await seed("Connecting");
    const host = await start({ stdin: "ignore" });
    const { outcome } = await connect(host);
    await cloud.waitFor({ ...ANSWERED, count: 3 });
    await seed("Active");
    expect(await outcome).toMatchObject({ id: "cn-hangzhou:ri-a" });
  });
});

describe("what is written", () => {
  test("on a resource's line during a wait is there until something else is", async () => {
    await seed("Connecting");
    const host = await start();
    await connect(host);
    await vi.waitFor(() => expect(host.log).not.toEqual([]), PATIENCE);
    expect(host.log[0]).toEqual({
      severity: "info",
      urn: URN,
      message: expect.stringMatching(/^Connecting, [3-9] s$/),
      ephemeral: true,
    });
  });

  test("as a warning is the resource's", async () => {
    await seed("Active");
    const host = await start();
    await (await connect(host)).outcome;
    await vi.waitFor(() => expect(host.log).not.toEqual([]), PATIENCE);
    expect(host.log).toEqual([
      { severity: "warning", urn: URN, message: expect.stringContaining("adopted: "), ephemeral: false },
    ]);
    expect(host.output).not.toContain("adopted: ");
  });

  test("goes to the whole stack where the patch is switched off", async () => {
    await seed("Active");
    const host = await start({ env: { INTERLINK_NO_HOST_PATCH: "1" } });
    await (await connect(host)).outcome;
    await vi.waitFor(() => expect(host.output).toContain("warning: adopted: "), PATIENCE);
    expect(host.log).toEqual([]);
  });
});

describe("an error of check, diff, read or delete", () => {
  /** Has each of them fail, and gives what each answered. */
  async function failures(host: Host): Promise<string[]> {
    const inputs = {
      routerInterfaceId: "ri-a",
      oppositeInterfaceId: "ri-b",
      regionId: "cn-hangzhou",
      [PROVIDER]: providerText("RouterInterfaceConnection"),
      [METADATA]: { name: "link", urn: URN, timeouts: {} },
    };
    const id = "cn-hangzhou:ri-a";
    const outputs = { ...inputs, status: "Active", accountId: "" };
    const given = [
      await host.check(URN, {}, inputs).catch(String),
      await host.diff(URN, id, { inputs, outputs }, { ...inputs, oppositeInterfaceId: "ri-c" }).catch(String),
      await host.read(URN, id, { inputs }).catch(String),
      await host.delete(URN, id, { inputs, outputs }).catch(String),
    ];
    return given.map((it) => (typeof it === "string" ? it : "it did not fail"));
  }

  const config = { "alicloud:endpoints": '{"vpc":"http://cloud.example"}' };
  const said = [
    /must not use plain http/,
    /ri-a was connected to ri-b/,
    /must not use plain http/,
    /must not use plain http/,
  ];

  test("is answered, and not printed besides", async () => {
    const host = await start({ config });
    const answers = await failures(host);
    for (const [index, text] of said.entries()) expect(answers[index]).toMatch(text);
    // Whatever else is printed still is, and what was printed before it has arrived by then.
    await host.kill();
    await host.exited;
    expect(host.output.trim()).toMatch(/^[0-9]+$/);
  });

  test("is printed with its stack trace on request", async () => {
    const host = await start({ config, env: { INTERLINK_DEBUG: "1" } });
    await failures(host);
    await vi.waitFor(() => expect(host.output).toMatch(/ri-a was connected to ri-b(.|\n)*\n +at /), PATIENCE);
  });
});

test("one error that answers many calls, as a shared read's does, says its reason to each", () => {
  const shared = Object.assign(new Error("no usable answer"), {
    id: "the-id",
    reasons: ["no usable answer"],
  });
  const answers = [shownByAnswer(shared), shownByAnswer(shared)];
  for (const answer of answers) {
    expect(answer).toMatchObject({
      message: "no usable answer",
      id: "the-id",
      reasons: ["no usable answer"],
    });
    expect(answer.stack).toBe("");
  }
  expect(shared.stack).toContain("engine.test.ts");
});
