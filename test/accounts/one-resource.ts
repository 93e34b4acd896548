import { PROVIDER } from "../../provider/lifecycle/state-metadata.ts";
import { providerText } from "../../provider/text.ts";
import type { Cloud } from "../cloud/client.ts";
import { type Properties, startHost } from "../support/host.ts";
import { type Source, surroundings } from "./source.ts";

/** Makes one resource with a provider process of its own, as `up` does; its outputs. Fails of what the provider says. */
export async function makeOne(
  cloud: Cloud,
  { type, args }: { readonly type: string; readonly args: Properties },
  source?: Source,
): Promise<Properties> {
  const urn = `urn:pulumi:dev::test::pulumi-nodejs:dynamic/interlink:${type}::thing`;
  const handedOver = { [PROVIDER]: providerText(type), __interlink: { name: "thing", urn, timeouts: {} } };
  const { remove, ...options } = surroundings(cloud, source);
  const host = await startHost(options);
  try {
    const { inputs, failures } = await host.check(urn, {}, { ...args, ...handedOver });
    if (failures.length > 0) throw new Error(JSON.stringify(failures));
    return (await host.create(urn, inputs)).outputs;
  } finally {
    await host.close();
    remove();
  }
}
