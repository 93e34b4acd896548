import { systemClock } from "../http/clock.ts";
import { RefusedError } from "../http/errors.ts";
import { network } from "../http/transport.ts";
import { connect, PROFILE_FILES, readSettings } from "../runtime.ts";
import type { Lookup } from "../settings/places.ts";
import type { Command } from "./command.ts";
import { alibaba } from "./doctor/alibaba.ts";
import { examine } from "./doctor/examine.ts";
import { type Finding, lineOf, sorted } from "./doctor/finding.ts";
import { huawei } from "./doctor/huawei.ts";
import { proxyFinding } from "./doctor/network.ts";
import { versionFindings } from "./doctor/versions.ts";
import { type StackChoice, stackConfiguration } from "./stack-config.ts";

/** What is wrong with a set-up, and what to do about it. */
export const doctor: Command = {
  help: `Usage: pulumi-interlink doctor [<id> …] [--stack <name>] [--config-file <file>] [--json]

For each cloud that is configured: every setting and the place it came from, the endpoints over TLS and proxy as
resources use them, this machine's clock, the account, and one read of each API. What is wrong comes first, each with
what to do. Nothing is written to a cloud, and no secret is printed.

Settings are those of the selected stack where there is a Pulumi.yaml in this directory or above it, then of the
environment and of profile files. The arguments of an explicit Provider are not seen.

  <id>           a thing of yours to be read (ri-…, i-…, ecr-…, a connection's id): for policies that name single things
  --stack        the stack whose configuration counts
  --config-file  the file that its configuration is in

Examples:
  npx pulumi-interlink doctor
  npx pulumi-interlink doctor --stack prod ri-2zeo3xzyf38r4urzd2ci
  ALICLOUD_PROFILE=network npx pulumi-interlink doctor --json

Exit codes: 0 nothing is wrong, 1 something is wrong, 2 wrong usage or a configuration that cannot be read.
`,
  options: { stack: { type: "string" }, "config-file": { type: "string" } },
  async run({ values, positionals, json, io }) {
    const choice = { stack: textIn(values["stack"]), configFile: textIn(values["config-file"]) };
    let findings: readonly Finding[];
    try {
      findings = await diagnose(choice, (name) => io.env[name], positionals);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      io.err(`${error.message}\n`);
      return 2;
    }
    const healthy = findings.every(({ verdict }) => verdict !== "wrong");
    io.out(
      json
        ? `${JSON.stringify({ healthy, findings }, undefined, 2)}\n`
        : findings.map((it) => `${lineOf(it)}\n`).join(""),
    );
    return healthy ? 0 : 1;
  },
};

function textIn(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Everything that can be told of the set-up, what is wrong first. */
async function diagnose(choice: StackChoice, env: Lookup, ids: readonly string[]): Promise<Finding[]> {
  const directory = process.cwd();
  const { lookup: config, from, problem } = await stackConfiguration(choice, directory);
  const clouds = connect(readSettings(config, env, PROFILE_FILES), new AbortController().signal);
  const surroundings = { config, env, transport: network, clock: systemClock, ids };
  const [versions, ofAlibaba, ofHuawei] = await Promise.all([
    versionFindings(directory),
    examine(alibaba(clouds), surroundings),
    examine(huawei(clouds), surroundings),
  ]);
  return sorted([
    ...stackFindings(from, problem),
    ...versions,
    ...proxyFinding(env),
    ...(ofAlibaba === undefined && ofHuawei === undefined ? [NOTHING] : []),
    ...(ofAlibaba ?? []),
    ...(ofHuawei ?? []),
  ]);
}

const NOTHING: Finding = {
  verdict: "wrong",
  about: "credentials",
  says: "neither cloud is configured: not in the stack's configuration, not in the environment, not in a profile file",
  remedy:
    "Run this in the directory of the Pulumi program, with the stack selected; or see Credentials in the README.",
};

function stackFindings(from: string | undefined, problem: string | undefined): Finding[] {
  const about = "stack";
  if (problem !== undefined) {
    const remedy = "pulumi stack select, or name the stack: --stack <name>.";
    return [
      {
        verdict: "doubtful",
        about,
        says: `${problem}. Only the environment and profile files were looked at`,
        remedy,
      },
    ];
  }
  const says =
    from === undefined
      ? "no Pulumi project here: only the environment and profile files count"
      : `the configuration of ${from} was read`;
  return [{ verdict: "fine", about, says }];
}
