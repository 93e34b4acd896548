import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultAccount, otherAccount } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import { pluginDoor, programOf } from "../support/doors.ts";
import type { Declaration } from "../support/program.ts";
import { samples } from "../support/resources.ts";
import {
  each,
  none,
  prepare,
  seedAll,
  slowDown,
  speedUp,
  things,
  writesSince,
} from "../support/shared-set.ts";
import type { Stack } from "../support/stack.ts";
import { changedNothing, stage } from "../support/stage.ts";

// What only the plugin can do, or what the engine does with it in another way than with a dynamic provider.

const at = stage();

function startStack(declarations: readonly Declaration[]): Promise<Stack> {
  return at().stack(declarations, { language: "yaml" });
}

const PASSWORD = "kafka-password-of-nobody";
const kafka: Declaration = {
  type: "EgConnection",
  name: "kafka",
  args: {
    name: "kafka",
    vpcId: "vpc-1",
    subnetId: "subnet-1",
    type: "KAFKA",
    kafkaDetail: {
      instanceId: "kafka-1",
      addr: "10.0.0.1:9092",
      enableSaslSsl: true,
      securityProtocol: "SASL_SSL",
      userName: "orders",
      password: PASSWORD,
    },
  },
};

describe("import takes over what is there", () => {
  async function ids(): Promise<Map<string, string>> {
    return new Map(
      await Promise.all(samples.map(async (it) => [it.type, await it.id(1, at().cloud)] as const)),
    );
  }

  test("by command, with a program that then shows no change", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    await seedAll(cloud, [1], (it, n) => it.made(n));
    const stack = await startStack([]);
    const programs: string[] = [];
    for (const [type, id] of await ids()) {
      const imported = succeeded(
        await stack.run([
          "import",
          pluginDoor.token(type),
          `thing${type}`,
          id,
          "--yes",
          "--out",
          `${type}.yaml`,
          "--protect=false",
        ]),
      );
      expect(imported.output).toContain("1 imported");
      programs.push(readFileSync(join(stack.directory, `${type}.yaml`), "utf8"));
    }
    const resources = programs.map((text) => text.replace(/^resources:\n/m, "")).join("");
    stack.write({ "Main.yaml": `resources:\n${resources}` });
    const up = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(up), `${up.output}\n${resources}`).toBe(true);
    expect(await writesSince(cloud, 0)).toEqual(none);
  });

  test("by option, also where arguments with a default are left out", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    await seedAll(cloud, [1], (it, n) => it.made(n));
    const known = await ids();
    const stack = await startStack(things(1, (it) => ({ opts: { import: known.get(it.type) } })));
    const { output } = succeeded(await stack.up());
    expect(output).toContain(`${samples.length} imported`);
    stack.write(programOf(pluginDoor, things(1)).files);
    const up = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(up), up.output).toBe(true);
    expect(await writesSince(cloud, 0)).toEqual(none);
  });

  test("of a connection with a user whose password nobody can read, which is left as it is", async () => {
    const { cloud } = at();
    const made = await startStack([kafka]);
    succeeded(await made.up({ skipPreview: true }));
    const id = (await made.resource("EgConnection"))?.id ?? "";
    const stack = await startStack([]);
    const token = pluginDoor.token("EgConnection");
    succeeded(
      await stack.run(["import", token, "kafka", id, "--yes", "--out", "out.yaml", "--protect=false"]),
    );
    const program = readFileSync(join(stack.directory, "out.yaml"), "utf8");
    expect(program).not.toContain("userName");
    stack.write({ "Main.yaml": program });
    const since = await at().mark();
    for (const up of [await stack.preview(), await stack.up({ skipPreview: true })]) {
      expect(changedNothing(succeeded(up)), up.output).toBe(true);
    }
    expect(await writesSince(cloud, since)).toEqual(none);
    const connection = (await cloud.snapshot()).connections.find((it) => it.id === id);
    expect(JSON.stringify(connection)).toContain("orders");
  });

  test("by file; of an id that is not there, or none of its kind, it says so", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    await seedAll(cloud, [1], (it, n) => it.made(n));
    const resources = [...(await ids())].map(([type, id]) => ({
      type: pluginDoor.token(type),
      name: `thing${type}`,
      id,
    }));
    const stack = await startStack([]);
    stack.write({ "resources.json": JSON.stringify({ resources }) });
    succeeded(await stack.run(["import", "--file", "resources.json", "--yes", "--generate-code=false"]));
    expect((await stack.export()).resources.filter(({ type }) => type.startsWith("interlink:"))).toHaveLength(
      samples.length,
    );

    for (const { type, missing } of samples) {
      const { code, output } = await stack.run([
        "import",
        pluginDoor.token(type),
        "nowhere",
        missing,
        "--yes",
      ]);
      expect(code).not.toBe(0);
      expect(output).toContain(`Not found: `);
    }
    const wrong = await stack.run([
      "import",
      pluginDoor.token("ClassicLinkAttachment"),
      "wrong",
      "i-1",
      "--yes",
    ]);
    expect(wrong.output).toContain(
      `"i-1" is not an id of this kind; it has the form <regionId>:<instanceId>:<vpcId>`,
    );
  });
});

