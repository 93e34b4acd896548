import { expect, test } from "vitest";
import type { Clouds } from "../../provider/clouds/clouds.ts";
import { Past } from "../../provider/core/reconcile.ts";
import { settle } from "../../provider/resources/eg-connection-steps.ts";
import { away, toward } from "../../provider/resources/router-interface-connection-steps.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

// A status that no page names is never waited for blindly.

const context = () => {
  const clouds: Clouds = {
    get alibaba(): never {
      throw new Error("nothing is sent");
    },
    get huawei(): never {
      throw new Error("nothing is sent");
    },
  };
  return { clouds, past: new Past(new VirtualClock()), prior: { id: "the-id" }, options: {} };
};

const routerInterface = {
  RouterInterfaceId: "ri-a",
  Status: "Upgrading",
  BusinessStatus: "Normal",
  Role: "InitiatingSide",
  RouterId: "vrt-a",
  RouterType: "VRouter",
  OppositeInterfaceId: "ri-b",
  OppositeRouterId: "vrt-b",
  OppositeRouterType: "VRouter",
  OppositeInterfaceOwnerId: "1",
  OppositeInterfaceStatus: "Active",
  OppositeRegionId: "",
  ConnectedTime: "",
  CrossBorder: false,
};
const inputs = { routerInterfaceId: "ri-a", regionId: "cn-hangzhou" };

test.each(["InitiatingSide", "AcceptingSide"])("of a router interface (%s) is named by the error", (Role) => {
  expect(toward({ ...routerInterface, Role }, { ...context(), inputs }, undefined)).toEqual({
    do: "wait",
    why: "lag",
    waitingFor: "Active (now an unknown status Upgrading)",
    otherwise: { do: "stop", because: expect.stringMatching(/^ri-a has an unknown status Upgrading, /) },
  });
});

test("of a router interface does not keep it from being deactivated in the end", () => {
  expect(away(routerInterface, { ...context(), inputs })).toMatchObject({
    do: "wait",
    why: "lag",
    otherwise: { do: "write", name: "deactivate" },
  });
});

test("of an EventGrid connection is named by the error", () => {
  const sight = { id: "the-id", name: "orders", status: "FROZEN" } as Parameters<typeof settle>[0];
  const arguments_ = { name: "orders", region: "cn-north-4" } as Parameters<typeof settle>[1]["inputs"];
  expect(settle(sight, { ...context(), inputs: arguments_ })).toMatchObject({
    do: "wait",
    why: "lag",
    otherwise: { do: "stop", because: expect.stringContaining("has an unknown status FROZEN") },
  });
});
