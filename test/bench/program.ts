import { appendFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { Provider, RouterInterfaceConnection, type RouterInterfaceConnectionArgs } from "pulumi-interlink";
import { providerText } from "../../provider/text.ts";
import type { Contents } from "./bench-stack.ts";

// The Pulumi program that is measured. `contents.json` beside it says what it declares.

/** The outputs of a RouterInterfaceConnection: each costs a program some time, whoever provides it. */
const OUTPUTS = [
  ...[
    "oppositeRouterId",
    "oppositeRouterType",
    "oppositeInterfaceOwnerId",
    "role",
    "status",
    "businessStatus",
  ],
  ...[
    "oppositeInterfaceStatus",
    "oppositeRegionId",
    "routerId",
    "routerType",
    "connectedTime",
    "crossBorder",
  ],
  "accountId",
];

/** A resource of the naive or the instant provider: with the same outputs, and a text of the same length. */
class Compared extends pulumi.CustomResource {
  constructor(provider: string, name: string, args: object, opts: pulumi.CustomResourceOptions) {
    const text = `exports.handler=()=>require(process.cwd()+"/${provider}.cjs").handler()`;
    const padding = " ".repeat(providerText("RouterInterfaceConnection").length - text.length);
    const outputs = Object.fromEntries(OUTPUTS.map((key) => [key, undefined]));
    super(
      `pulumi-nodejs:dynamic/bench:${provider}`,
      name,
      { ...outputs, ...args, __provider: text + padding },
      opts,
    );
  }
}

async function main(): Promise<void> {
  const { provider, things, apart }: Contents = require(join(process.cwd(), "contents.json"));
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
        : new Compared(provider, name, { ...args, accessKeyId, accessKeySecret }, opts);
    resource.id.apply((id) => {
      const heard = { id: args.routerInterfaceId, atMs: Date.now() };
      const directory = process.env["BENCH_PROBE"];
      if (id && directory !== undefined)
        appendFileSync(join(directory, "program.jsonl"), `${JSON.stringify(heard)}\n`);
    });
  }
}

void main();
