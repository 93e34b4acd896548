import * as z from "zod";
import { HIDDEN } from "../../provider/core/hidden.ts";
import type { Lifecycle, Properties } from "../../provider/core/lifecycle.ts";

/** How Pulumi writes a value that is not known yet during preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

interface Inputs {
  thingId: string;
  regionId: string;
  owner?: string;
  label?: string;
  detail?: { addr: string; port?: number; inner?: { key: string } };
  tags?: string[];
}

const text = z.string("must be a text");

/** A made-up kind of resource that has one property of each sort. */
export const thing: Lifecycle<Inputs, unknown> = {
  cloud: "alibaba",
  healthyStatus: "Active",
  minutes: { create: 10, update: 10, delete: 10 },
  properties: {
    thingId: { schema: text.regex(/^th-/, "must be the id of a thing"), onChange: "replace" },
    regionId: { schema: text, onChange: "replace", keeps: true, missing: "is required: configure it" },
    owner: {
      schema: z.union([z.string(), z.number()]).transform(String).optional(),
      onChange: "update",
    },
    label: { schema: text.optional(), onChange: "update" },
    detail: {
      schema: z
        .strictObject({
          addr: text,
          port: z.number("must be a number").optional(),
          inner: z.strictObject({ key: text }).optional(),
        })
        .optional(),
      onChange: (before, after) => address(before) !== address(after),
    },
    tags: { schema: z.array(text).optional(), onChange: "update" },
  },
  problems: ({ owner, label }, unknown) =>
    owner !== undefined && label === undefined && !unknown.has("label")
      ? [{ property: "label", reason: "must be given together with owner" }]
      : [],
  defaults: (_, __, { name }) => ({ regionId: name === "" ? undefined : `region-of-${name}` }),
  title: ({ thingId }) => `thing ${thingId}`,
  id: ({ thingId }) => thingId,
  fromId: (thingId) => ({ thingId }),
  account: async () => "",
  look: async () => undefined,
  status: () => "Active",
  toward: () => ({ do: "finish" }),
  away: () => ({ do: "finish" }),
  outputs: () => ({}),
  condition({ status }) {
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
    [HIDDEN]: { name, urn: `urn:pulumi:dev::test::things:Thing::${name}`, timeouts },
  };
}