describe("a forced replacement ends with the relation there", () => {
  test.each(["--target-replace", "--replace", "taint"])("by %s", async (how) => {
    const { cloud } = at();
    await prepare(cloud, 1);
    const stack = await startStack(things(1));
    succeeded(await stack.up({ skipPreview: true }));
    const before = (await cloud.snapshot()).classicLinks;
    for (const { type } of samples) {
      const urn = (await stack.resource(type))?.urn ?? "";
      if (how === "taint") succeeded(await stack.run(["state", "taint", urn, "--yes"]));
      else {
        const up = succeeded(await stack.up({ skipPreview: true, args: [how, urn] }));
        expect(up.output).toMatch(/replaced/);
      }
    }
    if (how === "taint") succeeded(await stack.up({ skipPreview: true }));
    expect((await cloud.snapshot()).classicLinks).toEqual(before);
    for (const it of samples) expect((await stack.resource(it.type))?.id).toBe(await it.id(1, cloud));
    const last = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(last), last.output).toBe(true);
  });
});

describe("secrets", () => {
  test("a password is encrypted in state, nested as it is, and drift of it is not invented", async () => {
    const stack = await startStack([kafka]);
    const up = succeeded(await stack.up());
    expect(up.output).not.toContain(PASSWORD);
    const state = JSON.stringify(await stack.export());
    expect(state).not.toContain(PASSWORD);
    const { inputs, outputs } = (await stack.resource("EgConnection")) ?? {};
    for (const properties of [inputs, outputs]) {
      expect(properties?.["kafkaDetail"]).toMatchObject({
        userName: "orders",
        password: { ciphertext: expect.any(String) },
      });
    }
    const again = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(again), again.output).toBe(true);
    succeeded(await stack.refresh({ skipPreview: true }));
    expect(JSON.stringify(await stack.export())).not.toContain(PASSWORD);
  });

  test("so are the keys of a provider", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    const { accessKeyId: accessKey, accessKeySecret: secretKey } = defaultAccount;
    const stack = await at().stack([], {
      language: "yaml",
      files: {
        "Main.yaml": JSON.stringify(
          withProviders({ office: { alicloud: { region: "cn-hangzhou", accessKey, secretKey } } }, "office"),
        ),
      },
    });
    const up = succeeded(await stack.up());
    const state = JSON.stringify(await stack.export());
    for (const text of [state, up.output]) expect(text).not.toContain(secretKey);
    expect(state).not.toContain(accessKey);
    const again = succeeded(await stack.up({ skipPreview: true }));
    expect(changedNothing(again), again.output).toBe(true);
  });
});

