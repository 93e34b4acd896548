import { join } from "node:path";
import { type Cloud, startCloud } from "../cloud/client.ts";
import { ensureEngine } from "../engine/engine.ts";
import { openStack, type RunOptions, type Stack } from "../support/stack.ts";

// The main job against the local cloud, told as a story: two router interfaces are connected, one is deactivated behind
// Pulumi's back, a preview shows it, an update heals it, and everything is taken down again.

const INITIATOR = "ri-2ze0office0line0001";
const ACCEPTOR = "ri-2ze0cloud0side0001";

async function main(): Promise<void> {
  say(
    "pulumi-interlink, shown on a cloud that runs on this machine only",
    "It answers as Alibaba Cloud's pages say, checks every signature, and keeps a log of what it was asked.",
    "Pulumi itself is the real one. The program is examples/router-interface-connection.",
  );
  const engine = await ensureEngine();
  say(`Pulumi ${engine.version} (${engine.origin === "go" ? "built from its Go modules" : engine.origin}).`);

  const cloud = await startCloud({ transitions: { connect: 5_000, activate: 1_500, deactivate: 1_500 } });
  await cloud.seed({
    routerInterfaces: [
      { id: INITIATOR, routerId: "vrt-office", role: "InitiatingSide" },
      { id: ACCEPTOR, routerId: "vrt-cloud", role: "AcceptingSide" },
    ],
  });
  const stack = await openStack(engine, join(__dirname, "../../examples/router-interface-connection"), {
    config: { initiatorId: INITIATOR, acceptorId: ACCEPTOR },
    env: cloud.env(),
  });
  try {
    await tell(stack, cloud);
  } finally {
    await stack.remove();
    await cloud.stop();
  }
}

async function tell(stack: Stack, cloud: Cloud): Promise<void> {
  step(
    "1. pulumi up",
    "Both sides learn of each other, the initiator connects, and Pulumi waits until it is Active.",
  );
  await run(stack, cloud, ["up"], { skipPreview: true });

  step("2. pulumi up, again", "Nothing has changed, so nothing is sent that could change anything.");
  await run(stack, cloud, ["up"], { skipPreview: true });

  step(
    "3. Somebody deactivates the connection in the console",
    `${INITIATOR} is now Inactive: no traffic flows.`,
  );
  await cloud.change("routerInterfaces", INITIATOR, { status: "Inactive" });

  step(
    "4. pulumi preview --diff",
    "The drift is shown, property by property. A preview never changes anything.",
  );
  await run(stack, cloud, ["preview"], { args: ["--diff"] });

  step("5. pulumi up", "The connection is activated again.");
  await run(stack, cloud, ["up"], { skipPreview: true });

  step(
    "6. pulumi destroy",
    "The cloud knows no disconnect: this side is deactivated and keeps its peer; a later `up` would find it and go on.",
  );
  await run(stack, cloud, ["destroy"], { skipPreview: true });

  say(
    "That is all.",
    "The README says what each resource does, which credentials it takes and which permissions it needs.",
  );
}

/** Runs one command, shows what it prints, and then what the cloud was asked. */
async function run(stack: Stack, cloud: Cloud, args: string[], options: RunOptions): Promise<void> {
  const before = (await cloud.log()).at(-1)?.seq ?? 0;
  const { code, output } = await stack.run(args, options);
  console.log(indented(output.trim()));
  const asked = await cloud.log({ afterSeq: before });
  const writes = asked.filter((entry) => entry.write);
  say(
    `The cloud was asked ${asked.length} times; calls that change something: ${
      writes.map((entry) => `${entry.operation} (${entry.applied ? "done" : "refused"})`).join(", ") || "none"
    }.`,
  );
  if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${String(code)}`);
}

function step(title: string, ...lines: string[]): void {
  console.log(`\n=== ${title}`);
  say(...lines);
}

function say(...lines: string[]): void {
  for (const line of lines) console.log(`  # ${line}`);
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
