import * as z from "zod";

/** How a connection reaches a Kafka instance. Fields that an answer lacks are undefined. */
export interface KafkaDetail {
  readonly instanceId: string;
  readonly addr: string;
  readonly securityProtocol?: string | undefined;
  readonly enableSaslSsl?: boolean | undefined;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
  readonly acks?: string | undefined;
}

/** How a connection reaches a RocketMQ instance. Fields that an answer lacks are undefined. */
export interface RocketmqDetail {
  readonly instanceId: string;
  readonly addr: string;
  readonly useTls?: boolean | undefined;
  readonly enableAcl?: boolean | undefined;
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
}

// The pages' own samples have {} where a value is absent, even for texts: {}, null and missing are one here.
const optionalText = z
  .unknown()
  .optional()
  .transform((value) =>
    (typeof value === "string" && value !== "") || typeof value === "number" ? String(value) : undefined,
  );
const text = optionalText.transform((value) => value ?? "");
const optionalFlag = z
  .unknown()
  .optional()
  .transform((value) => {
    const word = typeof value === "string" ? value.toLowerCase() : value;
    return word === true || word === "true" ? true : word === false || word === "false" ? false : undefined;
  });

function absentIfEmpty<Value extends object>(schema: z.ZodType<Value>): z.ZodType<Value | undefined> {
  return schema
    .optional()
    .catch(undefined)
    .transform((value) =>
      Object.values(value ?? {}).some((part) => part !== undefined && part !== "") ? value : undefined,
    );
}

/** A connection in an answer. */
export const connection = z
  .object({
    id: z.string().min(1),
    name: z.string(),
    description: text,
    status: text,
    vpc_id: text,
    subnet_id: text,
    type: optionalText,
    // A password is never taken from an answer: whether it is echoed, and in what form, is not documented.
    kafka_detail: absentIfEmpty(
      z.object({
        instance_id: text,
        addr: text,
        security_protocol: optionalText,
        enable_sasl_ssl: optionalFlag,
        user_name: optionalText,
        acks: optionalText,
      }),
    ),
    rocketmq_detail: absentIfEmpty(
      z.object({
        instance_id: text,
        addr: text,
        use_tls: optionalFlag,
        enable_acl: optionalFlag,
        user_name: optionalText,
      }),
    ),
    agency: text,
    flavor: absentIfEmpty(
      z.object({
        name: text,
        concurrency_type: text,
        concurrency: z.number().optional().catch(undefined),
        bandwidth_type: text,
      }),
    ),
    created_time: text,
    updated_time: text,
    error_info: absentIfEmpty(z.object({ error_code: text, error_msg: text, error_detail: text })),
  })
  .transform((it) => ({
    id: it.id,
    name: it.name,
    description: it.description,
    status: it.status,
    vpcId: it.vpc_id,
    subnetId: it.subnet_id,
    type: it.type,
    kafkaDetail: it.kafka_detail && {
      instanceId: it.kafka_detail.instance_id,
      addr: it.kafka_detail.addr,
      securityProtocol: it.kafka_detail.security_protocol,
      enableSaslSsl: it.kafka_detail.enable_sasl_ssl,
      userName: it.kafka_detail.user_name,
      acks: it.kafka_detail.acks,
    },
    rocketmqDetail: it.rocketmq_detail && {
      instanceId: it.rocketmq_detail.instance_id,
      addr: it.rocketmq_detail.addr,
      useTls: it.rocketmq_detail.use_tls,
      enableAcl: it.rocketmq_detail.enable_acl,
      userName: it.rocketmq_detail.user_name,
    },
    agency: it.agency,
    flavor: it.flavor && {
      name: it.flavor.name,
      concurrencyType: it.flavor.concurrency_type,
      concurrency: it.flavor.concurrency,
      bandwidthType: it.flavor.bandwidth_type,
    },
    createdTime: it.created_time,
    updatedTime: it.updated_time,
    errorInfo: it.error_info && {
      errorCode: it.error_info.error_code,
      errorMsg: it.error_info.error_msg,
      errorDetail: it.error_info.error_detail,
    },
  }));

/** One connection, as EventGrid shows it. */
export type Connection = z.infer<typeof connection>;

/** What a connection is made from. */
export interface NewConnection {
  readonly name: string;
  readonly description: string;
  readonly vpcId: string;
  readonly subnetId: string;
  readonly type: string;
  readonly kafkaDetail?: KafkaDetail | undefined;
  readonly rocketmqDetail?: RocketmqDetail | undefined;
}

/** What of a connection can be changed; what is left out stays. */
export interface ConnectionChange {
  readonly description?: string | undefined;
  /** The rest of the Kafka details cannot be changed. Empty texts take the user away. */
  readonly kafkaDetail?: { readonly userName: string; readonly password: string } | undefined;
  readonly rocketmqDetail?: RocketmqDetail | undefined;
}

/** Kafka details as a request has them. */
export function kafkaToWire(detail: KafkaDetail): object {
  return {
    instance_id: detail.instanceId,
    addr: detail.addr,
    security_protocol: detail.securityProtocol,
    enable_sasl_ssl: detail.enableSaslSsl,
    user_name: detail.userName,
    password: detail.password,
    acks: detail.acks,
  };
}

/** RocketMQ details as a request has them. */
export function rocketmqToWire(detail: RocketmqDetail): object {
  return {
    instance_id: detail.instanceId,
    addr: detail.addr,
    use_tls: detail.useTls,
    // Documented as a text, although it can only be yes or no.
    enable_acl: detail.enableAcl === undefined ? undefined : String(detail.enableAcl),
    user_name: detail.userName,
    password: detail.password,
  };
}
