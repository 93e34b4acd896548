import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

// Runs in a process of its own: how many milliseconds a program spends on this package and fifty of its resources.
// A program without any of them ends where this one begins to count.

async function main(): Promise<void> {
  // As in the process in which Pulumi runs programs.
  createRequire(require.resolve("@pulumi/pulumi"))("source-map-support/register");
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
    call: () => ({}),
  });
  const from = performance.now();
  const { RouterInterfaceConnection } = await import("pulumi-interlink");
  const registered = Array.from({ length: 50 }, (_, index) => {
    const connection = new RouterInterfaceConnection(`connection-${index}`, {
      routerInterfaceId: `ri-initiator${index}`,
      regionId: "cn-hangzhou",
      oppositeInterfaceId: `ri-acceptor${index}`,
    });
    return new Promise((resolve) => {
      connection.id.apply(resolve);
    });
  });
  await Promise.all(registered);
  console.log(performance.now() - from);
}

void main();
