import * as z from "zod";
import { ApiError, type ErrorFact } from "../http/errors.ts";
import { parseJson } from "../http/json.ts";
import type { Failure } from "../http/pipeline.ts";
import { type HttpAnswer, retryAfterMs } from "../http/transport.ts";
import { gatewayErrors } from "./gateway-errors.ts";
import type { HuaweiOperation } from "./operation.ts";

/** A token that was valid once is refused in these words (IAM, "Obtaining a User Token"). */
const TOKEN_ENDED = /token must be updated/i;

/** The part of an operation that tells how to read its answer. */
type Answered<Answer> = Pick<
  HuaweiOperation<never, Answer>,
  "service" | "name" | "errors" | "notFound" | "header" | "answer"
>;

/**
 * Tells what an answer of Huawei Cloud amounts to. `secrets` are taken out of whatever the cloud says: the gateway
 * prints the request as it read it when a signature does not match.
 */
export function interpretHuawei<Answer>(
  operation: Answered<Answer>,
  answer: HttpAnswer,
  secrets: readonly string[],
): { readonly value: Answer } | Failure {
  const name = `${operation.service.name}.${operation.name}`;
  const { status } = answer;
  const body = readBody(answer);
  if (status >= 200 && status < 300 && !refuses(body)) {
    // DELETE is answered with 204 and nothing. Nothing in another answer says nothing.
    const content = body ?? (status === 204 ? {} : undefined);
    if (content === undefined) {
      return {
        kind: "unavailable",
        error: new Error(`${name} was answered with HTTP ${status} and nothing that can be read as JSON`),
      };
    }
    const { header } = operation;
    const read = operation.answer.safeParse(
      header === undefined ? content : { ...content, [header]: answer.headers[header] },
    );
    if (read.success) return { value: read.data };
    return {
      kind: "unavailable",
      error: new Error(`${name}: the answer is not as documented: ${z.prettifyError(read.error)}`),
    };
  }
  const said = findRefusal(body);
  const code = said?.code || `HTTP ${status}`;
  const text = secrets.reduce((text, secret) => text.replaceAll(secret, "***"), said?.text ?? hint(answer));
  const error = new ApiError(
    { operation: name, code, text, status, requestId: said?.requestId || answer.headers["x-request-id"] },
    factsFor(operation, code, status),
  );
  if (status === 429 || code === "APIGW.0308") {
    return { kind: "throttled", hintMs: retryAfterMs(answer), error };
  }
  if (status >= 500 || status === 408) return { kind: "unavailable", error };
  if (code === "APIGW.0303") return { kind: "rejected", error };
  if ((status === 401 && said !== undefined) || code === "APIGW.0301" || TOKEN_ENDED.test(text)) {
    return { kind: "unauthenticated", error };
  }
  return { kind: "rejected", error };
}

/** No page says that success may carry an error code; should it ever, it is none. */
function refuses(body: object | undefined): boolean {
  return body !== undefined && "error_code" in body && body.error_code !== "";
}

function factsFor(
  { errors, notFound }: Answered<unknown>,
  code: string,
  status: number,
): readonly ErrorFact[] {
  const facts = [...errors, ...gatewayErrors];
  const fromService = !code.startsWith("APIGW.") && !code.startsWith("HTTP ");
  return status === 404 && fromService && notFound ? [...facts, notFound] : facts;
}

function readBody({ body }: HttpAnswer): object | undefined {
  try {
    const value = parseJson(body);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

interface Said {
  readonly code: string;
  readonly text: string;
  readonly requestId: string;
}

const text = z.union([z.string(), z.number()]).transform(String).catch("");
const refusal = z.object({
  error_code: text,
  error_msg: text,
  error_details: text,
  error_detail: text,
  code: text,
  message: text,
  request_id: text,
});

/**
 * The error in a body, at the top or one level down: services and the gateway say `error_code` and `error_msg`, IAM
 * says `error: {code, message}`, and older services leave the outer object out.
 */
function findRefusal(body: object | undefined): Said | undefined {
  if (body === undefined) return undefined;
  for (const part of [body, ...Object.values(body)]) {
    const read = refusal.safeParse(part);
    if (!read.success) continue;
    const { error_code, error_msg, code, message, request_id } = read.data;
    const details = read.data.error_details || read.data.error_detail;
    if (!error_code && !error_msg && !code && !message) continue;
    const said = error_msg || message;
    return {
      code: error_code || code,
      text: details && details !== said ? `${said} (${details})` : said,
      requestId: request_id,
    };
  }
  return undefined;
}

/** An answer in no form of the vendor's: a proxy's or a firewall's own page, or a redirect. */
function hint({ status, headers }: HttpAnswer): string {
  if (status >= 300 && status < 400)
    return "a redirect, which is not followed; check the endpoint and the proxy";
  const type = headers["content-type"] ?? "no content type";
  return `an answer (${type}) that is not the cloud's; check the endpoint and the proxy`;
}
