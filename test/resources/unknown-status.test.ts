import { expect, test } from "vitest";
import { OperationHistory } from "../../provider/lifecycle/operation-history.ts";
import { egConnection } from "../../provider/resources/eg-connection.ts";
import { routerInterfaceConnection } from "../../provider/resources/router-interface-connection.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

// A status that no page names is never waited for blindly.

const context = () => ({
  // Nothing is sent.
  client: undefined as never,
  history: new OperationHistory(new VirtualClock()),
  prior: { id: "the-id" },
  computed: {},
  options: {},
});

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
  expect(
    routerInterfaceConnection.planApply({ ...routerInterface, Role }, { ...context(), inputs }, undefined),
  ).toEqual({
    do: "wait",
    why: "lag",
    waitingFor: "Active (now an unknown status Upgrading)",
    otherwise: { do: "fail", because: expect.stringMatching(/^ri-a has an unknown status Upgrading, /) },
  });
});

test("of a router interface does not keep it from being deactivated in the end", () => {
  expect(routerInterfaceConnection.planDelete(routerInterface, { ...context(), inputs })).toMatchObject({
    do: "wait",
    why: "lag",
    otherwise: { do: "write", name: "deactivate" },
  });
});

test("of an EventGrid connection is named by the error", () => {
  const planApply = egConnection.planApply;
  const found = { id: "the-id", name: "orders", status: "FROZEN" } as Parameters<typeof planApply>[0];
  const wanted = { name: "orders", region: "cn-north-4" } as Parameters<typeof planApply>[1]["inputs"];
  expect(planApply(found, { ...context(), inputs: wanted }, undefined)).toMatchObject({
    do: "wait",
    why: "lag",
    otherwise: { do: "fail", because: expect.stringContaining("has an unknown status FROZEN") },
  });
});
