import * as z from "zod";
import { oneOf } from "../lifecycle/validators.ts";

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

const flag = z.boolean("must be true or false");
const userText = z.string().min(1).optional();

/** How a Kafka instance is reached. */
export const kafkaDetail = z
  .strictObject({
    instanceId: vendorText("the id of a Kafka instance").describe(
      "The DMS Kafka instance. A change replaces.",
    ),
    addr: vendorText("the brokers: host:port, several with commas between", 4096).describe(
      "Its brokers, `host:port` with commas between. A change replaces.",
    ),
    securityProtocol: vendorText("a protocol such as SASL_SSL")
      .optional()
      .describe(
        "`PLAINTEXT`, `SASL_PLAINTEXT` or `SASL_SSL`. Default: the cloud's choice. A change replaces.",
      ),
    enableSaslSsl: flag.describe("Whether the instance asks for SASL. A change replaces."),
    userName: userText.describe("The user, with SASL. Changed in place."),
    password: userText.describe("The user's password: a secret in the state, and changed in place."),
    acks: oneOf(["0", "1", "all"])
      .default("1")
      .describe("How many brokers confirm a message. Default: `1`. A change replaces."),
  })
  .meta({ title: "EgKafkaDetail", description: "How an {@link EgConnection} reaches a Kafka instance." });

/** How a RocketMQ instance is reached. */
export const rocketmqDetail = z
  .strictObject({
    instanceId: vendorText("the id of a RocketMQ instance").describe("The DMS RocketMQ instance."),
    addr: vendorText("the address: host:port, several with commas between", 4096).describe(
      "Its address, `host:port` with commas between.",
    ),
    useTls: flag.default(false).describe("Whether it is reached by TLS. Default: no."),
    enableAcl: flag.default(false).describe("Whether it asks for a user. Default: no."),
    userName: userText.describe("The user, with access control."),
    password: userText.describe("The user's password: a secret in the state."),
  })
  .meta({
    title: "EgRocketmqDetail",
    description: "How an {@link EgConnection} reaches a RocketMQ instance. All of it is changed in place.",
  });

/** How much a connection can carry. */
export const flavor = z
  .object({
    name: z.string().describe("The flavor's name."),
    concurrencyType: z.string().describe("`shared` or `exclusive`."),
    concurrency: z.number().optional().describe("How many requests may be under way at once."),
    bandwidthType: z.string().describe("`shared` or `exclusive`."),
  })
  .meta({ title: "EgConnectionFlavor", description: "How much a connection can carry." });

/** Why the cloud failed to create a connection. */
export const errorInfo = z
  .object({
    errorCode: z.string().describe("The cloud's code."),
    errorMsg: z.string().describe("Its message."),
    errorDetail: z.string().describe("What it says beyond that."),
  })
  .meta({ title: "EgConnectionErrorInfo", description: "Why the cloud failed to create a connection." });
