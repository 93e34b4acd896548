import type * as pulumi from "@pulumi/pulumi";
import { mainProject } from "../clouds/huawei-project.ts";
import { oneOf, regionId } from "../core/forms.ts";
import type { Lifecycle } from "../core/lifecycle.ts";
import { InterlinkResource, noArguments } from "../core/resource.ts";
import { withSecretMember } from "../core/secret-member.ts";
import { lookAtConnection, lookForConnection } from "../services/huawei-eg.ts";
import {
  bareId,
  CONNECTION_TYPES,
  type ConnectionInputs,
  connectionName,
  detailProblems,
  findDifferences,
  replacesKafka,
  shownKafka,
  shownRocketmq,
  typeOf,
} from "./eg-connection-details.ts";
import { description, kafkaDetail, name, rocketmqDetail, vendorText } from "./eg-connection-forms.ts";
import { idIn, make, ownId, projectOf, remove, type Sight, settle } from "./eg-connection-steps.ts";

/** How an {@link EgConnection} reaches a Kafka instance. */
export interface EgKafkaDetailArgs {
  /** The DMS Kafka instance. A change replaces. */
  instanceId: pulumi.Input<string>;
  /** Its brokers, `host:port` with commas between. A change replaces. */
  addr: pulumi.Input<string>;
  /** `PLAINTEXT`, `SASL_PLAINTEXT` or `SASL_SSL`. Default: the cloud's choice. A change replaces. */
  securityProtocol?: pulumi.Input<string>;
  /** Whether the instance asks for SASL. A change replaces. */
  enableSaslSsl: pulumi.Input<boolean>;
  /** The user, with SASL. Changed in place. */
  userName?: pulumi.Input<string>;
  /** The user's password: a secret in the state, and changed in place. */
  password?: pulumi.Input<string>;
  /** How many brokers confirm a message. Default: `1`. A change replaces. */
  acks?: pulumi.Input<"0" | "1" | "all">;
}

/** How an {@link EgConnection} reaches a RocketMQ instance. All of it is changed in place. */
export interface EgRocketmqDetailArgs {
  /** The DMS RocketMQ instance. */
  instanceId: pulumi.Input<string>;
  /** Its address, `host:port` with commas between. */
  addr: pulumi.Input<string>;
  /** Whether it is reached by TLS. Default: no. */
  useTls?: pulumi.Input<boolean>;
  /** Whether it asks for a user. Default: no. */
  enableAcl?: pulumi.Input<boolean>;
  /** The user, with access control. */
  userName?: pulumi.Input<string>;
  /** The user's password: a secret in the state. */
  password?: pulumi.Input<string>;
}

/** Arguments of an {@link EgConnection}. */
export interface EgConnectionArgs {
  /**
   * 1 to 128 letters, digits, `.`, `_` and `-`, first a letter or digit; unique in the tenant. Default: the resource's
   * name and seven digits that depend on its URN. A change replaces.
   */
  name?: pulumi.Input<string>;
  /** At most 255 characters. Default: empty. Changed in place. */
  description?: pulumi.Input<string>;
  /** The VPC that events are delivered into. A change replaces. */
  vpcId: pulumi.Input<string>;
  /** The subnet, by its network id (not the Neutron subnet id). A port is put into it. A change replaces. */
  subnetId: pulumi.Input<string>;
  /** What events are delivered to. Default: `WEBHOOK`. A change replaces. */
  type?: pulumi.Input<"WEBHOOK" | "KAFKA" | "ROCKETMQ">;
  /** For the type `KAFKA`, and only for it. */
  kafkaDetail?: pulumi.Input<EgKafkaDetailArgs>;
  /** For the type `ROCKETMQ`, and only for it. */
  rocketmqDetail?: pulumi.Input<EgRocketmqDetailArgs>;
  /** Default: the region that is configured; with none, it is refused. A change replaces. */
  region?: pulumi.Input<string>;
  /** Default: the project that is configured, else the region's own, which is looked up. A change replaces. */
  projectId?: pulumi.Input<string>;
}

/** How much a connection can carry. */
export interface EgConnectionFlavor {
  /** The flavor's name. */
  name: string;
  /** `shared` or `exclusive`. */
  concurrencyType: string;
  /** How many requests may be under way at once. */
  concurrency?: number;
  /** `shared` or `exclusive`. */
  bandwidthType: string;
}

