import * as z from "zod";
import type { Clock } from "../core/clock.ts";
import { type AccessKey, AFTER_A_CHANGE, type CredentialSource } from "../core/credentials.ts";
import { ApiError, type ErrorFact, UnreachableError } from "../core/errors.ts";
import type { HttpAnswer } from "../core/http.ts";
import { parseJson } from "../core/json.ts";
import { Limiter } from "../core/limiter.ts";
import { type CallOptions, SharedLooks } from "../core/looks.ts";
import type { Sender, Trouble } from "../core/send.ts";
import type { AlibabaOperation, AlibabaService } from "../core/service.ts";
import { getCallerIdentity } from "../services/alibaba-sts.ts";
import { encodeForm, flatten, signAcs3 } from "./sign-acs3.ts";

/** What one Alibaba Cloud account is spoken to with. */
export interface AlibabaOptions {
  readonly clock: Clock;
  readonly sender: Sender;
  readonly credentials: CredentialSource<AccessKey>;
  /** The base URL of a service in a region. */
  readonly endpoint: (service: AlibabaService, region: string) => string;
  readonly stop: AbortSignal;
}

/** One Alibaba Cloud account: signs and sends its calls, and reads the answers. */
export class Alibaba {
  readonly looks: SharedLooks;
  readonly #options: AlibabaOptions;
  readonly #limiters = new Map<string, Limiter>();
  #accountId: Promise<string> | undefined;

  constructor(options: AlibabaOptions) {
    this.#options = options;
    this.looks = new SharedLooks(options.clock, options.stop);
  }

  /** Calls one operation in a region. Region ids are sent where the operation asks for them, not added here. */
  async call<Parameters extends object, Answer>(
    operation: AlibabaOperation<Parameters, Answer>,
    region: string,
    parameters: Parameters,
    { signal = this.#options.stop, onQueued, expired }: CallOptions = {},
  ): Promise<Answer> {
    const { service } = operation;
    const { clock, credentials, sender } = this.#options;
    const name = `${service.name}.${operation.name}`;
    const url = new URL(this.#options.endpoint(service, region));
    const flat = flatten(parameters);
    const form = service.parametersIn === "body" ? encodeForm(flat) : undefined;
    let used: AccessKey | undefined;
    return await sender.send<Answer>({
      operation: name,
      effect: operation.effect,
      signal,
      onQueued,
      expired,
      limiter: this.#limiter(name),
      sign: async () => {
        used = await credentials.current();
        const { headers, queryString } = signAcs3(
          {
            method: "POST",
            host: url.host,
            path: "/",
            query: form === undefined ? flat : [],
            ...(form !== undefined && {
              headers: { "content-type": "application/x-www-form-urlencoded" },
              body: form,
            }),
            action: operation.name,
            version: service.version,
          },
          used,
          new Date(clock.now()),
          clock.uuid(),
        );
        const path = queryString === "" ? "/" : `/?${queryString}`;
        return { method: "POST", url: url.origin + path, headers, ...(form !== undefined && { body: form }) };
      },
      renew: async () => used !== undefined && (await credentials.renew(used)),
      interpret: (answer) => interpret(operation, answer, used?.securityToken ? [used.securityToken] : []),
    });
  }

  /** The account the credentials belong to, asked once; empty when it cannot be asked. */
  accountId(region: string): Promise<string> {
    this.#accountId ??= this.#askAccount(region)
      // Not every region has a host of its own, and not every firewall lets it through.
      .catch((error: unknown) =>
        region !== "" && unreachable(error) ? this.#askAccount("") : Promise.reject(error),
      )
      .catch((error: unknown) => {
        if (error instanceof ApiError || unreachable(error)) return "";
        this.#accountId = undefined;
        throw error;
      });
    return this.#accountId;
  }

  async #askAccount(region: string): Promise<string> {
    return (await this.call(getCallerIdentity, region, {})).AccountId;
  }

  #limiter(name: string): Limiter {
    const limiter = this.#limiters.get(name) ?? new Limiter(this.#options.clock);
    this.#limiters.set(name, limiter);
    return limiter;
  }
}

function unreachable(error: unknown): boolean {
  return error instanceof UnreachableError;
}

