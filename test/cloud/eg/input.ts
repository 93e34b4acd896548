import { z } from "zod";
import { Refusal } from "../frame/answer.ts";
import { codes } from "./errors.ts";

const text = z.string().min(1);

// KafkaConnectionDetail. The page lists the members; one that it does not list is refused, to show mistakes.
const kafkaDetail = z
  .strictObject({
    instance_id: text,
    addr: text,
    security_protocol: text.exactOptional(),
    enable_sasl_ssl: z.boolean(),
    user_name: text.exactOptional(),
    password: text.exactOptional(),
    acks: z.enum(["0", "1", "all"]).exactOptional(),
  })
  .refine((detail) => !detail.enable_sasl_ssl || (detail.user_name && detail.password), {
    error: "user_name and password are required with SASL",
  });

// RocketmqConnectionDetail. Which members are mandatory, and the type of enable_acl, no page settles.
const rocketmqDetail = z
  .strictObject({
    instance_id: text,
    addr: text,
    use_tls: z.boolean().exactOptional(),
    enable_acl: z.union([z.boolean(), z.enum(["true", "false"])]).exactOptional(),
    user_name: text.exactOptional(),
    password: text.exactOptional(),
  })
  .refine((detail) => String(detail.enable_acl) !== "true" || (detail.user_name && detail.password), {
    error: "user_name and password are required with ACL",
  });

const description = z.string().max(255);

const create = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/)
      .refine((name) => name !== "default"),
    description: description.default(""),
    vpc_id: text.max(128),
    subnet_id: text.max(128),
    type: z.enum(["WEBHOOK", "KAFKA", "ROCKETMQ"]).exactOptional(),
    kafka_detail: kafkaDetail.exactOptional(),
    rocketmq_detail: rocketmqDetail.exactOptional(),
  })
  .refine((body) => (body.type === "KAFKA") === (body.kafka_detail !== undefined), {
    error: "kafka_detail is for KAFKA, and required there",
  })
  .refine((body) => (body.type === "ROCKETMQ") === (body.rocketmq_detail !== undefined), {
    error: "rocketmq_detail is for ROCKETMQ, and required there",
  });

const update = z.strictObject({
  description: description.exactOptional(),
  kafka_detail: z.strictObject({ user_name: text, password: text }).exactOptional(),
  rocketmq_detail: rocketmqDetail.exactOptional(),
});

const list = z.object({
  offset: z.coerce.number().int().nonnegative().default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(15),
  sort: z
    .string()
    .regex(/^(name|created_time|updated_time):(ASC|DESC)$/)
    .default("created_time:DESC"),
  name: z.string().exactOptional(),
  fuzzy_name: z.string().exactOptional(),
});

/** The body of CreateConnection; throws EG.00513000. */
export const readCreate = reader(create);
/** The body of UpdateConnection; throws EG.00513000. */
export const readUpdate = reader(update);
/** The query of ListConnections; throws EG.00513000. */
export const readList = reader(list);

function reader<S extends z.ZodType>(schema: S): (given: unknown) => z.output<S> {
  return (given) => {
    const parsed = schema.safeParse(given);
    if (parsed.success) return parsed.data;
    const error_details = z.prettifyError(parsed.error).slice(0, 1024);
    throw new Refusal(codes.parameters, { details: { error_details } });
  };
}
