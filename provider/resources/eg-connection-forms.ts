import * as z from "zod";
import { oneOf } from "../core/forms.ts";

// Apart from the class: a program never needs these, and zod is not to be loaded with it.

const NAME =
  "must be 1 to 128 letters, digits, periods, underscores and hyphens, the first a letter or digit";
/** A name: "default" is taken in every project. */
export const name = z
  .string(NAME)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, NAME)
  .refine((it) => it !== "default", "cannot be default: every project has that connection from the start");
/** A text that is the cloud's to judge, but for its length. */
export const vendorText = (what: string, longest = 128): z.ZodType<string> =>
  z
    .string(`must be ${what}`)
    .min(1, `must be ${what}`)
    .max(longest, `must have at most ${longest} characters`);
/** A description. */
export const description = z.string("must be a text").max(255, "must have at most 255 characters");

const user = { userName: z.string().min(1).optional(), password: z.string().min(1).optional() };
/** How a Kafka instance is reached. */
export const kafkaDetail = z.strictObject({
  instanceId: vendorText("the id of a Kafka instance"),
  addr: vendorText("the brokers: host:port, several with commas between", 4096),
  securityProtocol: vendorText("a protocol such as SASL_SSL").optional(),
  enableSaslSsl: z.boolean("must be true or false"),
  ...user,
  acks: oneOf(["0", "1", "all"]).default("1"),
});
/** How a RocketMQ instance is reached. */
export const rocketmqDetail = z.strictObject({
  instanceId: vendorText("the id of a RocketMQ instance"),
  addr: vendorText("the address: host:port, several with commas between", 4096),
  useTls: z.boolean("must be true or false").default(false),
  enableAcl: z.boolean("must be true or false").default(false),
  ...user,
});
