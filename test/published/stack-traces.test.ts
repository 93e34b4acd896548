import { existsSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { providerText } from "../../provider/text.ts";
import { startHost } from "../support/host.ts";

const URN = "urn:pulumi:dev::test::pulumi-nodejs:dynamic/interlink:RouterInterfaceConnection::link";

/** What Pulumi's provider process prints about an error. */
async function printed(env: Readonly<Record<string, string>>): Promise<string> {
  const host = await startHost({ env });
  onTestFinished(async () => {
    await host.kill();
  });
  const outputs = { [PROVIDER]: providerText("RouterInterfaceConnection") };
  // Without credentials nothing can be read.
  await expect(host.read(URN, "cn-hangzhou:ri-a", { inputs: {}, outputs })).rejects.toThrow();
  return host.output;
}

// Pulumi's processes read source maps by themselves, by a library; Node.js does where it is told to.
test.each(["", "--enable-source-maps"])(
  "stack traces name this package's sources (%o)",
  async (NODE_OPTIONS) => {
    const output = await printed({ INTERLINK_DEBUG: "1", NODE_OPTIONS });
    const places = [...output.matchAll(/\((\S+\.ts):\d+:\d+\)/g)].map(([, path = ""]) => path);
    expect(places, output).toContainEqual(expect.stringMatching(/\/provider\/[\w/-]+\.ts$/));
    // Here, though not where the package is installed, the files are there too.
    expect(places.filter((path) => !existsSync(path))).toEqual([]);
  },
);

test("there are none unless they are asked for", async () => {
  expect(await printed({ NODE_OPTIONS: "--enable-source-maps" })).not.toMatch(/\.[jt]s:\d+/);
});