/** A program with explicit providers, one of which a link is given. */
function withProviders(providers: Record<string, object>, used: string): object {
  return {
    resources: {
      ...Object.fromEntries(
        Object.entries(providers).map(([name, properties]) => [
          name,
          { type: "pulumi:providers:interlink", properties },
        ]),
      ),
      link: {
        type: "interlink:index:ClassicLinkAttachment",
        properties: { instanceId: "i-1", vpcId: "vpc-1" },
        options: { provider: `\${${used}}` },
      },
    },
  };
}

describe("configuration", () => {
  const link: Declaration = {
    type: "ClassicLinkAttachment",
    name: "link",
    args: { instanceId: "i-1", vpcId: "vpc-1" },
  };
  /** The cloud's addresses, and no credentials. */
  const bare = (): Record<string, string> =>
    Object.fromEntries(Object.entries(at().cloud.env()).filter(([name]) => name.includes("ENDPOINT")));
  const { accessKeyId: accessKey, accessKeySecret: secretKey } = defaultAccount;

  test("of a stack: an object under one key, with a secret in it", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    const stack = await at().stack([link], {
      language: "yaml",
      env: bare(),
      config: {
        "interlink:alicloud.region": "cn-hangzhou",
        "interlink:alicloud.accessKey": accessKey,
        "interlink:alicloud.secretKey": { secret: secretKey },
      },
    });
    const up = succeeded(await stack.up());
    expect(JSON.stringify(await stack.export()) + up.output).not.toContain(secretKey);
    expect((await cloud.snapshot()).classicLinks).toHaveLength(1);
  });

  test("credentials that are missing are asked for under this plugin's keys", async () => {
    await prepare(at().cloud, 1);
    const stack = await at().stack([link], {
      language: "yaml",
      env: bare(),
      config: { "interlink:alicloud.region": "cn-hangzhou" },
    });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("interlink:alicloud.accessKey");
    expect(output).not.toMatch(/(^|[^.\w])alicloud:/);

    const nowhere = await at().stack([link], { language: "yaml", env: bare() });
    expect((await nowhere.preview()).output).toContain(
      "configure interlink:alicloud.region (pulumi config set --path interlink:alicloud.region …)",
    );
  });

  test.each([
    [
      "an unknown key",
      { "interlink:alicluod.region": "cn-hangzhou" },
      "alicluod is not known here; keys are alicloud, huaweicloud, previewReads and dryRun",
    ],
    [
      "an unknown member",
      { "interlink:alicloud.regoin": "cn-hangzhou" },
      "alicloud.regoin is not known here",
    ],
    [
      "a bad value",
      { "interlink:alicloud.region": "Hangzhou, China" },
      "alicloud.region must be a region id",
    ],
    [
      "half a key",
      { "interlink:alicloud.accessKey": "key" },
      "alicloud.secretKey must be given together with accessKey",
    ],
    ["a switch that is none", { "interlink:dryRun": "perhaps" }, "dryRun must be true or false"],
    ["no object", { "interlink:alicloud": "cn-hangzhou" }, "alicloud is not valid JSON"],
  ])("%s is refused in preview, by name", async (_, config, message) => {
    const stack = await at().stack([link], { language: "yaml", config: config as Record<string, string> });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain(message);
    expect(await at().cloud.log()).toEqual([]);
  });

  test("of an explicit provider decides whose a resource is; another account's state is not dropped", async () => {
    const { cloud } = at();
    await prepare(cloud, 1);
    const region = "cn-hangzhou";
    const providers = {
      office: { alicloud: { region, accessKey, secretKey } },
      partner: {
        alicloud: { region, accessKey: otherAccount.accessKeyId, secretKey: otherAccount.accessKeySecret },
      },
    };
    const stack = await at().stack([], {
      language: "yaml",
      env: bare(),
      files: { "Main.yaml": JSON.stringify(withProviders(providers, "office")) },
    });
    succeeded(await stack.up());
    expect((await stack.resource("ClassicLink"))?.outputs?.["accountId"]).toBe(defaultAccount.id);
    const since = await at().mark();
    stack.write({
      "Main.yaml": JSON.stringify(withProviders({ ...providers, office: providers.partner }, "office")),
    });
    const wrong = await stack.up({ skipPreview: true, args: ["--run-program"] });
    expect(wrong.code).not.toBe(0);
    expect(wrong.output).toContain(`belongs to account ${defaultAccount.id}`);
    expect(await stack.resource("ClassicLink")).toBeDefined();
    expect(await writesSince(cloud, since)).toEqual(none);
  });
});

