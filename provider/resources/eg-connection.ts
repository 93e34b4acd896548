import * as z from "zod";
import type { Huawei } from "../huawei/client.ts";
import { findConnection, readConnection } from "../huawei/eg.ts";
import { type HuaweiSettings, mainProject, NO_REGION } from "../huawei/settings.ts";
import type { Definition, InputProperties, OutputProperties } from "../lifecycle/definition.ts";
import { FromConfig } from "../lifecycle/example.ts";
import { oneOf, regionId } from "../lifecycle/validators.ts";
import {
  CONNECTION_TYPES,
  type ConnectionInputs,
  connectionName,
  detailProblems,
  type FoundConnection,
  replacesKafka,
  shownKafka,
  shownRocketmq,
  typeOf,
} from "./eg-connection-details.ts";
import { idIn, ownId, planApply, planDelete, projectOf } from "./eg-connection-plan.ts";
import {
  description,
  errorInfo,
  flavor,
  kafkaDetail,
  name,
  rocketmqDetail,
  vendorText,
} from "./eg-connection-validators.ts";

/** The arguments of an EgConnection. */
export const inputs = {
  name: {
    schema: name,
    description:
      "1 to 128 letters, digits, `.`, `_` and `-`, first a letter or digit; unique in the tenant. Default: the resource's name and seven digits that depend on its URN. A change replaces.",
    outputDescription: "The name, given or made from the resource's name and URN.",
    onChange: "replace",
    hasDefault: true,
    optionalComputed: true,
    identifies: true,
    from: (found) => found.name,
  },
  description: {
    schema: description,
    description: "At most 255 characters. Default: empty. Changed in place.",
    outputDescription: "The description; empty where none was given.",
    onChange: "update",
    hasDefault: true,
    from: (found) => found.description,
  },
  vpcId: {
    schema: vendorText("the id of a VPC"),
    description: "The VPC that events are delivered into. A change replaces.",
    outputDescription: "The VPC.",
    onChange: "replace",
    from: ({ vpcId }) => vpcId,
  },
  subnetId: {
    schema: vendorText("the network id of a subnet"),
    description:
      "The subnet, by its network id (not the Neutron subnet id). A port is put into it. A change replaces.",
    outputDescription: "The subnet's network id.",
    onChange: "replace",
    from: ({ subnetId }) => subnetId,
  },
  type: {
    schema: oneOf(CONNECTION_TYPES),
    description: "What events are delivered to. Default: `WEBHOOK`. A change replaces.",
    outputDescription: "`WEBHOOK`, `KAFKA` or `ROCKETMQ`.",
    onChange: "replace",
    hasDefault: true,
    from: (found, { inputs: wanted }) => typeOf(found) ?? wanted["type"] ?? "WEBHOOK",
  },
  kafkaDetail: {
    schema: kafkaDetail.optional(),
    description: "For the type `KAFKA`, and only for it.",
    outputDescription: "The Kafka instance, with `KAFKA`; the password is a secret.",
    onChange: replacesKafka,
    secretMembers: ["password"],
    besideSecret: ["userName"],
    from: (found, context) => shownKafka(found, context),
  },
  rocketmqDetail: {
    schema: rocketmqDetail.optional(),
    description: "For the type `ROCKETMQ`, and only for it.",
    outputDescription: "The RocketMQ instance, with `ROCKETMQ`; the password is a secret.",
    onChange: "update",
    secretMembers: ["password"],
    besideSecret: ["userName"],
    from: (found, context) => shownRocketmq(found, context),
  },
  region: {
    schema: regionId,
    description: "Default: the region that is configured; with none, it is refused. A change replaces.",
    outputDescription: "The region.",
    onChange: "replace",
    hasDefault: true,
    optionalComputed: true,
    identifies: true,
    missing: NO_REGION,
    from: "as given",
  },
  projectId: {
    schema: vendorText("the id of a project").optional(),
    description:
      "Default: the project that is configured, else the region's own, which is looked up. A change replaces.",
    outputDescription: "The project, given or looked up by region.",
    onChange: "replace",
    optionalComputed: true,
    // It does not identify: names are unique in the tenant, and one that is left out may be the same project.
    from: ({ projectId }) => projectId,
  },
} as const satisfies InputProperties<FoundConnection>;

