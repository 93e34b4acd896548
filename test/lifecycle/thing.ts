import * as z from "zod";
import type { AnyDefinition, Properties } from "../../provider/lifecycle/definition.ts";
import { METADATA } from "../../provider/lifecycle/state-metadata.ts";

/** How Pulumi writes a value that is not known yet during preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const text = z.string("must be a text");
const common = { description: "", from: "as given" } as const;

/** A made-up kind of resource that has one property of each sort. */
export const thing: AnyDefinition = {
  type: "Thing",
  description: "",
  example: { variable: "thing", name: "thing", args: {}, output: { name: "id", property: "id" } },
  idFormat: "<thingId>",
  docs: { create: "", get: "" },
  cloud: "alibaba",
  healthyStatus: "Active",
  minutes: { create: 10, update: 10, delete: 10 },
  inputs: {
    thingId: { ...common, schema: text.regex(/^th-/, "must be the id of a thing"), onChange: "replace" },
    regionId: {
      ...common,
      schema: text,
      onChange: "replace",
      optionalComputed: true,
      missing: "is required: configure it",
    },
    owner: {
      ...common,
      schema: z.union([z.string(), z.number()]).transform(String).optional(),
      onChange: "update",
    },
    label: { ...common, schema: text.optional(), onChange: "update" },
    detail: {
      ...common,
      schema: z
        .strictObject({
          addr: text,
          port: z.number("must be a number").optional(),
          inner: z.strictObject({ key: text }).optional(),
        })
        .optional(),
      onChange: (before, after) => address(before) !== address(after),
    },
    tags: { ...common, schema: z.array(text).optional(), onChange: "update" },
  },
  outputs: {},
  problems: ({ owner, label }, unknown) =>
    owner !== undefined && label === undefined && !unknown.has("label")
      ? [{ property: "label", reason: "must be given together with owner" }]
      : [],
  defaults: (_, __, { name }) => ({ regionId: name === "" ? undefined : `region-of-${name}` }),
  title: ({ thingId }) => `thing ${thingId}`,
  id: ({ thingId }) => String(thingId),
  fromId: (thingId) => ({ thingId }),
  account: async () => "",
  read: async () => undefined,
  status: () => "Active",
  planApply: () => ({ do: "done" }),
  planDelete: () => ({ do: "done" }),
  health({ status }) {
    if (status === "Active") return "healthy";
    return { shows: String(status), beyondRepair: status === "Broken" };
  },
  irreplaceable: (olds, changed) =>
    olds["label"] === "pinned" && changed.has("thingId")
      ? "A pinned thing cannot be another one."
      : undefined,
};

function address(detail: unknown): unknown {
  return typeof detail === "object" && detail !== null && "addr" in detail ? detail.addr : undefined;
}

/** What the class adds to the arguments of a resource called `name`. */
export function handedOver(name: string, timeouts: Readonly<Record<string, string>> = {}): Properties {
  return {
    __provider: "text",
    [METADATA]: { name, urn: `urn:pulumi:dev::test::things:Thing::${name}`, timeouts },
  };
}
