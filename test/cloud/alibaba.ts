import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { findCredential } from "./accounts.ts";
import { decodePairs } from "./acs3.ts";
import {
  authenticate,
  type Caller,
  claimedKey,
  isSignedInParameters,
  type RpcRequest,
} from "./alibaba-auth.ts";
import { Params } from "./alibaba-params.ts";
import { resourcesOf } from "./alibaba-resources.ts";
import { type Answer, type ErrorTable, Refusal, row } from "./frame/answer.ts";
import { toJson, toXml, type WireObject } from "./frame/json.ts";
import type { Opened, OperationInfo, Request, Service } from "./frame/service.ts";
import type { Kind, View } from "./frame/store.ts";
import type { World } from "./frame/world.ts";
import { refusedBy } from "./policies.ts";
import { isProtocolParameter } from "./rpc-signature.ts";

/** One call of an RPC operation by a caller who is known and allowed. */
export interface Call extends Caller {
  readonly world: World;
  readonly params: Params;
  readonly requestId: string;
  /** What reads show; undefined is the present. Writes always see the present. */
  readonly view: View;
}

/** The answer of a write that changed nothing: a dry run, or the repetition of one that was carried out before. */
export class Unchanged {
  readonly body: WireObject;
  constructor(body: WireObject) {
    this.body = body;
  }
}

/** An RPC operation: looks up, checks, changes, answers (RequestId is added). It throws a Refusal to say no. */
export interface Operation extends OperationInfo {
  readonly unsigned?: undefined;
  run(call: Call): WireObject | Unchanged;
}

/** An RPC operation without a signature: a parameter proves who calls (AssumeRoleWithOIDC). */
export interface UnsignedOperation extends OperationInfo {
  readonly unsigned: true;
  run(call: Omit<Call, keyof Caller>): WireObject;
}

/** What makes a service of Alibaba Cloud's RPC style. */
export interface AlibabaDefinition {
  readonly name: string;
  /** As in the troubleshooting links, such as "Vpc". */
  readonly product: string;
  readonly version: string;
  /** The service's code in permissions, such as "vpc"; left out: its operations need none. */
  readonly ram?: string;
  /** The parameter that tells the region of a call, for the log and the quotas; usually RegionId. */
  readonly regionParameter?: string;
  readonly methods?: readonly string[];
  /** Where parameters count: in query and form together, as the gateway usually takes them, or in the form alone. */
  readonly parametersIn?: "queryAndForm" | "form";
  readonly kinds: readonly Kind[];
  readonly transitions: readonly string[];
  readonly options: z.ZodObject;
  readonly operations: Readonly<Record<string, Operation | UnsignedOperation>>;
}

const gatewayErrors = {
  unknown: row(
    404,
    "InvalidAction.NotFound",
    "Specified api is not found, please check your url and method.",
  ),
  method: row(403, "UnsupportedHTTPMethod", "This http method is not supported."),
  encoding: row(400, "InvalidParameter.Format", "Specified parameter format is not valid."),
  denied: row(
    403,
    "Forbidden.RAM",
    "User not authorized to operate on the specified resource, or this API doesn't support RAM.",
  ),
} satisfies ErrorTable;

/** Makes a service of Alibaba Cloud's RPC style: `POST /`, parameters in query or form body, ACS3 signature. */
export function alibabaService<const D extends AlibabaDefinition>(
  definition: D,
): D & Pick<Service, "actions" | "open"> {
  const { ram, operations } = definition;
  return {
    ...definition,
    actions: ram === undefined ? [] : Object.keys(operations).map((operation) => `${ram}:${operation}`),
    open: (world, request) => open(definition, world, request),
  };
}

