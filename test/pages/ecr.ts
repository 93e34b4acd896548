import { expect } from "vitest";
import { defaultAccount, otherAccount } from "../cloud/defaults.ts";
import type { Case, Subject } from "./case.ts";
import type { Told } from "./expectations.ts";

/** A grant of `vpc-<n>` to `ecr-<n>`, by one of the two operations. */
export function grantBy(by: Subject["by"], operation: string, doing: Subject["doing"]): Subject {
  return {
    type: "EcrInstanceGrant",
    operation: `ExpressConnectRouter.${operation}`,
    by,
    seed: (n) => ({ expressConnectRouters: [{ id: `ecr-${n}` }], vpcs: [{ id: `vpc-${n}` }] }),
    args: (n) => ({
      ecrId: `ecr-${n}`,
      ecrOwnerAliUid: otherAccount.id,
      instanceId: `vpc-${n}`,
      instanceType: "VPC",
      instanceRegionId: "cn-hangzhou",
    }),
    id: (n) => `ecr-${n}`,
    doing,
  };
}

/**
 * A row whose `%s` stands for a parameter, in every form that the page leaves open: filled in; or not, inside HTTP 200
 * too, with the whole of it beside, or only the word that is missing.
 */
export function inAllForms(
  subject: Subject,
  row: { readonly code: string; readonly message: string },
  parameter: string,
  says: Told["says"],
): readonly Case[] {
  const operation = subject.operation.replace(/^.*\./, "");
  const code = row.code.replace("%s", parameter);
  const message = row.message.replace("%s", parameter);
  const expected = { kind: "told", says, code, message } as const;
  const soft = (dynamicCode: string, dynamicMessage: string): Pick<Case, "before" | "expect"> => ({
    before: async (n, cloud) => {
      const id = await subject.id(n, cloud);
      const words = { code: row.code, message: row.message, dynamicCode, dynamicMessage };
      await cloud.order({ kind: "softFail", operation, id, ...words });
    },
    expect: { ...expected, onTheWire: row.code },
  });
  return [
    {
      when: "filled in",
      before: async (n, cloud) => {
        const id = await subject.id(n, cloud);
        await cloud.order({ kind: "error", operation, id, code, message, status: 400 });
      },
      expect: expected,
    },
    { when: "with the whole code and sentence beside", ...soft(`${code}\n`, `${message}\n`) },
    { when: "with the parameter's name beside", ...soft(parameter, parameter) },
    { when: "with the whole code and the parameter's name beside", ...soft(code, parameter) },
    { when: "with the parameter's name in DynamicMessage alone", ...soft("", parameter) },
  ];
}

/** Conflict.Lock inside HTTP 200, beside it what the pages' samples have even beside a success. */
export function noisyLock(subject: Subject): Pick<Case, "before"> {
  return {
    before: async (n, cloud) => {
      const id = await subject.id(n, cloud);
      await cloud.order({
        kind: "softFail",
        operation: subject.operation.replace(/^.*\./, ""),
        id,
        code: "Conflict.Lock",
        message: "There are other unfinished operations.",
        dynamicCode: "IllegalParamFormat.EcrId\n",
        dynamicMessage: "The param format of EcrId **** is illegal.\n",
      });
    },
  };
}

/** Every repetition of a write has the ClientToken of the first. */
export const oneToken: NonNullable<Case["verify"]> = (entries) => {
  const writes = entries.filter(({ write }) => write);
  const tokens = new Set(writes.map(({ params }) => params["ClientToken"]));
  expect(writes.length).toBeGreaterThan(1);
  expect(tokens.size).toBe(1);
};

/** The VPC turns out to be another account's than that of the credentials. */
export const theirVpc: NonNullable<Case["before"]> = (n, cloud) =>
  cloud.change("vpcs", `vpc-${n}`, { account: otherAccount.id });

/** The account that the credentials belong to. */
export const ownAccount = defaultAccount.id;
