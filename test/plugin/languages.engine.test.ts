import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { succeeded } from "../engine/command.ts";
import { COMPILING_MS } from "../engine/go-build.ts";
import { engineFor, skipReason, whatIsMissing } from "../engine/languages.ts";
import { runToEnd } from "../engine/run-to-end.ts";
import { toolEnvironment } from "../engine/tool-environment.ts";
import { goModule, type Program } from "../support/project.ts";
import { samples } from "../support/resources.ts";
import { addSdk, pythonProgram, SCHEMA } from "../support/sdk.ts";
import { each, none, prepare, things, writesSince } from "../support/shared-set.ts";
import { createStack } from "../support/stack.ts";
import { changedNothing, stage } from "../support/stage.ts";

// Programs over the SDKs that Pulumi generates from the schema, end to end.

const at = stage();
const { version: SDK_VERSION }: { version: string } = createRequire(__filename)(
  "@pulumi/pulumi/package.json",
);
const PASSWORD = "kafka-password-of-nobody";

const python: Program = {
  language: "python",
  files: {
    "__main__.py": `
import pulumi
import pulumi_interlink as interlink

link = interlink.ClassicLinkAttachment("link", instance_id="i-1", vpc_id="vpc-1")
connection = interlink.RouterInterfaceConnection(
    "connection", router_interface_id="ri-1a", opposite_interface_id="ri-1b"
)
events = interlink.EgConnection(
    "events",
    vpc_id="vpc-1",
    subnet_id="subnet-1",
    type="KAFKA",
    description=link.account_id.apply(lambda account: "of " + account),
    kafka_detail=interlink.EgKafkaDetailArgs(
        instance_id="kafka-1",
        addr="10.0.0.1:9092",
        enable_sasl_ssl=True,
        security_protocol="SASL_SSL",
        user_name="orders",
        password="${PASSWORD}",
    ),
)
pulumi.export("linkStatus", link.id)
pulumi.export("connectionStatus", connection.status)
pulumi.export("eventsStatus", events.status)
`,
  },
};

const node: Program = {
  language: "nodejs",
  files: {
    "index.ts": `
import * as interlink from "@pulumi-interlink/sdk";

const link = new interlink.ClassicLinkAttachment("link", { instanceId: "i-1", vpcId: "vpc-1" });
const connection = new interlink.RouterInterfaceConnection("connection", {
  routerInterfaceId: "ri-1a",
  oppositeInterfaceId: "ri-1b",
});
const events = new interlink.EgConnection("events", {
  vpcId: "vpc-1",
  subnetId: "subnet-1",
  type: "KAFKA",
  description: link.accountId.apply((account) => "of " + account),
  kafkaDetail: {
    instanceId: "kafka-1",
    addr: "10.0.0.1:9092",
    enableSaslSsl: true,
    securityProtocol: "SASL_SSL",
    userName: "orders",
    password: "${PASSWORD}",
  },
});
export const linkStatus = link.id;
export const connectionStatus = connection.status;
export const eventsStatus = events.status;
`,
    "package.json": `{ "private": true, "dependencies": { "@pulumi/pulumi": "${SDK_VERSION}" } }`,
  },
};

const missing = { python: await whatIsMissing("python"), go: await whatIsMissing("go") };

describe("a program over a generated SDK", () => {
  const programs = [
    ["Python", python, missing.python],
    ["Node.js", node, undefined],
  ] as const;
  for (const [title, program, lacking] of programs) {
    test.skipIf(lacking !== undefined)(
      `in ${title} goes up with its outputs, keeps its secrets, is unchanged, and is destroyed${skipReason(lacking)}`,
      async () => {
        const { cloud } = at();
        await prepare(cloud, 1);
        const language = program.language ?? "nodejs";
        // The stand-in that generates SDKs comes with the hosts of all languages.
        const stack = await createStack(await engineFor("yaml"), { ...program, env: cloud.env() });
        try {
          await addSdk(stack, language);
          const first = succeeded(await stack.up());
          expect(first.output).not.toMatch(/warning/i);
          expect(await stack.outputs()).toEqual({
            linkStatus: "cn-hangzhou:i-1:vpc-1",
            connectionStatus: "Active",
            eventsStatus: "CREATED",
          });
          expect(JSON.stringify(await stack.export()) + first.output).not.toContain(PASSWORD);
          const again = succeeded(await stack.up({ skipPreview: true }));
          expect(changedNothing(again), again.output).toBe(true);
          succeeded(await stack.destroy({ skipPreview: true }));
          const { classicLinks, connections } = await cloud.snapshot();
          expect([...classicLinks, ...connections]).toEqual([]);
        } finally {
          await stack.remove();
        }
      },
    );
  }

  test.skipIf(missing.python !== undefined)(
    `in Python keeps each relation through a forced replacement${skipReason(missing.python)}`,
    async () => {
      const { cloud } = at();
      await prepare(cloud, 1);
      const stack = await createStack(await engineFor("python"), {
        language: "python",
        files: pythonProgram(things(1)),
        env: cloud.env(),
      });
      try {
        await addSdk(stack, "python");
        succeeded(await stack.up({ skipPreview: true }));
        const since = await at().mark();
        const replaces = samples.map(({ type }) => `--target-replace=**${type}::thing-1`);
        const replaced = succeeded(await stack.up({ skipPreview: true, args: replaces }));
        expect(replaced.output).toMatch(/replaced/);
        // No SDK says that it has to delete first: what the creation adopts, the deletion leaves.
        expect(await writesSince(cloud, since)).toEqual(none);
        for (const { type, id } of samples) expect((await stack.resource(type))?.id).toBe(await id(1, cloud));
        const again = succeeded(await stack.up({ skipPreview: true }));
        expect(changedNothing(again), again.output).toBe(true);
        succeeded(await stack.destroy({ skipPreview: true }));
        expect(await writesSince(cloud, since)).toEqual(each((it) => it.unmakes(it.args(1))));
      } finally {
        await stack.remove();
      }
    },
  );
});

test.skipIf(missing.go !== undefined)(
  `the Go SDK compiles${skipReason(missing.go)}`,
  async () => {
    const stack = await createStack(await engineFor("go"), {
      language: "yaml",
      files: { "Main.yaml": "outputs: {}" },
    });
    try {
      succeeded(await stack.run(["package", "gen-sdk", SCHEMA, "--language", "go", "--out", "sdk"]));
      const sdk = join(stack.directory, "sdk", "go");
      for (const [name, text] of Object.entries(goModule("example.com/pulumi-interlink/sdk/go"))) {
        writeFileSync(join(sdk, name), text);
      }
      const env = await toolEnvironment("go");
      // It reads configuration, and so takes packages of Pulumi's SDK that the pinned module does without.
      for (const args of [
        ["mod", "tidy"],
        ["vet", "./interlink"],
      ]) {
        await runToEnd("go", { args, cwd: sdk, env, timeoutMs: COMPILING_MS });
      }
    } finally {
      await stack.remove();
    }
  },
  COMPILING_MS,
);