const outputs = {
  status: {
    schema: z.string(),
    description: "`CREATED` when it can be used; `CREATING` or `CREATE_FAILED`.",
    from: ({ status }) => status,
  },
  agency: {
    stable: true,
    schema: z.string(),
    description: "The agency by which the cloud puts a port into the subnet.",
    from: ({ agency }) => agency,
  },
  flavor: {
    stable: true,
    schema: flavor.optional(),
    description: "How much it can carry.",
    from: (found) => found.flavor,
  },
  createdTime: {
    stable: true,
    schema: z.string(),
    description: "When it was created, as the cloud writes it.",
    from: ({ createdTime }) => createdTime,
  },
  updatedTime: {
    schema: z.string(),
    description: "When it was last changed, as the cloud writes it.",
    from: ({ updatedTime }) => updatedTime,
  },
  errorInfo: {
    schema: errorInfo.optional(),
    description: "Why creation failed.",
    from: (found) => found.errorInfo,
  },
} as const satisfies OutputProperties<FoundConnection>;

/** A connection of EventGrid to a VPC. */
export const egConnection: Definition<Huawei, HuaweiSettings, ConnectionInputs, "region", FoundConnection> = {
  type: "EgConnection",
  description: "A connection of Huawei Cloud EventGrid to a VPC: what subscriptions deliver events through.",
  example: {
    variable: "connection",
    name: "orders",
    args: {
      vpcId: new FromConfig("vpcId"),
      subnetId: new FromConfig("subnetId", { note: "the subnet's network id" }),
      type: "KAFKA",
      kafkaDetail: {
        instanceId: new FromConfig("kafkaId"),
        addr: new FromConfig("kafkaBrokers"),
        enableSaslSsl: true,
        userName: "orders",
        password: new FromConfig("kafkaPassword", { isSecret: true }),
      },
    },
    output: { name: "connectionId", property: "id", note: "what a subscription takes" },
  },
  idFormat: "<id>",
  idPrefix: "<region>:",
  docs: {
    create: "Creates a connection, or adopts one that has the same name and is equal.",
    get: "Reads a connection that another stack manages.",
  },
  cloud: "huawei",
  inputs,
  outputs,
  healthyStatus: "CREATED",
  minutes: { create: 10, update: 10, delete: 10 },
  creatingStep: "create",
  ifAnother: "Give another name, or the arguments of that connection to adopt it.",

  problems: (given, unknown) => [
    ...detailProblems("kafkaDetail", "KAFKA", given, unknown),
    ...detailProblems("rocketmqDetail", "ROCKETMQ", given, unknown),
  ],

  defaults(given, settings, naming) {
    const region = given.region ?? settings.region;
    const project = region === undefined ? undefined : mainProject(settings, region);
    return {
      name: connectionName(naming),
      description: "",
      type: "WEBHOOK",
      region,
      projectId: project && "id" in project ? project.id : undefined,
    };
  },

  title: (it) => `EventGrid connection ${it.name ? `${it.name} in ${it.region}` : `in ${it.region}`}`,
  id: (_, found, history) => idIn(history.answer("create")) ?? found?.id,

  fromId(id, settings) {
    const [, region = settings.region, own] = /^(?:([^:]*):)?([^:]+)$/.exec(id) ?? [];
    if (own === undefined || (region !== undefined && !regionId.safeParse(region).success)) {
      return `"${id}" is not an id of this kind; it has the form <id> or <region>:<id>`;
    }
    return region === undefined
      ? `The region of ${id} ${NO_REGION}; or put it before the id: <region>:<id>`
      : { region };
  },

  // A project that is given is the resource's own, whatever other project is configured.
  account: async ({ client, inputs: wanted, options }) =>
    wanted.projectId ?? (await client.accountId(wanted.region, options)),

  async read(context, afterMs) {
    const { client, inputs: wanted, options } = context;
    const project = await projectOf(context);
    const own = ownId(context);
    // A list may still show what was deleted: what is to be adopted is read once more.
    const listed =
      own === undefined && wanted.name !== undefined
        ? await findConnection(client, project, wanted.name, { ...options, afterMs })
        : undefined;
    const id = own ?? listed?.id;
    if (id === undefined) return undefined;
    const found = await readConnection(client, project, id, {
      ...options,
      afterMs: own === undefined ? 0 : afterMs,
    });
    return found && { ...found, projectId: project.projectId };
  },

  status: ({ status }) => status,
  planApply,
  planDelete,

  health({ status }) {
    if (status === "CREATED") return "healthy";
    return { shows: String(status), beyondRepair: status === "CREATE_FAILED" };
  },
};
