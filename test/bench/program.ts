import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Provider, RouterInterfaceConnection, type RouterInterfaceConnectionArgs } from "pulumi-interlink";
import type { Contents } from "./bench-stack.ts";
import { Compared } from "./compared.ts";
import { Native, NativeProvider } from "./native.ts";

// The Pulumi program that is measured. `contents.json` beside it says what it declares.

async function main(): Promise<void> {
  const { provider, things, apart, outputs }: Contents = require(join(process.cwd(), "contents.json"));
  const declare = (name: string, args: RouterInterfaceConnectionArgs, keys: object, opts: object) => {
    const known = Object.keys(outputs);
    switch (provider) {
      case "interlink":
        return new RouterInterfaceConnection(name, args, opts);
      case "plugin":
        return new Native("interlink:index:RouterInterfaceConnection", name, known, args, opts);
      case "instantPlugin":
        return new Native("bench:index:Instant", name, known, args, opts);
      default:
        return new Compared(provider, name, known, { ...args, ...keys }, opts);
    }
  };
  const providers = things.map(({ accessKeyId, accessKeySecret }, index) => {
    if (!apart) return undefined;
    const alicloud = { accessKey: accessKeyId, secretKey: accessKeySecret };
    const name = `provider-${index}`;
    return provider === "plugin" ? new NativeProvider(name, alicloud) : new Provider(name, { alicloud });
  });
  // Starting many provider processes takes all there is of the processors: it is not to fall into the waits.
  await Promise.all(providers.map((it) => it && new Promise((resolve) => it.id.apply(resolve))));
  for (const [index, { accessKeyId, accessKeySecret, ...args }] of things.entries()) {
    const own = providers[index];
    const opts = own === undefined ? {} : { provider: own };
    const name = `connection-${index}`;
    const resource = declare(name, args, { accessKeyId, accessKeySecret }, opts);
    resource.id.apply((id) => {
      const heard = { id: args.routerInterfaceId, atMs: Date.now() };
      const directory = process.env["BENCH_PROBE"];
      if (id && directory !== undefined)
        appendFileSync(join(directory, "program.jsonl"), `${JSON.stringify(heard)}\n`);
    });
  }
}

void main();