/**
 * The envelope of answers and errors. Express Connect Router reports failures inside HTTP 200 (`Success: false`), and
 * fills the `%s` of codes and messages from `DynamicCode` and `DynamicMessage`
 * (GrantInstanceToExpressConnectRouter, response parameters). Some gateways write the names in lower case.
 */
const envelope = z.looseObject({
  Success: z.boolean().optional(),
  Code: z.union([z.string(), z.number()]).optional(),
  code: z.string().optional(),
  Message: z.string().optional(),
  message: z.string().optional(),
  RequestId: z.string().optional(),
  requestId: z.string().optional(),
  DynamicCode: z.string().nullish(),
  DynamicMessage: z.string().nullish(),
  HttpStatusCode: z.number().optional().catch(undefined),
  AccessDeniedDetail: z.unknown().optional(),
});
type Envelope = z.infer<typeof envelope>;

/** Codes that say "too many requests"; the gateway's general ones, of every service. */
const THROTTLED = /^Throttling($|\.)|^Rejected\.Throttling$/;
/** Codes that refuse the key, its signature or its token. */
const CREDENTIAL =
  /^(InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|InvalidSecurityToken|SecurityToken)(\.|$)/i;
/** The cloud is not well; `SignatureNonceUsed` means that somebody on the way repeated our request. */
const UNWELL = new Set([
  "ServiceUnavailable",
  "InternalError",
  "SystemBusy",
  "OperationBusy",
  "SignatureNonceUsed",
]);

/** Refusals that any operation of any service may meet. */
const COMMON_ERRORS: readonly ErrorFact[] = [
  {
    code: "InvalidAccessKeyId*",
    leadsTo: "stop",
    means: "The access key does not exist or is disabled.",
    remedy: `Check which access key the provider uses (see Credentials in the README). ${AFTER_A_CHANGE}`,
  },
  {
    code: "SignatureDoesNotMatch",
    leadsTo: "stop",
    means: "The secret does not belong to the access key.",
    remedy: `Check the secret key next to the access key; both must come from one place. ${AFTER_A_CHANGE}`,
  },
  {
    code: "InvalidSecurityToken*",
    leadsTo: "stop",
    means: "The security token has expired or does not belong to the access key.",
    remedy: `Fetch temporary credentials anew. ${AFTER_A_CHANGE}`,
  },
  {
    code: "InvalidTimeStamp*",
    leadsTo: "stop",
    means: "This machine's clock is more than 15 minutes off.",
    remedy: "Set the clock; requests are signed with the time.",
  },
  {
    code: "Forbidden.RAM",
    leadsTo: "stop",
    means: "The credentials may not call this operation.",
    remedy: "Grant the permission (the README lists them) or use other credentials.",
  },
  {
    code: "NoPermission",
    leadsTo: "stop",
    means: "The credentials may not call this operation.",
    remedy: "Grant the permission (the README lists them) or use other credentials.",
  },
  {
    code: "Forbidden.SubUser",
    leadsTo: "stop",
    means: "The RAM user may not work on this resource.",
    remedy: "Grant the permission (the README lists them) or use other credentials.",
  },
  {
    code: "InvalidApi.NotFound",
    leadsTo: "stop",
    means: "The endpoint does not know this operation.",
    remedy: "Check the endpoint that is configured for this service.",
  },
  {
    code: "InvalidAction.NotFound",
    leadsTo: "stop",
    means: "The endpoint does not know this operation.",
    remedy: "Check the endpoint that is configured for this service.",
  },
  {
    code: "InvalidRegionId.Malformed",
    leadsTo: "stop",
    means: "What was given as the region cannot be the id of one.",
    remedy: "Write regionId, or the region that is configured, as in cn-hangzhou.",
  },
  {
    code: "InvalidRegionId*",
    leadsTo: "stop",
    means: "There is no such region, or this service is not offered there.",
    remedy: "Check regionId, or the region that is configured.",
  },
];

/**
 * What one answer of a gateway amounts to. `secrets` are taken out of whatever the cloud says: a gateway prints the
 * request as it read it, with the token, when a signature does not match.
 */
