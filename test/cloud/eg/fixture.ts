import type { Answered } from "../caller.ts";
import type { Cloud } from "../client.ts";
import { defaultHuawei } from "../defaults.ts";
import { type HuaweiOptions, huaweiCall } from "../huawei-caller.ts";

/** The body of a proper CreateConnection. */
export const webhook = { name: "c-1", vpc_id: "vpc-1", subnet_id: "subnet-1" };

/** Kafka's part of a CreateConnection. */
export const kafka = {
  ...webhook,
  type: "KAFKA",
  kafka_detail: {
    instance_id: "kafka-1",
    addr: "192.168.0.1:9093",
    enable_sasl_ssl: true,
    user_name: "user",
    password: "kafka-password",
    acks: "all",
  },
};

/** RocketMQ's part of a CreateConnection. */
export const rocketmq = {
  ...webhook,
  type: "ROCKETMQ",
  rocketmq_detail: {
    instance_id: "rocketmq-1",
    addr: "192.168.0.2:8100",
    use_tls: true,
    enable_acl: "false",
  },
};

/** What the tests of EventGrid do with a cloud. */
export function egSteps(cloud: () => Cloud) {
  const project = defaultHuawei.projectId;
  const on = (method: string, id: string, options: HuaweiOptions = {}): Promise<Answered> =>
    huaweiCall(cloud(), method, `/v1/${project}/connections${id === "" ? "" : `/${id}`}`, options);

  return {
    create: (body: unknown = webhook, options: HuaweiOptions = {}) => on("POST", "", { body, ...options }),
    show: (id: string) => on("GET", id),
    update: (id: string, body: unknown) => on("PUT", id, { body }),
    remove: (id: string) => on("DELETE", id),
    list: (query: Record<string, string> = {}) => on("GET", "", { query }),

    /** Creates a connection and answers with its id. */
    made: async (body: unknown = webhook): Promise<string> => {
      const answer = await on("POST", "", { body });
      if (answer.status !== 200) throw new Error(answer.text);
      return String(answer.body["id"]);
    },

    /** The names that a list shows, in its order. */
    names: async (query: Record<string, string> = {}): Promise<string[]> => {
      const { body } = await on("GET", "", { query });
      return (body["items"] as { name: string }[]).map(({ name }) => name);
    },
  };
}
