import { beforeEach, describe, expect, test } from "vitest";
import { defaultUser, otherAccount } from "../cloud/defaults.ts";
import { succeeded } from "../engine/command.ts";
import { pluginDoor, programOf } from "../support/doors.ts";
import type { Declaration } from "../support/program.ts";
import { samples } from "../support/resources.ts";
import { pair } from "../support/router-interfaces.ts";
import { none, prepare, seedAll, things, writesSince } from "../support/shared-set.ts";
import type { Stack } from "../support/stack.ts";
import { stage } from "../support/stage.ts";

// What a preview asks the cloud, through the plugin. Nothing that it sends changes anything.

const at = stage();

function startStack(
  declarations: readonly Declaration[],
  config: Record<string, string> = {},
): Promise<Stack> {
  return at().stack(declarations, { language: "yaml", config });
}

const link: Declaration = {
  type: "ClassicLinkAttachment",
  name: "link",
  args: { instanceId: "i-1", vpcId: "vpc-1" },
};
const grant: Declaration = {
  type: "EcrInstanceGrant",
  name: "grant",
  args: {
    ecrId: "ecr-1",
    ecrOwnerAliUid: otherAccount.id,
    instanceId: "vpc-granted1",
    instanceType: "VPC",
    instanceRegionId: "cn-hangzhou",
  },
};
const connection: Declaration = {
  type: "RouterInterfaceConnection",
  name: "connection",
  args: { routerInterfaceId: "ri-1a", oppositeInterfaceId: "ri-1b" },
};

beforeEach(() => prepare(at().cloud, 1));

describe("a preview fails where a run would have to fail, and says why", () => {
  test("with all that stands in the way of each resource at once", async () => {
    const { cloud } = at();
    await cloud.seed({ vpcs: [{ id: "vpc-1", classicLinkEnabled: false }] });
    await cloud.seed({ classicLinks: [{ instanceId: "i-1", vpcId: "vpc-other" }] });
    const other = { ...connection, args: { routerInterfaceId: "ri-1b", oppositeInterfaceId: "ri-1d" } };
    const stack = await startStack([link, other]);
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("i-1 is linked to vpc-other");
    expect(output).toContain("ClassicLink is not enabled for vpc-1");
    expect(output).toMatch(
      /ri-1b cannot be connected to ri-1d, and nothing was changed for it: .*AcceptingSide/,
    );
    expect(await writesSince(cloud, 0)).toEqual(none);
  });

  test("of a thing that an argument names and nobody made", async () => {
    const stack = await startStack([{ ...link, args: { instanceId: "i-nowhere", vpcId: "vpc-1" } }]);
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("there is no i-nowhere in cn-hangzhou");
  });

  test("of a permission that is missing, by its name", async () => {
    const { cloud } = at();
    const Statement = [{ Effect: "Allow" as const, Action: ["ecs:*", "sts:*"], Resource: "*" }];
    await cloud.seed({ ramUsers: [{ ...defaultUser, policies: [{ Version: "1", Statement }] }] });
    const stack = await at().stack([connection], { language: "yaml", env: cloud.env(defaultUser) });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(/Forbidden\.RAM.*Missing permission: .*vpc:DescribeRouterInterfaces/);
  });

  test("of an update, whose thing was given another peer meanwhile", async () => {
    const { cloud } = at();
    const stack = await startStack([connection]);
    succeeded(await stack.up({ skipPreview: true }));
    await cloud.change("routerInterfaces", "ri-1a", {
      status: "Inactive",
      businessStatus: "FinancialLocked",
    });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toContain("FinancialLocked");
  });
});

test("what another resource of the same run may change is a warning", async () => {
  const { cloud } = at();
  await cloud.seed({ vpcs: [{ id: "vpc-1", classicLinkEnabled: false }] });
  // The acceptor takes the peer that the initiator's connection stores in it.
  const acceptor = { ...connection, name: "acceptor", args: { routerInterfaceId: "ri-1b" } };
  const after = { ...acceptor, opts: { dependsOn: [`\${RouterInterfaceConnection-connection}`] } };
  const stack = await startStack([link, connection, after]);
  const { output } = succeeded(await stack.preview());
  expect(output).toMatch(/link .*warning: may fail: .*ClassicLink is not enabled for vpc-1/);
  expect(output).toMatch(/acceptor .*warning: may fail: ri-1b does not store a complete peer/);
  await cloud.change("vpcs", "vpc-1", { classicLinkEnabled: true });
  succeeded(await stack.up({ skipPreview: true }));
});

