import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { otherAccount } from "../cloud/defaults.ts";
import { type Result, succeeded } from "../engine/command.ts";
import { samples } from "../support/resources.ts";
import { pair } from "../support/router-interfaces.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

const theStage = stage();

function importFile(stack: Stack, ...args: readonly string[]): Promise<Result> {
  return stack.tool("provider/bin/cli.js", ["import-file", ...args]);
}

/** Imports what was printed, as the last line of the text says, and makes the text that was printed the program. */
async function imported(stack: Stack, { stdout, stderr }: Result): Promise<void> {
  const [, args = ""] = /^\/\/ Then: pulumi import (.*)$/m.exec(stderr) ?? [];
  writeFileSync(join(stack.directory, "import.json"), stdout);
  succeeded(await stack.run(["import", ...args.split(" "), "--yes"]));
  stack.write({ "index.js": inJavaScript(stderr) });
}

function inJavaScript(text: string): string {
  return text.replace(/^import \* as (\w+) from (".*");$/gm, "const $1 = require($2);");
}

const unchanged = { args: ["--expect-no-changes"] };

test("what is there is imported as if it had been adopted, and the next up of the printed program changes nothing", async () => {
  const { cloud, stack: newStack } = theStage();
  for (const sample of samples) {
    await cloud.seed(sample.prepare(1));
    await cloud.seed(sample.made(1));
  }
  const wanted = samples.map(async (it) => `${it.type}:the-${it.service}-thing=${await it.id(1, cloud)}`);
  const [stack, adopter] = await Promise.all([newStack([]), newStack([])]);
  const printed = succeeded(await importFile(stack, ...(await Promise.all(wanted))));
  expect(await cloud.writes()).toEqual([]);

  await imported(stack, printed);
  expect(succeeded(await stack.up(unchanged)).output).toContain(`${samples.length + 1} unchanged`);
  adopter.write({ "index.js": inJavaScript(printed.stderr) });
  succeeded(await adopter.up());
  for (const { type, service } of samples) {
    const name = `the-${service}-thing`;
    const [one, other] = await Promise.all([stack, adopter].map((it) => it.resource(name)));
    const { id, inputs, outputs } = one ?? {};
    expect([type, id, inputs, outputs]).toEqual([type, other?.id, other?.inputs, other?.outputs]);
  }
  expect(await cloud.writes()).toEqual([]);

  succeeded(await stack.destroy());
  const unmade = (await cloud.writes()).map(({ operation }) => operation).sort();
  expect(unmade).toEqual(samples.map((it) => it.unmakes(it.args(1))[0]?.split(" ")[0]).sort());
});

test("a peer in another account, a default that does not fit, and a password that the cloud keeps to itself", async () => {
  const { cloud, stack: newStack } = theStage();
  await cloud.reset();
  await cloud.seed({
    routerInterfaces: [
      {
        id: "ri-1a",
        routerId: "vrt-1a",
        regionId: "cn-beijing",
        status: "Active",
        oppositeInterfaceId: "ri-theirs",
        oppositeRouterId: "vrt-theirs",
        oppositeRouterType: "VRouter",
        oppositeInterfaceOwnerId: otherAccount.id,
      },
    ],
    connections: [
      {
        id: "made-by-hand",
        name: "events",
        type: "KAFKA",
        kafkaDetail: {
          instance_id: "kafka-1",
          addr: "10.0.0.1:9093",
          security_protocol: "SASL_SSL",
          enable_sasl_ssl: true,
          user_name: "orders",
          password: "kept",
        },
      },
    ],
  });
  const stack = await newStack([]);
  const printed = succeeded(
    await importFile(
      stack,
      "RouterInterfaceConnection:new=cn-beijing:ri-1a",
      "EgConnection:events=made-by-hand",
    ),
  );
  expect(printed.output).not.toContain("kept");
  expect(printed.stderr).toContain(`const itnew = new interlink.RouterInterfaceConnection("new", {`);
  expect(printed.stderr).toContain(`  regionId: "cn-beijing",`);
  expect(printed.stderr).toContain(`  oppositeInterfaceOwnerId: "${otherAccount.id}",`);
  expect(printed.stderr).toContain(`  kafkaDetail: {\n    instanceId: "kafka-1",`);
  expect(printed.stderr).toContain(`    password: config.requireSecret("eventsPassword"),`);
  expect(printed.stderr).toContain(
    "// events: the cloud does not tell kafkaDetail.password: pulumi config set --secret eventsPassword …; the next up sets it.",
  );
  await imported(stack, printed);
  const preview = await stack.preview();
  expect(preview.output).toContain("Missing required configuration variable 'test:eventsPassword'");

  await stack.setConfig({ eventsPassword: { secret: "new" } });
  expect(succeeded(await stack.up()).output).toMatch(/Resources:\n +~ 1 updated\n +2 unchanged/);
  expect((await cloud.writes()).map(({ operation }) => operation)).toEqual(["UpdateConnection"]);
  const [connection] = (await cloud.snapshot()).connections;
  expect(connection?.kafkaDetail).toMatchObject({ user_name: "orders", password: "new" });
});

test("what is not well is said, and the next up mends it; with --json all is one object", async () => {
  const { cloud, stack: newStack } = theStage();
  await cloud.reset();
  await cloud.seed(pair(1, { stored: true, status: "Inactive" }));
  const stack = await newStack([]);
  const wanted = "RouterInterfaceConnection:office=cn-hangzhou:ri-1a";
  const printed = succeeded(await importFile(stack, wanted));
  expect(printed.stderr).toContain("// office: its status is Inactive; the next up mends that.");
  const json = succeeded(await importFile(stack, "--json", wanted));
  expect(json.stderr).toBe("");
  const { file, program, remarks } = JSON.parse(json.stdout);
  expect(file).toEqual(JSON.parse(printed.stdout));
  expect(printed.stderr.startsWith(program)).toBe(true);
  expect(remarks).toEqual(["office: its status is Inactive; the next up mends that."]);
  await imported(stack, printed);
  expect(succeeded(await stack.up()).output).toMatch(/Resources:\n +~ 1 updated/);
  expect((await stack.resource("office"))?.outputs?.["status"]).toBe("Active");
});

describe("nothing is printed on standard output for", () => {
  test.each([
    ["no argument", [], 2, "Name what to import: <Class>:<name>=<id>"],
    ["another form", ["office"], 2, `"office" has not the form <Class>:<name>=<id>`],
    [
      "another class",
      ["Router:office=ri-1"],
      2,
      "There is no class Router; there are RouterInterfaceConnection,",
    ],
    ["the same name twice", ["EgConnection:a=1", "EgConnection:a=2"], 2, "EgConnection:a is named twice"],
    [
      "a stack that is not there",
      ["EgConnection:a=1", "--stack", "nobodys"],
      2,
      "the stack cannot be told: ",
    ],
    ["an id of another form", ["ClassicLinkAttachment:a=i-1"], 2, `"i-1"`],
    [
      "a thing that is not there",
      [`EcrInstanceGrant:a=${samples[1]?.missing}`],
      1,
      "Not found: the grant of",
    ],
  ] as const)("%s", async (_, args, code, text) => {
    const { cloud, stack: newStack } = theStage();
    await cloud.reset();
    const result = await importFile(await newStack([]), ...args);
    expect([result.stdout, result.code]).toEqual(["", code]);
    expect(result.stderr).toContain(text);
  });
});