/** Why the cloud failed to create a connection. */
export interface EgConnectionErrorInfo {
  /** The cloud's code. */
  errorCode: string;
  /** Its message. */
  errorMsg: string;
  /** What it says beyond that. */
  errorDetail: string;
}

/**
 * A connection of Huawei Cloud EventGrid to a VPC: what subscriptions deliver events through.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink";
 *
 * const config = new pulumi.Config();
 * const connection = new interlink.EgConnection("orders", {
 *   vpcId: config.require("vpcId"),
 *   subnetId: config.require("subnetId"), // the subnet's network id
 *   type: "KAFKA",
 *   kafkaDetail: {
 *     instanceId: config.require("kafkaId"),
 *     addr: config.require("kafkaBrokers"),
 *     enableSaslSsl: true,
 *     userName: "orders",
 *     password: config.requireSecret("kafkaPassword"),
 *   },
 * });
 *
 * export const connectionId = connection.id; // what a subscription takes
 * ```
 */
export class EgConnection extends InterlinkResource {
  /** The name, given or made from the resource's name and URN. */
  declare readonly name: pulumi.Output<string>;
  /** The description; empty where none was given. */
  declare readonly description: pulumi.Output<string>;
  /** The VPC. */
  declare readonly vpcId: pulumi.Output<string>;
  /** The subnet's network id. */
  declare readonly subnetId: pulumi.Output<string>;
  /** `WEBHOOK`, `KAFKA` or `ROCKETMQ`. */
  declare readonly type: pulumi.Output<string>;
  /** The Kafka instance, with `KAFKA`; the password is a secret. */
  declare readonly kafkaDetail: pulumi.Output<pulumi.Unwrap<EgKafkaDetailArgs> | undefined>;
  /** The RocketMQ instance, with `ROCKETMQ`; the password is a secret. */
  declare readonly rocketmqDetail: pulumi.Output<pulumi.Unwrap<EgRocketmqDetailArgs> | undefined>;
  /** The region. */
  declare readonly region: pulumi.Output<string>;
  /** The project, given or looked up by region. */
  declare readonly projectId: pulumi.Output<string>;
  /** `CREATED` when it can be used; `CREATING` or `CREATE_FAILED`. */
  declare readonly status: pulumi.Output<string>;
  /** The agency by which the cloud puts a port into the subnet. */
  declare readonly agency: pulumi.Output<string>;
  /** How much it can carry. */
  declare readonly flavor: pulumi.Output<EgConnectionFlavor | undefined>;
  /** When it was created, as the cloud writes it. */
  declare readonly createdTime: pulumi.Output<string>;
  /** When it was last changed, as the cloud writes it. */
  declare readonly updatedTime: pulumi.Output<string>;
  /** Why creation failed. */
  declare readonly errorInfo: pulumi.Output<EgConnectionErrorInfo | undefined>;

  /** Creates a connection, or adopts one that has the same name and is equal. */
  constructor(name: string, args: EgConnectionArgs, opts?: pulumi.CustomResourceOptions) {
    super("EgConnection", PROPERTIES, name, withSecrets(args), opts);
  }

  /** Reads a connection that another stack manages. `id` is the connection's, or `<region>:<id>`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): EgConnection {
    const connection = new EgConnection(name, noArguments, { ...opts, id });
    // Pulumi shows the id that was asked for; other resources take the connection's own.
    return Object.assign(connection, { id: connection.id.apply(bareId) });
  }

  /** Whether a value is an EgConnection, of whatever copy of this package. */
  static override isInstance(value: unknown): value is EgConnection {
    return InterlinkResource.isA(value, "EgConnection");
  }
}

const PROPERTIES = [
  "name",
  "description",
  "vpcId",
  "subnetId",
  "type",
  "kafkaDetail",
  "rocketmqDetail",
  "region",
  "projectId",
  "status",
  "agency",
  "flavor",
  "createdTime",
  "updatedTime",
  "errorInfo",
] as const satisfies readonly (keyof EgConnection)[];

function withSecrets(args: EgConnectionArgs | undefined): object | undefined {
  return (
    args && {
      ...args,
      kafkaDetail: withSecretMember(args.kafkaDetail, "password"),
      rocketmqDetail: withSecretMember(args.rocketmqDetail, "password"),
    }
  );
}

