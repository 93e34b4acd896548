import { expect, test } from "vitest";
import type { Answered } from "../caller.ts";
import type { RecordOf } from "../control-types.ts";
import { defaultHuawei } from "../defaults.ts";
import { cloudWith } from "../fixture.ts";
import { egErrors } from "./errors.ts";
import { egSteps, webhook } from "./fixture.ts";

const cloud = cloudWith({ connections: [{ id: "id-1", name: "taken" }] });
const { create, show, list, update, remove, made } = egSteps(cloud);

type Cause = () => Promise<Answered>;

/** A code whose cause no page gives, or which stands on the page for other things than connections. */
const onlyOrdered = "only when ordered";

const withProject =
  (patch: Partial<RecordOf<"projects">>): Cause =>
  async () => {
    await cloud().change("projects", defaultHuawei.projectId, patch);
    return create();
  };

// One entry for each row of the error tables; the compiler misses one that is left out.
const causes: Record<keyof typeof egErrors, Cause | typeof onlyOrdered> = {
  badRequest: () => create("{"),
  token: () => create(webhook, { keys: { token: "nobody's" } }),
  project: () => create(webhook, { projectId: "another" }),
  missing: () => show("none"),
  internal: onlyOrdered,
  parameters: () => create({}),
  duplicate: () => create({ ...webhook, name: "taken" }),
  status: async () => {
    const eg = { deleteWhileCreating: "refused", creations: { "*": { end: "stuck" } } } as const;
    await cloud().configure({ options: { eg } });
    return remove(await made());
  },
  targetAddress: onlyOrdered,
  filter: onlyOrdered,
  channel: onlyOrdered,
  vpcConflict: withProject({ vpcsWithEndpoint: ["vpc-1"] }),
  certificate10: onlyOrdered,
  certificate11: onlyOrdered,
  certificate12: onlyOrdered,
  certificate13: onlyOrdered,
  certificate14: onlyOrdered,
  certificate15: onlyOrdered,
  certificate16: onlyOrdered,
  certificate17: onlyOrdered,
  certificate18: onlyOrdered,
  denied: async () => {
    await cloud().change("iamUsers", defaultHuawei.userId, { denied: ["eg:connections:update"] });
    return update("id-1", { description: "x" });
  },
  frozen: async () => {
    await cloud().change("domains", defaultHuawei.domainId, { frozen: true });
    return update("id-1", { description: "x" });
  },
  agencyPermission: withProject({ connectionAgency: "notPermitted" }),
  agency: withProject({ connectionAgency: "missing" }),
  quota: withProject({ connectionQuota: 1 }),
  notModified: async () => {
    const { body } = await list({ name: "default" });
    const [builtIn] = body["items"] as { id: string }[];
    return remove(builtIn?.id ?? "");
  },
};

test.each(Object.entries(causes))("the row %s comes from its cause", async (name, cause) => {
  const { status, code, message } = egErrors[name as keyof typeof egErrors];
  if (cause === onlyOrdered) await cloud().order({ kind: "error", operation: "CreateConnection", code });
  const answer = cause === onlyOrdered ? await create() : await cause();
  expect(answer).toMatchObject({ status, body: { error_code: code, error_msg: message } });
  expect(await cloud().writes({ applied: true, code })).toEqual([]);
});
