import { createHash } from "node:crypto";
import type { Connection, ConnectionChange, KafkaDetail, RocketmqDetail } from "../huawei/eg-wire.ts";
import type { Context, InputsOf, Naming, Problem, Properties } from "../lifecycle/definition.ts";
import { isUnknown } from "../lifecycle/values.ts";
import type { inputs } from "./eg-connection.ts";

/** The kinds of targets that a connection can be for. */
export const CONNECTION_TYPES = ["WEBHOOK", "KAFKA", "ROCKETMQ"] as const;

/** The arguments of a connection, checked. */
export type ConnectionInputs = InputsOf<typeof inputs>;

/** A connection and the project it was found in. */
export type FoundConnection = Connection & { readonly projectId: string };

/** The connection's own id, of one that may have its region before it. */
export function bareId(id: string): string {
  return id.slice(id.lastIndexOf(":") + 1);
}

/** Longest name (CreateConnection, name). */
const LONGEST_NAME = 128;
const HASH_DIGITS = 7;

/** The name of a connection whose name was left out; it depends on nothing but the resource's name and URN. */
export function connectionName({ name, urn }: Naming): string {
  if (isUnknown(urn)) return urn;
  const hash = createHash("sha256").update(urn).digest("hex").slice(0, HASH_DIGITS);
  const fit = name.replace(/[^A-Za-z0-9._-]/gu, "-").replace(/^[._-]+/, "");
  return `${(fit || "connection").slice(0, LONGEST_NAME - HASH_DIGITS - 1)}-${hash}`;
}

/** What tells Kafka details apart for good; user and password can be changed. */
const KAFKA_FIXED = ["instanceId", "addr", "securityProtocol", "enableSaslSsl", "acks"] as const;

/** Whether Kafka details differ in what cannot be changed. */
export function replacesKafka(before: unknown, after: unknown): boolean {
  if (!isDetail(before) || !isDetail(after)) return true;
  return KAFKA_FIXED.some(
    (key) => before[key] !== after[key] && !(key === "acks" && after[key] === undefined),
  );
}

function isDetail(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The type as the cloud shows it; older versions of the interface know none. */
export function typeOf(found: Connection): string | undefined {
  if (found.type !== undefined) return found.type;
  if (found.kafkaDetail !== undefined) return "KAFKA";
  return found.rocketmqDetail === undefined ? undefined : "ROCKETMQ";
}

/** What has to be changed for a connection to be as wanted; undefined: nothing. */
export function pendingChange(
  found: Connection,
  context: Context<unknown, ConnectionInputs>,
): ConnectionChange | undefined {
  const { description, kafkaDetail, rocketmqDetail } = context.inputs;
  const kafkaUser = kafkaDetail && {
    userName: kafkaDetail.userName ?? "",
    password: kafkaDetail.password ?? "",
  };
  const kafkaIs = shownKafka(found, context);
  const rocketmqIs = shownRocketmq(found, context);
  const kafkaDiffers =
    kafkaUser !== undefined &&
    (kafkaUser.userName !== (kafkaIs?.userName ?? "") || kafkaUser.password !== (kafkaIs?.password ?? ""));
  const rocketmqDiffers = rocketmqDetail !== undefined && differs(rocketmqDetail, rocketmqIs);
  const change: ConnectionChange = {
    ...(found.description !== description && { description }),
    ...(kafkaDiffers && { kafkaDetail: kafkaUser }),
    ...(rocketmqDiffers && { rocketmqDetail }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}

function differs(wanted: RocketmqDetail, is: RocketmqDetail | undefined): boolean {
  const keys = ["instanceId", "addr", "useTls", "enableAcl", "userName", "password"] as const;
  return keys.some((key) => wanted[key] !== is?.[key]);
}

/** Kafka details for the state: as the cloud shows them, and the password that was given last. */
export function shownKafka(
  found: Connection,
  context: Context<unknown, Properties>,
): KafkaDetail | undefined {
  const shown = found.kafkaDetail;
  const wanted = detailIn<KafkaDetail>(context.inputs, "kafkaDetail");
  // Only asked for by its id: nothing was wanted.
  if (wanted === undefined) return context.inputs["type"] === undefined ? shown : undefined;
  const given = givenLast<KafkaDetail>("kafkaDetail", context);
  return {
    instanceId: shown?.instanceId || wanted.instanceId,
    addr: shown?.addr || wanted.addr,
    // Left out, it is the cloud's choice.
    securityProtocol: wanted.securityProtocol && (shown?.securityProtocol ?? wanted.securityProtocol),
    enableSaslSsl: shown?.enableSaslSsl ?? wanted.enableSaslSsl,
    ...userOf(shown, wanted, given),
    acks: shown?.acks ?? wanted.acks,
  };
}

/** RocketMQ details for the state, likewise. */
export function shownRocketmq(
  found: Connection,
  context: Context<unknown, Properties>,
): RocketmqDetail | undefined {
  const shown = found.rocketmqDetail;
  const wanted = detailIn<RocketmqDetail>(context.inputs, "rocketmqDetail");
  if (wanted === undefined) return context.inputs["type"] === undefined ? shown : undefined;
  const given = givenLast<RocketmqDetail>("rocketmqDetail", context);
  return {
    instanceId: shown?.instanceId || (given?.instanceId ?? ""),
    addr: shown?.addr || (given?.addr ?? ""),
    useTls: shown?.useTls ?? given?.useTls,
    enableAcl: shown?.enableAcl ?? given?.enableAcl,
    ...userOf(shown, wanted, given),
  };
}

/** A user in details. */
interface DetailUser {
  readonly userName?: string | undefined;
  readonly password?: string | undefined;
}

/**
 * The user as the cloud shows it. One that the program does not give, and of whom no password was ever given, is left as
 * it is, as after an import: to set it would be to take it away.
 */
function userOf(
  shown: DetailUser | undefined,
  wanted: DetailUser,
  given: DetailUser | undefined,
): DetailUser {
  if (wanted.userName === undefined && given?.password === undefined) return {};
  return { userName: shown?.userName ?? given?.userName, password: given?.password };
}

/** The details that the cloud was given last, as far as this package knows: passwords cannot be read back. */
function givenLast<Detail>(
  key: "kafkaDetail" | "rocketmqDetail",
  { inputs: wanted, history, prior }: Context<unknown, Properties>,
): Detail | undefined {
  return detailIn<Detail>(
    history.maybeSent("create") || history.acknowledged("update") ? wanted : prior,
    key,
  );
}

/** Details as this package checked or stored them. */
function detailIn<Detail>(properties: Properties, key: "kafkaDetail" | "rocketmqDetail"): Detail | undefined {
  const detail = properties[key];
  return isDetail(detail) ? (detail as Detail) : undefined;
}

/** What is wrong with details that a connection of that type has, or has not. */
export function detailProblems(
  property: "kafkaDetail" | "rocketmqDetail",
  type: ConnectionInputs["type"],
  inputs: Partial<ConnectionInputs>,
  unknown: ReadonlySet<string>,
): Problem[] {
  const detail = inputs[property];
  const given = detail !== undefined || unknown.has(property);
  if (inputs.type === type && !given) return [{ property, reason: `is required with type ${type}` }];
  if (inputs.type !== undefined && inputs.type !== type && given) {
    return [{ property, reason: `is for type ${type} only; the type is ${inputs.type}` }];
  }
  if (detail !== undefined && (detail.userName === undefined) !== (detail.password === undefined)) {
    return [{ property, reason: "must have both userName and password, or neither" }];
  }
  return [];
}
