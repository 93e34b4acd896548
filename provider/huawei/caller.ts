import type { Clock } from "../http/clock.ts";
import type { AccessKey, CredentialSource } from "../http/credentials.ts";
import { encodeQuery } from "../http/encoding.ts";
import type { CallOptions } from "../http/operation.ts";
import type { Sender } from "../http/pipeline.ts";
import { Limiters } from "../http/rate-limiter.ts";
import type { HttpRequest } from "../http/transport.ts";
import { interpretHuawei } from "./answers.ts";
import type { HuaweiOperation, HuaweiService } from "./operation.ts";
import { encodePath, signSdkHmac } from "./signer.ts";

/** What a call to Huawei Cloud proves who it is with: a signature by an access key, or an IAM token. Never both. */
export type HuaweiAuth = AccessKey | { readonly token: string; readonly projectId?: string };

/** Where a call goes and whose it is. */
export interface HuaweiTarget {
  readonly region: string;
  /** The project a service of a project is called for. */
  readonly projectId?: string;
  /** None: the call proves nothing, as the one that asks for a token. */
  readonly credentials?: CredentialSource<HuaweiAuth>;
}

/** What calls to Huawei Cloud need. */
export interface HuaweiCallerOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  /** The base URL of a service in a region. */
  readonly endpoint: (service: HuaweiService, region: string) => string;
  /** Ends calls that are told of no other signal. */
  readonly stop: AbortSignal;
}

/** Calls operations of Huawei Cloud's REST interfaces; each has a limiter of its own. */
export class HuaweiCaller {
  readonly #options: HuaweiCallerOptions;
  readonly #limiters: Limiters;

  constructor(options: HuaweiCallerOptions) {
    this.#options = options;
    this.#limiters = new Limiters(options.clock);
  }

  /** Calls one operation. */
  async call<Parameters extends object, Answer>(
    operation: HuaweiOperation<Parameters, Answer>,
    { region, projectId, credentials }: HuaweiTarget,
    parameters: Parameters,
    { signal = this.#options.stop, onQueued, expired }: CallOptions = {},
  ): Promise<Answer> {
    const { clock, sender, endpoint } = this.#options;
    const base = new URL(endpoint(operation.service, region));
    const name = `${operation.service.name}.${operation.name}`;
    const content = operation.body?.(parameters);
    const parts: Parts = {
      method: operation.method,
      base,
      path: [
        ...base.pathname.split("/").filter((segment) => segment !== ""),
        ...operation.path(parameters, projectId ?? ""),
      ],
      query: Object.entries(operation.query?.(parameters) ?? {}),
      // Serialised once: the bytes that are signed are the bytes that are sent.
      body: content && JSON.stringify(content),
    };
    let used: HuaweiAuth | undefined;
    return await sender.send<Answer>({
      operation: name,
      effect: operation.effect,
      signal,
      onQueued,
      expired,
      limiter: this.#limiters.of(name, operation.effect),
      sign: async () => {
        used = await credentials?.current();
        return authenticated(parts, used, projectId, new Date(clock.now()));
      },
      renew: async () => used !== undefined && ((await credentials?.renew(used)) ?? false),
      interpret: (answer) =>
        interpretHuawei(operation, answer, [...secretsOf(used), ...passwordsIn(content)]),
    });
  }
}

interface Parts {
  readonly method: HttpRequest["method"];
  readonly base: URL;
  readonly path: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly body: string | undefined;
}

function authenticated(
  { method, base, path, query, body }: Parts,
  auth: HuaweiAuth | undefined,
  projectId: string | undefined,
  at: Date,
): HttpRequest {
  const plain = { "content-type": "application/json" };
  const payload = body === undefined ? {} : { body };
  if (auth === undefined || "token" in auth) {
    const queryString = encodeQuery(query);
    const headers = auth === undefined ? plain : { ...plain, "x-auth-token": auth.token };
    return { method, url: urlOf(base, encodePath(path), queryString), headers, ...payload };
  }
  const signed = signSdkHmac(
    {
      method,
      host: base.host,
      path,
      query,
      headers: { ...plain, ...(projectId !== undefined && { "x-project-id": projectId }) },
      ...payload,
    },
    auth,
    at,
  );
  return { method, url: urlOf(base, signed.path, signed.queryString), headers: signed.headers, ...payload };
}

function urlOf(base: URL, path: string, queryString: string): string {
  return base.origin + path + (queryString === "" ? "" : `?${queryString}`);
}

function secretsOf(auth: HuaweiAuth | undefined): string[] {
  if (auth === undefined) return [];
  if ("token" in auth) return [auth.token];
  return [auth.accessKeyId, auth.accessKeySecret, ...(auth.securityToken ? [auth.securityToken] : [])];
}

/** Passwords that a request's body carries, however deep. */
function passwordsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "password" && typeof inner === "string" && inner !== "" ? [inner] : passwordsIn(inner),
  );
}