function open(definition: AlibabaDefinition, world: World, received: Request): Opened {
  const { request, params, readable } = readParams(received, definition);
  const { headers, protocol } = request;
  // Signed in its parameters, a request has headers that nobody vouches for.
  const older = isSignedInParameters(request);
  const name = (older ? undefined : headers["x-acs-action"]) ?? protocol.get("Action");
  const version = (older ? undefined : headers["x-acs-version"]) ?? protocol.get("Version");
  const known = name !== undefined && request.path === "/" && version === definition.version;
  const operation = known ? definition.operations[name] : undefined;
  const requestId = randomUUID().toUpperCase();
  const answer = (
    status: number,
    body: WireObject,
    more: Pick<Partial<Answer>, "code" | "headers"> = {},
  ): Answer => write({ status, body: { ...body, RequestId: requestId }, name, request, ...more });
  const accessKeyId = claimedKey(request);
  let caller: Caller | undefined;

  return {
    operation: operation === undefined ? undefined : name,
    write: operation?.write ?? false,
    region: params.get(definition.regionParameter ?? "RegionId"),
    account: accessKeyId === undefined ? undefined : findCredential(world, accessKeyId)?.accountId,
    accessKeyId,
    params: params.withoutSecrets(),
    requestId,
    admit() {
      if (operation === undefined) throw new Refusal(gatewayErrors.unknown);
      if (!(definition.methods ?? ["POST", "GET"]).includes(request.method))
        throw new Refusal(gatewayErrors.method);
      if (!readable) throw new Refusal(gatewayErrors.encoding);
      if (operation.unsigned === undefined) caller = authenticate(world, request);
    },
    run(view) {
      if (operation === undefined) throw new Error("run without admit");
      if (operation.unsigned) return answer(200, operation.run({ world, params, requestId, view }));
      if (caller === undefined) throw new Error("run without admit");
      if (definition.ram !== undefined) authorize(caller, `${definition.ram}:${name}`, params);
      const result = operation.run({ ...caller, world, params, requestId, view });
      return result instanceof Unchanged
        ? { ...answer(200, result.body), unchanged: true }
        : answer(200, result);
    },
    refuse({ status, code, message, details, hintMs }) {
      const Recommend = `https://api.alibabacloud.com/troubleshoot?q=${code}&product=${definition.product}&requestId=${requestId}`;
      const body = { HostId: headers["host"], Code: code, Message: message, Recommend, ...details };
      // CLI openapi/throttling_retry: the hint is in milliseconds.
      const hint = hintMs === undefined ? {} : { "x-acs-retry-after": String(Math.ceil(hintMs)) };
      return answer(status, body, { code, headers: hint });
    },
    softFail({ code, message, details }, httpStatusCode) {
      const body = {
        Success: false,
        Code: code,
        Message: message,
        HttpStatusCode: httpStatusCode,
        ...details,
      };
      return answer(200, body, { code });
    },
    throttled({ code, status, message, hintMs }) {
      const error = row(
        status ?? 400,
        code ?? "Throttling.User",
        message ?? "Request was denied due to user flow control.",
      );
      return new Refusal(error, hintMs === undefined ? {} : { hintMs });
    },
  };
}

/** Those of the protocol count wherever they are; those of the operation, where its service takes them. */
function readParams(
  request: Request,
  { parametersIn }: AlibabaDefinition,
): { request: RpcRequest; params: Params; readable: boolean } {
  const { query, headers, body } = request;
  const isForm = headers["content-type"]?.startsWith("application/x-www-form-urlencoded") ?? false;
  const read = (inQuery: [string, string][], form: [string, string][], readable: boolean) => {
    const pairs = [...inQuery, ...form];
    const protocol = new Params(pairs);
    const counting = parametersIn === "form" ? form : pairs;
    const rpc = { ...request, pairs, protocol };
    const own = isSignedInParameters(rpc)
      ? counting.filter(([name]) => !isProtocolParameter(name))
      : counting;
    return { request: rpc, params: new Params(own), readable };
  };
  try {
    return read(decodePairs(query), isForm ? decodePairs(body.toString("utf8")) : [], true);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return read([], [], false);
  }
}

function authorize({ account, principal, denied, policies }: Caller, action: string, params: Params): void {
  const resources = resourcesOf(action, account.id, (name) => params.get(name));
  // A key may be written with its service in front.
  const keys = (name: string): string | undefined => params.get(name.replace(/^.*:/, ""));
  const refusals = policies.flatMap((given) => refusedBy(given, { action, resources, keys }) ?? []);
  if (!denied.includes(action) && refusals.length === 0) return;
  throw new Refusal(gatewayErrors.denied, {
    details: {
      AccessDeniedDetail: {
        AuthAction: action,
        AuthPrincipalDisplayName: principal.principalId,
        AuthPrincipalOwnerId: account.id,
        AuthPrincipalType: principal.identityType,
        NoPermissionType: refusals.find((why) => why === "ExplicitDeny") ?? "ImplicitDeny",
        PolicyType: "AccountLevelIdentityBasedPolicy",
      },
    },
  });
}

/** Whether an answer is wanted as JSON: the parameter Format says so, or, signed in a header, Accept does. */
function wantsJson(request: RpcRequest): boolean {
  const format = request.protocol.get("Format");
  if (format !== undefined) return format.toUpperCase() === "JSON";
  return !isSignedInParameters(request) && (request.headers["accept"]?.includes("json") ?? false);
}

/** Writes JSON where it is asked for, else XML, which is the gateway's default. */
function write(answer: {
  status: number;
  body: WireObject;
  name: string | undefined;
  request: RpcRequest;
  code?: string;
  headers?: Readonly<Record<string, string>>;
}): Answer {
  const { status, body, name, request, code, headers = {} } = answer;
  const json = wantsJson(request);
  const root = code === undefined ? `${name}Response` : "Error";
  const type = json ? "application/json;charset=utf-8" : "text/xml;charset=utf-8";
  return {
    status,
    headers: { "content-type": type, "x-acs-request-id": String(body["RequestId"]), ...headers },
    body: json ? toJson(body) : toXml(root, body),
    ...(code !== undefined && { code }),
  };
}
