import { defaultHuawei, otherHuawei } from "../cloud/defaults.ts";
import { egErrors, samples } from "../cloud/eg/errors.ts";
import { type Entries, ordered, race } from "./case.ts";
import { connection, deleting, listing, vanish } from "./eg.ts";
import { readPage } from "./page.ts";
import { walk } from "./walk.ts";

const operation = "CreateConnection";
const orders = (row: (typeof samples)[keyof typeof samples], times: number | "always") =>
  ordered(connection, { operation, ...row, times });

const badToken = [
  "token was not accepted",
  "Check that it is of this cloud, scoped to this project",
] as const;
const forbidden = [
  "may not call this operation",
  "Grant the credentials the rights on EventGrid connections",
] as const;

const entries: Entries = {
  "EG.00014000": [
    {
      when: "whatever the cause",
      ...orders(samples.badRequest, 1),
      expect: {
        kind: "told",
        says: ["EventGrid does not accept the request", "Check name, vpcId, subnetId"],
      },
    },
  ],
  "EG.00014010": [
    {
      when: "by another token, when the one in use has been revoked",
      host: "user and password",
      ...race(
        connection,
        async (_, cloud) => {
          for (const { id } of (await cloud.snapshot()).iamTokens) await cloud.remove("iamTokens", id);
        },
        operation,
      ),
      expect: { kind: "absorbed", writes: [operation] },
    },
    {
      when: "because the token that is configured is none",
      host: "a bad token",
      expect: { kind: "told", ...listing, says: badToken },
    },
    {
      when: "at creation",
      ...orders(samples.token, "always"),
      expect: { kind: "told", says: badToken },
    },
  ],
  "EG.00014030": [
    {
      when: "because the project is another account's",
      args: () => ({ projectId: otherHuawei.projectId }),
      expect: { kind: "told", ...listing, says: forbidden },
    },
    {
      when: "at creation",
      ...orders(samples.project, 1),
      expect: { kind: "told", says: forbidden },
    },
  ],
  "EG.00014040": [
    {
      when: "at creation",
      ...orders(samples.missing, "always"),
      timeout: "1s",
      expect: { kind: "told", says: ["does not find what the request names", "check vpcId and subnetId"] },
    },
    {
      when: "at a deletion, when it has just been deleted",
      by: deleting.by,
      ...race(connection, vanish, "DeleteConnection"),
      expect: { kind: "absorbed", writes: [] },
    },
  ],
  "EG.00015000": [
    {
      when: "by reading whether it was made, and asking again",
      ...orders(samples.internal, 2),
      expect: { kind: "absorbed", writes: [operation] },
    },
    {
      when: "when it happens time and again",
      ...orders(samples.internal, "always"),
      expect: { kind: "told", says: ["EventGrid is not well", "Run `pulumi up` again after a while"] },
    },
  ],
};

walk({
  page: readPage("eg-create-connection"),
  subject: connection,
  entries,
  cloudTable: egErrors,
  hosts: {
    "user and password": (cloud) => {
      const { HW_ACCESS_KEY: _, HW_SECRET_KEY: __, ...rest } = cloud.env();
      return {
        ...rest,
        HW_DOMAIN_NAME: defaultHuawei.domainName,
        HW_USER_NAME: defaultHuawei.userName,
        HW_USER_PASSWORD: defaultHuawei.password,
      };
    },
    "a bad token": (cloud) => {
      const { HW_ACCESS_KEY: _, HW_SECRET_KEY: __, ...rest } = cloud.env();
      return { ...rest, HW_AUTH_TOKEN: "nobody's", HW_PROJECT_ID: defaultHuawei.projectId };
    },
  },
});
