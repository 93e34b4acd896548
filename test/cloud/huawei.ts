import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { type Answer, type ErrorRow, Refusal, row } from "./frame/answer.ts";
import { toJson, type WireObject } from "./frame/json.ts";
import type { Opened, OperationInfo, Request, Service } from "./frame/service.ts";
import type { Kind, View } from "./frame/store.ts";
import type { World } from "./frame/world.ts";
import { authenticate, claimed, type HuaweiCaller, projectOf } from "./huawei-auth.ts";
import { findOperation, readJson, readQuery, withoutSecrets } from "./huawei-request.ts";
import { type Project, projects } from "./iam/records.ts";
import { refusedBy } from "./policies.ts";

/** One call of a REST operation. */
export interface Call {
  readonly world: World;
  readonly requestId: string;
  /** What reads show; undefined is the present. Writes always see the present. */
  readonly view: View;
  readonly headers: Request["headers"];
  readonly query: ReadonlyMap<string, string>;
  /** A part of the path that the template names. */
  path(name: string): string;
  /** The body as JSON; throws the service's Refusal if it is none. */
  json(): unknown;
}

/** A call by somebody who is known. */
export interface DomainCall extends Call {
  readonly caller: HuaweiCaller;
}

/** A call by somebody who may act in the project that the path names. */
export interface ProjectCall extends DomainCall {
  readonly project: Project;
}

/** What goes back; no body with a 204. */
export interface Reply {
  readonly status: number;
  readonly body?: WireObject;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Route extends OperationInfo {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Such as `/v1/{project_id}/connections/{connection_id}`. */
  readonly path: string;
  /** The permission that it takes. */
  readonly action?: string;
}

/** A REST operation. `access`: anybody; a known caller; one who may act in the project of the path. */
export type Operation =
  | (Route & { readonly access: "open"; run(call: Call): Reply })
  | (Route & { readonly access: "domain"; run(call: DomainCall): Reply })
  | (Route & { readonly access: "project"; run(call: ProjectCall): Reply });

/** What makes a REST service of Huawei Cloud. */
export interface HuaweiDefinition {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly transitions: readonly string[];
  readonly options: z.ZodObject;
  readonly operations: Readonly<Record<string, Operation>>;
  /** How the service itself says no to a body that is no JSON, a token, a foreign project, a lack of permission. */
  readonly errors: Readonly<Record<"body" | "token" | "project" | "denied", ErrorRow>>;
}

const unknown = row(404, "APIGW.0101", "The API does not exist or has not been published in the environment");

/** Makes a REST service of Huawei Cloud: JSON in and out, AK/SK signature or token. */
export function huaweiService<const D extends HuaweiDefinition>(
  definition: D,
): D & Pick<Service, "actions" | "open"> {
  const operations: Operation[] = Object.values(definition.operations);
  return {
    ...definition,
    actions: operations.flatMap(({ action }) => action ?? []),
    open: (world, request) => open(definition, world, request),
  };
}

function open(definition: HuaweiDefinition, world: World, request: Request): Opened {
  const { errors } = definition;
  // "Format is request_uuid-timestamp-hostname."
  const requestId = `${randomUUID()}-${Date.now()}-local-cloud`;
  const found = findOperation(definition.operations, request);
  const { domainId, accessKey } = claimed(world, request);
  const body = readJson(request.body);
  const query = readQuery(request.query);
  let caller: HuaweiCaller | undefined;
  let project: Project | undefined;

  return {
    operation: found?.name,
    write: found?.operation.write ?? false,
    region: projects.of(world).get(found?.path["project_id"] ?? "")?.region,
    account: domainId,
    accessKeyId: accessKey,
    params: { ...found?.path, ...withoutSecrets(Object.fromEntries(query)), ...withoutSecrets(body) },
    requestId,
    admit() {
      if (found === undefined) throw new Refusal(unknown);
      const { operation, path } = found;
      if (operation.access === "open") return;
      caller = authenticate(world, request, errors.token);
      if (operation.access === "domain") return;
      const where = { headers: request.headers, path: path["project_id"] ?? "", forbidden: errors.project };
      project = projectOf(world, caller, where);
    },
    run(view) {
      if (found === undefined) throw new Error("run without admit");
      const { operation, path } = found;
      if (operation.action !== undefined && caller !== undefined && !isAllowed(caller, operation.action)) {
        throw new Refusal(errors.denied, { filler: operation.action });
      }
      const call: Call = {
        world,
        requestId,
        view,
        headers: request.headers,
        query,
        path: (name) => {
          const part = path[name];
          if (part === undefined) throw new Error(`the path has no {${name}}`);
          return part;
        },
        json: () => {
          if (body === undefined) throw new Refusal(errors.body);
          return body;
        },
      };
      return written(requestId, carryOut(operation, call, caller, project));
    },
    refuse: (refusal) => refused(requestId, refusal),
    throttled({ code, status, message, hintMs }) {
      const error = row(
        status ?? 429,
        code ?? "APIGW.0308",
        message ?? "The throttling threshold has been reached: policy user over ratelimit",
      );
      return new Refusal(error, hintMs === undefined ? {} : { hintMs });
    },
  };
}

function isAllowed({ denied, policies }: HuaweiCaller, action: string): boolean {
  const needed = { action, resources: ["*"], keys: () => undefined };
  return !denied.includes(action) && refusedBy(policies, needed) === undefined;
}

function carryOut(
  operation: Operation,
  call: Call,
  caller: HuaweiCaller | undefined,
  project: Project | undefined,
): Reply {
  if (operation.access === "open") return operation.run(call);
  if (caller === undefined) throw new Error("run without admit");
  if (operation.access === "domain") return operation.run({ ...call, caller });
  if (project === undefined) throw new Error("run without admit");
  return operation.run({ ...call, caller, project });
}

const json = "application/json;charset=utf-8";

function written(requestId: string, { status, body, headers }: Reply): Answer {
  const type = body === undefined ? {} : { "content-type": json };
  return {
    status,
    headers: { ...type, "x-request-id": requestId, ...headers },
    body: body === undefined ? "" : toJson(body),
  };
}

/** Keystone's errors have numbers for codes, and a shape of their own. */
function refused(requestId: string, { status, code, message, details, hintMs }: Refusal): Answer {
  const body: WireObject = /^\d+$/.test(code)
    ? { error: { code: Number(code), message, title: titles[status] ?? "Error" } }
    : { error_code: code, error_msg: message, ...details, request_id: requestId };
  // The gateway's Retry-After is in seconds.
  const hint = hintMs === undefined ? {} : { "retry-after": String(Math.ceil(hintMs / 1000)) };
  return { ...written(requestId, { status, body, headers: hint }), code };
}

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  500: "Internal Server Error",
};
