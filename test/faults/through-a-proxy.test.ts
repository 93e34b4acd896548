import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { certificateFor } from "../support/certificate.ts";
import { MiniEngine } from "../support/mini-engine.ts";
import { samples } from "../support/resources.ts";
import { fasterClock } from "../sweep/lane.ts";
import { all, did, messageOf, sampleOf, thing, things } from "./fixture.ts";

// The clouds' names are to be had through a proxy only, over TLS, with a certificate of the company's own authority.

const DOMAIN = "local-cloud.test";
const directory = mkdtempSync(join(tmpdir(), "interlink-proxy-"));
const authority = join(directory, "authority.pem");
const { key, cert } = certificateFor(`*.${DOMAIN}`);
/** What the proxy was asked for, and how it was asked to believe. */
const asked: { readonly to: string; readonly as: string | undefined }[] = [];
/** Tunnels that are open now, and that were open at once, by name. */
const open = new Map<string, number>();
const mostOpen = new Map<string, number>();
let cloud: Cloud;
let engine: MiniEngine;
/** The port of the cloud that each name stands for. */
let ports: ReadonlyMap<string, number>;

/** Ends TLS, and hands on what was in it, byte for byte. */
const terminator = createTlsServer({ key, cert }, (socket) => {
  const name = "servername" in socket ? String(socket.servername) : "";
  const port = ports.get(name);
  if (port === undefined) {
    socket.destroy();
    return;
  }
  void countOpen(name, socket);
  together(socket, connect(port, "127.0.0.1"));
});
const proxy = createServer().on("connect", ({ url = "", headers }, socket: Socket) => {
  asked.push({ to: url, as: headers["proxy-authorization"] });
  socket.on("error", () => undefined).write("HTTP/1.1 200 Connection established\r\n\r\n");
  terminator.emit("connection", socket);
});

async function countOpen(name: string, socket: Socket): Promise<void> {
  const now = (): number => open.get(name) ?? 0;
  open.set(name, now() + 1);
  let isOpen = true;
  const closed = (): void => {
    if (isOpen) open.set(name, now() - 1);
    isOpen = false;
  };
  socket.once("end", closed).once("close", closed);
  // Those that the other side closed just before are to be taken off first.
  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  mostOpen.set(name, Math.max(now(), mostOpen.get(name) ?? 0));
}

function together(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on("error", () => to.destroy()).on("close", () => to.destroy());
    from.pipe(to);
  }
}

beforeAll(async () => {
  cloud = await startCloud();
  writeFileSync(authority, cert);
  await once(proxy.listen(0, "127.0.0.1"), "listening");
});
beforeEach(async () => {
  await cloud.reset();
  for (const sample of samples) await cloud.seed(sample.prepare(1));
  asked.length = 0;
  mostOpen.clear();
});
afterEach(() => engine.restart());
afterAll(async () => {
  proxy.close();
  terminator.close();
  rmSync(directory, { recursive: true });
  await cloud.stop();
});

function throughProxy(env: Readonly<Record<string, string>>): MiniEngine {
  const names = Object.entries(cloud.env()).flatMap(([variable, value]) => {
    const url = URL.canParse(value) && !variable.endsWith("METADATA") ? new URL(value) : undefined;
    const name = `${variable.split("_").at(-1)?.toLowerCase()}.${DOMAIN}`;
    return url === undefined ? [] : [{ variable, name, port: Number(url.port) }];
  });
  ports = new Map(names.map(({ name, port }) => [name, port]));
  const { port } = proxy.address() as AddressInfo;
  return new MiniEngine({
    parallel: 200,
    env: {
      ...cloud.env(),
      ...fasterClock(),
      ...Object.fromEntries(names.map(({ variable, name }) => [variable, `https://${name}`])),
      HTTPS_PROXY: `http://user:hush@127.0.0.1:${port}`,
      ...env,
    },
  });
}

test("everything goes through it, by at most sixteen tunnels to a name, however many wait", async () => {
  engine = throughProxy({ NODE_EXTRA_CA_CERTS: authority });
  const sample = sampleOf("RouterInterfaceConnection");
  const numbers = Array.from({ length: 100 }, (_, index) => index + 100);
  for (const n of numbers) await cloud.seed(sample.prepare(n));
  const many = numbers.map((n) => ({ ...thing(sample, sample.args(n)), name: `thing-${n}` }));
  const result = await engine.up([...things(), ...many]);
  expect(result).toMatchObject({ ok: true });
  expect(did(result)).toMatchObject(all("create"));
  expect(did(await engine.destroy())).toMatchObject(all("delete"));

  expect(new Set(asked.map(({ as }) => as))).toEqual(
    new Set([`Basic ${Buffer.from("user:hush").toString("base64")}`]),
  );
  const names = ["vpc", "ecs", "expressconnectrouter", "sts", "eg", "iam"];
  expect(names.map((name) => `${name}.${DOMAIN}:443`)).toEqual(
    expect.arrayContaining([...new Set(asked.map(({ to }) => to))]),
  );
  expect(Math.max(...mostOpen.values())).toBeLessThanOrEqual(16);
  expect(mostOpen.get(`vpc.${DOMAIN}`)).toBeGreaterThan(1);
  // Tunnels are used again.
  expect(asked.length).toBeLessThan((await cloud.log()).length / 2);
});

test("a certificate of an authority that nobody named fails the resource, which says so; nothing is in state", async () => {
  engine = throughProxy({});
  const sample = sampleOf("EgConnection");
  const result = await engine.up([thing(sample)]);
  expect(messageOf(result, sample.type)).toContain("NODE_EXTRA_CA_CERTS");
  expect(engine.state.resources).toEqual([]);
  expect(await cloud.log()).toEqual([]);
});
