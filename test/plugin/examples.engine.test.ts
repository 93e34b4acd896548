import { expect, test } from "vitest";
import { yamlExample } from "../../provider/generation/example-yaml.ts";
import { definitions } from "../../provider/resources/index.ts";
import { succeeded } from "../engine/command.ts";
import { stage } from "../support/stage.ts";

const at = stage();

/** Ids of the form that each key of the examples' configuration has to have. */
const CONFIG = {
  initiatorId: "ri-1",
  acceptorId: "ri-2",
  ecrId: "ecr-1",
  ecrOwner: "1210123456120001",
  instanceId: "i-1",
  vpcId: "vpc-1",
  subnetId: "subnet-1",
  kafkaId: "kafka-1",
  kafkaBrokers: "10.0.0.1:9093",
  kafkaPassword: { secret: "word" },
};

test.each(definitions.map((definition) => [definition.type, definition] as const))(
  "the YAML example of %s is a program that Pulumi accepts, and the plugin too",
  async (type, definition) => {
    const stack = await at().stack([], {
      language: "yaml",
      files: { "Main.yaml": yamlExample(definition) },
      // None of it is there.
      config: { ...CONFIG, "interlink:previewReads": "false" },
    });
    const { output } = succeeded(await stack.preview());
    expect(output).toContain(`+  interlink:index:${type} ${definition.example.name} create`);
  },
);
