import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { otherAccount } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import { samples } from "../support/resources.ts";
import { prepare, thing } from "../support/shared-set.ts";
import { stage } from "../support/stage.ts";
import { type Passing, startOtherCloud } from "./other-cloud.ts";

const at = stage("file");

let folder: string;
let record: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "conform-"));
  record = join(folder, "wire.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true }));

function conform(...args: string[]): { code: number | null; output: string; errors: string } {
  const main = join(import.meta.dirname, "main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", main, ...args], {
    encoding: "utf8",
  });
  return { code: status, output: stdout, errors: stderr };
}

/** The whole life of one thing of each kind; what the cloud answers is recorded. */
async function live(env: Record<string, string> = {}, throttled = false): Promise<void> {
  const { cloud } = at();
  await prepare(cloud, 1);
  if (throttled) await cloud.order({ kind: "throttle", operation: "AttachClassicLinkVpc", hintMs: 50 });
  await cloud.configure({
    transitions: {
      connect: 2_500,
      deactivate: 1_500,
      createConnection: 2_000,
      linkVisible: 1_500,
      revokeVisible: 1_500,
    },
  });
  const stack = await at().stack(
    samples.map((sample) => thing(sample, 1)),
    { env: { ...cloud.env(), ...env, INTERLINK_RECORD: record } },
  );
  succeeded(await stack.up({ skipPreview: true }));
  succeeded(await stack.up({ skipPreview: true }));
  succeeded(await stack.destroy({ skipPreview: true }));
  // What is not there, and what is refused.
  const missing = { ...samples[1]?.args(1), ecrId: "ecr-nowhere", ecrOwnerAliUid: otherAccount.id };
  stack.write({
    "declarations.json": JSON.stringify([{ type: "EcrInstanceGrant", name: "refused", args: missing }]),
  });
  expect((await stack.up({ skipPreview: true, args: ["--run-program"] })).code).not.toBe(0);
  await stack.remove();
}

describe("a record of the local cloud itself", () => {
  test("shows no difference", async () => {
    await live();
    const { code, output, errors } = conform(record);
    expect(errors).toBe("");
    expect(output).toContain("No difference.");
    expect(code).toBe(0);
  });
});

describe("a record of another cloud", () => {
  test("shows each difference, with a line for the README", async () => {
    const { cloud } = at();
    let shown = 0;
    const interfaces = await startOtherCloud(cloud.endpoints.vpc, (answer) => {
      if (answer.call !== "DescribeRouterInterfaces" || answer.status !== 200) return;
      edit(answer, (body) => {
        for (const it of body.RouterInterfaceSet.RouterInterfaceType) {
          it.IpVersion = "ipv4";
          it.Bandwidth = String(it.Bandwidth);
          // A status in between, once.
          if (it.Status === "Active" && it.Role === "InitiatingSide" && shown++ === 0)
            it.Status = "Activating";
        }
      });
    });
    const events = await startOtherCloud(cloud.endpoints.eg, (answer) => {
      answer.headers["x-ratelimit-remaining-user"] = "99";
    });
    const routers = await startOtherCloud(cloud.endpoints.expressconnectrouter, (answer) => {
      edit(answer, (body) => {
        if (answer.status >= 400) body.Code = "IllegalParam.EcrNumber";
        // Smaller pages than were asked for.
        if (body.MaxResults !== undefined) body.MaxResults = 50;
      });
    });
    await live(
      {
        ALIBABA_CLOUD_ENDPOINT_VPC: interfaces.url,
        HW_ENDPOINT_EG: events.url,
        ALIBABA_CLOUD_ENDPOINT_EXPRESSCONNECTROUTER: routers.url,
      },
      true,
    );
    const { code, output } = conform(record);
    expect(code).toBe(1);
    const lines = output.split("\n").filter((line) => line.startsWith("| "));
    const place = "RouterInterfaceSet.RouterInterfaceType[]";
    expect(lines).toEqual(
      expect.arrayContaining([
        `| DescribeRouterInterfaces, field \`${place}.IpVersion\` | seen: a string | not there |`,
        `| DescribeRouterInterfaces, field \`${place}.Bandwidth\` | seen: a string | a number |`,
        expect.stringMatching(
          /^\| ConnectRouterInterface, statuses after it \| seen: Connecting → Activating → Active \| Connecting → Active \|$/,
        ),
        "| CreateConnection, header `x-ratelimit-remaining-user` | seen: a number | not there |",
        expect.stringMatching(
          /^\| \w+ExpressConnectRouter, status and code \| seen: 4\d\d IllegalParam.EcrNumber \| 4\d\d [\w.]+ \|$/,
        ),
      ]),
    );
    const differing = lines.filter(
      (line) =>
        !/retry-after|MaxResults|IpVersion|Bandwidth|statuses after it|x-ratelimit|IllegalParam/.test(line),
    );
    expect(differing).toEqual([]);
    expect(lines.filter((line) => line.includes("statuses after it"))).toHaveLength(1);
    await Promise.all([interfaces, events, routers].map(({ stop }) => stop()));
  });
});

describe("what is no record", () => {
  test.each([
    ["nothing", [], /^Usage: npm run conform <record>/],
    ["an option", ["--fast"], /^Usage: npm run conform <record>/],
    ["a file that is not there", ["nowhere.jsonl"], /nowhere\.jsonl cannot be read: ENOENT/],
  ])("%s: one sentence, and exit code 2", (_, args, sentence) => {
    const { code, output, errors } = conform(...args);
    expect([code, output]).toEqual([2, ""]);
    expect(errors.trim()).toMatch(sentence);
    expect(errors.trim().split("\n")).toHaveLength(1);
  });

  test.each([
    ["an empty file", "", /holds no exchange/],
    ["another file", '{"version":3}\n', /Line 1 of \S+ is no exchange/],
    ["a line that broke off", '{"at":"2026-', /Line 1 of \S+ is no exchange/],
  ])("%s: the same", (_, text, sentence) => {
    writeFileSync(record, text);
    const { code, output, errors } = conform(record);
    expect([code, output]).toEqual([2, ""]);
    expect(errors.trim()).toMatch(sentence);
  });
});

// biome-ignore lint/suspicious/noExplicitAny: whatever the cloud says
function edit(answer: Passing, change: (body: any) => void): void {
  const body = JSON.parse(answer.body);
  change(body);
  answer.body = JSON.stringify(body);
}
