import { describe, expect, test } from "vitest";
import type { Answered } from "../caller.ts";
import type { SeedOf } from "../control-types.ts";
import { defaultAccount, otherAccount } from "../defaults.ts";
import type { ErrorTable } from "../frame/answer.ts";
import { attachErrors, detachErrors } from "./errors.ts";
import { ecsSteps, type Params } from "./fixture.ts";

const { cloud, attach, detach, instances, choose } = ecsSteps();

/** What makes a row of the page happen. */
interface Cause {
  readonly arrange?: () => Promise<unknown>;
  readonly change?: Params;
}

const instance = (state: Partial<SeedOf<"ecsInstances">>) => () =>
  cloud().seed({ ecsInstances: [{ id: "i-1", ...state }] });
const vpc = (state: Partial<SeedOf<"vpcs">>) => () => cloud().seed({ vpcs: [{ id: "vpc-1", ...state }] });
const deny = (action: string) => () => cloud().change("accounts", defaultAccount.id, { denied: [action] });

const common = {
  unknownInstance: { change: { InstanceId: "i-9" } },
  regionForm: { change: { RegionId: "x" } },
  vpcId: { change: { VpcId: "x" } },
  notClassic: { arrange: instance({ networkType: "vpc" }) },
  neither: { change: { InstanceId: "", VpcId: "" } },
  releasedInstance: { arrange: () => cloud().remove("ecsInstances", "i-1") },
  status: { arrange: instance({ status: "Starting" }) },
  statusOtherwise: { arrange: instance({ status: "Stopping" }) },
  notYours: { arrange: instance({ account: otherAccount.id }) },
};

const atAttach: Record<keyof typeof attachErrors, Cause> = {
  ...common,
  subUser: { arrange: deny("ecs:AttachClassicLinkVpc") },
  notAllowed: { arrange: instance({ linkable: false }) },
  linkedElsewhere: {
    arrange: () => cloud().seed({ classicLinks: [{ instanceId: "i-1", vpcId: "vpc-2" }] }),
  },
  disabled: { arrange: vpc({ classicLinkEnabled: false }) },
  quota: {
    arrange: async () => {
      await choose({ linksPerVpc: 1 });
      await cloud().seed({
        ecsInstances: [{ id: "i-2" }],
        classicLinks: [{ instanceId: "i-2", vpcId: "vpc-1" }],
      });
    },
  },
  locked: { arrange: () => cloud().seed({ ecsLocks: [{ id: "i-1" }] }) },
  limitedRegion: {
    arrange: instance({ regionId: "cn-chengdu" }),
    change: { RegionId: "cn-chengdu" },
  },
  otherRegion: { arrange: instance({ regionId: "cn-beijing" }) },
  region: { change: { RegionId: "cn-nowhere" } },
};

const message = detachErrors.disabled.message;
const atDetach: Record<keyof typeof detachErrors, Cause> = {
  ...common,
  subUser: { arrange: deny("ecs:DetachClassicLinkVpc") },
  notLinked: {},
  notAllowed: { arrange: () => choose({ detachMissing: "denied" }) },
  // No page says when; it has to be ordered.
  disabled: {
    arrange: () =>
      cloud().order({
        ...{ kind: "error", operation: "DetachClassicLinkVpc", code: "OperationDenied" },
        ...{ status: 403, message },
      }),
  },
};

function everyRow(
  errors: ErrorTable,
  causes: Readonly<Record<string, Cause>>,
  act: (change?: Params) => Promise<Answered>,
): void {
  test.each(Object.entries(causes))("is refused by the row %s", async (name, { arrange, change }) => {
    await arrange?.();
    const { code, message: text } = errors[name] ?? {};
    expect(await act(change)).toMatchObject({ status: 403, body: { Code: code, Message: text } });
    expect(await cloud().writes({ applied: true })).toEqual([]);
  });
}

describe("Attach", () => {
  everyRow(attachErrors, atAttach, attach);

  test.each<[string, Cause]>([
    ["is not there", { change: { VpcId: "vpc-9" } }],
    ["is somebody else's", { arrange: vpc({ account: otherAccount.id }) }],
    ["is in another region", { arrange: vpc({ regionId: "cn-beijing" }) }],
  ])("takes the id of a VPC that %s for malformed", async (_what, { arrange, change }) => {
    await arrange?.();
    expect((await attach(change)).body).toMatchObject({ Code: "InvalidVpcId.Malformed" });
  });
});

describe("Detach", () => {
  everyRow(detachErrors, atDetach, detach);

  test("is refused while the instance is locked, like Attach", async () => {
    await cloud().seed({ ecsLocks: [{ id: "i-1" }] });
    expect((await detach()).body).toMatchObject({ Code: "InvalidStatus.InstanceLocked" });
  });
});

test("a missing permission is named, by a code of its own where the page has one", async () => {
  const denied = ["ecs:AttachClassicLinkVpc", "ecs:DescribeInstances"];
  await cloud().change("accounts", defaultAccount.id, { denied });
  const AccessDeniedDetail = { AuthAction: "ecs:AttachClassicLinkVpc" };
  expect((await attach()).body).toMatchObject({ Code: "Forbidden.SubUser", AccessDeniedDetail });
  expect((await instances()).body).toMatchObject({ Code: "Forbidden.RAM" });
});
