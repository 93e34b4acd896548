import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Provider, RouterInterfaceConnection, type RouterInterfaceConnectionArgs } from "pulumi-interlink";
import type { Contents } from "./bench-stack.ts";
import { Compared } from "./compared.ts";

// The Pulumi program that is measured. `contents.json` beside it says what it declares.

async function main(): Promise<void> {
  const { provider, things, apart, outputs }: Contents = require(join(process.cwd(), "contents.json"));
  const providers = things.map(({ accessKeyId, accessKeySecret }, index) =>
    apart
      ? new Provider(`provider-${index}`, {
          alicloud: { accessKey: accessKeyId, secretKey: accessKeySecret },
        })
      : undefined,
  );
  // Starting many provider processes takes all there is of the processors: it is not to fall into the waits.
  await Promise.all(providers.map((it) => it && new Promise((resolve) => it.id.apply(resolve))));
  for (const [index, { accessKeyId, accessKeySecret, ...args }] of things.entries()) {
    const own = providers[index];
    const opts = own === undefined ? {} : { provider: own };
    const name = `connection-${index}`;
    const resource =
      provider === "interlink"
        ? new RouterInterfaceConnection(name, args satisfies RouterInterfaceConnectionArgs, opts)
        : new Compared(provider, name, Object.keys(outputs), { ...args, accessKeyId, accessKeySecret }, opts);
    resource.id.apply((id) => {
      const heard = { id: args.routerInterfaceId, atMs: Date.now() };
      const directory = process.env["BENCH_PROBE"];
      if (id && directory !== undefined)
        appendFileSync(join(directory, "program.jsonl"), `${JSON.stringify(heard)}\n`);
    });
  }
}

void main();
