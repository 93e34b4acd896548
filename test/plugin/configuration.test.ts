import { describe, expect, test } from "vitest";
import {
  configurationProblems,
  inKeysOfThisDoor,
  lookupIn,
  previewOptionsIn,
  secretsOfConfiguration,
} from "../../provider/plugin/configuration.ts";
import { closedLike } from "../../provider/plugin/values.ts";

describe("the plugin's configuration", () => {
  test.each([
    ["an object", { region: "cn-hangzhou", endpoints: { vpc: "vpc.example.com" } }],
    ["its JSON text", JSON.stringify({ region: "cn-hangzhou", endpoints: { vpc: "vpc.example.com" } })],
  ])("is read where an account is %s", (_, alicloud) => {
    const lookup = lookupIn({ alicloud });
    expect(lookup("alicloud:region")).toBe("cn-hangzhou");
    expect(lookup("alicloud:endpoints")).toBe('{"vpc":"vpc.example.com"}');
    expect(lookup("huaweicloud:region")).toBeUndefined();
  });

  test("may have the names of a Python dictionary", () => {
    const configuration = {
      alicloud: { access_key: "key", secret_key: "secret", assume_role: { role_arn: "acs:ram::1:role/x" } },
    };
    expect(configurationProblems(configuration)).toEqual([]);
    const lookup = lookupIn(configuration);
    expect(lookup("alicloud:secretKey")).toBe("secret");
    expect(lookup("alicloud:assumeRole")).toBe('{"roleArn":"acs:ram::1:role/x"}');
  });

  test.each([
    [
      "of an object, by the names that were given",
      { secret_key: "s", region: "cn-hangzhou", accessKey: "k" },
    ],
    ["of a text, as a whole", JSON.stringify({ accessKey: "k", secretKey: "s" })],
  ])("has its secrets marked: %s", (_, alicloud) => {
    const marked = JSON.stringify(closedLike({ alicloud }, secretsOfConfiguration({ alicloud })));
    const secret = (value: unknown) =>
      JSON.stringify({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });
    expect(marked).toBe(
      typeof alicloud === "string"
        ? `{"alicloud":${secret(alicloud)}}`
        : `{"alicloud":{"secret_key":${secret("s")},"region":"cn-hangzhou","accessKey":${secret("k")}}}`,
    );
  });

  test("switches are true or false, as themselves or as text", () => {
    expect(previewOptionsIn({})).toEqual({ reads: true, dryRun: false });
    expect(previewOptionsIn({ previewReads: "false", dryRun: true })).toEqual({ reads: false, dryRun: true });
    expect(configurationProblems({ dryRun: "yes" })).toEqual([
      { property: "dryRun", reason: "dryRun must be true or false" },
    ]);
  });

  test("may hold values that are not known yet, and what the engine adds", () => {
    const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(
      configurationProblems({ alicloud: UNKNOWN, huaweicloud: { region: UNKNOWN }, version: "1.0.0" }),
    ).toEqual([]);
  });

  test("is named in errors as this door's users write it", () => {
    expect(
      inKeysOfThisDoor(
        "configure alicloud:region (pulumi config set alicloud:region …), or huaweicloud:projectId",
      ),
    ).toBe(
      "configure interlink:alicloud.region (pulumi config set --path interlink:alicloud.region …), or interlink:huaweicloud.projectId",
    );
    expect(inKeysOfThisDoor("acs:ram::1:role/x and https://alicloud.example.com:443 stay")).toBe(
      "acs:ram::1:role/x and https://alicloud.example.com:443 stay",
    );
  });
});