const NO_REGION =
  "is required: give it, or configure huaweicloud:region (pulumi config set huaweicloud:region …), or set HW_REGION_NAME";

/** @internal */
export const egConnection = (): Lifecycle<ConnectionInputs, Sight> => ({
  cloud: "huawei",
  healthyStatus: "CREATED",
  minutes: { create: 10, update: 10, delete: 10 },
  makes: "create",
  properties: {
    name: { schema: name, onChange: "replace", keeps: true, identifies: true },
    description: { schema: description, onChange: "update" },
    vpcId: { schema: vendorText("the id of a VPC"), onChange: "replace" },
    subnetId: { schema: vendorText("the network id of a subnet"), onChange: "replace" },
    type: { schema: oneOf(CONNECTION_TYPES), onChange: "replace" },
    kafkaDetail: { schema: kafkaDetail.optional(), onChange: replacesKafka },
    rocketmqDetail: { schema: rocketmqDetail.optional(), onChange: "update" },
    region: { schema: regionId, onChange: "replace", keeps: true, missing: NO_REGION, identifies: true },
    projectId: {
      schema: vendorText("the id of a project").optional(),
      onChange: "replace",
      keeps: true,
      identifies: true,
    },
  },

  problems: (inputs, unknown) => [
    ...detailProblems("kafkaDetail", "KAFKA", inputs, unknown),
    ...detailProblems("rocketmqDetail", "ROCKETMQ", inputs, unknown),
  ],

  defaults(inputs, { huawei }, naming) {
    const region = inputs.region ?? huawei.region;
    const project = region === undefined ? undefined : mainProject(huawei, region);
    return {
      name: connectionName(naming),
      description: "",
      type: "WEBHOOK",
      region,
      projectId: project && "id" in project ? project.id : undefined,
    };
  },

  title: ({ name, region }) => `EventGrid connection ${name ? `${name} in ${region}` : `in ${region}`}`,
  id: (inputs, sight, past) =>
    idIn(past.answer("create")) ??
    (sight !== undefined && findDifferences(inputs, sight).length === 0 ? sight.id : undefined),

  fromId(id, { huawei }) {
    const [, region = huawei.region, own] = /^(?:([^:]*):)?([^:]+)$/.exec(id) ?? [];
    if (own === undefined || (region !== undefined && !regionId.safeParse(region).success)) {
      return `"${id}" is not an id of this kind; it has the form <id> or <region>:<id>`;
    }
    return region === undefined
      ? `The region of ${id} ${NO_REGION}; or put it before the id: <region>:<id>`
      : { region };
  },

  // A project that is given is the resource's own, whatever other project is configured.
  account: async ({ clouds, inputs, options }) =>
    inputs.projectId ?? (await clouds.huawei.accountId(inputs.region, options)),

  async look(context, afterMs) {
    const { clouds, inputs, options } = context;
    const project = await projectOf(context);
    const id = ownId(context);
    // A list may still show what was deleted: what is to be adopted is looked at once more.
    const found =
      id === undefined
        ? await lookForConnection(clouds.huawei, project, inputs.name, { ...options, afterMs })
        : { id };
    if (found === undefined) return undefined;
    const sight = await lookAtConnection(clouds.huawei, project, found.id, {
      ...options,
      afterMs: id === undefined ? 0 : afterMs,
    });
    return sight && { ...sight, projectId: project.projectId };
  },

  status: ({ status }) => status,

  toward: (sight, context) => (sight === undefined ? make(context) : settle(sight, context)),
  away: remove,

  outputs: (sight, context) => ({
    name: sight.name,
    description: sight.description,
    vpcId: sight.vpcId,
    subnetId: sight.subnetId,
    type: typeOf(sight) ?? context.inputs.type ?? "WEBHOOK",
    kafkaDetail: shownKafka(sight, context),
    rocketmqDetail: shownRocketmq(sight, context),
    region: context.inputs.region,
    projectId: sight.projectId,
    status: sight.status,
    agency: sight.agency,
    flavor: sight.flavor,
    createdTime: sight.createdTime,
    updatedTime: sight.updatedTime,
    errorInfo: sight.errorInfo,
  }),

  condition({ status }) {
    if (status === "CREATED") return "healthy";
    return { shows: String(status), beyondRepair: status === "CREATE_FAILED" };
  },
});