export function interpret<Answer>(
  operation: AlibabaOperation<never, Answer> | AlibabaOperation<object, Answer>,
  answer: HttpAnswer,
  secrets: readonly string[],
): { readonly value: Answer } | Trouble {
  const name = `${operation.service.name}.${operation.name}`;
  let body: unknown;
  let said: Envelope;
  try {
    body = parseJson(answer.body);
    said = envelope.parse(body);
  } catch (error) {
    return throttledOr(answer, "", {
      kind: "unwell",
      error: new Error(
        `${name} was answered with HTTP ${answer.status} and nothing that can be read as JSON`,
        {
          cause: error,
        },
      ),
    });
  }
  const code = codeOf(said);
  if (answer.status >= 200 && answer.status < 300 && said.Success !== false) {
    const read = operation.answer.safeParse(body);
    if (read.success) return { value: read.data };
    return {
      kind: "unwell",
      error: new Error(`${name}: the answer is not as documented: ${z.prettifyError(read.error)}`),
    };
  }
  // Inside an HTTP 200 the envelope says what the status would have been.
  const status = answer.status >= 300 ? answer.status : (said.HttpStatusCode ?? answer.status);
  const error = new ApiError(
    {
      operation: name,
      code: code || `HTTP ${answer.status}`,
      text: secrets.reduce((text, secret) => text.replaceAll(secret, "***"), messageOf(said)),
      status,
      requestId: said.RequestId ?? said.requestId,
      denied: deniedPermission(said.AccessDeniedDetail, status),
    },
    [...operation.service.errors, ...COMMON_ERRORS],
  );
  if (CREDENTIAL.test(code)) return { kind: "credential", error };
  if (UNWELL.has(code) || (status >= 500 && error.fact === undefined)) {
    return throttledOr(answer, code, { kind: "unwell", error });
  }
  return throttledOr(answer, code, { kind: "refused", error });
}

function throttledOr(answer: HttpAnswer, code: string, trouble: Trouble): Trouble {
  if (!THROTTLED.test(code) && answer.status !== 429) return trouble;
  return { kind: "throttled", hintMs: retryHintMs(answer), error: trouble.error };
}

/** `x-acs-retry-after` is in milliseconds, the HTTP header `Retry-After` in seconds. */
function retryHintMs({ headers }: HttpAnswer): number | undefined {
  const ms = Number(headers["x-acs-retry-after"] ?? Number.NaN);
  if (Number.isFinite(ms)) return ms;
  const seconds = Number(headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

/** The code, with its `%s` filled in. DynamicCode is the whole code or only the part that is missing. */
function codeOf({ Success, Code, code, DynamicCode, DynamicMessage }: Envelope): string {
  const plain = String(Code ?? code ?? "");
  const dynamic = DynamicCode?.trim() ?? "";
  // Inside an HTTP 200 the code may be given only dynamically.
  if (Success === false && (plain === "" || plain === "200")) return dynamic;
  if (!plain.includes("%s")) return plain;
  const [before = ""] = plain.split("%s");
  if (dynamic.startsWith(before)) return dynamic;
  const word = dynamic || wordIn(DynamicMessage);
  return word === "" ? plain : plain.replaceAll("%s", word);
}

/**
 * The message, with its `%s` filled in. In the samples of the pages DynamicMessage is the whole sentence, by their notes
 * it is only the word that is missing.
 */
function messageOf({ Message, message, DynamicMessage }: Envelope): string {
  const plain = Message ?? message ?? "";
  const dynamic = DynamicMessage?.trim() ?? "";
  if (dynamic === "" || (plain !== "" && !plain.includes("%s"))) return plain;
  return plain !== "" && wordIn(dynamic) !== "" ? plain.replaceAll("%s", dynamic) : dynamic;
}

/** A text, if it is a single word. */
function wordIn(text: string | null | undefined): string {
  const trimmed = text?.trim() ?? "";
  return /^\S+$/.test(trimmed) ? trimmed : "";
}

const FORBIDDEN = 403;

/**
 * AccessDeniedDetail is an object with the missing action in most services. In others it is a sentence, and samples of
 * success have one too: it says something only beside a denial.
 */
function deniedPermission(detail: unknown, status: number): string | undefined {
  if (typeof detail === "string") return (status === FORBIDDEN && detail.trim()) || undefined;
  if (typeof detail !== "object" || detail === null) return undefined;
  const action = "AuthAction" in detail ? detail.AuthAction : undefined;
  if (typeof action === "string") return action;
  return Object.keys(detail).length > 0 ? JSON.stringify(detail) : undefined;
}