test("what would be adopted is said, and nothing is sent for it", async () => {
  const { cloud } = at();
  await seedAll(cloud, [1], (it, n) => it.made(n));
  const stack = await startStack(things(1));
  const { output } = succeeded(await stack.preview());
  for (const { type } of samples) expect(output).toMatch(new RegExp(`${type} thing-1 .*would be adopted: `));
  expect(await writesSince(cloud, 0)).toEqual(none);
});

test("what replaces another is not compared with what is still there", async () => {
  const { cloud } = at();
  const stack = await startStack(things(1));
  succeeded(await stack.up({ skipPreview: true }));
  const since = await at().mark();
  const replaced = things(1, (it) => ({ args: it.replaced(1) }));
  stack.write(programOf(pluginDoor, replaced).files);
  const { output } = succeeded(await stack.preview());
  expect(output).not.toContain("warning");
  expect(await writesSince(cloud, since)).toEqual(none);
});

test("a cloud that cannot be reached is a warning, and not an error", async () => {
  const { cloud } = at();
  const env = { ...cloud.env(), ALIBABA_CLOUD_ENDPOINT_ECS: "http://127.0.0.1:9" };
  const stack = await at().stack([link], { language: "yaml", env });
  const { output } = succeeded(await stack.preview());
  expect(output).toMatch(/link .*warning: the cloud could not be asked whether this would work/);
});

test("previewReads: false switches all of it off", async () => {
  const { cloud } = at();
  const stack = await startStack([{ ...link, args: { instanceId: "i-nowhere", vpcId: "vpc-1" } }], {
    "interlink:previewReads": "false",
    "interlink:dryRun": "true",
  });
  succeeded(await stack.preview());
  expect(await cloud.log()).toEqual([]);
});

describe("with dryRun a preview asks the cloud whether it would give a grant", () => {
  test("which it does not do then", async () => {
    const { cloud } = at();
    const stack = await startStack([grant], { "interlink:dryRun": "true" });
    succeeded(await stack.preview());
    const asked = await cloud.log({ operation: "GrantInstanceToExpressConnectRouter" });
    expect(asked.map(({ params, applied }) => [params["DryRun"], applied])).toEqual([["true", false]]);
    expect((await cloud.snapshot()).ecrGrants).toEqual([]);

    succeeded(await stack.up({ skipPreview: true }));
    const sent = await cloud.log({ operation: "GrantInstanceToExpressConnectRouter", applied: true });
    expect(sent.map(({ params }) => params["DryRun"])).toEqual([undefined]);
  });

  test("and hears why not", async () => {
    const args = { ...grant.args, ecrId: "ecr-nowhere" };
    const stack = await startStack([{ ...grant, args }], { "interlink:dryRun": "true" });
    const { code, output } = await stack.preview();
    expect(code).not.toBe(0);
    expect(output).toMatch(/Granting vpc-granted1 to ecr-nowhere .* \(a dry run\): ResourceNotFound\.EcrId/);
  });
});

test("many things of a kind share their reads", async () => {
  const { cloud } = at();
  const numbers = Array.from({ length: 60 }, (_, index) => index + 1);
  for (const n of numbers) {
    await cloud.seed(pair(n));
  }
  const stack = await startStack(
    numbers.map((n) => ({
      ...connection,
      name: `c-${n}`,
      args: { routerInterfaceId: `ri-${n}a`, oppositeInterfaceId: `ri-${n}b` },
    })),
  );
  succeeded(await stack.preview({ args: ["--parallel", "200"] }));
  const reads = await cloud.log({ operation: "DescribeRouterInterfaces" });
  expect(reads.length).toBeLessThanOrEqual(12);
});
