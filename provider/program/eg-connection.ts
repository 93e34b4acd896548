// Generated from the resource's definition by `npm run generate`: change it there.
import type * as pulumi from "@pulumi/pulumi";
import { noArguments, withBareId } from "./registration.ts";
import { InterlinkResource } from "./resource.ts";

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

/** Arguments of {@link EgConnection}. */
export interface EgConnectionArgs {
  /**
   * 1 to 128 letters, digits, `.`, `_` and `-`, first a letter or digit; unique in the tenant. Default: the
   * resource's name and seven digits that depend on its URN. A change replaces.
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
  /**
   * Default: the project that is configured, else the region's own, which is looked up. A change replaces.
   */
  projectId?: pulumi.Input<string>;
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
    super(EG_CONNECTION, name, args, opts);
  }

  /** Reads a connection that another stack manages. `id` is `<id>`, or `<region>:<id>`. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, opts?: pulumi.CustomResourceOptions): EgConnection {
    return withBareId(new EgConnection(name, noArguments, { ...opts, id }));
  }

  /** Whether a value is of this class, of whatever copy of this package. */
  static override isInstance(value: unknown): value is EgConnection {
    return InterlinkResource.isA(value, "EgConnection");
  }
}

const EG_CONNECTION = {
  type: "EgConnection",
  inputs: [
    "name",
    "description",
    "vpcId",
    "subnetId",
    "type",
    "kafkaDetail",
    "rocketmqDetail",
    "region",
    "projectId",
  ],
  outputs: ["status", "agency", "flavor", "createdTime", "updatedTime", "errorInfo"],
  secretMembers: {
    kafkaDetail: "password",
    rocketmqDetail: "password",
  },
} as const;
