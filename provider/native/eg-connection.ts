// Generated from the resource's definition by `npm run generate`: change it there.
import type * as pulumi from "@pulumi/pulumi";
import type {
  EgConnectionArgs,
  EgConnectionErrorInfo,
  EgConnectionFlavor,
  EgKafkaDetailArgs,
  EgRocketmqDetailArgs,
} from "../program/eg-connection.ts";
import { noArguments, withBareId } from "../program/registration.ts";
import { NativeResource } from "./resource.ts";

/**
 * A connection of Huawei Cloud EventGrid to a VPC: what subscriptions deliver events through.
 *
 * @example
 * ```ts
 * import * as pulumi from "@pulumi/pulumi";
 * import * as interlink from "pulumi-interlink/native";
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
export class EgConnection extends NativeResource {
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
    return NativeResource.isA(value, "EgConnection");
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
