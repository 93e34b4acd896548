import * as z from "zod";
import { ApiError } from "../http/errors.ts";
import { parseJson } from "../http/json.ts";
import type { Failure } from "../http/pipeline.ts";
import { type HttpAnswer, retryAfterMs } from "../http/transport.ts";
import { commonErrors } from "./common-errors.ts";
import type { AlibabaOperation } from "./operation.ts";

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

/**
 * What one answer of a gateway amounts to. `secrets` are taken out of whatever the cloud says: a gateway prints the
 * request as it read it, with the token, when a signature does not match.
 */
export function interpretAlibaba<Answer>(
  operation: AlibabaOperation<never, Answer> | AlibabaOperation<object, Answer>,
  answer: HttpAnswer,
  secrets: readonly string[],
): { readonly value: Answer } | Failure {
  const name = `${operation.service.name}.${operation.name}`;
  let body: unknown;
  let said: Envelope;
  try {
    body = parseJson(answer.body);
    said = envelope.parse(body);
  } catch (error) {
    return throttledOr(answer, "", {
      kind: "unavailable",
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
      kind: "unavailable",
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
    [...operation.errors, ...commonErrors],
  );
  if (CREDENTIAL.test(code)) return { kind: "unauthenticated", error };
  if (UNWELL.has(code) || (status >= 500 && error.fact === undefined)) {
    return throttledOr(answer, code, { kind: "unavailable", error });
  }
  return throttledOr(answer, code, { kind: "rejected", error });
}

function throttledOr(answer: HttpAnswer, code: string, failure: Failure): Failure {
  if (!THROTTLED.test(code) && answer.status !== 429) return failure;
  return { kind: "throttled", hintMs: retryHintMs(answer), error: failure.error };
}

/** The gateways' own header is in milliseconds. */
function retryHintMs(answer: HttpAnswer): number | undefined {
  const ms = Number(answer.headers["x-acs-retry-after"] ?? Number.NaN);
  return Number.isFinite(ms) ? ms : retryAfterMs(answer);
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