test("a changed timeout of deletions counts at once, without an up in between", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await startStack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const opts = { customTimeouts: { delete: "1s" } };
  stack.write(
    programOf(
      pluginDoor,
      things(1, () => ({ opts })),
    ).files,
  );
  succeeded(await stack.up({ skipPreview: true }));
  await slowDown(cloud);
  const destroy = await stack.destroy({ skipPreview: true, args: ["--parallel", "64"] });
  expect(destroy.code).not.toBe(0);
  expect(destroy.output).toContain("still waiting for");
  await speedUp(cloud);
  succeeded(await stack.destroy({ skipPreview: true }));
});

test("drift is shown property by property, and ignoreChanges leaves it", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const [connection] = things(1);
  if (connection === undefined) throw new Error("there is no sample");
  const stack = await startStack([connection]);
  succeeded(await stack.up({ skipPreview: true }));
  await cloud.change("routerInterfaces", "ri-1a", { status: "Inactive" });
  const { output } = succeeded(await stack.preview({ args: ["--diff"] }));
  expect(output).toMatch(/status *: "Inactive" => "Active"/);
  const since = await at().mark();
  stack.write(programOf(pluginDoor, [{ ...connection, opts: { ignoreChanges: ["status"] } }]).files);
  const ignoring = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(ignoring), ignoring.output).toBe(true);
  expect(await writesSince(cloud, since)).toEqual(none);
});

test("replaceOnChanges replaces for what would be changed in place, by deleting first", async () => {
  const { cloud } = at();
  const args = { name: "events", vpcId: "vpc-1", subnetId: "subnet-1" };
  const declaration: Declaration = { type: "EgConnection", name: "events", args };
  const stack = await startStack([declaration]);
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  const changed = {
    ...declaration,
    args: { ...args, description: "new" },
    opts: { replaceOnChanges: ["description"] },
  };
  stack.write(programOf(pluginDoor, [changed]).files);
  succeeded(await stack.up({ skipPreview: true }));
  expect((await writesSince(cloud, since))["EgConnection"]).toEqual(["DeleteConnection", "CreateConnection"]);
});

test("a destroy that runs the program first destroys all the same", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await startStack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  succeeded(await stack.destroy({ skipPreview: true, args: ["--run-program"] }));
  expect(await writesSince(cloud, since)).toEqual(each((it) => it.unmakes(it.args(1))));
});

test("a replacement that was cut off between creation and deletion is healed by the next up", async () => {
  const { cloud } = at();
  await prepare(cloud, 1);
  const stack = await startStack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  // As the engine leaves it: the new resource, and the old one that is still to be deleted.
  const file = join(stack.directory, "state.json");
  succeeded(await stack.run(["stack", "export", "--file", file]));
  const state = JSON.parse(readFileSync(file, "utf8"));
  const { resources } = state.deployment;
  state.deployment.resources = resources.flatMap((it: { type: string }) =>
    it.type.startsWith("interlink:") ? [it, { ...it, delete: true }] : [it],
  );
  stack.write({ "state.json": JSON.stringify(state) });
  succeeded(await stack.run(["stack", "import", "--file", file]));

  const since = await at().mark();
  const up = succeeded(await stack.up({ skipPreview: true }));
  expect(up.output).toContain("kept: ");
  expect(await writesSince(cloud, since)).toEqual(none);
  const last = succeeded(await stack.up({ skipPreview: true }));
  expect(changedNothing(last), last.output).toBe(true);
  succeeded(await stack.destroy({ skipPreview: true }));
  expect(await writesSince(cloud, since)).toEqual(each((it) => it.unmakes(it.args(1))));
});
