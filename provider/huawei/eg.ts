import * as z from "zod";
import { isNotFound } from "../http/errors.ts";
import { ALL_RESOURCES, type CallOptions, type Permission } from "../http/operation.ts";
import { paginate } from "../http/paginate.ts";
import type { Batch } from "../http/read-group.ts";
import type { Huawei } from "./client.ts";
import { eventGridErrors, eventGridNotFound } from "./eg-errors.ts";
import {
  type Connection,
  type ConnectionChange,
  connection,
  kafkaToWire,
  type NewConnection,
  rocketmqToWire,
} from "./eg-wire.ts";
import type { HuaweiOperation, HuaweiService } from "./operation.ts";

/**
 * Connections of EventGrid, version 1.
 *
 * Sources, read 2026-11-21: the pages CreateConnection, ShowDetailOfConnection, UpdateConnection, DeleteConnection,
 * ListConnections (Huawei Cloud help, EventGrid API reference).
 */

/** EventGrid. */
export const eventGrid: HuaweiService = { name: "EventGrid", endpointKey: "eg" };

/** What the operations on connections have in common: their pages refer to one table of codes. */
const ofConnections = { service: eventGrid, errors: eventGridErrors, notFound: eventGridNotFound };

/** What the page says of the permission; only that of ShowDetailOfConnection names the action. */
function onConnections(verb: string, page: string): Permission {
  return {
    action: `eg:connections:${verb}`,
    resources: ALL_RESOURCES,
    page,
    date: "read 2026-11-21",
    ...(verb !== "get" && { guess: "its name, which is made like that of eg:connections:get" }),
  };
}

/** Makes a connection: CREATING, then CREATED or CREATE_FAILED. There is no client token; names are unique. */
export const createConnection: HuaweiOperation<NewConnection, Connection> = {
  ...ofConnections,
  name: "CreateConnection",
  effect: "write",
  permission: onConnections("create", "CreateConnection"),
  method: "POST",
  path: (_, projectId) => ["v1", projectId, "connections"],
  body: ({ name, description, vpcId, subnetId, type, kafkaDetail, rocketmqDetail }) => ({
    name,
    description,
    vpc_id: vpcId,
    subnet_id: subnetId,
    type,
    kafka_detail: kafkaDetail && kafkaToWire(kafkaDetail),
    rocketmq_detail: rocketmqDetail && rocketmqToWire(rocketmqDetail),
  }),
  answer: connection,
};

/** Changes a connection. */
export const updateConnection: HuaweiOperation<
  ConnectionChange & { readonly id: string },
  { description?: string | undefined }
> = {
  ...ofConnections,
  name: "UpdateConnection",
  effect: "write",
  permission: onConnections("update", "UpdateConnection"),
  method: "PUT",
  path: ({ id }, projectId) => ["v1", projectId, "connections", id],
  body: ({ description, kafkaDetail, rocketmqDetail }) => ({
    description,
    kafka_detail: kafkaDetail && { user_name: kafkaDetail.userName, password: kafkaDetail.password },
    rocketmq_detail: rocketmqDetail && rocketmqToWire(rocketmqDetail),
  }),
  answer: z.object({ description: z.string().optional().catch(undefined) }),
};

/** Deletes a connection; nothing is answered. */
export const deleteConnection: HuaweiOperation<{ readonly id: string }, object> = {
  ...ofConnections,
  name: "DeleteConnection",
  effect: "write",
  permission: onConnections("delete", "DeleteConnection"),
  method: "DELETE",
  path: ({ id }, projectId) => ["v1", projectId, "connections", id],
  answer: z.looseObject({}),
};

/** One connection. */
export const showConnection: HuaweiOperation<{ readonly id: string }, Connection> = {
  ...ofConnections,
  name: "ShowDetailOfConnection",
  effect: "read",
  permission: onConnections("get", "ShowDetailOfConnection"),
  method: "GET",
  path: ({ id }, projectId) => ["v1", projectId, "connections", id],
  answer: connection,
};

/** 1,000 is the most; without it a page has 15. */
const PAGE = 500;

/** Connections of a project. */
export const listConnections: HuaweiOperation<
  { readonly offset: number; readonly name?: string | undefined },
  { total?: number | undefined; items: Connection[] }
> = {
  ...ofConnections,
  name: "ListConnections",
  effect: "read",
  permission: onConnections("list", "ListConnections"),
  method: "GET",
  path: (_, projectId) => ["v1", projectId, "connections"],
  query: ({ offset, name }) => ({
    limit: String(PAGE),
    offset: String(offset),
    ...(name !== undefined && { name }),
  }),
  answer: z.object({ total: z.number().optional(), items: z.array(connection) }),
};

/** Where connections are. */
export interface Project {
  readonly region: string;
  readonly projectId: string;
}

/** One connection by its id; many that are read in the same project share a list. */
export function readConnection(
  huawei: Huawei,
  project: Project,
  id: string,
  options: CallOptions & { readonly afterMs?: number },
): Promise<Connection | undefined> {
  const batch: Batch<Connection> = {
    name: `EventGrid.connections by id ${project.region} ${project.projectId}`,
    maxKeys: Number.POSITIVE_INFINITY,
    // Pages shift while others come and go, and one connection may be readable where the list is not.
    fallback: "when missing or refused",
    fetch: async (ids, callOptions) => {
      const [only, ...others] = ids;
      if (only !== undefined && others.length === 0) return await show(huawei, project, only, callOptions);
      return await list(huawei, project, "id", ids, callOptions);
    },
  };
  return huawei.batcher.read(batch, id, options);
}

/** One connection by its exact name; many that are searched for in the same project share a list. */
export function findConnection(
  huawei: Huawei,
  project: Project,
  name: string,
  options: CallOptions & { readonly afterMs?: number },
): Promise<Connection | undefined> {
  const batch: Batch<Connection> = {
    name: `EventGrid.connections by name ${project.region} ${project.projectId}`,
    maxKeys: Number.POSITIVE_INFINITY,
    fallback: "never",
    fetch: (names, callOptions) => list(huawei, project, "name", names, callOptions),
  };
  return huawei.batcher.read(batch, name, options);
}

async function show(
  huawei: Huawei,
  project: Project,
  id: string,
  options: CallOptions,
): Promise<ReadonlyMap<string, Connection>> {
  try {
    return new Map([[id, await huawei.call(showConnection, project, { id }, options)]]);
  } catch (error) {
    if (isNotFound(error)) return new Map();
    throw error;
  }
}

/** Reads page after page until all that are wanted were found. */
async function list(
  huawei: Huawei,
  project: Project,
  key: "id" | "name",
  wanted: readonly string[],
  options: CallOptions,
): Promise<ReadonlyMap<string, Connection>> {
  const name = key === "name" && wanted.length === 1 ? wanted[0] : undefined;
  const missing = new Set(wanted);
  const found = new Map<string, Connection>();
  const pages = paginate({
    name: listConnections.name,
    first: 0,
    read: (offset) => huawei.call(listConnections, project, { offset, name }, options),
    next: ({ total, items }, offset) => {
      const following = offset + items.length;
      // To ask for what lies beyond the total is an error (APIGW.0106).
      const isLast = total === undefined ? items.length < PAGE : following >= total || items.length === 0;
      return isLast ? undefined : following;
    },
  });
  for await (const { items } of pages) {
    for (const it of items) {
      // Compared here once more: a filter that is not understood returns everything.
      if (missing.delete(it[key])) found.set(it[key], it);
    }
    if (missing.size === 0) break;
  }
  return found;
}
